"""What changed in a law and when: the days on which its duties began, changed or ended, from their versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incident.domain import law_pages, law_words, words
from incident.law.model import Obligation, Regime, Version

RECENT = timedelta(days=365)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes. `duties`: (title, anchor on the page of the law) of those it says it of; () for the first."""

    duties: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which duties begin, change or end. `coming`: it lies after the day asked."""

    day: date
    coming: bool
    lines: tuple[Line, ...]


def of(regime: Regime, titles: Mapping[str, str], *, on: date) -> list[Change]:
    """Every day on which a regime changes, the newest first; the last one is the day of its first duties here.

    `titles`: of all obligations by id, for a duty that takes the date of another. `on`: the day asked.
    """
    first = min(version.in_force_from for duty in regime.obligations for version in duty.versions)
    found: dict[date, dict[str, list[tuple[str, str]]]] = {first: {}}
    beginning = 0
    for duty in regime.obligations:
        for day, said in _of_duty(duty, titles):
            if day == first and said.startswith(NEW):
                beginning += 1
                continue
            found.setdefault(day, {}).setdefault(said, []).append((duty.title, law_pages.anchor(regime.id, duty.id)))
    several = "the first duty in this rulebook" if beginning == 1 else f"the first {beginning} duties in this rulebook"
    found[first] = {several: [], **found[first]}
    return [_change(day, lines, on) for day, lines in sorted(found.items(), reverse=True)]


def _change(day: date, lines: Mapping[str, Sequence[tuple[str, str]]], on: date) -> Change:
    return Change(day, day > on, tuple(Line(tuple(duties), said) for said, duties in lines.items()))


def recent(changes: Sequence[Change], *, on: date) -> list[Change]:
    """Those that came in the twelve months before a day, or are to come."""
    return [change for change in changes if change.day > on - RECENT]


NEW = "new: "


def _of_duty(duty: Obligation, titles: Mapping[str, str]) -> Iterator[tuple[date, str]]:
    before: Version | None = None
    for version in duty.versions:
        if before is None:
            yield version.in_force_from, NEW + _period(version, titles)
        elif before.in_force_until is not None and before.in_force_until + DAY < version.in_force_from:
            yield before.in_force_until + DAY, "no longer owed"
            yield version.in_force_from, f"owed again: {_period(version, titles)}"
        else:
            yield version.in_force_from, "; ".join(_differences(before, version, titles))
        before = version
    if before is not None and before.in_force_until is not None:
        yield before.in_force_until + DAY, "no longer owed"


def _period(version: Version, titles: Mapping[str, str]) -> str:
    return version.words or law_words.period(version.deadline, titles)


def _differences(before: Version, after: Version, titles: Mapping[str, str]) -> Iterator[str]:
    """What a reader has to know of a new version; its provision where nothing else differs."""
    said = [*_time(before, after, titles), *_cases(before, after), *_contents(before, after)]
    yield from said or [f"words or provision: {after.cite} (before: {before.cite})"]


def _time(before: Version, after: Version, titles: Mapping[str, str]) -> Iterator[str]:
    old, new = _period(before, titles), _period(after, titles)
    if old != new:
        yield f"{new} (before: {old})"
    elif before.deadline != after.deadline:
        yield f"{new}, counted otherwise than before"
    if before.expected != after.expected:
        expected = law_words.period(after.expected, titles) if after.expected else "nothing any more"
        yield f"the regulator expects {expected}"


def _cases(before: Version, after: Version) -> Iterator[str]:
    def tables(version: Version) -> list[object]:
        return [version.applies_if and version.applies_if.table, *(entry.table for entry in version.applies_unless)]

    if tables(before) != tables(after):
        yield "owed in other cases than before"


def _contents(before: Version, after: Version) -> Iterator[str]:
    old, new = [[item.item for item in version.must_contain] for version in (before, after)]
    if added := [law_words.content(item).lower() for item in new if item not in old]:
        yield f"the notice says more: {words.listed(added)}"
    if dropped := [law_words.content(item).lower() for item in old if item not in new]:
        yield f"the notice need no longer say: {words.listed(dropped)}"
