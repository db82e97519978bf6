"""Assessing an incident again, under the law of another day or with the rulebook as it is now: an act with a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Assessment, Context, Incident, IncidentState, User
from incident.domain import words
from incident.domain.rehearsal import Rehearsed, rehearse
from incident.domain.rehearsal_words import changed_words
from incident.errors import EditConflict, FormInvalid, MoveRefused, ReasonNeeded
from incident.services import assessments, contexts, identity, rehearsals
from incident.services.desk import Desk

EARLIEST = date(1995, 1, 1)  # before it no law of the rulebook was in force


@dataclass(frozen=True, slots=True)
class Basis:
    """The law that assessments of an incident rest on. `contexts`: the names of those that rest on just this."""

    on: date
    rulebook: str
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """One time that the incident was assessed again. `by`: the person's name; `contexts`: names."""

    on: date
    rulebook: str
    reason: str
    by: str
    at: datetime
    contexts: tuple[str, ...]


def bases(session: Session, incident: Incident) -> list[Basis]:
    """What the newest assessments rest on, in the order of the contexts; one where all rest on the same."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in _newest(session, incident):
        found.setdefault((row.on_date, row.rulebook), []).append(row.name)
    return [Basis(date.fromisoformat(on), rulebook, tuple(names)) for (on, rulebook), names in found.items()]


def seen(session: Session, incident: Incident) -> int:
    """A number that grows with every assessment of the incident: what a person saw is still so while it is the same."""
    return max((row.id for row in _newest(session, incident)), default=0)


def _newest(session: Session, incident: Incident) -> Sequence[Row[int, str, str, str]]:
    newest = select(func.max(Assessment.id)).join(Context, Context.id == Assessment.context_id)
    newest = newest.where(Context.incident_id == incident.id, Context.removed_at.is_(None)).group_by(Context.id)
    query = select(Assessment.id, Assessment.on_date, Assessment.rulebook, Context.name)
    query = query.join(Context, Context.id == Assessment.context_id).where(Assessment.id.in_(newest))
    return session.execute(query.order_by(Context.position, Context.id)).all()


def history(session: Session, incident: Incident) -> list[Again]:
    """Every time that it was assessed again, the newest first."""
    query = select(Assessment.on_date, Assessment.rulebook, Assessment.reason, User.name, Assessment.at, Context.name)
    query = query.join(Context, Context.id == Assessment.context_id).join(User, User.id == Assessment.by_id)
    query = query.where(Context.incident_id == incident.id, Assessment.reason.is_not(None))
    found: dict[Again, list[str]] = {}
    for on, rulebook, reason, by, at, name in session.execute(query.order_by(Assessment.at.desc(), Context.position)):
        act = Again(date.fromisoformat(on), rulebook, reason or "", by, at, ())
        found.setdefault(act, []).append(name)
    return [replace(act, contexts=tuple(names)) for act, names in found.items()]


def preview(session: Session, incident: Incident, *, on: date, desk: Desk) -> list[Rehearsed]:
    """What would change in each context under the law of a day with the rulebook as it is now. Writes nothing."""
    return [rehearse(case, desk.rulebook, on=on) for case in rehearsals.of_incident(session, incident).cases]


def check_day(incident: Incident, on: date, *, now: datetime, desk: Desk) -> None:
    """Refuse a day whose law cannot be asked for this incident.

    Raises:
        FormInvalid: the day lies in the future, or before any law of the rulebook.
        MoveRefused: the incident is closed.
    """
    if incident.state is IncidentState.CLOSED:
        raise MoveRefused("This incident is closed. What was decided about it stays as it was.")
    if on > today(now=now, desk=desk):
        raise FormInvalid({"on": "This day lies in the future. Its law can be rehearsed, and asked once the day has come."})
    if on < EARLIEST:
        raise FormInvalid({"on": f"No law of the rulebook was in force then. Give a day from {EARLIEST.year} on."})


def today(*, now: datetime, desk: Desk) -> date:
    """The present day in the zone of the installation."""
    return now.astimezone(ZoneInfo(desk.settings.zone)).date()


def assess_again(
    session: Session, incident: Incident, *, on: date, reason: str, expected: int, by: User, now: datetime, desk: Desk
) -> list[Rehearsed]:
    """Assess every context under the law of a day with the rulebook as it is now; later edits ask the law of that day.

    Duties that were met stay as they were. What changed is handed back, and stands in the audit entry.

    Args:
        expected: what `seen` gave when the person looked.

    Raises:
        FormInvalid, MoveRefused: as `check_day`; and when day and rulebook are those that it rests on already.
        ReasonNeeded: no reason given.
        EditConflict: it was assessed since the person looked.
    """
    identity.require(by, "assessment.again")
    check_day(incident, on, now=now, desk=desk)
    if not reason.strip():
        raise ReasonNeeded("reason", "Say why it is assessed again. The reason stays with the record.")
    if expected != seen(session, incident):
        raise EditConflict("This incident was assessed anew while you had it open. Look again at what would change.")
    before = bases(session, incident)
    if all((basis.on, basis.rulebook) == (on, desk.rulebook.version) for basis in before):
        raise FormInvalid({"on": "It rests on the law of this day and on this rulebook already. Nothing would change."})
    rehearsed = preview(session, incident, on=on, desk=desk)
    for context in contexts.of(session, incident):
        assessments.reassess(session, context, by=by, now=now, desk=desk, on=on, reason=reason.strip())
    incident.updated_at = now
    _record(session, incident, before, rehearsed, on=on, reason=reason.strip(), by=by, now=now, desk=desk)
    return rehearsed


def law_words(on: date, rulebook: str) -> str:
    """“the law of 20 November 2026, rulebook 2026.11+sha256:0123456789abcdef”."""
    return f"the law of {words.day(on)}, rulebook {rulebook}"


def _record(
    session: Session,
    incident: Incident,
    before: Sequence[Basis],
    rehearsed: Sequence[Rehearsed],
    *,
    on: date,
    reason: str,
    by: User,
    now: datetime,
    desk: Desk,
) -> None:
    earlier = words.listed(law_words(basis.on, basis.rulebook) for basis in before)
    audit.record(
        session,
        "assessment.again",
        f"Assessed again under {law_words(on, desk.rulebook.version)}: {changed_words(rehearsed)} (before: {earlier})",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("incident", incident.id),
        detail={
            "before": [_plain(basis) for basis in before],
            "after": {"rulebook": desk.rulebook.version, "on": on.isoformat()},
            "reason": audit.commitment(reason),
        },
    )


def _plain(basis: Basis) -> Mapping[str, object]:
    return {"rulebook": basis.rulebook, "on": basis.on.isoformat(), "contexts": list(basis.contexts)}
