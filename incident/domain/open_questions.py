"""What to find out next: the open facts in the order of what their answer decides."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from incident.law.fields import question

NEVER = datetime.max.replace(tzinfo=UTC)


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
