"""Periods to ask both ways of counting, drawn from any source of chance: half at random, half near an edge.

An edge is a change of the clock, a midnight, a full hour, a turn of the year, the end of February; the start is put so
that the start or the end of the period lies beside it.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from tests.oracle.periods import Period
from tests.oracle.walks import EPOCH, HOUR, SECOND, instant, shown

FIRST, LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC)
IN_FORCE = {"NZ-Privacy-Act": datetime(2020, 12, 3, tzinfo=UTC)}  # a definition of days that did not exist before
DAY = 24 * HOUR
# fmt: off
UNION = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DE-BY", "DE-SN", "DK", "EE", "ES", "ES-CT", "FI", "FR", "FR-57", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
]
ELSEWHERE = [
    "AE", "AR", "AU", "AU-NSW", "AU-VIC", "BD", "BH", "BR", "BR-SP", "BT", "CA", "CA-ON", "CA-QC", "CH", "CH-ZH", "CL",
    "CN", "CO", "CR", "DZ", "EC", "EG", "GB", "GB-SCT", "HK", "ID", "IL", "IN", "JO", "JP", "KE", "KR", "KW", "KZ", "MV",
    "MX", "MY", "NG", "NZ", "OM", "PA", "PE", "PH", "QA", "RS", "SA", "SG", "TH", "TR", "TW", "UA", "US", "US-CA",
    "US-NY", "US-TX", "UY", "VN", "ZA", "XX",
]
# fmt: on
STATUTORY = ["US-federal", "JP-administrative", "NZ-Privacy-Act"]
NAMED = [place for place in (*UNION, *ELSEWHERE) if place not in ("BT", "XX")]  # of these two nobody publishes holidays

Shape = Callable[[Random], dict[str, object]]


def _some(dice: Random, *values: object) -> object:
    return dice.choice(values)


def _calendar(dice: Random) -> str:
    return str(dice.choice(["place", dice.choice(STATUTORY), dice.choice(NAMED)]))


def _roll(dice: Random, until: object = None) -> dict[str, object]:
    return {"roll": _some(dice, "optional", "required"), "roll_until": until, "calendar": _calendar(dice)}


SHAPES: dict[str, Shape] = {
    "hours": lambda dice: {"hours": _some(dice, 0, 1, 3.5, 24, 36, 48, 72, 96, dice.randint(0, 2000))},
    "hours, union law": lambda dice: {
        "hours": _some(dice, 4, 24, 47, 48, 72, 72, 72, 96, dice.randint(1, 240)), "counting": "EU-PERIODS",
    },
    "hours of working days": lambda dice: {
        "hours": _some(dice, 4, 24, 72, dice.randint(1, 96)), "counting": "WORKING-DAYS", "calendar": _calendar(dice),
    },
    "hours that may roll": lambda dice: {"hours": _some(dice, 4, 24, 72), **_roll(dice)},
    "hours that may roll until noon": lambda dice: {"hours": _some(dice, 4, 24, 72), **_roll(dice, "12:00")},
    "hours with a second limit": lambda dice: {
        "hours": _some(dice, 4, 24, 72), **_some(dice, {}, _roll(dice, "12:00")),  # type: ignore[dict-item]
    },
    "days": lambda dice: {"days": _some(dice, 0, 1, 3, 10, 15, 30, 45, 60, 90, dice.randint(0, 400))},
    "days, the first counted": lambda dice: {
        "days": _some(dice, 1, 3, 30, 60, dice.randint(1, 400)), "first_day": "included",
    },
    "days that may roll": lambda dice: {"days": _some(dice, 3, 15, 30, 45), **_roll(dice, _some(dice, None, "12:00"))},
    "days, the first counted, that may roll": lambda dice: {
        "days": _some(dice, 30, 60), "first_day": "included",
        **_roll(dice), "calendar": _some(dice, "JP-administrative", "JP"),
    },
    "days, union law": lambda dice: {
        "days": _some(dice, 1, 2, 3, 10, 14, 15, 30), "counting": "EU-PERIODS",
        "calendar": _some(dice, "place", dice.choice(UNION)),
    },
    "months, union law": lambda dice: {"months": dice.randint(1, 6), "counting": "EU-PERIODS", "calendar": "place"},
    "business days": lambda dice: {
        "business_days": _some(dice, 1, 2, 3, 4, 5, 14, dice.randint(1, 60)), "calendar": _calendar(dice),
    },
    "business days, the first counted": lambda dice: {
        "business_days": dice.randint(1, 30), "first_day": "included", "calendar": _calendar(dice),
    },
    "months": lambda dice: {"months": dice.randint(1, 24)},
    "months that may roll until noon": lambda dice: {"months": _some(dice, 1, 2), **_roll(dice, "12:00")},
    "years": lambda dice: {"years": dice.randint(1, 6)},
    "days after the end of the year": lambda dice: {"year_end_days": _some(dice, 0, 1, 59, 60, 90, dice.randint(0, 200))},
    "a date of the next year": lambda dice: {
        "year_end_date": _some(dice, "03-01", "12-31", f"{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"),
        **_some(dice, {}, _roll(dice)),  # type: ignore[dict-item]
    },
}  # fmt: skip


@cache
def zones() -> list[str]:
    """Every zone of the IANA database."""
    return sorted(available_timezones())


SLOW = "hours of working days"  # minute by minute through weeks: one case in ten of another shape


def numbered(seed: int, many: int = 1000) -> Iterator[tuple[str, Period]]:
    """The cases of one seed, always the same, with the names of their shapes; a thousand visit every zone."""
    dice = Random(seed)  # noqa: S311 (chance that can be repeated is the point)
    places = list(zones())
    dice.shuffle(places)
    shapes = [shape for shape in SHAPES for _ in range(1 if shape == SLOW else 10)]
    for number in range(many):
        shape = dice.choice(shapes)
        yield shape, drawn(dice, shape, places[number % len(places)])


def drawn(dice: Random, shape: str, zone: str) -> Period:
    """A period of this shape in this zone."""
    parts = SHAPES[shape](dice)
    union = "union law" in shape
    place = dice.choice(UNION) if union else dice.choice(UNION + ELSEWHERE)
    earliest = IN_FORCE.get(str(parts.get("calendar")), FIRST)
    start = _start(dice, zone, earliest, _length(parts))
    if shape == "hours with a second limit":
        parts["limit_at"] = start + timedelta(seconds=_some(dice, 0, -1, 1, dice.randint(-100000, 300000)))  # type: ignore[arg-type]
    return Period(start=start, zone=zone, place=place, **parts)  # type: ignore[arg-type]


def _length(parts: dict[str, object]) -> int:
    """About how long it is, for edges at its end."""
    many = {"hours": HOUR, "days": DAY, "business_days": DAY, "months": 30 * DAY, "years": 365 * DAY}
    return sum(round(float(str(parts.get(unit) or 0)) * length) for unit, length in many.items())


def _start(dice: Random, zone: str, earliest: datetime, length: int) -> datetime:
    first, last = instant(earliest), instant(LAST)
    at = dice.randint(first // SECOND, last // SECOND) * SECOND
    if dice.random() < 0.5:
        at = dice.choice([_near_change, _near_midnight, _near_year_end, _on_the_hour])(dice, zone, at, length)
    if dice.random() < 0.05:
        at += dice.randint(1, SECOND - 1)
    written = timezone(timedelta(minutes=15 * dice.randint(-48, 56)))  # of the person who wrote it down
    found = EPOCH + timedelta(microseconds=min(max(at, first), last))
    return found.astimezone(dice.choice([UTC, ZoneInfo(zone), written]))


def _near_change(dice: Random, zone: str, at: int, length: int) -> int:
    found = changes(zone)
    if not found:
        return at
    near = dice.choice([dice.randint(-2 * DAY, 2 * DAY), dice.randint(-HOUR, HOUR), 0, -SECOND, SECOND])
    return dice.choice(found) + near // SECOND * SECOND - dice.choice([0, length])


def _near_midnight(dice: Random, zone: str, at: int, length: int) -> int:
    clock = shown(at, zone)
    passed = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND
    return at - passed + dice.choice([-SECOND, 0, SECOND])


def _near_year_end(dice: Random, zone: str, at: int, length: int) -> int:
    day = datetime(shown(at, zone).year, *dice.choice([(1, 1), (2, 28), (3, 1), (12, 24), (12, 31)]), tzinfo=UTC)
    return instant(day) + dice.randint(-36, 36) * HOUR - dice.choice([0, length])


def _on_the_hour(dice: Random, zone: str, at: int, length: int) -> int:
    clock = shown(at, zone)
    return at - (clock.minute * 60 + clock.second) * SECOND + dice.choice([-SECOND, 0, SECOND])


@cache
def changes(zone: str) -> tuple[int, ...]:
    """The instants of these years at which the zone's clock is set."""
    weeks = range(instant(FIRST), instant(LAST), 7 * DAY)
    offsets = [shown(at, zone).utcoffset() for at in weeks]
    moved = zip(weeks, offsets, offsets[1:], strict=False)
    return tuple(_change_between(zone, at, at + 7 * DAY) for at, before, after in moved if before != after)


def _change_between(zone: str, before: int, after: int) -> int:
    offset = shown(before, zone).utcoffset()
    while after - before > SECOND:
        middle = (before + after) // (2 * SECOND) * SECOND
        before, after = (middle, after) if shown(middle, zone).utcoffset() == offset else (before, middle)
    return after
