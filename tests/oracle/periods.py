"""When a period ends, strict and lenient, by walking. The shapes are those of docs/law-data.md, "Deadlines"."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.oracle.walks import HOUR, MINUTE, day_of, first_instant_after, instant, last_second_of, next_full_hour, time_of
from tests.oracle.working_days import Works, working_days

ONE_DAY = timedelta(days=1)
QUARTER = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class Period:
    """One question to both ways of counting. What is None is not part of it; the words are those of a law file."""

    start: datetime
    zone: str
    place: str
    hours: float | None = None
    days: int | None = None
    business_days: int | None = None
    months: int | None = None
    years: int | None = None
    year_end_days: int | None = None
    year_end_date: str | None = None
    counting: str | None = None
    first_day: str = "excluded"
    calendar: str | None = None
    roll: str = "none"
    roll_until: str | None = None
    limit_at: datetime | None = None

    def works(self, *, union_law: bool = False) -> Works:
        """The working days that this period asks for."""
        named = self.place if self.calendar in (None, "place") else self.calendar
        return working_days(named or self.place, union_law=union_law)


@dataclass(frozen=True, slots=True)
class End:
    """Instants of walks.py. `lenient` is None where no reading is later than `due`."""

    due: int
    lenient: int | None = None
    readings: tuple[tuple[str, int], ...] = ()


def end_of(period: Period) -> End:
    """The end of the period on the strict and on the most lenient reading."""
    if period.hours is not None:
        return _later(*_hours(period, round(period.hours * HOUR)))
    last = _last_day(period)
    due = last_second_of(last, period.zone)
    if period.counting == "EU-PERIODS":
        return _later(due, last_second_of(_union_day(period, last), period.zone))
    return _later(due, _rolled(period, due))


def _later(due: int, lenient: int, readings: tuple[tuple[str, int], ...] = ()) -> End:
    return End(due, lenient if lenient > due else None, readings)


# Periods in hours


def _hours(period: Period, length: int) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    start = instant(period.start)
    due = start + length
    if period.limit_at is not None and start <= instant(period.limit_at) < due:
        due = instant(period.limit_at)
    if period.counting == "EU-PERIODS":
        found = _union_hours(period, start, length)
        return due, found["lenient_full"], tuple(found.items())
    if period.counting == "WORKING-DAYS":
        return due, _working_hours(period, start, length), ()
    return due, _rolled(period, due), ()


def _union_hours(period: Period, start: int, length: int) -> dict[str, int]:
    """The four readings of dossier section 2 of Regulation 1182/71 Art. 3, from strict to most lenient."""
    begins = next_full_hour(start, period.zone)
    ends = begins + length
    found = {"strict": start + length, "hour_rule": ends, "lenient_part": ends, "lenient_full": ends}
    if length >= 48 * HOUR:  # Art. 3(5): two days or more
        found["lenient_part"] = max(ends, _second_day(period, begins, ends, whole=False))
        found["lenient_full"] = max(ends, _second_day(period, begins, ends, whole=True))
    return found


def _second_day(period: Period, begins: int, ends: int, *, whole: bool) -> int:
    """`ends` where two working days lie in the period, in part or whole; else 24:00 of the second one since `begins`."""
    works, zone = period.works(union_law=True), period.zone
    touched = {day_of(at, zone) for at in range(begins, ends, QUARTER)}
    inside = [day for day in touched if works(day) and (not whole or _whole(day, begins, ends, zone))]
    if len(inside) >= 2:
        return ends
    first = day_of(begins, zone)
    if whole and first_instant_after(first - ONE_DAY, zone) < begins:
        first += ONE_DAY
    return first_instant_after(_nth_working_day(_onward(first), 2, works), zone)


def _whole(day: date, begins: int, ends: int, zone: str) -> bool:
    return begins <= first_instant_after(day - ONE_DAY, zone) and first_instant_after(day, zone) <= ends


def _working_hours(period: Period, start: int, length: int) -> int:
    """Minute by minute; a minute of a day of rest is not counted."""
    works, at, left = period.works(), start, length
    today, counts = None, False
    while left > 0:
        step = min(MINUTE - at % MINUTE, left)
        day = day_of(at, period.zone)
        if day != today:
            today, counts = day, works(day)
        at += step
        left -= step if counts else 0
    return at


# Periods in days, months and years


def _onward(first: date) -> Iterator[date]:
    while True:
        yield first
        first += ONE_DAY


def _nth_working_day(days: Iterator[date], number: int, works: Works) -> date:
    for day in days:
        number -= works(day)
        if number == 0:
            return day
    raise AssertionError("days never end")


def _first_counted(period: Period) -> date:
    today = day_of(instant(period.start), period.zone)
    return today if period.first_day == "included" else today + ONE_DAY


def _last_day(period: Period) -> date:
    today, days = day_of(instant(period.start), period.zone), _onward(_first_counted(period))
    if period.business_days is not None:
        return _nth_working_day(days, period.business_days, period.works())
    if period.days is not None:
        return _nth(days, period.days) if period.days else today
    if period.year_end_days is not None:
        new_year = _first(today, lambda day: day.year > today.year)
        return _nth(_onward(new_year), period.year_end_days) if period.year_end_days else new_year - ONE_DAY
    if period.year_end_date is not None:
        return _date_or_last(today, today.year + 1, *map(int, period.year_end_date.split("-")))
    months = (period.months or 0) + 12 * (period.years or 0) + 12 * today.year + today.month - 1
    return _date_or_last(today, months // 12, months % 12 + 1, today.day)


def _nth(days: Iterator[date], number: int) -> date:
    return _nth_working_day(days, number, lambda _: True)


def _first(today: date, fits: Callable[[date], bool]) -> date:
    return next(day for day in _onward(today) if fits(day))


def _date_or_last(today: date, year: int, month: int, number: int) -> date:
    """That day of the month, or the last of the month where it has no such day (Art. 3(2)(c))."""
    found = _first(today, lambda day: (day.year, day.month, day.day) >= (year, month, number))
    return found if (found.month, found.day) == (month, number) else found - ONE_DAY


def _union_day(period: Period, last: date) -> date:
    """Art. 3(4), 3(5): the first working day not before `last` by which a period of two days holds two working days."""
    works, first = period.works(union_law=True), _first_counted(period)
    wanted = 2 if last - first >= ONE_DAY else 1
    worked = 0
    for day in _onward(first):
        worked += works(day)
        if day >= last and works(day) and worked >= wanted:
            return day
    raise AssertionError("days never end")


def _rolled(period: Period, due: int) -> int:
    """The next working day's end, or its `roll_until`, where the period may end there instead of on a day of rest."""
    day, works = day_of(due, period.zone), period.works()
    if period.roll == "none" or works(day):
        return due
    while not works(day):
        day += ONE_DAY
    if period.roll_until is None:
        return last_second_of(day, period.zone)
    return time_of(day, time.fromisoformat(period.roll_until), period.zone)
