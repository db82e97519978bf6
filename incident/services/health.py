"""Whether reminders go out: the scheduler's sign of life, and what ought to have left and has not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Delivery, DeliveryState, Heartbeat, Reminder
from incident.domain import words
from incident.domain.clocks import span_words
from incident.domain.reminders import LATE_AFTER

DEAD_AFTER = timedelta(seconds=90)  # R10: a dead scheduler shows within 90 seconds
WAITING = (DeliveryState.PENDING, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class SchedulerHealth:
    """What pages and machines are told of the scheduler.

    `last_at`: its latest sign of life, None when there never was one. `overdue`: messages that ought to have
    gone out more than five minutes ago. `words`: one line for the foot of a page. `alarm`: what is wrong and
    what to do, "" when nothing is.
    """

    alive: bool
    last_at: datetime | None
    overdue: int
    words: str
    alarm: str


def scheduler(session: Session, *, now: datetime, zone: str) -> SchedulerHealth:
    """The state of the scheduler at `now`, by one statement; times in words are in `zone`."""
    last_at, messages, reminders = session.execute(_query(now)).one()
    alive = last_at is not None and now - last_at <= DEAD_AFTER
    overdue = messages + reminders
    return SchedulerHealth(
        alive=alive,
        last_at=last_at,
        overdue=overdue,
        words=_words(alive, overdue),
        alarm=_alarm(alive, last_at, overdue, now, zone),
    )


def _query(now: datetime) -> Select[datetime | None, int, int]:
    """The latest sign of life, messages that wait too long, reminders not even made into messages in time.

    A sign of life from the future was left by a clock that has been set back since; it proves nothing.
    """
    limit = now - LATE_AFTER
    last_at = select(func.max(Heartbeat.at)).where(Heartbeat.at <= now + DEAD_AFTER).scalar_subquery()
    messages = select(func.count(Delivery.id)).where(Delivery.state.in_(WAITING), Delivery.due_at < limit)
    reminders = select(func.count(Reminder.id)).where(
        Reminder.queued_at.is_(None), Reminder.cancelled_at.is_(None), Reminder.remind_at < limit
    )
    return select(last_at, messages.scalar_subquery(), reminders.scalar_subquery())


def _words(alive: bool, overdue: int) -> str:
    if not alive:
        return "Reminders are not running"
    return f"Reminders are running, {overdue:,} late" if overdue else "Reminders are running"


def _alarm(alive: bool, last_at: datetime | None, overdue: int, now: datetime, zone: str) -> str:
    late = f" {_counted(overdue)} already late." if overdue else ""
    if alive:
        return f"{_counted(overdue)} late. Look at the deliveries for what the mail server said." if overdue else ""
    if last_at is None:
        return f"The scheduler has never run here. Start it with: incident scheduler.{late}"
    since = f"{words.when(last_at, zone)}, {span_words(now - last_at)} ago"
    return f"The scheduler’s last sign of life was on {since}. Start it with: incident scheduler.{late}"


def _counted(overdue: int) -> str:
    return "1 message is" if overdue == 1 else f"{overdue:,} messages are"


def beat(session: Session, name: str, *, started_at: datetime, now: datetime) -> None:
    """The scheduler `name`, running since `started_at`, is alive."""
    session.merge(Heartbeat(name=name, at=now, started_at=started_at))


def note_step(session: Session, step: timedelta, *, now: datetime) -> None:
    """Keep in the record that the computer's clock moved by `step` against the time that passed."""
    way = "forward" if step > timedelta(0) else "back"
    audit.record(
        session,
        "scheduler.clock_moved",
        f"The computer’s clock moved {way} by {span_words(step)}, or the computer slept",
        by=None,
        now=now,
        detail={"seconds": round(step.total_seconds())},
    )
