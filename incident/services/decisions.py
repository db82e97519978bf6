"""Decisions: breach or not, how serious, notify or not, closed. Each a record that is never overwritten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import (
    Clock,
    ClockState,
    Context,
    Decision,
    DecisionKind,
    DecisionState,
    Incident,
    IncidentState,
    Phase,
    User,
)
from incident.errors import FormInvalid, ItemsOpen, MoveRefused, NotFound, ReasonNeeded, SecondPersonNeeded
from incident.services import assessments, checklists, facts, identity, incidents
from incident.services.desk import Desk

RISK_FACTS = ("level", "serious_harm", "misuse_likely")
TRUTH = {"yes": True, "no": False, "not_known": None}
LEVELS = ("unlikely", "risk", "high", "not_known")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants to decide.

    `outcome`: for BREACH "breach" or "not_a_breach"; for NOTIFY "notify" or "do_not_notify"; for CLOSE "close";
    for RISK as `risk_outcome` writes it. `context_id` for RISK, `clock_id` for NOTIFY, None otherwise.
    """

    kind: DecisionKind
    outcome: str
    reason: str
    context_id: int | None = None
    clock_id: int | None = None


def risk_outcome(level: str, serious_harm: str, misuse_likely: str) -> str:
    """The outcome of a risk decision in one line, e.g. "level=high,serious_harm=yes,misuse_likely=not_known".

    Raises:
        FormInvalid: a value that is not offered; the field is named.
    """
    if level not in LEVELS:
        raise FormInvalid({"level": f"Choose one of {', '.join(LEVELS)}."})
    for name, value in (("serious_harm", serious_harm), ("misuse_likely", misuse_likely)):
        if value not in TRUTH:
            raise FormInvalid({name: "Choose yes, no or not known yet."})
    return f"level={level},serious_harm={serious_harm},misuse_likely={misuse_likely}"


def risk_values(outcome: str) -> dict[str, Any]:
    """The facts that a risk decision sets: {"risk.level": ..., "risk.serious_harm": ..., ...}."""
    parts = dict(part.split("=", 1) for part in outcome.split(","))
    values: dict[str, Any] = {f"risk.{name}": TRUTH[parts[name]] for name in RISK_FACTS[1:]}
    values["risk.level"] = None if parts["level"] == "not_known" else parts["level"]
    if values["risk.misuse_likely"] is not None:
        values["risk.documented"] = True  # the decision itself is the writing
    return values


def needs_second(proposal: Proposal) -> bool:
    """Whether a second person must confirm: everything that takes a duty away or closes the file."""
    if proposal.kind is DecisionKind.RISK:
        values = risk_values(proposal.outcome)
        lowering = (values["risk.level"] == "unlikely", values["risk.serious_harm"] is False)
        return any(lowering) or values["risk.misuse_likely"] is False
    return proposal.outcome in ("not_a_breach", "do_not_notify", "close")


def propose(
    session: Session, incident: Incident, proposal: Proposal, *, by: User, now: datetime, desk: Desk
) -> Decision:
    """Record a decision. Takes effect at once when one person is enough, otherwise when a second confirms.

    Raises:
        ReasonNeeded: no reason given.
        ItemsOpen: required checklist items, or duties without a decision, are open; they are named.
        MoveRefused: the incident cannot go there from its state.
    """
    identity.require(by, "decision.propose")
    if not proposal.reason.strip():
        raise ReasonNeeded("reason", "Give the reason for the decision, in words that will be clear in three years.")
    _check_allowed(session, incident, proposal)
    if incident.state is IncidentState.REPORTED:
        incidents.move(session, incident, IncidentState.TRIAGE, by=by, now=now)
    decision = Decision(
        incident_id=incident.id,
        context_id=proposal.context_id,
        clock_id=proposal.clock_id,
        kind=proposal.kind,
        outcome=proposal.outcome,
        reason=proposal.reason.strip(),
        state=DecisionState.PROPOSED,
        needs_second=needs_second(proposal),
        decided_by_id=by.id,
        decided_at=now,
        facts_version_id=_facts_version_id(session, incident, proposal),
        rulebook=desk.rulebook.version,
    )
    session.add(decision)
    session.flush()
    _note(session, decision, "decision.proposed", "proposed", by=by, now=now)
    if not decision.needs_second:
        decision.state = DecisionState.CONFIRMED
        _apply(session, incident, decision, by=by, now=now, desk=desk)
    return decision


def second(
    session: Session, decision_id: int, *, agree: bool, words: str, by: User, now: datetime, desk: Desk
) -> Decision:
    """A second person confirms or refuses a proposed decision.

    Raises:
        NotFound: no such decision.
        SecondPersonNeeded: it is the person who decided.
        MoveRefused: it is no longer open.
        ReasonNeeded: refused without saying why.
        ItemsOpen: in the meantime something was opened that it may not pass over.
    """
    identity.require(by, "decision.second")
    decision = session.get(Decision, decision_id, with_for_update=True)
    if decision is None:
        raise NotFound(f"There is no decision {decision_id}.")
    if decision.state is not DecisionState.PROPOSED:
        raise MoveRefused("This decision was already confirmed or refused. Reload the page to see by whom.")
    if decision.decided_by_id == by.id:
        raise SecondPersonNeeded("You decided this yourself. A second person must confirm it.")
    if not agree and not words.strip():
        raise ReasonNeeded("words", "Say why you refuse, so that the decision can be made better.")
    incident = session.get_one(Incident, decision.incident_id)
    decision.second_person_id, decision.second_at, decision.second_words = by.id, now, words.strip() or None
    decision.state = DecisionState.CONFIRMED if agree else DecisionState.REFUSED
    _note(session, decision, "decision.seconded", decision.state.value, by=by, now=now)
    if agree:
        _check_allowed(session, incident, Proposal(decision.kind, decision.outcome, decision.reason))
        _apply(session, incident, decision, by=decision.decided_by, now=now, desk=desk)
    return decision


def all_of(session: Session, incident: Incident) -> list[Decision]:
    """Every decision of the incident, the newest first."""
    query = select(Decision).where(Decision.incident_id == incident.id).order_by(Decision.id.desc())
    return list(session.scalars(query))


def _check_allowed(session: Session, incident: Incident, proposal: Proposal) -> None:
    rows = checklists.items(session, incident)
    if proposal.kind is DecisionKind.BREACH:
        open_items = checklists.required_open(rows, Phase.CONTAIN, Phase.ASSESS)
        if open_items:
            raise ItemsOpen([item.words for item in open_items])
    if proposal.kind is DecisionKind.CLOSE:
        if incident.state not in (IncidentState.BREACH, IncidentState.NOT_A_BREACH):
            raise MoveRefused("Decide first whether it is a personal data breach; then the incident can be closed.")
        left = [item.words for item in checklists.required_open(rows)]
        if incident.state is IncidentState.BREACH:
            left += [f"{clock.title} ({clock.addressee})" for clock in _unsettled(session, incident)]
        if left:
            raise ItemsOpen(left)


def _unsettled(session: Session, incident: Incident) -> list[Clock]:
    open_states = (ClockState.RUNNING, ClockState.CANNOT_TELL)
    query = select(Clock).where(Clock.incident_id == incident.id, Clock.state.in_(open_states)).order_by(Clock.id)
    return list(session.scalars(query))


def _facts_version_id(session: Session, incident: Incident, proposal: Proposal) -> int | None:
    context_id = proposal.context_id
    if proposal.clock_id is not None:
        clock = session.get(Clock, proposal.clock_id)
        if clock is None or clock.incident_id != incident.id:
            raise NotFound(f"There is no duty {proposal.clock_id} in {incident.reference}.")
        context_id = clock.context_id
    contexts = select(Context).where(Context.incident_id == incident.id).order_by(Context.position)
    if context_id is not None:
        contexts = contexts.where(Context.id == context_id)
    context = session.scalars(contexts.limit(1)).first()
    if context is None:
        raise NotFound(f"{incident.reference} has no facts yet. Add what is known first.")
    return facts.current(session, context).id


def _apply(
    session: Session, incident: Incident, decision: Decision, *, by: User, now: datetime, desk: Desk
) -> None:
    """Carry out a confirmed decision as its decider; the second person's part is the confirmation."""
    if decision.kind is DecisionKind.BREACH and incident.state.value != decision.outcome:
        incidents.move(session, incident, IncidentState(decision.outcome), by=by, now=now)
    elif decision.kind is DecisionKind.CLOSE:
        incidents.move(session, incident, IncidentState.CLOSED, by=by, now=now)
        incident.closed_at = now
    elif decision.kind is DecisionKind.RISK:
        context = session.get_one(Context, decision.context_id)
        current = facts.current(session, context)
        facts.save(
            session,
            context,
            risk_values(decision.outcome),
            notes={f"risk.{name}": {"source": f"decision {decision.id}"} for name in RISK_FACTS},
            reason=decision.reason,
            expected_number=current.number,
            by=by,
            now=now,
            desk=desk,
        )
        return  # saving the facts has assessed them
    for context in session.scalars(select(Context).where(Context.incident_id == incident.id)):
        assessments.reassess(session, context, by=by, now=now, desk=desk)


_OUTCOME_WORDS = {
    "breach": "it is a personal data breach",
    "not_a_breach": "it is not a personal data breach",
    "notify": "notify",
    "do_not_notify": "do not notify",
    "close": "close the incident",
}
_LEVEL_WORDS = {
    "unlikely": "unlikely to result in a risk",
    "risk": "a risk",
    "high": "a high risk",
    "not_known": "not known yet",
}


def _words(session: Session, decision: Decision) -> str:
    """What was decided, in words, with the duty or the context that it is about."""
    if decision.kind is DecisionKind.RISK:
        parts = dict(part.split("=", 1) for part in decision.outcome.split(","))
        harm, misuse = (parts[name].replace("_", " ") for name in RISK_FACTS[1:])
        context = session.get_one(Context, decision.context_id)
        level = _LEVEL_WORDS[parts["level"]]
        return f"the risk to people in “{context.name}” is {level}; serious harm likely: {harm}; misuse likely: {misuse}"
    clock = session.get(Clock, decision.clock_id) if decision.clock_id is not None else None
    return _OUTCOME_WORDS[decision.outcome] + (f" ({clock.title}: {clock.addressee})" if clock else "")


def _state_words(decision: Decision, state: str) -> str:
    if state != DecisionState.PROPOSED.value:
        return f"{state} by a second person"
    return "waits for a second person" if decision.needs_second else "in force"


def _note(session: Session, decision: Decision, action: str, state: str, *, by: User, now: datetime) -> None:
    audit.record(
        session,
        action,
        f"Decision: {_words(session, decision)}; {_state_words(decision, state)}",
        by=by,
        now=now,
        incident_id=decision.incident_id,
        about=("decision", decision.id),
        detail={
            "outcome": decision.outcome,
            "state": state,
            "needs_second": decision.needs_second,
            "reason": audit.commitment(decision.reason),
            "second_words": audit.commitment(decision.second_words),
            "facts_version": decision.facts_version_id,
            "rulebook": decision.rulebook,
        },
    )
