"""Assessments: the rulebook asked about a context's facts, and the clocks that follow from its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
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
    User,
)
from incident.domain import open_scope, words
from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.services import contexts, met, overrides, reminders
from incident.services.desk import Desk

STATES = {
    "applies": ClockState.RUNNING,
    "cannot_tell_yet": ClockState.CANNOT_TELL,
    "does_not_apply": ClockState.NOT_OWED,
}
STATE_WORDS = {
    ClockState.RUNNING: "owed",
    ClockState.CANNOT_TELL: "cannot tell yet",
    ClockState.MET: "done",
    ClockState.NOT_OWED: "not owed",
}
NO_LONGER = "No longer in play: this law, place or customer does not arise from the newest facts."
ANSWERED = "Answered: of no law is it open any more whether it binds."
SET_ASIDE = "This processing context was set aside: the incident does not touch it."


@dataclass(frozen=True, slots=True)
class Answer:
    """One duty of an assessment document with the key of its clock."""

    obligation: Mapping[str, Any]
    customer: Customer | None

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What makes the duty one clock: obligation, jurisdiction, customer."""
        return (
            self.obligation["id"],
            self.obligation["jurisdiction"],
            self.customer.id if self.customer else None,
        )


def latest(session: Session, context: Context) -> Assessment | None:
    """The newest assessment of a context; None before the first."""
    query = select(Assessment).where(Assessment.context_id == context.id).order_by(Assessment.id.desc()).limit(1)
    return session.scalars(query).first()


def of_clock(session: Session, clock: Clock) -> Assessment | None:
    """The assessment that a clock rests on; None for a promise without one."""
    return session.get(Assessment, clock.assessment_id) if clock.assessment_id is not None else None


def day_of(assessment: Assessment) -> date:
    """The day whose law an assessment asked."""
    return date.fromisoformat(assessment.on_date)


def trial(session: Session, context: Context, document: Mapping[str, Any], *, now: datetime, desk: Desk) -> dict[str, Any]:
    """The assessment that these facts would give, without writing anything.

    Raises:
        FactsInvalid: the document breaks the contract.
    """
    facts = parse_facts(met.with_events(session, context, document))
    return assess(facts, desk.rulebook, on=law_day(session, context, now=now, desk=desk))


def law_day(session: Session, context: Context, *, now: datetime, desk: Desk) -> date:
    """The day whose law is asked: that of the context's newest assessment, so that later edits ask the same law.

    Only `services/reassessments.py` names another day.
    """
    query = select(Assessment.on_date).where(Assessment.context_id == context.id).order_by(Assessment.id.desc()).limit(1)
    newest = session.scalar(query)
    return date.fromisoformat(newest) if newest else now.astimezone(ZoneInfo(desk.settings.zone)).date()


def reassess(
    session: Session,
    context: Context,
    *,
    by: User | None,
    now: datetime,
    desk: Desk,
    on: date | None = None,
    reason: str | None = None,
) -> Assessment:
    """Ask the rulebook about the newest facts, keep its answer, and bring the context's clocks in line with it.

    `on`: the day whose law is asked; None for that of the context. `reason`: why a person had it assessed again.
    A clock that was met stays as it was. Every other clock takes finding, start and due times of the answer; each
    deadline that moves is an entry of the audit chain with the old and the new time.
    """
    facts = contexts.newest_facts(session, context)
    incident = session.get_one(Incident, context.incident_id)
    day = on or law_day(session, context, now=now, desk=desk)
    document = assess(parse_facts(met.with_events(session, context, facts.document)), desk.rulebook, on=day)
    assessment = Assessment(
        context_id=context.id,
        facts_version_id=facts.id,
        rulebook=document["rulebook"],
        on_date=day.isoformat(),
        document=document,
        reason=reason,
        by_id=by.id if by else None,
        at=now,
    )
    session.add(assessment)
    session.flush()
    present = {_key(clock): clock for clock in _clocks(session, context)}
    before = {clock.id: _snapshot(clock) for clock in present.values()}
    decided = _decided(session, incident)
    seen = set()
    answers = _answers(session, context, facts, document)
    for answer in _with_open_laws_as_one(answers, present, facts, desk):
        seen.add(answer.key)
        clock = present.get(answer.key) or _new_clock(session, incident, context, answer)
        present[answer.key] = clock
        if clock.state is not ClockState.MET:
            _take(clock, answer.obligation, assessment)
            _override(session, incident, context, clock, decided)
    for key, clock in present.items():
        if key not in seen and clock.state is not ClockState.MET:
            _not_owed(clock, ANSWERED if clock.obligation == open_scope.DUTY else NO_LONGER)
            clock.assessment_id = assessment.id
    session.flush()
    clocks = list(present.values())
    _record(session, incident, context, assessment, clocks, before, by=by, now=now, desk=desk)
    moved = [clock for clock in clocks if before.get(clock.id) != _snapshot(clock)]
    reminders.sync_all(session, moved, now=now, desk=desk)
    return assessment


def _clocks(session: Session, context: Context) -> list[Clock]:
    query = select(Clock).where(Clock.context_id == context.id, Clock.promised_by_notice_id.is_(None)).order_by(Clock.id)
    return list(session.scalars(query))


def _key(clock: Clock) -> tuple[str, str, int | None]:
    return clock.obligation, clock.jurisdiction, clock.customer_id


def _snapshot(clock: Clock) -> tuple[Any, ...]:
    return clock.state, clock.started_at, clock.due_at, clock.due_lenient_at, clock.due_expected_at, clock.provisional


def _answers(session: Session, context: Context, facts: FactsVersion, document: Mapping[str, Any]) -> list[Answer]:
    customers = _customers(session, context, facts)
    return [
        Answer(obligation, customers.get(obligation.get("controller") or ""))
        for obligation in document["obligations"]
    ]


def _with_open_laws_as_one(
    answers: Sequence[Answer], present: Mapping[Any, Clock], facts: FactsVersion, desk: Desk
) -> list[Answer]:
    """The answers that get a clock: those of laws that may not bind at all stand together, or need none.

    A duty that had a clock keeps it.
    """
    new = [answer for answer in answers if answer.key not in present]
    far = [answer for answer in new if open_scope.is_far(answer.obligation)]
    left_out = {answer.key for answer in (*far, *(one for one in new if open_scope.is_idle(one.obligation)))}
    apart = [answer for answer in answers if answer.key not in left_out]
    place = facts.document.get("organisation", {}).get("country") or desk.settings.organisation.country
    one = open_scope.as_one([answer.obligation for answer in far], place=place, zone=desk.settings.zone)
    return apart if one is None else [*apart, Answer(one, None)]


def _customers(session: Session, context: Context, facts: FactsVersion) -> dict[str, Customer]:
    """The customers that the facts name, by name; those without a row get one."""
    rows = {row.name: row for row in session.scalars(select(Customer).where(Customer.context_id == context.id))}
    for entry in facts.document.get("controllers") or []:
        if entry["name"] not in rows:
            row = Customer(
                context_id=context.id,
                name=entry["name"],
                country=entry.get("country") or "",
                contract_hours=entry.get("contract_hours"),
                contact=None,
            )
            session.add(row)
            rows[row.name] = row
    session.flush()
    return rows


def _new_clock(session: Session, incident: Incident, context: Context, answer: Answer) -> Clock:
    obligation = answer.obligation
    clock = Clock(
        incident_id=incident.id,
        context_id=context.id,
        customer_id=answer.customer.id if answer.customer else None,
        obligation=obligation["id"],
        jurisdiction=obligation["jurisdiction"],
        regime=obligation["regime"],
        notify=obligation["notify"],
        owner_id=incident.owner_id,
        state=ClockState.CANNOT_TELL,
    )
    session.add(clock)
    return clock


def _take(clock: Clock, obligation: Mapping[str, Any], assessment: Assessment) -> None:
    """Set what the assessment says of this duty."""
    running = obligation.get("clock") or {}
    clock.state = STATES[obligation["finding"]]
    clock.title = (obligation.get("title") or obligation["id"])[:300]
    clock.addressee = addressee(obligation)[:300]
    clock.authority_id = obligation.get("authority_id")
    clock.event = running.get("event")
    clock.provisional = bool(running.get("provisional"))
    clock.started_at = _instant(running.get("started_at"))
    clock.due_at = _instant(obligation.get("due_at"))
    clock.due_lenient_at = _instant(obligation.get("due_lenient_at"))
    clock.due_expected_at = _instant(obligation.get("due_expected_at"))
    clock.period = (running.get("period") or "")[:300] or None
    clock.zone = obligation.get("zone") or "UTC"
    clock.citation = (obligation.get("citation") or "")[:300]
    clock.finding = dict(obligation)
    clock.assessment_id = assessment.id
    clock.rulebook = assessment.rulebook


def addressee(obligation: Mapping[str, Any]) -> str:
    """Who is told, for tables: the customer, the authority, the people, or what the duty is about."""
    if obligation.get("controller"):
        return str(obligation["controller"])
    if obligation.get("authority"):
        return str(obligation["authority"])
    place = words.place(obligation["jurisdiction"]) if obligation["jurisdiction"] != "EU" else "European Union"
    named = {
        "individuals": words.PEOPLE,
        "internal": "Ourselves",
        "controller": "The controller",
        "media": "The media",
        "public": "The public",
        "credit_bureaus": "Credit reporting agencies",
        "law_enforcement": "Law enforcement",
        "services": words.PEOPLE,
    }
    return f"{named.get(obligation['notify'], 'The authority')}, {place}"


def _decided(session: Session, incident: Incident) -> frozenset[int | None]:
    """The clocks that people have decided about."""
    query = select(Decision.clock_id).where(
        Decision.incident_id == incident.id,
        Decision.kind == DecisionKind.NOTIFY,
        Decision.state == DecisionState.CONFIRMED,
    )
    return frozenset(session.scalars(query))


def _override(
    session: Session, incident: Incident, context: Context, clock: Clock, decided: frozenset[int | None]
) -> None:
    """What people decided goes before what the rulebook finds."""
    if context.removed_at is not None:
        _not_owed(clock, SET_ASIDE)
        return
    if incident.state is not IncidentState.NOT_A_BREACH and clock.id not in decided:
        return
    why = overrides.why_not_owed(session, incident, clock)
    if why is not None:
        _not_owed(clock, why)
    elif clock.state is ClockState.CANNOT_TELL:
        decision = overrides.latest_confirmed(session, incident, DecisionKind.NOTIFY, clock)
        if decision is not None and decision.outcome == "notify":
            clock.state = ClockState.RUNNING
            clock.finding = {**clock.finding, "overridden": "Decided to notify before the law's answer is certain."}


def _not_owed(clock: Clock, why: str) -> None:
    clock.state = ClockState.NOT_OWED
    clock.finding = {**(clock.finding or {}), "overridden": why}


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _record(
    session: Session,
    incident: Incident,
    context: Context,
    assessment: Assessment,
    clocks: list[Clock],
    before: Mapping[int, tuple[Any, ...]],
    *,
    by: User | None,
    now: datetime,
    desk: Desk,
) -> None:
    changes = []
    for clock in clocks:
        old, new = before.get(clock.id), _snapshot(clock)
        if old == new:
            continue
        changes.append({"clock": clock.id, "duty": clock.obligation, "jurisdiction": clock.jurisdiction,
                        "before": _plain(old), "after": _plain(new)})  # fmt: skip
        runs_on = old is not None and old[0] is ClockState.RUNNING and clock.state is ClockState.RUNNING
        if old is not None and runs_on and old[2] != new[2]:
            _record_move(session, clock, old[2], new[2], by=by, now=now, desk=desk)
    counts = [
        f"{sum(clock.state is state for clock in clocks)} {STATE_WORDS[state]}"
        for state in (ClockState.RUNNING, ClockState.CANNOT_TELL, ClockState.MET, ClockState.NOT_OWED)
    ]
    audit.record(
        session,
        "assessment.made",
        f"Assessed “{context.name}”: {', '.join(counts)}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("assessment", assessment.id),
        detail={"rulebook": assessment.rulebook, "on": assessment.on_date,
                "facts_version": assessment.facts_version_id, "clocks": changes},
    )  # fmt: skip


def _record_move(
    session: Session, clock: Clock, old: datetime | None, new: datetime | None, *, by: User | None, now: datetime, desk: Desk
) -> None:
    zone = desk.settings.zone
    was, becomes = (words.when(time, zone) if time else "no fixed time" for time in (old, new))
    audit.record(
        session,
        "clock.moved",
        f"Deadline moved: {clock.title}, {clock.addressee}: {becomes} (before: {was})",
        by=by,
        now=now,
        incident_id=clock.incident_id,
        about=("clock", clock.id),
        detail={"before": old.isoformat() if old else None, "after": new.isoformat() if new else None},
    )


def _plain(snapshot: tuple[Any, ...] | None) -> list[Any] | None:
    if snapshot is None:
        return None
    return [part.isoformat() if isinstance(part, datetime) else part for part in snapshot]
