"""Times of a VERIS record: the day it began, and the spans until it was discovered and contained."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from incident.domain.veris_tables import NOTHING, UNITS

NEVER = "Never"
LONGEST = 10 * 365 * 86400  # seconds; a longer span is a typing error, and could leave the calendar
TIME = "%I:%M:%S %p"  # VERIS: “05:45:00 PM”


def events(
    timeline: Mapping[str, Any], zone: str | None, *, add: Callable[[str], None], assume: Callable[[str, str], None]
) -> dict[str, str]:
    """Events of the facts document; what VERIS leaves open is said and left out.

    Args:
        timeline: the record's part of this name.
        zone: of the victim's place; the day begins there. None: UTC.
        add: takes a sentence. assume: takes the path of a fact and why it is an estimate.
    """
    add("when the organisation became aware is not in VERIS; set it before relying on any clock")
    began = _began(timeline.get("incident") or {}, zone, add=add, assume=assume)
    if began is None:
        return {}
    found = {"occurred_at": began.isoformat()}
    discovered = _after(began, timeline.get("discovery"), "discovery", add)
    if discovered is not None:
        found["discovered_at"] = discovered.isoformat()
        assume("events.discovered_at", "counted from the day on which it began")
    contained = _after(discovered, timeline.get("containment"), "containment", add)
    if contained is not None:
        found["contained_at"] = contained.isoformat()
        assume("events.contained_at", "counted from the discovery")
    return found


def span(part: Mapping[str, Any]) -> timedelta | None:
    """The span of a VERIS value and unit; None without a number, or in months and years, which are no exact spans."""
    value, unit = part.get("value"), part.get("unit")
    if isinstance(value, bool) or not isinstance(value, int | float) or unit not in UNITS:
        return None
    seconds = value * UNITS[unit]
    return timedelta(seconds=seconds) if 0 <= seconds <= LONGEST else None  # NaN lies nowhere


def _began(
    start: Mapping[str, Any], zone: str | None, *, add: Callable[[str], None], assume: Callable[[str, str], None]
) -> datetime | None:
    year, month, day = (start.get(part) for part in ("year", "month", "day"))
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in (year, month, day)):
        known = "-".join(str(part) for part in (year, month) if isinstance(part, int))
        add(f"the day of the incident is not given, only {known}" if known else "when it began is not given")
        return None
    try:
        # ISO words, because an object may hold any number, and a constructor takes none beyond the machine's.
        began = datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}").replace(tzinfo=ZoneInfo(zone or "UTC"))
    except ValueError:
        add(f"the day {year}-{month}-{day} does not exist; the start stays open")
        return None
    return _with_time(began, start.get("time"), zone or "UTC", assume)


def _with_time(day: datetime, time: object, zone: str, assume: Callable[[str, str], None]) -> datetime:
    try:
        read = datetime.strptime(str(time), TIME).replace(tzinfo=UTC).time()  # only the time of day is used
    except ValueError:
        assume("events.occurred_at", f"the time of day is not given; the start stands at 00:00 of that day in {zone}")
        return day
    assume("events.occurred_at", f"the zone of the time is not given; {zone} was taken")
    return day.replace(hour=read.hour, minute=read.minute, second=read.second)


def _after(start: datetime | None, part: Mapping[str, Any] | None, name: str, add: Callable[[str], None]) -> datetime | None:
    """The instant a span after `start`; None, and a sentence where the record says something, when it cannot be told."""
    unit = (part or {}).get("unit")
    if part is None or unit is None or unit in NOTHING:
        return None
    length = span(part)
    if start is not None and length is not None:
        return start.astimezone(UTC) + length
    value = part.get("value")
    if unit == NEVER:
        add(f"the record says that {name} never came")
    elif start is None:
        add(f"{name} came after {value or 'some'} {str(unit).lower()}, from a time that is not known")
    else:
        add(f"the time to {name} ({value or 'some'} {str(unit).lower()}) is too coarse for a date")
    return None
