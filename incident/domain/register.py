"""One row of the register of breaches (GDPR Art. 33(5): facts, effects, remedial action), and what it still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

REQUIRED = {
    "narrative.what_happened": "what happened",
    "events.aware_at": "when we became aware",
    "data": "the kinds of data",
    "affected": "the people affected",
    "narrative.likely_consequences": "the likely consequences",
    "narrative.measures_taken": "the measures taken",
}  # fact path -> words; Art. 33(5) names facts, effects and remedial action

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What the register says of one incident. Counts are None when not known, never 0."""

    reference: str
    title: str
    kind: str
    state: str
    reported_at: datetime
    aware_at: datetime | None
    people: int | None
    people_may_grow: bool
    places: tuple[str, ...]
    notified: tuple[str, ...]  # who was told, with the time
    not_notified_reason: str | None
    lacks: tuple[str, ...]


def fact(document: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of a facts document; None when absent."""
    value: Any = document
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def lacking(documents: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What a complete entry still needs, in words; a fact counts as there when one context has it."""
    return tuple(
        words for path, words in REQUIRED.items() if not any(_known(fact(document, path)) for document in documents)
    )


def _known(value: Any) -> bool:
    return value is not None and value != "" and value != []


def people(documents: Sequence[Mapping[str, Any]]) -> tuple[int | None, bool]:
    """How many people are affected over all contexts, and whether the number may grow.

    None when no group has a number. It may grow while a group's number is not known or the list is open.
    """
    groups = [group for document in documents for group in document.get("affected") or []]
    counts = [group.get("count") for group in groups]
    known = [count for count in counts if count is not None]
    open_list = any("affected" in (document.get("more_possible") or []) for document in documents)
    return (sum(known) if known else None), open_list or len(known) < len(counts)


def csv_cell(value: object) -> str:
    """Text that a spreadsheet takes as text: a cell that would start a formula gets an apostrophe first.

    Source: OWASP, CSV injection; ASVS 5.0 1.2.10. Full-width signs and leading control characters count too.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS) else text
