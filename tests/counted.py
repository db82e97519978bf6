"""Both ways of counting one period beside each other: that of Breachdesk and that of tests/oracle."""

from datetime import datetime

from incident.domain import periods
from incident.law.model import Deadline
from tests.oracle.periods import Period, end_of
from tests.oracle.walks import shown

RULE = ("hours", "days", "business_days", "months", "years", "year_end_days", "year_end_date", "counting", "first_day",
        "calendar", "roll", "roll_until")  # fmt: skip

Ends = tuple[str, str, dict[str, str]]


def by_breachdesk(period: Period) -> Ends:
    """Strict end, lenient end ("" for none) and readings, with the offset of the zone."""
    rule = Deadline(**{name: getattr(period, name) for name in RULE})
    due = periods.count(rule, period.start, period.zone, period.place, limit_at=period.limit_at)
    return _words(due.due_at), _words(due.lenient_at), {name: _words(at) for name, at in due.readings}


def by_walking(period: Period) -> Ends:
    """The same by the oracle."""
    end = end_of(period)
    lenient = None if end.lenient is None else shown(end.lenient, period.zone)
    return (
        _words(shown(end.due, period.zone)),
        _words(lenient),
        {name: _words(shown(at, period.zone)) for name, at in end.readings},
    )


def difference(period: Period) -> str | None:
    """What a person needs to look at a difference, None where there is none."""
    ours, walked = by_breachdesk(period), by_walking(period)
    return None if ours == walked else f"{period}\n  Breachdesk {ours}\n  oracle     {walked}"


def _words(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
