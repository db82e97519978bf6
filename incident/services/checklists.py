"""The checklist of an incident: opened from its file, worked through item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import ChecklistItem, Context, Incident, ItemState, Phase, User
from incident.domain import fact_words
from incident.domain.checklists import Checklist, Item
from incident.errors import EditConflict, NotFound, ReasonNeeded
from incident.services import contexts, identity

EVIDENCE_LENGTH = 4000  # characters, as the form takes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one phase is: `settled` of `total` items are done or not applicable."""

    phase: Phase
    settled: int
    total: int


@dataclass(frozen=True, slots=True)
class FactState:
    """Where the fact of an item stands: its answer in words when every context has one, else who lacks it."""

    answer: str | None
    lacking: Context | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What a person sets on one item. `reason` is needed for not applicable; `version` is the one they saw."""

    state: ItemState
    evidence: str | None
    reason: str | None
    owner_id: int | None
    due_at: datetime | None
    version: int


def open_for(
    session: Session, incident: Incident, checklist: Checklist, *, by: User | None, now: datetime
) -> list[ChecklistItem]:
    """Give the incident this checklist; items that it has already stay as they are, with what was done.

    Items of another checklist that nobody touched are taken out; touched ones stay: they are part of the record.
    """
    if by is not None:
        identity.require(by, "incident.edit")
    present = {item.key: item for item in items(session, incident)}
    wanted = {item.key for item in checklist.items}
    for key, item in present.items():
        if key not in wanted and item.changed_at is None:
            session.delete(item)
    for position, new in enumerate(checklist.items):
        if new.key not in present:
            session.add(_row(incident, checklist, new, position))
    incident.kind = checklist.key
    incident.short_path = checklist.key == "small_message"
    audit.record(
        session,
        "checklist.opened",
        f"Checklist opened: {checklist.name}",
        by=by,
        now=now,
        incident_id=incident.id,
        detail={"checklist": checklist.key, "items": len(checklist.items)},
    )
    return items(session, incident)


def _row(incident: Incident, checklist: Checklist, item: Item, position: int) -> ChecklistItem:
    return ChecklistItem(
        incident_id=incident.id,
        checklist=checklist.key,
        key=item.key,
        phase=Phase(item.phase),
        position=position,
        words=item.words,
        why=item.why,
        fact=item.fact,
        required=item.required,
        state=ItemState.OPEN,
        due_at=incident.reported_at + timedelta(hours=item.due_hours),
    )


def items(session: Session, incident: Incident) -> list[ChecklistItem]:
    """Every item of the incident, in the order of the phases."""
    session.flush()
    rows = session.scalars(select(ChecklistItem).where(ChecklistItem.incident_id == incident.id)).all()
    order = list(Phase)
    return sorted(rows, key=lambda row: (order.index(row.phase), row.position, row.id))


def fact_states(session: Session, incident: Incident, rows: Sequence[ChecklistItem], *, zone: str) -> dict[int, FactState]:
    """By item: what the facts say to those items that stand for a fact. `zone`: IANA, of the reader."""
    all_facts = [(context, contexts.newest_facts(session, context).document) for context in contexts.of(session, incident)]
    return {row.id: _fact_state(row.fact, all_facts, zone) for row in rows if row.fact}


def _fact_state(path: str, all_facts: Sequence[tuple[Context, Mapping[str, Any]]], zone: str) -> FactState:
    values = [(context, _known(document, path)) for context, document in all_facts]
    lacking = next((context for context, value in values if value is None), None)
    if lacking is not None or not values:
        return FactState(None, lacking)
    said = [(context.name, "; ".join(fact_words.lines(path, value, zone))) for context, value in values]
    same = len({answer for _, answer in said}) == 1
    return FactState(said[0][1] if same else ". ".join(f"{name}: {answer}" for name, answer in said), None)


def _known(document: Mapping[str, Any], path: str) -> Any:
    """The value of a fact; None also for an empty list that may still grow, which says nothing yet."""
    value = fact_words.at(document, path)
    return None if value == [] and path in (document.get("more_possible") or ()) else value


def settle_by_fact(
    session: Session, incident: Incident, item_id: int, *, expected_version: int, by: User, now: datetime, zone: str
) -> ChecklistItem:
    """Tick off an item that the facts answer; the answer is what shows it.

    Raises:
        NotFound: no such item, or one that no fact answers.
        EditConflict: somebody changed it since `expected_version`.
    """
    item = next((row for row in items(session, incident) if row.id == item_id), None)
    answer = fact_states(session, incident, [item], zone=zone).get(item_id) if item else None
    if item is None or answer is None or answer.answer is None:
        raise NotFound("The facts do not answer this item yet. Fill in the fact first.")
    wanted = ItemChange(
        state=ItemState.DONE,
        evidence=f"The facts say: {answer.answer}"[:EVIDENCE_LENGTH],
        reason=None,
        owner_id=item.owner_id,
        due_at=item.due_at,
        version=expected_version,
    )
    return change(session, incident, item_id, wanted, by=by, now=now)


def change(
    session: Session, incident: Incident, item_id: int, wanted: ItemChange, *, by: User, now: datetime
) -> ChecklistItem:
    """Set state, evidence, owner and due time of one item.

    Raises:
        NotFound: no such item in this incident.
        EditConflict: somebody changed it since `wanted.version`.
        ReasonNeeded: not applicable without a reason.
    """
    identity.require(by, "incident.edit")
    item = session.get(ChecklistItem, item_id)
    if item is None or item.incident_id != incident.id:
        raise NotFound(f"There is no checklist item {item_id} in {incident.reference}.")
    if item.version != wanted.version:
        raise EditConflict("This checklist item was changed by somebody else while you had it open.")
    if wanted.state is ItemState.NOT_APPLICABLE and not (wanted.reason or "").strip():
        raise ReasonNeeded("reason", f"Say why “{item.words}” does not apply here.")
    old = item.state
    item.state, item.owner_id, item.due_at = wanted.state, wanted.owner_id, wanted.due_at
    item.evidence, item.reason = wanted.evidence or None, wanted.reason or None
    item.changed_by_id, item.changed_at = by.id, now
    audit.record(
        session,
        "checklist.changed",
        f"Checklist: “{item.words}” is {_STATE_WORDS[item.state]}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("checklist_item", item.id),
        detail={
            "before": old.value,
            "after": item.state.value,
            "evidence": audit.commitment(item.evidence),
            "reason": audit.commitment(item.reason),
        },
    )
    return item


_STATE_WORDS = {
    ItemState.OPEN: "open",
    ItemState.DONE: "done",
    ItemState.NOT_APPLICABLE: "not applicable",
}


def required_open(rows: Sequence[ChecklistItem], *phases: Phase) -> list[ChecklistItem]:
    """The required items of these phases (of all when none is named) that are still open."""
    return [row for row in rows if row.required and row.state is ItemState.OPEN and (not phases or row.phase in phases)]


def progress(rows: Sequence[ChecklistItem]) -> list[Progress]:
    """How far each phase is, in order; phases without items are left out."""
    found = []
    for phase in Phase:
        mine = [row for row in rows if row.phase is phase]
        if mine:
            settled = sum(row.state is not ItemState.OPEN for row in mine)
            found.append(Progress(phase, settled, len(mine)))
    return found
