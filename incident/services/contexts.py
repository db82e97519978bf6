"""Processing contexts of an incident: each with its own role, data, people and facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Clock, Context, FactsVersion, Incident, Notice, User
from incident.errors import FormInvalid, MoveRefused, NotFound, ReasonNeeded
from incident.law.facts import parse_facts
from incident.services import identity
from incident.services.desk import Desk


def of(session: Session, incident: Incident) -> list[Context]:
    """The contexts that the incident touches, in order; those set aside are left out."""
    query = select(Context).where(Context.incident_id == incident.id, Context.removed_at.is_(None))
    return list(session.scalars(query.order_by(Context.position, Context.id)))


def by_id(session: Session, incident: Incident, context_id: int) -> Context:
    """One context of the incident; raises NotFound."""
    context = session.get(Context, context_id)
    if context is None or context.incident_id != incident.id or context.removed_at is not None:
        raise NotFound(f"There is no processing context {context_id} in {incident.reference}.")
    return context


def chosen(session: Session, incident: Incident, context_id: int | None) -> Context:
    """One context of the incident, the first when `context_id` is None; raises NotFound when there is none."""
    if context_id is not None:
        return by_id(session, incident, context_id)
    found = of(session, incident)
    if not found:
        raise NotFound(f"{incident.reference} has no processing context yet. Add one on the overview.")
    return found[0]


def newest_facts(session: Session, context: Context) -> FactsVersion:
    """The version of the facts in force; raises NotFound when the context has none."""
    query = select(FactsVersion).where(FactsVersion.context_id == context.id).order_by(FactsVersion.number.desc())
    version = session.scalars(query.limit(1)).first()
    if version is None:
        raise NotFound(f"“{context.name}” has no facts yet.")
    return version


def open_context(
    session: Session,
    incident: Incident,
    name: str,
    document: Mapping[str, Any],
    *,
    sources: Mapping[str, Mapping[str, Any]],
    by: User | None,
    now: datetime,
) -> Context:
    """A context with its first facts; `sources`: path -> {"source", "estimate"}. Does not assess.

    Raises:
        FactsInvalid: the document breaks the contract.
    """
    facts = parse_facts(document)
    position = session.scalar(select(func.count(Context.id)).where(Context.incident_id == incident.id)) or 0
    context = Context(incident_id=incident.id, name=name[:200], position=position)
    session.add(context)
    session.flush()
    person = by.id if by else None
    notes = {path: {**note, "by": person, "at": now.isoformat()} for path, note in sources.items()}
    version = FactsVersion(
        context_id=context.id, number=1, document=dict(facts.document), notes=notes, reason=None, by_id=person, at=now
    )
    session.add(version)
    session.flush()
    audit.record(
        session,
        "context.opened",
        f"Processing context opened: {context.name}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("context", context.id),
        detail={"facts_version": version.id, "facts": audit.commitment(version.document), "known": sorted(notes)},
    )
    return context


def add(session: Session, incident: Incident, name: str, role: str, *, by: User, now: datetime, desk: Desk) -> Context:
    """Add a context by hand: of the data inventory by its name, or one with a name of its own.

    Raises:
        FormInvalid: no name, or the incident has a context of this name.
    """
    identity.require(by, "incident.edit")
    name = name.strip()
    if not name:
        raise FormInvalid({"name": "Give the context a name, such as “Our own users”."})
    if any(context.name.casefold() == name.casefold() for context in of(session, incident)):
        raise FormInvalid({"name": f"This incident has the context “{name}” already."})
    document, sources = organisation_facts(role, desk)
    return open_context(session, incident, name, document, sources=sources, by=by, now=now)


def remove(session: Session, incident: Incident, context: Context, *, reason: str, by: User, now: datetime) -> None:
    """Set a context aside that the incident does not touch. Its facts stay; the caller assesses it once more.

    Raises:
        ReasonNeeded: no reason given.
        MoveRefused: it is the last one, or a duty of it was met or has a notice.
    """
    identity.require(by, "incident.edit")
    if not reason.strip():
        raise ReasonNeeded("reason", f"Say why this incident does not touch “{context.name}”.")
    if len(of(session, incident)) == 1:
        raise MoveRefused("An incident needs at least one processing context. Add the right one before you remove this.")
    used = session.scalar(select(func.count(Notice.id)).where(Notice.context_id == context.id))
    met = session.scalar(
        select(func.count(Clock.id)).where(Clock.context_id == context.id, Clock.stopped_at.is_not(None))
    )
    if used or met:
        raise MoveRefused(
            f"“{context.name}” has notices or duties that were met; they are part of the record. "
            "Correct its facts instead; what is not owed is shown so."
        )
    context.removed_at = now
    audit.record(
        session,
        "context.removed",
        f"Processing context set aside: {context.name}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("context", context.id),
        detail={"reason": audit.commitment(reason.strip())},
    )


def organisation_facts(role: str, desk: Desk) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the configuration says of the organisation, as facts, and their sources."""
    organisation = desk.settings.organisation
    known: dict[str, Any] = {"country": organisation.country, "role": role}
    if organisation.establishments:
        known["establishments"] = list(organisation.establishments)
    if organisation.kinds:
        known["kinds"] = list(organisation.kinds)
    sources = {f"organisation.{key}": {"source": "Configuration"} for key in known}
    return {"organisation": known}, sources
