"""The readings of Regulation (EEC, Euratom) 1182/71 Art. 3 for a period in hours that runs from an event.

Art. 3(1): the hour of the event is not counted. Art. 3(4): hours never roll over a weekend. Art. 3(5), disputed: a
period of two days or more holds at least two working days, touched in part or whole.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from incident.domain.calendars import Calendar
from incident.domain.instants import midnight_after, words_of

TWO_DAYS = 48  # hours; Art. 3(5) cannot help a shorter period
WORKING_DAYS = 2
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Readings:
    """When the period ends on each reading, in the zone of the start, each later than or equal to the one before."""

    begins: datetime
    hour_rule: datetime
    lenient_part: datetime
    lenient_full: datetime


def readings(start: datetime, hours: float, calendar: Calendar) -> Readings:
    """Every reading for a period of `hours` elapsed hours; `start` is local to the place of the calendar."""
    begins_utc = _next_full_hour(start)
    ends_utc = begins_utc + timedelta(hours=hours)
    begins, ends = (instant.astimezone(start.tzinfo) for instant in (begins_utc, ends_utc))
    if hours < TWO_DAYS:
        return Readings(begins, ends, ends, ends)
    return Readings(
        begins,
        ends,
        _holding_two(begins, ends, calendar, whole=False),
        _holding_two(begins, ends, calendar, whole=True),
    )


def _next_full_hour(start: datetime) -> datetime:
    """When the clock next shows a full hour, in UTC; also where it is moved by a part of an hour before."""
    event = start.astimezone(UTC)
    hour = event - timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond) + ONE_HOUR
    local = hour.astimezone(start.tzinfo)
    if local.utcoffset() == start.utcoffset():
        return hour
    past = timedelta(minutes=local.minute)
    near = [at for at in (hour - past, hour + ONE_HOUR - past) if at > event and not at.astimezone(start.tzinfo).minute]
    return min(near, default=hour)


def _holding_two(begins: datetime, ends: datetime, calendar: Calendar, *, whole: bool) -> datetime:
    """The end, moved to 24:00 of the second working day where fewer than two lie in the period.

    Compared in UTC: two times of one zone would compare by the wall clock, and an hour that comes twice as one.
    """
    day, ended = begins.date(), ends.astimezone(UTC)
    if whole and begins.astimezone(UTC) > _over(day - ONE_DAY, begins):
        day += ONE_DAY  # the day on which the period begins is not whole
    for _ in range(WORKING_DAYS - 1):
        day = calendar.working_day_from(day) + ONE_DAY
    second = calendar.working_day_from(day)
    held = _over(second, begins) <= ended if whole else _over(second - ONE_DAY, begins) < ended
    return ends if held else midnight_after(second, begins)


def _over(day: date, like: datetime) -> datetime:
    """24:00 of a day, in UTC."""
    return midnight_after(day, like).astimezone(UTC)


def last_day(first: date, last: date, calendar: Calendar) -> date:
    """The last day of a period of days, months or years from `first` to `last`, both in it, on the latest reading.

    Art. 3(5): a period of two days or more holds at least two working days. Art. 3(4): a last day that is no working
    day gives way to the next one.
    """
    if last > first:
        day = first
        for _ in range(WORKING_DAYS - 1):
            day = calendar.working_day_from(day) + ONE_DAY
        last = max(last, calendar.working_day_from(day))
    return calendar.working_day_from(last)


def steps(found: Readings, calendar: Calendar) -> list[str]:
    """The readings as sentences."""
    lines = [
        f"Regulation 1182/71 Art. 3(1) leaves out the hour of the event: the period begins {words_of(found.begins)} "
        f"and ends {words_of(found.hour_rule)}.",
        "Art. 3(4) never moves a period in hours from a weekend to a working day.",
    ]
    if found.lenient_full > found.hour_rule:
        lines.append(
            "Art. 3(5), read by some so that two working days lie in the period "
            f"(holidays of {calendar.name}): touched in part, until {words_of(found.lenient_part)}; whole, until "
            f"{words_of(found.lenient_full)}. Two German authorities reject this; use it only to explain a delay."
        )
    if not calendar.holidays_known:
        lines.append(f"The public holidays of {calendar.name} are not known to the program; only weekends were used.")
    return lines
