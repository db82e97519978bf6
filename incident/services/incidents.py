"""Incidents: the quick report that opens one, its state, owner and title."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.connections import lock_audit_chain
from incident.db.models import (
    Clock,
    ClockState,
    DeliveryClass,
    Incident,
    IncidentState,
    Role,
    RoleName,
    User,
)
from incident.domain import lifecycle, quick_report
from incident.domain.quick_report import QuickReport
from incident.errors import EditConflict, FormInvalid, NotFound
from incident.services import assessments, checklists, contexts, deliveries, identity, reminders
from incident.services.desk import Desk

OPEN_STATES = (IncidentState.REPORTED, IncidentState.TRIAGE, IncidentState.BREACH, IncidentState.NOT_A_BREACH)


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What an incident starts with. `report`: the answers as given, a JSON document."""

    title: str
    kind: str
    report: dict[str, Any]
    supplier: str | None = None
    supplier_told_at: datetime | None = None
    import_id: str | None = None


def by_reference(session: Session, ref: str, *, by: User) -> Incident:
    """The incident with this reference; raises NotFound, or NotAllowed for a person who may not see incidents."""
    identity.require(by, "incident.view")
    incident = session.scalar(select(Incident).where(Incident.reference == ref))
    if incident is None:
        raise NotFound(f"There is no incident {ref}. Check the reference, or look it up in the register.")
    return incident


def own_report(session: Session, ref: str, *, by: User) -> Incident:
    """A report that this person made themselves; raises NotFound for any other."""
    identity.require(by, "report.view_own")
    incident = session.scalar(select(Incident).where(Incident.reference == ref, Incident.reported_by_id == by.id))
    if incident is None:
        raise NotFound(f"You made no report {ref}.")
    return incident


def own_reports(session: Session, *, by: User) -> list[Incident]:
    """The reports that this person made, the newest first."""
    identity.require(by, "report.view_own")
    return list(session.scalars(select(Incident).where(Incident.reported_by_id == by.id).order_by(Incident.id.desc())))


def open_ones(session: Session) -> list[Incident]:
    """Every incident that is not closed, the newest first."""
    query = select(Incident).where(Incident.state.in_(OPEN_STATES)).order_by(Incident.reported_at.desc(), Incident.id.desc())
    return list(session.scalars(query))


def report(session: Session, answers: QuickReport, *, by: User, now: datetime, desk: Desk) -> Incident:
    """Open an incident from a quick report: contexts, first facts, checklist, clocks; the duty person is told.

    Raises:
        FormInvalid: an answer that cannot be taken; the field is named.
    """
    identity.require(by, "incident.report")
    settings = desk.settings
    supplier = next((entry for entry in settings.suppliers if entry.key == answers.supplier), None)
    if answers.supplier and supplier is None:
        raise FormInvalid({"supplier": "This supplier is not in the configuration. Choose one of the list."})
    if answers.noticed_at is not None and answers.noticed_at > now:
        raise FormInvalid({"noticed_at": "This time lies in the future. Give the time at which you noticed it."})
    if answers.supplier_told_at is not None and answers.supplier_told_at > now:
        raise FormInvalid({"supplier_told_at": "This time lies in the future. Give the time at which they told us."})
    kind = "supplier" if supplier is not None and "supplier" in desk.checklists else "unknown"
    new = NewIncident(
        title=quick_report.title(answers, now.astimezone(ZoneInfo(settings.zone)).date()),
        kind=kind,
        report=quick_report.as_document(answers),
        supplier=answers.supplier,
        supplier_told_at=answers.supplier_told_at,
    )
    incident = create(session, new, by=by, now=now, desk=desk)
    for start in quick_report.contexts(answers, settings.data_inventory, supplier):
        document, sources = contexts.organisation_facts(start.role, desk)
        context = contexts.open_context(
            session,
            incident,
            start.name,
            {**document, **start.document},
            sources={**sources, **start.sources},
            by=by,
            now=now,
        )
        assessments.reassess(session, context, by=by, now=now, desk=desk)
    _tell_duty_person(session, incident, by=by, now=now, desk=desk)
    return incident


def create(session: Session, new: NewIncident, *, by: User, now: datetime, desk: Desk) -> Incident:
    """An incident with the next reference of the year and its checklist; it has no context and no facts yet."""
    identity.require(by, "incident.report")
    incident = Incident(
        reference=_next_reference(session, now=now, desk=desk),
        title=new.title[:200],
        kind=new.kind,
        state=IncidentState.REPORTED,
        report=new.report,
        reported_by_id=by.id,
        reported_at=now,
        supplier=new.supplier,
        supplier_told_at=new.supplier_told_at,
        import_id=new.import_id,
        updated_at=now,
    )
    session.add(incident)
    session.flush()
    audit.record(
        session,
        "incident.reported",
        f"{'Imported' if new.import_id else 'Reported'} by {by.name}: {incident.reference}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("incident", incident.id),
        detail={"report": audit.commitment(new.report), "supplier": new.supplier, "kind": new.kind},
    )
    if new.kind in desk.checklists:
        checklists.open_for(session, incident, desk.checklists[new.kind], by=None, now=now)
    return incident


def move(session: Session, incident: Incident, state: IncidentState, *, by: User, now: datetime) -> Incident:
    """Take the incident to another state; raises MoveRefused when the life cycle has no such move."""
    identity.require(by, "incident.edit")
    lifecycle.check_incident_move(incident.state.value, state.value)
    before = incident.state
    incident.state, incident.updated_at = state, now
    incident.closed_at = now if state is IncidentState.CLOSED else None
    audit.record(
        session,
        "incident.moved",
        f"State: {lifecycle.WORDS[state.value]} (before: {lifecycle.WORDS[before.value]})",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("incident", incident.id),
        detail={"before": before.value, "after": state.value},
    )
    return incident


def change(
    session: Session,
    incident: Incident,
    *,
    title: str,
    owner: User | None,
    expected_version: int,
    by: User,
    now: datetime,
    desk: Desk,
) -> Incident:
    """Give the incident another title or owner. Open duties that nobody has go to the new owner too.

    Raises:
        EditConflict: somebody changed it since `expected_version`.
        FormInvalid: no title, or a person who may not own incidents.
    """
    identity.require(by, "incident.edit")
    if incident.version != expected_version:
        raise EditConflict("Somebody else changed title or owner while you had this page open.")
    if not title.strip():
        raise FormInvalid({"title": "Give the incident a title that says what happened, without names of people."})
    if owner is not None and not (owner.active and identity.allows(owner, "incident.edit")):
        raise FormInvalid({"owner": f"{owner.name} cannot own incidents. Choose an active handler or privacy officer."})
    before = {"title": audit.commitment(incident.title), "owner": incident.owner_id}
    new_owner = owner is not None and owner.id != incident.owner_id
    incident.title, incident.owner_id, incident.updated_at = title.strip()[:200], owner.id if owner else None, now
    incident.owner = owner
    audit.record(
        session,
        "incident.changed",
        f"Owner: {owner.name if owner else 'nobody'}" if new_owner or owner is None else "Title changed",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("incident", incident.id),
        detail={"before": before, "after": {"title": audit.commitment(incident.title), "owner": incident.owner_id}},
    )
    if new_owner and incident.state is IncidentState.REPORTED:
        move(session, incident, IncidentState.TRIAGE, by=by, now=now)
    if new_owner:
        _hand_over(session, incident, now=now, desk=desk)
    return incident


def _hand_over(session: Session, incident: Incident, *, now: datetime, desk: Desk) -> None:
    query = select(Clock).where(
        Clock.incident_id == incident.id,
        Clock.owner_id.is_(None),
        Clock.state.in_((ClockState.RUNNING, ClockState.CANNOT_TELL)),
    )
    taken = session.scalars(query).all()
    for clock in taken:
        clock.owner_id = incident.owner_id
    session.flush()
    for clock in taken:
        session.refresh(clock)
    reminders.sync_all(session, taken, now=now, desk=desk)


def _next_reference(session: Session, *, now: datetime, desk: Desk) -> str:
    """INC-<year>-<number>, without gaps within a year of the installation's zone."""
    lock_audit_chain(session)  # one writer at a time; on SQLite the write lock is held already
    prefix = f"INC-{now.astimezone(ZoneInfo(desk.settings.zone)).year}-"
    query = select(Incident.reference).where(Incident.reference.like(f"{prefix}%"))
    last = session.scalar(query.order_by(func.length(Incident.reference).desc(), Incident.reference.desc()).limit(1))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


def duty_people(session: Session, desk: Desk) -> list[User]:
    """Who is told of a new report: the duty person of the configuration, else every active privacy officer."""
    address = desk.settings.reminders.duty_person
    if address:
        person = session.scalar(select(User).where(func.lower(User.email) == address.lower(), User.active.is_(True)))
        if person is not None:
            return [person]
    query = select(User).where(User.active.is_(True), User.roles.any(Role.name == RoleName.PRIVACY_OFFICER.value))
    return list(session.scalars(query.order_by(User.id)))


def _tell_duty_person(session: Session, incident: Incident, *, by: User, now: datetime, desk: Desk) -> None:
    people = duty_people(session, desk)
    address = desk.settings.reminders.duty_person
    outside = address if address and address.lower() not in {person.email.lower() for person in people} else None
    content = {
        "reference": incident.reference,
        "reporter": by.name,
        "reported_at": now.isoformat(),
        "path": f"/incidents/{incident.reference}",
    }
    for to, recipient in [(person, None) for person in people] + ([(None, outside)] if outside else []):
        deliveries.enqueue(
            session,
            once_key=f"new-report/{incident.id}/{to.id if to else 'duty'}",
            template="new_report",
            content=content,
            to=to,
            recipient=recipient,
            delivery_class=DeliveryClass.INTERNAL,
            due_at=now,
            now=now,
            desk=desk,
            incident_id=incident.id,
        )
