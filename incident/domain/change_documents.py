"""What would change a duty, as JSON beside an assessment: once for each place where the duty stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from incident.domain.change_case import Key
from incident.domain.changes import Change, changes_of
from incident.errors import DutyNotClear
from incident.law.facts import Facts
from incident.law.rulebook import Rulebook

TITLES = {
    "applies": "It would be owed",
    "does_not_apply": "It would not be owed",
    "cannot_tell_yet": "It could not be told any more",
}
NOTES = {
    "open": "Not known yet",
    "judgement": "Only a person decides this",
    "fixed": "This is as it is; it can only have been recorded wrong",
    "fact": "",
    "law": "The law itself changes",
}


def with_changes(document: Mapping[str, Any], facts: Facts, rulebook: Rulebook, duty_id: str) -> dict[str, Any]:
    """An assessment document of these facts with `changes`, what would change one of its duties.

    A suggested risk that the assessment took as the decision is taken so here too. Of customers with the same duty in
    one place the first stands for all.

    Raises:
        DutyNotClear: the rulebook has no such duty.
    """
    on = date.fromisoformat(document["on"])
    accepted = document.get("accepted_suggestion")
    if accepted is not None:
        risk = {**(facts.document.get("risk") or {}), "level": accepted["level"]}
        facts = Facts({**facts.document, "risk": risk})
    return {**document, "changes": [_of_duty(key, facts, rulebook, on) for key in _keys(document, rulebook, duty_id)]}


def _keys(document: Mapping[str, Any], rulebook: Rulebook, duty_id: str) -> list[Key]:
    entries = [entry for entry in (*document["obligations"], *document["drafts"]) if entry["id"] == duty_id]
    first = {entry["jurisdiction"]: entry for entry in reversed(entries)}
    if first:
        return [(duty_id, place, first[place]["controller"] or "") for place in sorted(first)]
    for regime in rulebook.regimes:
        if any(obligation.id == duty_id for obligation in regime.obligations):
            return [(duty_id, regime.jurisdiction, "")]
    near = [entry["id"] for entry in document["obligations"] if entry["regime"] == duty_id.partition("/")[0]]
    remedy = f"Near it: {', '.join(dict.fromkeys(near))}." if near else "See: incident law show, and the id of a law."
    raise DutyNotClear(f"There is no duty “{duty_id[:80]}”. {remedy}")


def _of_duty(key: Key, facts: Facts, rulebook: Rulebook, on: date) -> dict[str, Any]:
    found = changes_of(facts, rulebook, key, on=on)
    return {
        "id": key[0],
        "jurisdiction": key[1],
        "controller": key[2] or None,
        "changes": [change.as_document(facts) for change in found],
    }


def by_outcome(changes: tuple[Change, ...]) -> list[tuple[str, list[tuple[Change, str]]]]:
    """(title, changes with a note on each) for a person: what would add the duty, then what would remove it."""
    groups = [
        (title, [(change, NOTES[change.kind]) for change in changes if change.after == after])
        for after, title in TITLES.items()
    ]
    return [(title, entries) for title, entries in groups if entries]
