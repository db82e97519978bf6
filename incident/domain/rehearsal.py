"""A rehearsal: what the duties and dates of a context would be under another law, beside what people see now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incident.domain import open_scope
from incident.domain.assess import assess
from incident.domain.clocks import KINDS as DATES
from incident.domain.clocks import Moved, compare, key_of
from incident.law.facts import parse_facts
from incident.law.rulebook import Rulebook

Key = tuple[str, str, str]  # id of the obligation, jurisdiction, name of the customer or ""
KEPT = ("id", "regime", "jurisdiction", "controller", "title", "finding", "scope_unknown", "zone", *DATES)
HELD = {
    "met": "done, and stays as it was",
    "decided": "stays not owed: people decided so on these facts",
}  # why a duty that would come out otherwise stays as it is all the same


@dataclass(frozen=True, slots=True)
class Case:
    """One context of an incident as it stands. `standing`: its duties with a clock of their own -> a key of HELD, or None.

    `before`: the obligations of its newest assessment, as `slim` leaves them; `on` and `rulebook` are that assessment's.
    `held`: a key of HELD that goes for every duty, None where none does.
    """

    incident_id: int
    context: str
    on: date
    rulebook: str
    before: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]
    standing: Mapping[Key, str | None]
    held: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One duty that would come out otherwise. `kind`: of rehearsal_words.KINDS. `held`: of HELD, None where it moves."""

    moved: Moved
    kind: str
    held: str | None = None


@dataclass(frozen=True, slots=True)
class OpenLaws:
    """The laws of which it is not even known whether they bind, together. `first_due`: when the first would be due."""

    duties: frozenset[Key]
    laws: int
    first_due: datetime | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One context: what would change, duty by duty, and the laws that may not bind at all, before and after."""

    case: Case
    on: date
    rulebook: str
    changes: tuple[Change, ...]
    open_before: OpenLaws
    open_after: OpenLaws

    @property
    def moving(self) -> tuple[Change, ...]:
        """The changes that nothing holds."""
        return tuple(change for change in self.changes if change.held is None)

    @property
    def open_differ(self) -> bool:
        """Whether other laws may bind, or the first of them would be due at another time."""
        return self.open_before != self.open_after

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return bool(self.moving) or self.open_differ


def slim(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The obligations of an assessment with only what is compared: a document may have megabytes, and there are many."""
    return [{key: entry.get(key) for key in KEPT} for entry in document["obligations"]]


def rehearse(case: Case, rulebook: Rulebook, *, on: date | None = None) -> Rehearsed:
    """The newest facts of a context asked of another rulebook or another day; `on`: None for the day of its assessment.

    Raises:
        FactsInvalid: the facts, as they were stored, can no longer be read.
        LawDataError: a calendar of the rulebook is not known.
    """
    day = on or case.on
    after = slim(assess(parse_facts(case.facts), rulebook, on=day))
    return _compared(case, after, day, rulebook.version)


def _compared(case: Case, after: Sequence[Mapping[str, Any]], on: date, rulebook: str) -> Rehearsed:
    near_before, far_before = _apart(case.before, case.standing)
    near_after, far_after = _apart(after, case.standing)
    changes = []
    for moved in compare({"obligations": near_before}, {"obligations": near_after}):
        if kind := kind_of(moved):
            key = (moved.id, moved.jurisdiction, moved.controller or "")
            changes.append(Change(moved, kind, case.held or case.standing.get(key)))
    return Rehearsed(case, on, rulebook, tuple(changes), _open_laws(far_before), _open_laws(far_after))


def _apart(
    entries: Sequence[Mapping[str, Any]], standing: Mapping[Key, str | None]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Near and far: a duty of a law that may not bind at all stands with the others, unless it has a clock of its own."""
    far = [entry for entry in entries if open_scope.is_far(entry) and key_of(entry) not in standing]
    together = {key_of(entry) for entry in far}
    return [entry for entry in entries if key_of(entry) not in together], far


def _open_laws(entries: Sequence[Mapping[str, Any]]) -> OpenLaws:
    dates = [at for kind in ("due_at", "due_expected_at") for at in _instants(entries, kind)[:1]]
    return OpenLaws(
        duties=frozenset(key_of(entry) for entry in entries),
        laws=len({entry["regime"] for entry in entries}),
        first_due=dates[0] if dates else None,
    )


def _instants(entries: Sequence[Mapping[str, Any]], kind: str) -> list[datetime]:
    return sorted(datetime.fromisoformat(entry[kind]) for entry in entries if entry[kind])


def kind_of(moved: Moved) -> str | None:
    """What kind of difference a duty shows; None for none. What is not in play and what is not owed are the same."""
    old, new = _in_play(moved.old_finding), _in_play(moved.new_finding)
    if old is None or new is None:
        return "new" if new else "gone" if old else None
    if old != new:
        return "certain" if new == "applies" else "open"
    return _date_kind(moved)


def _in_play(finding: str | None) -> str | None:
    return None if finding == "does_not_apply" else finding


def _date_kind(moved: Moved) -> str | None:
    """By the safe date of the law, else by what the regulator expects, else by the lenient reading."""
    for kind in ("due_at", "due_expected_at"):
        old, new = moved.old_due[kind], moved.new_due[kind]
        if old != new:
            return "dated" if old is None else "undated" if new is None else "earlier" if new < old else "later"
    return None if moved.old_due == moved.new_due else "lenient"
