"""Counting periods: hours, days, working days, months; the strict and the lenient reading, step by step."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from incident.domain import calendars, eu_periods
from incident.domain.calendars import Calendar
from incident.domain.instants import end_of_day, words_of, zone_of
from incident.law.model import Deadline


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


def count(rule: Deadline, start: datetime, zone: str, place: str) -> Due:
    """When the period of `rule` that starts at `start` ends in the place with this zone and code.

    A rule without a number gives a Due without instants; `not_later_than` is another duty's date and is not
    counted here. Source of the counting of days: the first day is not counted unless the rule says so.

    Raises:
        LawDataError: the rule names a calendar that is not known.
    """
    if not has_number(rule):
        return Due(None, steps=(f"The law gives no number: {rule.prompt or rule.none or 'see the other duty'}.",))
    local = start.astimezone(zone_of(zone))
    first = f"Starts {words_of(local)}."
    if rule.hours is not None:
        return _hours(rule, rule.hours, local, place, first)
    if rule.business_days is not None:
        return _business_days(rule, rule.business_days, local, first)
    last, how = _last_day(rule, local.date())
    steps = [first, how, f"Ends with that day: {words_of(end_of_day(last, local))}."]
    return _rolled(rule, last, local, steps)


def has_number(rule: Deadline) -> bool:
    """Whether the law gives a period that can be counted."""
    amounts = (rule.hours, rule.days, rule.business_days, rule.months, rule.years, rule.year_end_days)
    return any(amount is not None for amount in amounts)


def _hours(rule: Deadline, hours: float, start: datetime, place: str, first: str) -> Due:
    ends = later(start, hours)
    steps = [first, f"{hours:g} hours run without a stop, through nights, weekends and holidays."]
    shift = (ends.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if shift:
        minutes = int(shift.total_seconds() // 60)
        steps.append(
            f"The clocks go {'forward' if minutes > 0 else 'back'} by {abs(minutes)} minutes on the way; "
            f"elapsed hours count, so the end reads {abs(minutes)} minutes {'later' if minutes > 0 else 'earlier'}."
        )
    steps.append(f"Ends {words_of(ends)}.")
    if rule.counting != "EU-PERIODS":
        return Due(ends, steps=tuple(steps))
    readings = eu_periods.readings(start, hours, calendars.of_place(place))
    named = (("strict", ends), ("hour_rule", readings.hour_rule), ("lenient_part", readings.lenient_part),
             ("lenient_full", readings.lenient_full))  # fmt: skip
    lenient = tuple(eu_periods.steps(readings, calendars.of_place(place)))
    return Due(ends, readings.lenient_full, tuple(steps), named, lenient)


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
    days = rule.year_end_days or 0
    end = date(day.year, 12, 31)
    return end + timedelta(days=days), f"{days} days after the end of the calendar year, {end.day} December {end.year}."


def _months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _business_days(rule: Deadline, days: int, start: datetime, first: str) -> Due:
    calendar = calendars.named(rule.calendar or "")
    day = start.date()
    left = days - (rule.first_day == "included" and calendar.is_working(day))
    skipped: list[str] = []
    while left:
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


def _rolled(rule: Deadline, last: date, start: datetime, steps: list[str]) -> Due:
    """The last day stays the safe one; a move to the next working day is the lenient reading."""
    due = end_of_day(last, start)
    if rule.roll == "none" or rule.calendar is None:
        return Due(due, steps=tuple(steps))
    calendar: Calendar = calendars.named(rule.calendar)
    why = calendar.why_not(last)
    if why is None:
        return Due(due, steps=tuple(steps))
    moved = end_of_day(calendar.working_day_from(last), start)
    by = "The law moves" if rule.roll == "required" else "A lenient reading moves"
    words = f"The last day is no working day ({why}). {by} the end to {words_of(moved)}; the earlier day stays the safe one."
    return Due(due, moved, tuple(steps), lenient_steps=(words,))
