"""What people decided against the rulebook's finding: a confirmed decision keeps a duty from being owed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Assessment, Clock, Decision, DecisionKind, DecisionState, Incident, IncidentState


def latest_confirmed(
    session: Session, incident: Incident, kind: DecisionKind, clock: Clock | None = None
) -> Decision | None:
    """The decision in force: the newest confirmed one of this kind (and of this clock for kind "notify")."""
    query = (
        select(Decision)
        .where(
            Decision.incident_id == incident.id,
            Decision.kind == kind,
            Decision.state == DecisionState.CONFIRMED,
            Decision.clock_id == (clock.id if clock else None),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def why_not_owed(session: Session, incident: Incident, clock: Clock) -> str | None:
    """The sentence that says which decision keeps this duty from being owed; None when none does.

    A decision not to notify rests on one version of the facts. When the facts have a newer version it no longer
    holds by itself: the duty is owed again until people decide anew.
    """
    if incident.state is IncidentState.NOT_A_BREACH:
        return "Decided: not a personal data breach."
    decision = latest_confirmed(session, incident, DecisionKind.NOTIFY, clock)
    if decision is None or decision.outcome != "do_not_notify":
        return None
    if decision.facts_version_id != _facts_version_of(session, clock):
        return None
    return "Decided by two people: no notice. Their reason stands with the decision."


def _facts_version_of(session: Session, clock: Clock) -> int | None:
    return session.scalar(select(Assessment.facts_version_id).where(Assessment.id == clock.assessment_id))
