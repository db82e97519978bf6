"""Instants in words, zones, and the edges of days in a zone."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. The library keeps eight; an incident in thirty countries would read files again."""
    return ZoneInfo(name)


def words_of(instant: datetime) -> str:
    """“Friday 20 November 2026, 09:30 NZDT”, in the zone of the instant; seconds where they are not zero."""
    return _words(instant.replace(tzinfo=None), instant.fold, instant.tzinfo)


@lru_cache(maxsize=4_096)  # the duties of one incident start and end at the same few instants
def _words(local: datetime, fold: int, in_zone: tzinfo | None) -> str:
    instant = local.replace(tzinfo=in_zone, fold=fold)
    zone = instant.tzname() or ""
    if not zone.isalpha():
        zone = f"UTC{instant:%z}"[:6] + ":" + f"{instant:%z}"[3:]
    clock = "%H:%M:%S" if instant.second else "%H:%M"
    return instant.strftime(f"%A {instant.day} %B %Y, {clock} {zone}")


def end_of_day(day: date, like: datetime) -> datetime:
    """The last second of a day in the zone of `like`: 23:59:59, the second one where the clocks go back at midnight,
    an earlier time where they go forward before it."""
    return (midnight_after(day, like).astimezone(UTC) - SECOND).astimezone(like.tzinfo)


def midnight_after(day: date, like: datetime) -> datetime:
    """24:00 of a day in the zone of `like`: 00:00 of the next, or the time that the clocks go forward to instead."""
    over = datetime.combine(day + timedelta(days=1), time(0), like.tzinfo)
    again = over.replace(fold=1)  # clocks that go back at 00:01 show the end of the day a second time
    second = again.astimezone(UTC)
    if second > over.astimezone(UTC) and (second - SECOND).astimezone(like.tzinfo).date() == day:
        return again
    return over.astimezone(UTC).astimezone(like.tzinfo)
