"""Deliveries: messages to be sent, claimed by lease, handed over, and settled when it is uncertain what became of them.

Internal messages go out at least once, with the same Message-ID on every attempt. A legal notice goes out at most
once: when a crash or a broken connection leaves open whether it arrived, a person decides.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from incident.db import audit
from incident.db.models import Delivery, DeliveryClass, DeliveryState, Role, RoleName, User
from incident.errors import MoveRefused, NotFound, ReasonNeeded
from incident.services import identity
from incident.services.desk import Desk

RETRY_AFTER_MINUTES = (1, 5, 15, 30, 60)  # then hourly
GIVE_UP_AFTER = timedelta(days=4)  # RFC 5321 section 4.5.4.1: give up after at least four to five days
ESCALATIONS = ("give_up", "uncertain_delivery")  # a message about a message makes no further message
INTERRUPTED = "The program was interrupted while sending."
SEALED = (defer(Delivery.recipient), defer(Delivery.content))  # one damaged row must not stop all the others


class Result(StrEnum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's result. `reply`: the server's words; `subject`: as sent, None when nothing was made."""

    result: Result
    reply: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Who claims: a name of its own in the whole installation, and how long a claim holds."""

    name: str
    lease: timedelta


def enqueue(
    session: Session,
    *,
    once_key: str,
    template: str,
    content: Mapping[str, Any],
    to: User | None,
    recipient: str | None,
    delivery_class: DeliveryClass,
    due_at: datetime,
    now: datetime,
    desk: Desk,
    incident_id: int | None = None,
    clock_id: int | None = None,
) -> Delivery:
    """Ask for one message in the caller's transaction; it leaves only after that was committed.

    Args:
        once_key: what this message is; a second call with the same key gives the first row.
        template: folder under templates/emails/.
        content: JSON values for the template; no data of affected people.
        to: the person with an account; None when only an address is known.
        recipient: the address, when `to` is None or has another one.
        due_at: when it ought to go out; later counts as late.

    Raises:
        ValueError: neither `to` nor `recipient` is given.
    """
    known = _by_key(session, once_key)
    if known is not None:
        return known
    address = recipient or (to.email if to else None)
    if address is None:
        raise ValueError("a message needs a person or an address")
    row = Delivery(
        once_key=once_key,
        delivery_class=delivery_class,
        state=DeliveryState.PENDING,
        incident_id=incident_id,
        clock_id=clock_id,
        user_id=to.id if to else None,
        channel=desk.settings.mail.channel,
        recipient=address,
        template=template,
        content=dict(content),
        message_id=_message_id(desk),
        attempts=0,
        due_at=due_at,
        next_try_at=max(due_at, now),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process asked for the same message at the same moment
        known = _by_key(session, once_key)
        if known is None:
            raise
        return known
    return row


def _by_key(session: Session, once_key: str) -> Delivery | None:
    return session.scalar(select(Delivery).where(Delivery.once_key == once_key))


def _message_id(desk: Desk) -> str:
    host = parseaddr(desk.settings.mail.sender)[1].rpartition("@")[2] or "breachdesk.invalid"
    return f"<{secrets.token_hex(16)}@{host}>"


def settle_interrupted(session: Session, *, now: datetime, desk: Desk) -> int:
    """Free what a process that ended left in `sending` longer than its lease; the number of rows.

    An internal message is sent again. A legal notice becomes uncertain and people are told.
    """
    query = select(Delivery).where(Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now)
    rows = session.scalars(query.options(*SEALED).with_for_update(skip_locked=True)).all()
    for row in rows:
        if row.delivery_class is DeliveryClass.NOTICE:
            _make_uncertain(session, row, INTERRUPTED, now=now, desk=desk)
        else:
            row.state, row.next_try_at, row.error = DeliveryState.PENDING, now, INTERRUPTED
        row.lease_by = row.lease_until = None
    return len(rows)


def claim(session: Session, *, now: datetime, worker: Worker) -> Delivery | None:
    """Take the message that has waited longest, for as long as the lease; None when nothing is due.

    The caller commits before it sends, so that a crash never hides that something may have left.
    """
    query = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.PENDING, Delivery.next_try_at <= now)
        .order_by(Delivery.next_try_at, Delivery.id)
        .limit(1)
        .options(*SEALED)
        .with_for_update(skip_locked=True)
    )
    row = session.scalar(query)
    if row is None:
        return None
    row.state, row.attempts = DeliveryState.SENDING, row.attempts + 1
    row.lease_by, row.lease_until = worker.name, now + worker.lease
    session.flush()
    return row


def finish(
    session: Session, delivery_id: int, outcome: Outcome, *, worker: Worker, now: datetime, desk: Desk
) -> bool:
    """Record what an attempt came to; False when the lease was lost meanwhile and another process decides."""
    fence = and_(
        Delivery.id == delivery_id, Delivery.state == DeliveryState.SENDING, Delivery.lease_by == worker.name
    )
    row = session.scalar(select(Delivery).where(fence).options(*SEALED).with_for_update())
    if row is None:
        return False
    row.lease_by = row.lease_until = None
    row.reply, row.subject = outcome.reply[:500], outcome.subject or row.subject
    match outcome.result:
        case Result.ACCEPTED:
            _sent(session, row, now)
        case Result.TEMPORARY:
            _retry(session, row, outcome.reply, now, desk)
        case Result.PERMANENT:
            _fail(session, row, outcome.reply, now, desk)
        case Result.UNCERTAIN:
            _after_uncertain(session, row, outcome.reply, now, desk)
    session.flush()
    return True


def _sent(session: Session, row: Delivery, now: datetime) -> None:
    row.state, row.sent_at, row.error = DeliveryState.SENT, now, None
    row.late_seconds = max(int((now - row.due_at).total_seconds()), 0)
    if row.delivery_class is DeliveryClass.NOTICE:
        _note(session, row, "delivery.sent", "Notice handed over to the mail server", by=None, now=now)


def _retry(session: Session, row: Delivery, reply: str, now: datetime, desk: Desk) -> None:
    if now - row.due_at > GIVE_UP_AFTER:
        _fail(session, row, f"Given up after {row.attempts} attempts. {reply}", now, desk)
        return
    minutes = RETRY_AFTER_MINUTES[min(row.attempts, len(RETRY_AFTER_MINUTES)) - 1]
    row.state, row.error = DeliveryState.PENDING, reply[:500]
    row.next_try_at = now + timedelta(minutes=minutes)


def _fail(session: Session, row: Delivery, reply: str, now: datetime, desk: Desk) -> None:
    row.state, row.error = DeliveryState.FAILED, reply[:500]
    _note(session, row, "delivery.failed", f"A message could not be delivered: {row.template}", by=None, now=now)
    _escalate(session, row, "give_up", now, desk)


def _after_uncertain(session: Session, row: Delivery, reply: str, now: datetime, desk: Desk) -> None:
    if row.delivery_class is DeliveryClass.NOTICE:
        _make_uncertain(session, row, reply, now=now, desk=desk)
    else:  # the same Message-ID goes out again; mail programs show it once
        _retry(session, row, reply, now, desk)


def _make_uncertain(session: Session, row: Delivery, reply: str, *, now: datetime, desk: Desk) -> None:
    row.state, row.error = DeliveryState.UNCERTAIN, reply[:500]
    _note(session, row, "delivery.uncertain", "A notice may or may not have arrived; a person decides", by=None, now=now)
    _escalate(session, row, "uncertain_delivery", now, desk)


def _escalate(session: Session, row: Delivery, template: str, now: datetime, desk: Desk) -> None:
    """Tell privacy officers and administrators, by a message of their own, about one that did not arrive."""
    if row.template in ESCALATIONS:
        return
    for person in _responsible(session, but_not=row.user_id):
        enqueue(
            session,
            once_key=f"{template}/{row.id}/{row.attempts}/{person.id}",
            template=template,
            content={
                "template": row.template,
                "incident_id": row.incident_id,
                "due_at": row.due_at.isoformat(),
                "message_id": row.message_id,
                "reply": row.error,
                "path": f"/deliveries#delivery-{row.id}",
            },
            to=person,
            recipient=None,
            delivery_class=DeliveryClass.INTERNAL,
            due_at=now,
            now=now,
            desk=desk,
            incident_id=row.incident_id,
        )


def _responsible(session: Session, *, but_not: int | None) -> Sequence[User]:
    names = (RoleName.PRIVACY_OFFICER.value, RoleName.ADMINISTRATOR.value)
    query = select(User).where(User.active.is_(True), User.roles.any(Role.name.in_(names))).order_by(User.id)
    return [user for user in session.scalars(query) if user.id != but_not]


DECISIONS = {
    "sent": "It was sent",
    "again": "Send it again",
    "dropped": "It need not be sent any more",
}  # what a person may decide about a message that is uncertain or failed


def resolve(
    session: Session, delivery_id: int, decision: str, *, reason: str, by: User, now: datetime
) -> Delivery:
    """Record what a person found out about an uncertain or failed message, or decided to do with it.

    Raises:
        NotFound: no such message.
        MoveRefused: it is neither uncertain nor failed, or the decision is none of DECISIONS.
        ReasonNeeded: no words on how that is known.
    """
    identity.require(by, "delivery.resolve")
    row = session.scalar(select(Delivery).where(Delivery.id == delivery_id).with_for_update())
    if row is None:
        raise NotFound(f"There is no message {delivery_id}.")
    if row.state not in (DeliveryState.UNCERTAIN, DeliveryState.FAILED) or decision not in DECISIONS:
        raise MoveRefused("This message is not waiting for a decision. Look at its present state in the list.")
    if not reason.strip():
        raise ReasonNeeded("reason", "Say how you know it, for example who you asked and when.")
    before = row.state
    if decision == "again":
        row.state, row.next_try_at, row.error = DeliveryState.PENDING, now, None
    else:
        row.state = DeliveryState.SENT if decision == "sent" else DeliveryState.CANCELLED
        row.error = f"{DECISIONS[decision]}, decided by {by.name}."[:500]
    detail = {"before": before.value, "decision": decision, "reason": audit.commitment(reason.strip())}
    _note(session, row, "delivery.resolved", f"Decided on a message: {DECISIONS[decision]}", by=by, now=now, more=detail)
    session.flush()
    return row


def _note(
    session: Session,
    row: Delivery,
    action: str,
    words: str,
    *,
    by: User | None,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    detail = {"message_id": row.message_id, "attempts": row.attempts, **(more or {})}
    audit.record(
        session, action, words, by=by, now=now, incident_id=row.incident_id, about=("delivery", row.id), detail=detail
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Some deliveries, the newest first. `before`: give it back for the older ones; None at the end."""

    rows: tuple[Delivery, ...]
    before: int | None


def newest(session: Session, *, by: User, before: int | None = None, size: int = 50) -> Page:
    """The latest deliveries, `size` at a time; raises NotAllowed for a person who may not see them."""
    identity.require(by, "delivery.view")
    query = select(Delivery).order_by(Delivery.id.desc()).limit(size + 1)
    rows = session.scalars(query.where(Delivery.id < before) if before else query).all()
    return Page(tuple(rows[:size]), rows[size - 1].id if len(rows) > size else None)


def waiting_for_a_person(session: Session) -> list[Delivery]:
    """Every uncertain or failed message, the oldest first."""
    states = (DeliveryState.UNCERTAIN, DeliveryState.FAILED)
    return list(session.scalars(select(Delivery).where(Delivery.state.in_(states)).order_by(Delivery.id)))
