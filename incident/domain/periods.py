"""Counting periods: hours, days, working days, months; the strict and the lenient reading, step by step."""

from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from incident.domain import calendars, eu_periods
from incident.domain.calendars import Calendar
from incident.domain.instants import end_of_day, midnight_after, words_of, zone_of
from incident.law.model import Deadline

HERE = "place"  # in a law file: the calendar of the place where the duty is owed


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends. Instants carry the offset of the place whose law it is.

    `due_at`: last safe instant, None where the law gives no number. `lenient_at`: the later reading, None where
    there is none. `steps`, `lenient_steps`: sentences a person can follow. `readings`: each reading of a disputed
    period by name.
    """

    due_at: datetime | None
    lenient_at: datetime | None = None
    steps: tuple[str, ...] = ()
    readings: tuple[tuple[str, datetime], ...] = ()
    lenient_steps: tuple[str, ...] = ()


def count(rule: Deadline, start: datetime, zone: str, place: str, *, limit_at: datetime | None = None) -> Due:
    """When the period of `rule` that starts at `start` ends in the place with this zone and code.

    A rule without a number gives a Due without instants; `not_later_than` is another duty's date and is not
    counted here. `limit_at`: the end of a second limit, where it may come earlier; hours alone have one, and it falls
    away where the period starts only after it. Source of the counting of days: the first day is not counted unless the
    rule says so.

    Raises:
        LawDataError: the rule names a calendar that is not known.
    """
    if not has_number(rule):
        return Due(None, steps=(f"The law gives no number: {rule.prompt or rule.none or 'see the other duty'}.",))
    local = start.astimezone(UTC).astimezone(zone_of(zone))  # by way of UTC no time is left that no clock shows
    first = f"Starts {words_of(local)}."
    if rule.hours is not None:
        return _hours(rule, rule.hours, local, place, first, limit_at)
    if rule.business_days is not None:
        return _business_days(rule, rule.business_days, local, place, first)
    last, how = _last_day(rule, local.date())
    steps = [first, how, f"Ends with that day: {words_of(end_of_day(last, local))}."]
    if rule.counting == "EU-PERIODS":
        return _eu_days(rule, last, local, place, steps)
    return _rolled(rule, end_of_day(last, local), place, steps)


def has_number(rule: Deadline) -> bool:
    """Whether the law gives a period that can be counted."""
    amounts = (rule.hours, rule.days, rule.business_days, rule.months, rule.years, rule.year_end_days, rule.year_end_date)
    return any(amount is not None for amount in amounts)


def day_words(day: str) -> str:
    """A day of the year ("03-01") in words: “1 March”."""
    month, number = day.split("-")
    return f"{int(number)} {month_name[int(month)]}"


def _calendar(rule: Deadline, place: str) -> Calendar:
    name = rule.calendar or HERE
    return calendars.of_place(place) if name == HERE else calendars.named(name)


def _hours(rule: Deadline, hours: float, start: datetime, place: str, first: str, limit_at: datetime | None) -> Due:
    ends = later(start, hours)
    steps = [first, f"{hours:g} hours run without a stop, through nights, weekends and holidays.", *_shifted(start, ends)]
    steps.append(f"Ends {words_of(ends)}.")
    if limit_at is not None and start.astimezone(UTC) <= limit_at.astimezone(UTC) < ends.astimezone(UTC):
        ends = limit_at.astimezone(UTC).astimezone(start.tzinfo)
    if rule.counting == "EU-PERIODS":
        return _eu_hours(hours, start, ends, place, steps)
    if rule.counting == "WORKING-DAYS":
        return _working_hours(rule, hours, start, ends, place, steps)
    return _rolled(rule, ends, place, steps)


def _shifted(start: datetime, ends: datetime) -> list[str]:
    """A sentence where the clocks change on the way."""
    shift = (ends.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if not shift:
        return []
    minutes = int(shift.total_seconds() // 60)
    return [
        f"The clocks go {'forward' if minutes > 0 else 'back'} by {abs(minutes)} minutes on the way; "
        f"elapsed hours count, so the end reads {abs(minutes)} minutes {'later' if minutes > 0 else 'earlier'}."
    ]


def _eu_hours(hours: float, start: datetime, ends: datetime, place: str, steps: list[str]) -> Due:
    calendar = calendars.of_place(place).by_union_law()
    readings = eu_periods.readings(start, hours, calendar)
    named = (("strict", ends), ("hour_rule", readings.hour_rule), ("lenient_part", readings.lenient_part),
             ("lenient_full", readings.lenient_full))  # fmt: skip
    return Due(ends, readings.lenient_full, tuple(steps), named, tuple(eu_periods.steps(readings, calendar)))


def _working_hours(rule: Deadline, hours: float, start: datetime, ends: datetime, place: str, steps: list[str]) -> Due:
    """Elapsed hours as the safe end; hours of working days alone as the lenient reading."""
    calendar = _calendar(rule, place)
    at, left = start.astimezone(UTC), timedelta(hours=hours)
    while True:
        day = at.astimezone(start.tzinfo).date()
        until = midnight_after(day, start).astimezone(UTC)
        here = until - at if calendar.is_working(day) else timedelta()
        if here >= left:
            break
        at, left = until, left - here
    moved = (at + left).astimezone(start.tzinfo)
    words = (
        f"Only hours on working days of the calendar {calendar.name} count: until {words_of(moved)}; "
        "the earlier end stays the safe one."
    )
    return Due(ends, moved if moved.astimezone(UTC) > ends.astimezone(UTC) else None, tuple(steps), lenient_steps=(words,))


def later(start: datetime, hours: float) -> datetime:
    """`hours` elapsed hours after `start`, in the zone of `start`. Counted in UTC: a wall clock would be wrong."""
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)


def _last_day(rule: Deadline, day: date) -> tuple[date, str]:
    if rule.days is not None:
        offset = rule.days - (rule.first_day == "included")
        counted = "is counted" if rule.first_day == "included" else "is not counted"
        return day + timedelta(days=offset), f"{rule.days} calendar days; the day of the event {counted}."
    if rule.months is not None:
        return _months(day, rule.months), f"{rule.months} months by the calendar, to the same day of the month."
    if rule.years is not None:
        return _months(day, 12 * rule.years), f"{rule.years} years by the calendar, to the same date."
    if rule.year_end_date is not None:
        month, number = rule.year_end_date.split("-")
        by = date(day.year + 1, int(month), int(number))
        return by, f"{day_words(rule.year_end_date)} of the year after {day.year}."
    days = rule.year_end_days or 0
    end = date(day.year, 12, 31)
    return end + timedelta(days=days), f"{days} days after the end of the calendar year, {end.day} December {end.year}."


def _months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _business_days(rule: Deadline, days: int, start: datetime, place: str, first: str) -> Due:
    calendar = _calendar(rule, place)
    day = start.date()
    left = days - (rule.first_day == "included" and calendar.is_working(day))
    skipped: list[str] = []
    while left > 0:
        day += timedelta(days=1)
        why = calendar.why_not(day)
        if why is None:
            left -= 1
        else:
            skipped.append(f"{day:%a} {day.day} {day:%b} ({why})")
    ends = end_of_day(day, start)
    counted = "counted" if rule.first_day == "included" else "not counted"
    steps = [first, f"{days} working days of the calendar {calendar.name}; the day of the event is {counted}."]
    if skipped:
        steps.append(f"Left out: {', '.join(skipped)}.")
    return Due(ends, steps=(*steps, f"Ends {words_of(ends)}."))


def _eu_days(rule: Deadline, last: date, start: datetime, place: str, steps: list[str]) -> Due:
    calendar = _calendar(rule, place).by_union_law()
    moved = eu_periods.last_day(start.date() + timedelta(days=1), last, calendar)
    due = end_of_day(last, start)
    if moved == last:
        return Due(due, steps=tuple(steps))
    until = end_of_day(moved, start)
    words = (
        f"Regulation 1182/71 Art. 3(4)-(5), working days of {calendar.name}: until {words_of(until)}; "
        "the earlier day stays the safe one."
    )
    return Due(due, until, tuple(steps), lenient_steps=(words,))


def _rolled(rule: Deadline, due: datetime, place: str, steps: list[str]) -> Due:
    """The last day stays the safe one; a move to the next working day is the lenient reading."""
    if rule.roll == "none":
        return Due(due, steps=tuple(steps))
    calendar = _calendar(rule, place)
    why = calendar.why_not(due.date())
    if why is None:
        return Due(due, steps=tuple(steps))
    day = calendar.working_day_from(due.date())
    moved = end_of_day(day, due)
    if rule.roll_until is not None:
        moved = datetime.combine(day, time.fromisoformat(rule.roll_until), due.tzinfo)
    by = "The law moves" if rule.roll == "required" else "A lenient reading moves"
    words = f"The last day is no working day ({why}). {by} the end to {words_of(moved)}; the earlier day stays the safe one."
    return Due(due, moved, tuple(steps), lenient_steps=(words,))
