"""Reminders as rows: which ought to exist for a clock, and which are due and not yet handed over."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, defer

from incident.db import audit
from incident.db.models import (
    Acknowledgement,
    Clock,
    ClockState,
    Context,
    Delivery,
    DeliveryClass,
    DeliveryState,
    Incident,
    IncidentState,
    Reminder,
    RoleName,
    User,
)
from incident.domain import open_scope, words
from incident.domain import reminders as rules
from incident.domain.reminders import Ladder, Person, Rung
from incident.errors import WrongDataKey
from incident.services import deliveries
from incident.services.desk import Desk
from incident.services.leading import OPEN, leads, same_customer

QUEUE_LOCK = 0x42444B51  # advisory lock number on PostgreSQL: "BDKQ"; one scheduler queues at a time
TEMPLATE = "reminder"
PART = 200  # clocks in one transaction; on SQLite nobody else can write meanwhile

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """What was done for some of the clocks. `after`: give it back for the next ones; None at the end."""

    count: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Crew:
    """Who can be reminded: every person by id, and the ids of privacy officers and administrators."""

    people: Mapping[int, Person]
    officers: tuple[int, ...]
    administrators: tuple[int, ...]


def crew(session: Session) -> Crew:
    """The people of this installation as the rules see them."""
    sealed = (defer(User.tf_totp_secret), defer(User.mf_recovery_codes))
    users = session.scalars(select(User).order_by(User.id).options(*sealed)).all()
    return Crew(
        people={user.id: Person(user.id, user.active, user.absent_until, user.deputy_id) for user in users},
        officers=tuple(user.id for user in users if RoleName.PRIVACY_OFFICER.value in user.role_names),
        administrators=tuple(user.id for user in users if RoleName.ADMINISTRATOR.value in user.role_names),
    )


def ladder(desk: Desk) -> Ladder:
    """The rungs that the configuration asks for."""
    asked = desk.settings.reminders
    hours = sorted(asked.before_due_hours, reverse=True)
    return Ladder(
        length=timedelta(hours=asked.ladder_hours),
        before_due=tuple(timedelta(hours=number) for number in hours),
        at_start=asked.at_start,
        at_half=asked.at_half,
        after_due=timedelta(hours=asked.after_due_every_hours) if asked.after_due_every_hours else None,
        deputy_from=timedelta(hours=asked.deputy_from_hours),
        officer_from=timedelta(hours=asked.privacy_officer_from_hours),
    )


def sync(session: Session, clock: Clock, *, now: datetime, desk: Desk) -> list[Reminder]:
    """Bring the reminder rows of one clock in line with what ought to exist; the rows that were added.

    A clock that is no longer open loses what was not yet sent. Runs in the caller's transaction.
    """
    return sync_all(session, [clock], now=now, desk=desk)


def sync_all(session: Session, clocks: Sequence[Clock], *, now: datetime, desk: Desk) -> list[Reminder]:
    """As `sync`, for many clocks. Other duties to tell the same customer are brought in line with them."""
    session.flush()
    chosen = {clock.id: clock for clock in clocks}
    for clock in clocks:
        chosen.update({other.id: other for other in same_customer(session, clock)})
    session.execute(select(Clock.id).where(Clock.id.in_(chosen)).with_for_update())
    people, asked = crew(session), ladder(desk)
    return [row for key in sorted(chosen) for row in _sync(session, chosen[key], people, asked, now)]


def sweep(session: Session, *, now: datetime, desk: Desk, after: int = 0, size: int = PART) -> Part:
    """Recompute the next open clocks; counted are those whose reminders were missing altogether.

    Each service that changes a clock calls `sync` itself. A clock without any row is therefore a fault: it is
    repaired and the repair is an audit entry.
    """
    people, asked = crew(session), ladder(desk)
    query = select(Clock).where(Clock.state.in_(OPEN), Clock.id > after).order_by(Clock.id).limit(size)
    sealed = (defer(Clock.finding), defer(Clock.stop_words))
    clocks = session.scalars(query.options(*sealed).with_for_update(skip_locked=True)).all()
    missing = 0
    for clock in clocks:
        with _alone(session, clock.id):
            had_rows = _rows(session, clock) != []
            added = _sync(session, clock, people, asked, now)
            if added and not had_rows:
                missing += 1
                _record_missing(session, clock, len(added), now)
    return Part(missing, clocks[-1].id if len(clocks) == size else None)


@contextmanager
def _alone(session: Session, clock_id: int) -> Iterator[None]:
    """What goes wrong with one clock because a stored text of it cannot be read stops none of the others."""
    try:
        with session.begin_nested():
            yield
    except WrongDataKey:
        log.exception("clock %s: its reminders cannot be made; they show as late until the row is restored", clock_id)


def _record_missing(session: Session, clock: Clock, count: int, now: datetime) -> None:
    audit.record(
        session,
        "reminder.repaired",
        f"Reminders were missing and have been added: {clock.title}, {clock.addressee}",
        by=None,
        now=now,
        incident_id=clock.incident_id,
        about=("clock", clock.id),
        detail={"added": count},
    )


def _rows(session: Session, clock: Clock) -> list[Reminder]:
    return list(session.scalars(select(Reminder).where(Reminder.clock_id == clock.id).order_by(Reminder.id)))


def _sync(session: Session, clock: Clock, people: Crew, asked: Ladder, now: datetime) -> list[Reminder]:
    rows = _rows(session, clock)
    if not _is_open(session, clock):
        _cancel([row for row in rows if row.queued_at is None], now)
        _cancel_deliveries(session, clock, None, now)
        return []
    anchor = clock.remind_from or _anchor(clock, rows, now)
    same = [row for row in rows if row.for_due_at == anchor]
    wanted = {
        (rung.name, person): rung.at
        for rung in _wanted(session, clock, same, asked, anchor, now)
        for person in rules.recipients(
            rung.level, clock.owner_id, people.people, people.officers, people.administrators, at=max(rung.at, now)
        )
    }
    for row in rows:
        if row.queued_at is None and (row.for_due_at != anchor or (row.rung, row.recipient_id) not in wanted):
            _cancel([row], now)
    added = _add(session, clock, same, wanted, anchor, now)
    session.flush()
    return added


def _is_open(session: Session, clock: Clock) -> bool:
    if clock.state not in OPEN or (clock.state is ClockState.CANNOT_TELL and clock.remind_from is None):
        return False
    incident = session.get_one(Incident, clock.incident_id)
    context = session.get_one(Context, clock.context_id)
    return incident.state is not IncidentState.CLOSED and context.removed_at is None and leads(session, clock)


def _anchor(clock: Clock, rows: Sequence[Reminder], now: datetime) -> datetime:
    """What the daily reminders of a duty without a number count from: its start, or when it became known."""
    earlier = [
        row.for_due_at
        for row in rows
        if row.rung.startswith(rules.NUDGE) or (row.rung == rules.START and row.for_due_at == row.remind_at)
    ]
    return min(earlier) if earlier else max(clock.started_at or now, now)


def _wanted(
    session: Session, clock: Clock, same: Sequence[Reminder], asked: Ladder, anchor: datetime, now: datetime
) -> tuple[Rung, ...]:
    due = clock.remind_from
    if due is None:
        return rules.nudges(anchor, asked, now=now)
    daily: tuple[Rung, ...] = ()
    if clock.obligation == open_scope.DUTY:  # after the first law's time come those of others: asked for until answered
        daily = rules.nudges(anchor, asked, now=now)
    certain = clock.state is ClockState.RUNNING
    if certain and asked.at_start:
        known = min((row.remind_at for row in same if row.rung == rules.START), default=now)
    else:
        known = min([now, *(row.remind_at for row in same)])
    timed = rules.rungs(
        known,
        min(clock.started_at or known, due),
        due,
        asked,
        now=now,
        certain=certain,
        quiet=_in_hand(session, clock, due),
    )
    return tuple(sorted((*daily, *timed), key=lambda rung: rung.at))


def _in_hand(session: Session, clock: Clock, due: datetime) -> bool:
    """Whether a person acknowledged the clock since it ran out; what was said before does not silence it."""
    query = select(Acknowledgement.id).where(Acknowledgement.clock_id == clock.id, Acknowledgement.at >= due)
    return session.scalar(query.limit(1)) is not None


def _add(
    session: Session,
    clock: Clock,
    same: Sequence[Reminder],
    wanted: Mapping[tuple[str, int], datetime],
    anchor: datetime,
    now: datetime,
) -> list[Reminder]:
    known = {(row.rung, row.recipient_id): row for row in same}
    reached = {row.rung for row in same if row.cancelled_at is None or row.delivery_id is not None}
    added = []
    for (rung, person), at in wanted.items():
        row = known.get((rung, person))
        if row is not None:
            was_dropped = row.queued_at is None and row.cancelled_at is not None and row.delivery_id is None
            if was_dropped and (at >= now or rung not in reached):
                row.cancelled_at, row.remind_at = None, at
            continue
        is_new_owner = rung == rules.START and person == clock.owner_id
        if at < now and rung in reached and not is_new_owner:
            continue  # it went to somebody in time; the next rung goes to this person
        row = Reminder(
            clock_id=clock.id,
            rung=rung,
            for_due_at=anchor,
            recipient_id=person,
            remind_at=now if is_new_owner and rung in reached else at,
        )
        session.add(row)
        added.append(row)
    return added


def _cancel(rows: Sequence[Reminder], now: datetime) -> None:
    for row in rows:
        if row.cancelled_at is None:
            row.cancelled_at = now


def _cancel_deliveries(session: Session, clock: Clock, user_id: int | None, now: datetime) -> None:
    """Reminders of this clock that wait for a retry would only confuse; they are kept as cancelled."""
    query = update(Delivery).where(
        Delivery.clock_id == clock.id,
        Delivery.template == TEMPLATE,
        Delivery.state == DeliveryState.PENDING,
    )
    if user_id is not None:
        query = query.where(Delivery.user_id == user_id)
    words = "Not sent: a newer reminder took its place." if user_id else "Not sent: the duty was settled before."
    session.execute(query.values(state=DeliveryState.CANCELLED, error=words, lease_until=None, lease_by=None))


def queue_due(session: Session, *, now: datetime, desk: Desk, after: int = 0, size: int = PART) -> Part:
    """Hand the reminders of the next clocks that are due to the deliveries; counted are the messages made.

    What was missed while nothing ran is told once: for one clock and one person only the newest reminder goes
    out, the older ones are kept as covered by it. A second run finds nothing left to queue.
    """
    if not _may_queue(session):
        return Part(0, None)
    due = (Reminder.queued_at.is_(None), Reminder.cancelled_at.is_(None), Reminder.remind_at <= now)
    waiting = set(session.scalars(select(Reminder.clock_id).where(*due)))  # by the index of what is open, not by clock
    clock_ids = sorted(clock_id for clock_id in waiting if clock_id > after)[:size]
    query = select(Reminder).where(*due, Reminder.clock_id.in_(clock_ids)).order_by(Reminder.remind_at, Reminder.id)
    groups: dict[tuple[int, int], list[Reminder]] = {}
    for row in session.scalars(query):
        groups.setdefault((row.clock_id, row.recipient_id), []).append(row)
    made = 0
    for (clock_id, _), rows in groups.items():
        with _alone(session, clock_id):
            made += _queue_newest(session, rows, now, desk)
    return Part(made, clock_ids[-1] if len(clock_ids) == size else None)


def _may_queue(session: Session) -> bool:
    """On PostgreSQL one scheduler queues at a time; on SQLite the write lock already sees to that."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": QUEUE_LOCK}))


def _queue_newest(session: Session, rows: Sequence[Reminder], now: datetime, desk: Desk) -> int:
    newest, clock, person = rows[-1], rows[-1].clock, rows[-1].recipient
    if not _is_open(session, clock):
        _cancel(rows, now)
        return 0
    if not person.active:
        return 0  # the sweep gives it to who stands in
    _cancel_deliveries(session, clock, person.id, now)
    delivery = deliveries.enqueue(
        session,
        once_key=f"reminder/{newest.id}",
        template=TEMPLATE,
        content=_content(session, newest, clock),
        to=person,
        recipient=None,
        delivery_class=DeliveryClass.INTERNAL,
        due_at=newest.remind_at,
        now=now,
        desk=desk,
        incident_id=clock.incident_id,
        clock_id=clock.id,
    )
    newest.queued_at = now
    for row in rows:
        row.delivery_id = delivery.id
    _cancel(rows[:-1], now)
    return 1


def _content(session: Session, reminder: Reminder, clock: Clock) -> dict[str, object]:
    """What the message says; the time left is counted when it is sent."""
    incident = session.get_one(Incident, clock.incident_id)
    due = clock.remind_from
    return {
        "reference": incident.reference,
        "duty": clock.title,
        "addressee": clock.addressee.removeprefix(f"{words.PEOPLE}, "),  # the duty itself says that they are told
        "citation": clock.citation,
        "period": clock.period,
        "due_at": due.isoformat() if due else None,
        "expected": clock.due_at is None and due is not None,
        "certain": clock.state is ClockState.RUNNING,
        "zone": clock.zone,
        "owner": clock.owner.name if clock.owner else None,
        "rung": reminder.rung,
        "path": f"/incidents/{incident.reference}/duties/{clock.id}",
    }
