"""Laws of which it is not even known whether they bind: one question with one time, instead of a clock for each duty.

While it is open where people live or where we are, every law of the world may bind. A clock and reminders for each of
their duties would bury those that are owed; so they stand together as one thing to do, due when the first of them
would be due.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from incident.domain import words

DUTY = "open/laws"  # id of the one thing to do, in the place of an obligation's
SHOWN = 6  # places that the reason names
WHERE = frozenset(("affected", "organisation.country", "organisation.establishments"))


def is_far(entry: Mapping[str, Any]) -> bool:
    """Whether an obligation may be owed only if people live, or we are, in a place that the facts do not name yet."""
    return entry["finding"] == "cannot_tell_yet" and _is_elsewhere(entry)


def is_idle(entry: Mapping[str, Any]) -> bool:
    """Whether an obligation would not be owed even if such a place came to be named: nothing to do or to ask."""
    return entry["finding"] == "does_not_apply" and _is_elsewhere(entry)


def _is_elsewhere(entry: Mapping[str, Any]) -> bool:
    return not WHERE.isdisjoint(entry["scope_unknown"])


def as_one(entries: Sequence[Mapping[str, Any]], *, place: str, zone: str) -> dict[str, Any] | None:
    """One thing to do that stands for all of these obligations, in the shape of one; None where there are none.

    `place`: the code under which it is kept. `zone`: the zone that its times carry.
    """
    if not entries:
        return None
    laws = _laws(entries)
    unknown = Counter(path for entry in entries for path in entry["scope_unknown"])
    first = min(entries, key=lambda entry: (_instant(entry["due_at"] or entry["due_expected_at"]), entry["id"]))
    places = list(dict.fromkeys(words.place(law["jurisdiction"].split("-")[0]) for law in laws))
    listed = words.listed([*places[:SHOWN], f"{len(places) - SHOWN} more"] if len(places) > SHOWN + 1 else places)
    number = f"{len(laws)} {'law' if len(laws) == 1 else 'laws'} with {len(entries)} duties"
    return {
        "id": DUTY,
        "regime": "open",
        "jurisdiction": place,
        "title": "Find out which further laws apply",
        "owed_by": first["owed_by"],
        "notify": "internal",
        "authority": None,
        "authority_id": None,
        "controller": None,
        "finding": "cannot_tell_yet",
        "due_at": _earliest(entries, "due_at"),
        "due_expected_at": _earliest(entries, "due_expected_at"),
        "due_lenient_at": None,
        "clock": {**first["clock"], "provisional": True, "period": "before the first of these laws would be due"},
        "zone": zone,
        "citation": number,
        "because": [
            f"It is not known yet whether any of {number} binds: {'law' if len(laws) == 1 else 'laws'} of {listed}",
            f"First would be due: {first['title']}, {first['law']}",
        ],
        "unknown": [path for path, _ in unknown.most_common()],
        "facts_used": [],
        "must_contain": [],
        "laws": laws,
    }


def _laws(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each law once, the one that would be due first before the others."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        said = {key: entry[key] for key in ("regime", "law", "jurisdiction")}
        law = found.setdefault(entry["regime"], {**said, "due_at": None})
        time = entry["due_at"] or entry["due_expected_at"]
        law["due_at"] = min((at for at in (law["due_at"], time) if at is not None), key=_instant, default=None)
    return sorted(found.values(), key=lambda law: (_instant(law["due_at"]), law["regime"]))


def _earliest(entries: Sequence[Mapping[str, Any]], key: str) -> str | None:
    return min((entry[key] for entry in entries if entry[key] is not None), key=_instant, default=None)


def _instant(time: str | None) -> float:
    return datetime.fromisoformat(time).timestamp() if time else float("inf")
