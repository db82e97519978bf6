"""Which reminders ought to exist for one clock, when, and who gets them. Pure: the present instant is passed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

START, HALF, DUE, NUDGE = "start", "half", "due", "open"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOSEST = timedelta(minutes=5)  # two rungs nearer than this would be one message sent twice
LATE_AFTER = timedelta(minutes=5)  # a reminder handed over later than this says so


class Level(IntEnum):
    """Whom a rung reaches; each level includes those below it."""

    OWNER = 1
    DEPUTY = 2
    OFFICER = 3


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of a clock of `length`; other lengths get the same rungs in proportion.

    `before_due`: how long before the due time, the longest first. `deputy_from` and `officer_from`: the time
    left, on a clock of `length`, from which the next level is reached too. `after_due`: distance of the rungs
    after the due time, never scaled. `nudge`: distance of the rungs of a duty without any number.
    """

    length: timedelta = 72 * HOUR
    before_due: tuple[timedelta, ...] = (24 * HOUR, 6 * HOUR, HOUR)
    at_start: bool = True
    at_half: bool = True
    after_due: timedelta | None = HOUR
    deputy_from: timedelta = 6 * HOUR
    officer_from: timedelta = timedelta(0)
    nudge: timedelta = DAY


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder that ought to go out: its name, when, and whom it reaches."""

    name: str
    at: datetime
    level: Level


def rungs(
    known_at: datetime,
    started_at: datetime,
    due_at: datetime,
    ladder: Ladder,
    *,
    now: datetime,
    certain: bool = True,
    quiet: bool = False,
) -> tuple[Rung, ...]:
    """The reminders of a clock with a due time, in order of time.

    Args:
        known_at: when the program learned of this due time. Nothing is ever due before it: a clock that began
            before it was recorded gets its first reminder at once instead of a heap of old ones.
        started_at: when the period began.
        due_at: the strict end of the period, or what the regulator expects.
        ladder: the rungs.
        now: of the rungs after the due time only the newest and the next one are given.
        certain: False when it cannot be told yet whether the duty is owed; such a clock gets fewer reminders.
        quiet: a person has it in hand since the due time; no rungs after the due time.
    """
    share = max((due_at - started_at) / ladder.length, 0.0)
    found = _before(started_at, due_at, ladder, share, certain)
    kept = [rung for rung in _apart(found) if rung.at >= known_at]
    if ladder.at_start and certain:
        kept = [rung for rung in kept if rung.name != START]
        left = due_at - known_at
        kept.insert(0, Rung(START, max(known_at, started_at), _level(left, share, ladder)))
    if certain and not quiet and ladder.after_due:
        kept += _repeated("after", due_at, ladder.after_due, known_at, now, Level.OFFICER)
    return tuple(sorted(kept, key=lambda rung: rung.at))


def nudges(known_at: datetime, ladder: Ladder, *, now: datetime) -> tuple[Rung, ...]:
    """The reminders of a duty that the law puts in words only ("as soon as practicable"): at once, then daily."""
    first = [Rung(START, known_at, Level.OWNER)] if ladder.at_start else []
    return (*first, *_repeated(NUDGE, known_at, ladder.nudge, known_at, now, Level.OWNER))


def _before(started_at: datetime, due_at: datetime, ladder: Ladder, share: float, certain: bool) -> list[Rung]:
    found = []
    if ladder.at_start and certain:
        found.append(Rung(START, started_at, _level(due_at - started_at, share, ladder)))
    if ladder.at_half:
        left = (due_at - started_at) / 2
        found.append(Rung(HALF, due_at - left, _level(left, share, ladder)))
    before = ladder.before_due if certain else ladder.before_due[:1]
    for offset in before:
        left = _whole_minutes(offset * share)
        found.append(Rung(f"before-{_short(left)}", due_at - left, _level(left, share, ladder)))
    found.append(Rung(DUE, due_at, Level.OFFICER))
    return found


def _apart(found: Sequence[Rung]) -> list[Rung]:
    """The rungs that stand far enough before the next one; the due time itself always stays."""
    kept: list[Rung] = []
    for rung in sorted(found, key=lambda rung: rung.at, reverse=True):
        if not kept or kept[-1].at - rung.at >= CLOSEST:
            kept.append(rung)
    return kept


def _level(left: timedelta, share: float, ladder: Ladder) -> Level:
    if left <= ladder.officer_from * share:
        return Level.OFFICER
    return Level.DEPUTY if left <= ladder.deputy_from * share else Level.OWNER


def _repeated(
    name: str, anchor: datetime, every: timedelta, known_at: datetime, now: datetime, level: Level
) -> list[Rung]:
    newest = max(int((now - anchor) / every), 0)
    return [
        Rung(f"{name}-{_short(number * every)}", anchor + number * every, level)
        for number in (newest, newest + 1)
        if number > 0 and anchor + number * every > known_at
    ]


def _whole_minutes(length: timedelta) -> timedelta:
    return max(round(length / MINUTE), 1) * MINUTE


def _short(length: timedelta) -> str:
    """A length as part of a rung's name: "10d", "24h", "20min"."""
    minutes = round(length / MINUTE)
    if minutes % 1440 == 0 and minutes >= 2880:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}min"


def rung_words(name: str) -> str:
    """A rung's name as people read it: "24 h before it is due", "2 h after it was due"."""
    if name in _WORDS:
        return _WORDS[name]
    kind, _, length = name.partition("-")
    number = length.rstrip("dhmin")
    plain = f"{number} {_UNITS[length.removeprefix(number)]}"
    return {"before": f"{plain} before it is due", "after": f"{plain} after it was due"}.get(
        kind, f"still open after {plain}"
    )


_WORDS = {START: "when the clock starts", HALF: "half of the time is used", DUE: "when it is due"}
_UNITS = {"d": "days", "h": "h", "min": "min"}


@dataclass(frozen=True, slots=True)
class Person:
    """What has to be known of a person to decide whether a reminder can reach them."""

    id: int
    active: bool = True
    absent_until: datetime | None = None
    deputy_id: int | None = None


def recipients(
    level: Level,
    owner_id: int | None,
    people: Mapping[int, Person],
    officers: Collection[int],
    administrators: Collection[int],
    *,
    at: datetime,
) -> tuple[int, ...]:
    """Who gets a rung at `at`: ids, each once, the owner or who stands in for them first.

    An absent or inactive person is replaced by their deputy, that one's deputy, and so on. When nobody of the
    owner's side can be reached the privacy officers get it, and when none of them is there the administrators.
    """
    chosen: list[int] = []
    owner = _stand_in(owner_id, people, at)
    if owner is not None:
        chosen.append(owner)
        deputy = _stand_in(people[owner].deputy_id, people, at) if level >= Level.DEPUTY else None
        if deputy is not None:
            chosen.append(deputy)
    if not chosen or level >= Level.OFFICER:
        chosen += _present(officers, people, at)
    return tuple(dict.fromkeys(chosen or _present(administrators, people, at)))


def _stand_in(person_id: int | None, people: Mapping[int, Person], at: datetime) -> int | None:
    asked: set[int] = set()
    while person_id is not None and person_id not in asked and person_id in people:
        asked.add(person_id)
        person = people[person_id]
        if _reachable(person, at):
            return person_id
        person_id = person.deputy_id
    return None


def _present(ids: Collection[int], people: Mapping[int, Person], at: datetime) -> list[int]:
    """Those who are there; when all are absent, all who are active: an absence never silences a deadline."""
    active = [number for number in ids if number in people and people[number].active]
    return [number for number in active if _reachable(people[number], at)] or active


def _reachable(person: Person, at: datetime) -> bool:
    return person.active and (person.absent_until is None or person.absent_until <= at)
