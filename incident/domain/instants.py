"""Instants in words, zones, and the edges of days in a zone."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. The library keeps eight; an incident in thirty countries would read files again."""
    return ZoneInfo(name)


def words_of(instant: datetime) -> str:
    """“Friday 20 November 2026, 09:30 NZDT”, in the zone of the instant; seconds where they are not zero."""
    zone = instant.tzname() or ""
    if not zone.isalpha():
        zone = f"UTC{instant:%z}"[:6] + ":" + f"{instant:%z}"[3:]
    clock = "%H:%M:%S" if instant.second else "%H:%M"
    return instant.strftime(f"%A {instant.day} %B %Y, {clock} {zone}")


def end_of_day(day: date, like: datetime) -> datetime:
    """23:59:59 of a day in the zone of `like`; the first of two where the clocks go back at midnight."""
    return datetime.combine(day, time(23, 59, 59), like.tzinfo)


def midnight_after(day: date, like: datetime) -> datetime:
    """24:00 of a day, which is 00:00:00 of the next, in the zone of `like`."""
    return datetime.combine(day + timedelta(days=1), time(0), like.tzinfo)
