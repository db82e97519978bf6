"""What to find out next: the open facts in the order of what their answer decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from incident.domain import words
from incident.law.fields import question

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Weight:
    """Why a question matters: the duties that wait for it.

    `laws`: each once with its place, the one that would be due first before the others. `first_at`: the soonest time
    at which one of these duties is due or expected, None where none has a time; `first`: that duty.
    """

    duties: int
    laws: tuple[str, ...]
    first: str
    first_at: datetime | None


def weight(path: str, obligations: Sequence[Mapping[str, Any]]) -> Weight:
    """What the answer to one question helps to decide among these obligations of an assessment."""
    waiting = [entry for entry in obligations if path in (entry.get("unknown") or ())]
    ordered = sorted(waiting, key=lambda entry: _instant(entry["due_at"] or entry["due_expected_at"]))
    first = ordered[0] if ordered else None
    time = (first["due_at"] or first["due_expected_at"]) if first else None
    return Weight(
        duties=len(waiting),
        laws=tuple(dict.fromkeys(_law(entry) for entry in ordered)),
        first=first["title"] if first else "",
        first_at=datetime.fromisoformat(time) if time else None,
    )


def _law(entry: Mapping[str, Any]) -> str:
    """The law with its place, where its name does not hold that already."""
    law, jurisdiction = str(entry["law"]), entry["jurisdiction"]
    place = "European Union" if jurisdiction == "EU" else words.place(jurisdiction).partition(" (")[0]
    return law if place in law else f"{law}, {place}"


def next_questions(obligations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The contract's `next_questions` for its `obligations`.

    Ordered by the number of duties that an answer helps to decide, then by the soonest time at which one of them
    would be due or expected, then by the path. `earliest_due_at` is None where none of them has a time.
    """
    asked: dict[str, list[Mapping[str, Any]]] = {}
    for entry in obligations:
        for path in entry["unknown"]:
            asked.setdefault(path, []).append(entry)
    ordered = sorted(asked.items(), key=lambda item: (-len(item[1]), _instant(_earliest(item[1])), item[0]))
    return [
        {"fact": path, "question": question(path), "decides": len(entries), "earliest_due_at": _earliest(entries)}
        for path, entries in ordered
    ]


def _earliest(entries: Sequence[Mapping[str, Any]]) -> str | None:
    times = [time for entry in entries if (time := entry["due_at"] or entry["due_expected_at"]) is not None]
    return min(times, key=lambda time: (_instant(time), time), default=None)


def _instant(time: str | None) -> datetime:
    return NEVER if time is None else datetime.fromisoformat(time).astimezone(UTC)
