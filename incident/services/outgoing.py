"""All that one message is made from, read from the rows: who reads it and why, what it covers, who is told next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.config import Settings
from incident.db.models import Clock, Delivery, Incident, Reminder, RoleName, User
from incident.services import identity

WHAT = {
    "reminder": "Reminder",
    "new_report": "Message about a new report",
    "approval_wanted": "Request for an approval",
    "sign_in_link": "Link to sign in",
}  # a message by its template, in words


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: `role` and `reason` say why this person; `may_act`: may take the duty in hand."""

    name: str
    zone: str
    role: str = ""
    reason: str = ""
    may_act: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The message that another message is about."""

    what: str
    recipient: str
    attempts: int
    reference: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that a message is made from.

    `due_at`: when it ought to go out. `stands_for`: how many reminders it covers. `next_told`: who is told after
    this reader, each with the instant, the earliest first. `failed`: only for a message about a message.
    """

    template: str
    content: Mapping[str, Any]
    recipient: str
    message_id: str
    due_at: datetime
    reader: Reader
    stands_for: int = 1
    next_told: tuple[tuple[str, datetime], ...] = ()
    failed: Failed | None = None


def gather(session: Session, delivery_id: int, settings: Settings) -> Outgoing:
    """Read what the message needs; raises WrongDataKey when a stored text cannot be read."""
    row = session.get_one(Delivery, delivery_id)
    user = session.get(User, row.user_id) if row.user_id else None
    clock = session.get(Clock, row.clock_id) if row.clock_id else None
    name, zone = (user.name, user.zone) if user else ("", settings.zone)
    reader = Reader(name, zone, *_why(session, user, clock)) if user and clock else Reader(name, zone)
    return Outgoing(
        template=row.template,
        content=row.content,
        recipient=row.recipient,
        message_id=row.message_id,
        due_at=row.due_at,
        reader=reader,
        stands_for=_covered(session, row),
        next_told=_next_told(session, clock, user) if user and clock else (),
        failed=_failed(session, row.content.get("message_id")),
    )


def _why(session: Session, user: User, clock: Clock) -> tuple[str, str, bool]:
    """Role and reason of a reader of a reminder, and whether they may take the duty in hand."""
    owner, may_act = clock.owner, identity.allows(user, "clock.act")
    if owner is not None and user.id == owner.id:
        return "reminder to the owner", "It was sent because you own this duty.", may_act
    if owner is not None and user.id in _stand_ins(session, owner):
        return "reminder to the deputy", f"It was sent because you stand in for {owner.name}.", may_act
    kind = "privacy officer" if RoleName.PRIVACY_OFFICER.value in user.role_names else "administrator"
    role = f"escalation to the {kind}"
    if owner is None:
        return role, f"It was sent because nobody has this duty yet and you are {_a(kind)}.", may_act
    return role, f"It was sent because you are {_a(kind)}; {owner.name} owns this duty.", may_act


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _stand_ins(session: Session, owner: User) -> set[int]:
    """The owner's deputy, that one's deputy, and so on."""
    found: set[int] = set()
    next_id = owner.deputy_id
    while next_id is not None and next_id not in found:
        found.add(next_id)
        next_id = session.get_one(User, next_id).deputy_id
    return found


def _covered(session: Session, row: Delivery) -> int:
    found = session.scalar(select(func.count(Reminder.id)).where(Reminder.delivery_id == row.id))
    return max(found or 0, 1)


def _next_told(session: Session, clock: Clock, user: User) -> tuple[tuple[str, datetime], ...]:
    """Who has not been told of this clock yet and will be, each with the first time."""
    reached = select(Reminder.recipient_id).where(Reminder.clock_id == clock.id, Reminder.queued_at.is_not(None))
    first = func.min(Reminder.remind_at)
    query = (
        select(User.name, first)
        .join(Reminder, Reminder.recipient_id == User.id)
        .where(Reminder.clock_id == clock.id, Reminder.queued_at.is_(None), Reminder.cancelled_at.is_(None))
        .where(User.id != user.id, User.id.not_in(reached))
        .group_by(User.id, User.name)
        .order_by(first, User.id)
    )
    return tuple((name, at) for name, at in session.execute(query))


def _failed(session: Session, message_id: str | None) -> Failed | None:
    row = session.scalar(select(Delivery).where(Delivery.message_id == message_id)) if message_id else None
    if row is None:
        return None
    incident = session.get(Incident, row.incident_id) if row.incident_id else None
    clock = session.get(Clock, row.clock_id) if row.clock_id else None
    what = WHAT.get(row.template, "Message")
    return Failed(
        what=f"{what}: {row.content['duty']}" if row.content.get("duty") else what,
        recipient=row.recipient,
        attempts=row.attempts,
        reference=incident.reference if incident else "no incident",
        due_at=clock.remind_from if clock else None,
    )
