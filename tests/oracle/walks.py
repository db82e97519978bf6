"""Walking through time in a zone. Instants are whole microseconds since 1970 in UTC; only UTC is ever made local.

Nothing here turns a local time into an instant, so what a clock change skips or repeats needs no rule of its own.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HALF_HOUR = 30 * MINUTE
HOUR = 60 * MINUTE
ONE_DAY = timedelta(days=1)


@cache
def _clock(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def instant(at: datetime) -> int:
    """The microseconds of a time with an offset."""
    return (at - EPOCH) // timedelta(microseconds=1)


def shown(at: int, zone: str) -> datetime:
    """What the clock of the zone shows then."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(_clock(zone))


def day_of(at: int, zone: str) -> date:
    """The date on the wall of the zone then."""
    return shown(at, zone).date()


def next_full_hour(at: int, zone: str) -> int:
    """The first later minute at which the local clock shows :00. An event exactly on the hour waits for the next."""
    minute = at - at % MINUTE + MINUTE
    while shown(minute, zone).minute:
        minute += MINUTE
    return minute


@lru_cache(maxsize=65536)
def last_second_of(day: date, zone: str) -> int:
    """The last second at which the zone shows this date or one before: a repeated hour belongs to the day, and a date
    that the zone never had ended with the day before it."""
    at = instant(datetime.combine(day + ONE_DAY, time(), tzinfo=UTC)) + 14 * HOUR  # no clock is slower than UTC-12
    for step in (HALF_HOUR, MINUTE, SECOND):
        while day_of(at, zone) > day:
            at -= step
        at += step
    return at - SECOND


def first_instant_after(day: date, zone: str) -> int:
    """24:00 of the day."""
    return last_second_of(day, zone) + SECOND


def time_of(day: date, clock: time, zone: str) -> int:
    """The last minute of the day that the local clock shows as this time; where it skips it, the minute of the change."""
    minute = first_instant_after(day, zone) - MINUTE
    while shown(minute, zone).time() > clock:
        minute -= MINUTE
    return minute if shown(minute, zone).time() == clock else minute + MINUTE
