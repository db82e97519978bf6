"""Clocks: who has a duty, who has it in hand, when it was met, and what was promised to follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from incident.db import audit
from incident.db.models import (
    Acknowledgement,
    Clock,
    ClockState,
    Context,
    Delivery,
    Incident,
    IncidentState,
    Notice,
    Reminder,
    User,
)
from incident.domain import open_scope
from incident.domain import words as plain
from incident.domain.clocks import late_by
from incident.errors import ClockAlreadyStopped, EditConflict, FormInvalid, NotFound
from incident.services import assessments, identity, met, reminders
from incident.services.desk import Desk
from incident.services.leading import OPEN, rank, same_customer

WHERE = ("affected", "organisation.country", "organisation.establishments")  # facts that bring a law into play


def of_incident(session: Session, incident: Incident) -> list[Clock]:
    """Every clock of the incident: by context, then by its strict due time, the undated last.

    Among the undated that cannot be told yet, those of laws that may not concern us at all stand last.
    """
    query = select(Clock).join(Context, Context.id == Clock.context_id).where(Clock.incident_id == incident.id)
    rows = session.scalars(query.where(Context.removed_at.is_(None)).order_by(Context.position, Clock.id)).all()
    order = {context_id: number for number, context_id in enumerate(dict.fromkeys(row.context_id for row in rows))}
    return sorted(rows, key=lambda row: (order[row.context_id], rank(row)[:2], _far(row), row.id))


def _far(clock: Clock) -> tuple[int, int]:
    """How far a duty is from being told: open questions of where people live or we are, then all open questions."""
    unknown = (clock.finding or {}).get("unknown") or []
    return sum(path in WHERE for path in unknown), len(unknown)


def open_ones(session: Session) -> list[Clock]:
    """Every clock of every open incident that runs or may have to, the earliest due first, the undated last.

    The finding of each is read only when somebody asks for it: a list of thousands shows none.
    """
    query = (
        select(Clock)
        .options(defer(Clock.finding), defer(Clock.stop_words))
        .join(Incident, Incident.id == Clock.incident_id)
        .join(Context, Context.id == Clock.context_id)
        .where(Clock.state.in_(OPEN), Context.removed_at.is_(None), Incident.state != IncidentState.CLOSED)
    )
    return sorted(session.scalars(query), key=rank)


def by_id(session: Session, incident: Incident, clock_id: int) -> Clock:
    """One clock of the incident; raises NotFound."""
    clock = session.get(Clock, clock_id)
    if clock is None or clock.incident_id != incident.id:
        raise NotFound(f"There is no duty {clock_id} in {incident.reference}.")
    return clock


def acknowledgements(session: Session, clock: Clock) -> list[Acknowledgement]:
    """Who said that they have it in hand, the newest first."""
    query = select(Acknowledgement).where(Acknowledgement.clock_id == clock.id).order_by(Acknowledgement.id.desc())
    return list(session.scalars(query))


def reminder_rows(session: Session, clock: Clock) -> Sequence[tuple[Reminder, Delivery | None]]:
    """The clock's reminders that were not cancelled, by time, each with its sending when there is one."""
    query = (
        select(Reminder, Delivery)
        .outerjoin(Delivery, Delivery.id == Reminder.delivery_id)
        .where(Reminder.clock_id == clock.id, Reminder.cancelled_at.is_(None))
        .order_by(Reminder.remind_at, Reminder.id)
    )
    return [(reminder, delivery) for reminder, delivery in session.execute(query)]


def stop(session: Session, clock: Clock, *, at: datetime, words: str, by: User, now: datetime, desk: Desk) -> Clock:
    """The duty was met at `at`. Lateness against the strict due time is computed once and frozen.

    A customer who is told is told under every law: the duties of other laws to tell the same customer stop with it.

    Raises:
        ClockAlreadyStopped: it was met before.
        FormInvalid: `at` lies in the future, or it is a question that ends with its answer.
    """
    identity.require(by, "filing.record")
    if clock.state is ClockState.MET:
        raise ClockAlreadyStopped("This duty was already met; its time is frozen. A later notice is a version of its own.")
    if clock.obligation == open_scope.DUTY:
        raise FormInvalid({"at": "This ends by itself once the questions are answered. Answer what is not known yet."})
    if at > now:
        raise FormInvalid({"at": "The time lies in the future. Give the time at which it was done."})
    _stop(session, clock, at, words, by=by, now=now, desk=desk)
    for other in same_customer(session, clock):
        _stop(session, other, at, words, by=by, now=now, desk=desk)  # told once, told under every law
    if clock.notify in met.EVENTS and clock.assessment_id is not None:  # what runs from this notice starts now
        assessments.reassess(session, session.get_one(Context, clock.context_id), by=by, now=now, desk=desk)
    return clock


def _stop(session: Session, clock: Clock, at: datetime, words: str, *, by: User, now: datetime, desk: Desk) -> None:
    clock.state, clock.stopped_at, clock.stop_words = ClockState.MET, at, words.strip() or None
    clock.late_seconds = int(late_by(clock.due_at, at).total_seconds()) if clock.due_at else None
    late = "no legal number" if clock.late_seconds is None else "late" if clock.late_seconds else "in time"
    detail = {"at": at.isoformat(), "late_seconds": clock.late_seconds, "words": audit.commitment(words)}
    sentence = f"Duty met: {_name(clock)}, {plain.when(at, desk.settings.zone)}, {late}"
    _note(session, clock, "clock.stopped", sentence, detail, by=by, now=now)
    reminders.sync(session, clock, now=now, desk=desk)


def assign(
    session: Session, clock: Clock, owner: User | None, *, expected_version: int, by: User, now: datetime, desk: Desk
) -> Clock:
    """Give the duty to a person, or to nobody. Taking it over oneself needs less than giving it to another.

    Raises:
        EditConflict: somebody changed the duty since `expected_version`.
        FormInvalid: the person is not active or may not work on duties.
    """
    identity.require(by, "clock.act" if owner is not None and owner.id == by.id else "incident.edit")
    if clock.version != expected_version:
        raise EditConflict("Somebody else changed this duty while you had it open. Look at who has it now.")
    if owner is not None and not (owner.active and identity.allows(owner, "clock.act")):
        raise FormInvalid({"owner": f"{owner.name} cannot take duties. Choose an active handler, officer or approver."})
    before = clock.owner.name if clock.owner else "nobody"
    clock.owner_id = owner.id if owner else None
    clock.owner = owner
    _note(session, clock, "clock.assigned",
          f"Duty given to {owner.name if owner else 'nobody'} (before: {before}): {_name(clock)}",
          {"owner": clock.owner_id}, by=by, now=now)  # fmt: skip
    reminders.sync(session, clock, now=now, desk=desk)
    return clock


def acknowledge(session: Session, clock: Clock, *, words: str, by: User, now: datetime, desk: Desk) -> Acknowledgement:
    """A person has the duty in hand; hourly reminders after the due time stop.

    Raises:
        ClockAlreadyStopped: it was met; there is nothing to take in hand.
    """
    identity.require(by, "clock.act")
    if clock.state is ClockState.MET:
        raise ClockAlreadyStopped("This duty was already met. Nothing is left to acknowledge.")
    row = Acknowledgement(clock_id=clock.id, by_id=by.id, at=now, words=words.strip() or None)
    session.add(row)
    session.flush()
    _note(session, clock, "clock.acknowledged", f"In hand with {by.name}: {_name(clock)}",
          {"words": audit.commitment(row.words)}, by=by, now=now)  # fmt: skip
    reminders.sync(session, clock, now=now, desk=desk)
    return row


def promise(
    session: Session,
    notice: Notice,
    *,
    title: str,
    due_at: datetime,
    words: str,
    by: User,
    now: datetime,
    desk: Desk,
) -> Clock:
    """A clock of its own for what a notice promised to send later. `words`: what is open.

    Raises:
        FormInvalid: the promised time is not in the future.
    """
    identity.require(by, "notice.issue")
    if due_at <= now:
        raise FormInvalid({"follow_up_at": "The promised time has passed already. Give a time in the future."})
    parent = notice.clock
    finding: dict[str, Any] = {
        "id": parent.obligation,
        "finding": "applies",
        "because": [f"Promised in the notice to {parent.addressee}, version {notice.number}."],
        "promised": words,
        "unknown": [],
    }
    clock = Clock(
        incident_id=parent.incident_id,
        context_id=parent.context_id,
        customer_id=parent.customer_id,
        promised_by_notice_id=notice.id,
        obligation=f"{parent.obligation[:80]}/follow-up-{notice.id}",
        jurisdiction=parent.jurisdiction,
        regime=parent.regime,
        notify=parent.notify,
        title=title,
        addressee=parent.addressee,
        authority_id=parent.authority_id,
        state=ClockState.RUNNING,
        event=None,
        provisional=False,
        started_at=now,
        due_at=due_at,
        due_lenient_at=None,
        due_expected_at=None,
        period="promised",
        zone=parent.zone,
        citation=parent.citation,
        finding=finding,
        assessment_id=parent.assessment_id,
        rulebook=parent.rulebook,
        owner_id=parent.owner_id,
    )
    session.add(clock)
    session.flush()
    _note(session, clock, "clock.promised",
          f"Promised: {_name(clock)}, by {plain.when(due_at, desk.settings.zone)}",
          {"notice": notice.id, "due_at": due_at.isoformat(), "words": audit.commitment(words)}, by=by, now=now)  # fmt: skip
    reminders.sync(session, clock, now=now, desk=desk)
    return clock


def _name(clock: Clock) -> str:
    return f"{clock.title}, {clock.addressee}"


def _note(
    session: Session, clock: Clock, action: str, sentence: str, detail: dict[str, Any], *, by: User, now: datetime
) -> None:
    audit.record(
        session,
        action,
        sentence,
        by=by,
        now=now,
        incident_id=clock.incident_id,
        about=("clock", clock.id),
        detail=detail,
    )
