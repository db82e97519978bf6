"""A rehearsal in words and as a document: what would change, for a table, for a program, and in one line of all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incident.domain import words
from incident.domain.clocks import KINDS as DATES
from incident.domain.rehearsal import HELD, Change, OpenLaws, Rehearsed

KINDS = {
    "new": ("new duty", "new duties"),
    "gone": ("duty no longer owed", "duties no longer owed"),
    "certain": ("duty now certain", "duties now certain"),
    "open": ("duty no longer certain", "duties no longer certain"),
    "earlier": ("earlier date", "earlier dates"),
    "later": ("later date", "later dates"),
    "dated": ("date where there was none", "dates where there was none"),
    "undated": ("date that falls away", "dates that fall away"),
    "lenient": ("other lenient date", "other lenient dates"),
}
FINDINGS = {"applies": "owed", "cannot_tell_yet": "cannot tell yet", "does_not_apply": "not owed", None: "not in play"}
NAMES = {"due_at": "due", "due_expected_at": "expected", "due_lenient_at": "lenient"}


def counted(kinds: Mapping[str, int]) -> str:
    """“2 new duties, 1 earlier date”; empty text where there is none."""
    return ", ".join(f"{kinds[kind]:,} {_one_or_many(kind, kinds[kind])}" for kind in KINDS if kinds.get(kind))


def _one_or_many(kind: str, number: int) -> str:
    return KINDS[kind][number != 1]


def changed_words(rehearsed: Sequence[Rehearsed]) -> str:
    """What would change in these contexts, in one line; “no duty and no date changes” where nothing does."""
    parts = [counted(Counter(change.kind for entry in rehearsed for change in entry.moving))]
    if any(entry.open_differ for entry in rehearsed):
        parts.append("other laws that may not bind at all")
    return ", ".join(part for part in parts if part) or "no duty and no date changes"


def side(finding: str | None, due: Mapping[str, datetime | None], zone: str) -> str:
    """One side of a comparison: “owed, due Mon 23 Nov 2026, 09:30 NZDT”; a date a line, in the zone of the place."""
    dates = [f"{NAMES[kind]} {words.when(at, zone)}" for kind in NAMES if (at := due[kind]) is not None]
    return "\n".join([FINDINGS[finding], *dates])


def open_words(laws: OpenLaws, zone: str) -> str:
    """“45 laws with 80 duties, the first due Mon 23 Nov 2026, 09:30 NZDT”, or “none”."""
    if not laws.duties:
        return "none"
    due = f", the first due {words.when(laws.first_due, zone)}" if laws.first_due else ""
    count = len(laws.duties)
    return f"{laws.laws} {'law' if laws.laws == 1 else 'laws'} with {count} {'duty' if count == 1 else 'duties'}{due}"


def document(rehearsed: Rehearsed) -> dict[str, Any]:
    """One context for a program. Times carry the offset of the place."""
    case = rehearsed.case
    return {
        "context": case.context,
        "before": {"rulebook": case.rulebook, "on": case.on.isoformat()},
        "after": {"rulebook": rehearsed.rulebook, "on": rehearsed.on.isoformat()},
        "changes": [_change(change) for change in rehearsed.changes],
        "open_laws": _open_document(rehearsed),
    }


def _change(change: Change) -> dict[str, Any]:
    moved = change.moved
    return {
        "kind": change.kind,
        "id": moved.id,
        "jurisdiction": moved.jurisdiction,
        "controller": moved.controller,
        "title": moved.title,
        "zone": moved.zone,
        "held": change.held,
        "before": _side(moved.old_finding, moved.old_due),
        "after": _side(moved.new_finding, moved.new_due),
    }


def _side(finding: str | None, due: Mapping[str, datetime | None]) -> dict[str, str | None] | None:
    if finding is None:
        return None
    return {"finding": finding, **{kind: at.isoformat() if (at := due[kind]) else None for kind in DATES}}


def _open_document(rehearsed: Rehearsed) -> dict[str, Any] | None:
    """None where the laws that may not bind at all are the same."""
    if not rehearsed.open_differ:
        return None
    sides = {"before": rehearsed.open_before, "after": rehearsed.open_after}
    return {
        name: {"laws": laws.laws, "duties": len(laws.duties),
               "first_due": laws.first_due.isoformat() if laws.first_due else None}
        for name, laws in sides.items()
    }  # fmt: skip


@dataclass(slots=True)
class Tally:
    """The counts over all incidents, as they are read one after another. `unread`: could not be assessed at all."""

    incidents: int = 0
    changed: int = 0
    unread: int = 0
    open_contexts: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)

    def add(self, contexts: Sequence[Rehearsed]) -> None:
        """One incident with its contexts."""
        self.incidents += 1
        self.changed += any(entry.differs for entry in contexts)
        self.open_contexts += sum(entry.open_differ for entry in contexts)
        for change in (change for entry in contexts for change in entry.changes):
            if change.held is None:
                self.kinds[change.kind] += 1
            else:
                self.held[change.held] += 1

    def add_unread(self) -> None:
        """One incident that could not be assessed."""
        self.incidents += 1
        self.unread += 1

    @property
    def differs(self) -> bool:
        """Whether anything would change, or is not known because it could not be read."""
        return bool(self.changed or self.unread)

    @property
    def words(self) -> str:
        """“12 incidents read, 3 would change: 2 new duties, 1 earlier date.”"""
        read = f"{self.incidents:,} {'incident' if self.incidents == 1 else 'incidents'} read"
        parts = [counted(self.kinds), _in_contexts(self.open_contexts)]
        what = ", ".join(part for part in parts if part)
        lines = [f"{read}, {self.changed:,} would change: {what}." if self.changed else f"{read}, none would change."]
        if self.unread:
            lines.append(f"{self.unread:,} could not be assessed.")
        lines += [f"{number:,} {_differ(number)}: {HELD[why]}." for why, number in sorted(self.held.items())]
        return " ".join(lines)

    def document(self) -> dict[str, Any]:
        """The counts for a program, every kind named."""
        return {
            "incidents": self.incidents,
            "changed": self.changed,
            "unread": self.unread,
            "changes": {kind: self.kinds[kind] for kind in KINDS},
            "open_laws": self.open_contexts,
            "held": {why: self.held[why] for why in HELD},
            "words": self.words,
        }


def _in_contexts(number: int) -> str:
    if not number:
        return ""
    return f"other laws that may not bind at all in {number:,} {'context' if number == 1 else 'contexts'}"


def _differ(number: int) -> str:
    return "duty would come out otherwise" if number == 1 else "duties would come out otherwise"
