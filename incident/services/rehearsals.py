"""Cases for a rehearsal: incidents as they stand, a page at a time, in plain values that outlive the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from incident.db.models import (
    Assessment,
    Clock,
    ClockState,
    Context,
    Customer,
    Decision,
    DecisionKind,
    DecisionState,
    FactsVersion,
    Incident,
    IncidentState,
)
from incident.domain.rehearsal import Case, Key, slim

PAGE = 50  # incidents that are held in memory at once


@dataclass(frozen=True, slots=True)
class Subject:
    """One incident with its contexts that were assessed; those set aside are left out."""

    id: int
    reference: str
    title: str
    state: str
    cases: tuple[Case, ...]


def count(session: Session, *, open_only: bool) -> int:
    """How many incidents `page` will give in all."""
    return int(session.scalar(_wanted(select(func.count(Incident.id)), open_only=open_only)) or 0)


def page(session: Session, *, after: int, open_only: bool) -> list[Subject]:
    """The next incidents behind the id `after`, at most PAGE, in the order in which they came; none at the end."""
    query = _wanted(select(Incident), open_only=open_only).where(Incident.id > after).order_by(Incident.id).limit(PAGE)
    return _subjects(session, query)


def of_incident(session: Session, incident: Incident) -> Subject:
    """One incident."""
    return _subjects(session, select(Incident).where(Incident.id == incident.id))[0]


def _wanted(query: Any, *, open_only: bool) -> Any:
    return query.where(Incident.state != IncidentState.CLOSED) if open_only else query


def _subjects(session: Session, incidents: Select[Any]) -> list[Subject]:
    columns = (Incident.id, Incident.reference, Incident.title, Incident.state)
    rows = session.execute(incidents.with_only_columns(*columns)).all()
    states = {row.id: row.state for row in rows}
    cases: dict[int, list[Case]] = {}
    for case in _cases(session, states):
        cases.setdefault(case.incident_id, []).append(case)
    return [Subject(row.id, row.reference, row.title, row.state.value, tuple(cases.get(row.id, ()))) for row in rows]


def _cases(session: Session, states: Mapping[int, IncidentState]) -> list[Case]:
    contexts = session.execute(
        select(Context.id, Context.incident_id, Context.name)
        .where(Context.incident_id.in_(states), Context.removed_at.is_(None))
        .order_by(Context.incident_id, Context.position, Context.id)
    ).all()
    ids = [row.id for row in contexts]
    assessed, facts = _assessed(session, ids), _facts(session, ids)
    standing = _standing(session, ids, {context_id: row.id for context_id, row in facts.items()})
    return [
        Case(
            incident_id=row.incident_id,
            context=row.name,
            **assessed[row.id],
            facts=facts[row.id].document,
            standing=standing.get(row.id, {}),
            held="decided" if states[row.incident_id] is IncidentState.NOT_A_BREACH else None,
        )
        for row in contexts
        if row.id in assessed
    ]


def _assessed(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the newest assessment of each context says; one large document at a time is in memory."""
    newest = select(func.max(Assessment.id)).where(Assessment.context_id.in_(ids)).group_by(Assessment.context_id)
    query = select(Assessment.context_id, Assessment.rulebook, Assessment.on_date, Assessment.document)
    rows = session.execute(query.where(Assessment.id.in_(newest)).execution_options(yield_per=1))
    return {
        row.context_id: {
            "rulebook": row.rulebook, "on": date.fromisoformat(row.on_date), "before": slim(row.document)
        }
        for row in rows
    }  # fmt: skip


def _facts(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    newest = (
        select(FactsVersion.context_id, func.max(FactsVersion.number).label("number"))
        .where(FactsVersion.context_id.in_(ids))
        .group_by(FactsVersion.context_id)
        .subquery()
    )
    same = (FactsVersion.context_id == newest.c.context_id) & (FactsVersion.number == newest.c.number)
    query = select(FactsVersion.context_id, FactsVersion.id, FactsVersion.document).join(newest, same)
    return {row.context_id: row for row in session.execute(query)}


def _standing(session: Session, ids: Sequence[int], facts: Mapping[int, int]) -> dict[int, dict[Key, str | None]]:
    """By context: every duty with a clock of its own, and what holds it. `facts`: context -> its newest version."""
    query = (
        select(Clock.id, Clock.context_id, Clock.obligation, Clock.jurisdiction, Clock.state, Customer.name)
        .outerjoin(Customer, Customer.id == Clock.customer_id)
        .where(Clock.context_id.in_(ids), Clock.promised_by_notice_id.is_(None))
    )
    refused = _not_to_be_notified(session, ids)
    found: dict[int, dict[Key, str | None]] = {}
    for row in session.execute(query):
        decided = "decided" if row.id in refused and refused[row.id] == facts[row.context_id] else None
        held = "met" if row.state is ClockState.MET else decided
        found.setdefault(row.context_id, {})[row.obligation, row.jurisdiction, row.name or ""] = held
    return found


def _not_to_be_notified(session: Session, ids: Sequence[int]) -> dict[int, int | None]:
    """Clock -> the version of the facts on which people decided not to notify; as services/overrides.py has it."""
    query = (
        select(Decision.clock_id, Decision.outcome, Decision.facts_version_id)
        .join(Clock, Clock.id == Decision.clock_id)
        .where(
            Clock.context_id.in_(ids),
            Decision.kind == DecisionKind.NOTIFY,
            Decision.state == DecisionState.CONFIRMED,
        )
        .order_by(Decision.id)
    )
    newest = {row.clock_id: row for row in session.execute(query)}
    return {clock: row.facts_version_id for clock, row in newest.items() if row.outcome == "do_not_notify"}
