"""Incidents with one running duty, as rows, and the messages that came of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Context, Delivery, Reminder, User
from incident.services import incidents, reminders
from incident.services.desk import Desk

DUTY = "Notify the supervisory authority"
AUTHORITY = "Data Protection Commission"


def open_duty(
    session: Session,
    desk: Desk,
    owner: User | None,
    *,
    by: User,
    now: datetime,
    lasts: timedelta | None = timedelta(hours=72),
    **more: Any,
) -> Clock:
    """One running duty of a new incident, with its reminders. `lasts` None: the law gives no number."""
    new = incidents.NewIncident(title="A list went to a wrong recipient", kind="unknown", report={})
    incident = incidents.create(session, new, by=by, now=now, desk=desk)
    context = Context(incident_id=incident.id, name="Our own users", position=0)
    session.add(context)
    session.flush()
    values: dict[str, Any] = {
        "obligation": "EU-GDPR/regulator",
        "jurisdiction": "IE",
        "regime": "EU-GDPR",
        "notify": "regulator",
        "title": DUTY,
        "addressee": AUTHORITY,
        "state": ClockState.RUNNING,
        "provisional": False,
        "started_at": now,
        "due_at": now + lasts if lasts else None,
        "period": "not later than 72 hours" if lasts else "as soon as practicable",
        "zone": "Europe/Dublin",
        "citation": "GDPR Art. 33(1)",
        "finding": {},
        "rulebook": "test",
    }
    clock = Clock(
        incident_id=incident.id, context_id=context.id, owner_id=owner.id if owner else None, **{**values, **more}
    )
    session.add(clock)
    session.flush()
    session.refresh(clock)
    reminders.sync(session, clock, now=now, desk=desk)
    return clock


def messages(session: Session, template: str = "reminder") -> Sequence[Delivery]:
    """Every message of a template, in the order in which they were made."""
    return session.scalars(select(Delivery).where(Delivery.template == template).order_by(Delivery.id)).all()


def told(session: Session) -> list[tuple[str, str]]:
    """(rung, first name of who is told) of every reminder that became a message, in that order."""
    query = (
        select(Reminder.rung, User.name)
        .join(User, User.id == Reminder.recipient_id)
        .where(Reminder.queued_at.is_not(None))
        .order_by(Reminder.queued_at, Reminder.delivery_id)
    )
    return [(rung, name.split()[0]) for rung, name in session.execute(query)]
