"""Whether reminders go out, as pages and machines are told; and what serves only for a while."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db.models import (
    AuditEntry,
    DeliveryState,
    Heartbeat,
    LoginAttempt,
    LoginSession,
    OnceToken,
    SignInLink,
    User,
)
from incident.services import health, identity, reminders, upkeep
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.databases import on_both
from tests.duties import messages, open_duty

pytestmark = on_both
People = dict[str, User]
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def state(session: Session, after: timedelta = timedelta(0)) -> health.SchedulerHealth:
    """What is said so long after NOON to a reader in Auckland."""
    session.flush()
    return health.scheduler(session, now=NOON + after, zone="Pacific/Auckland")


def test_a_scheduler_that_never_ran_is_an_alarm_that_says_how_to_start_it(session: Session) -> None:
    found = state(session)

    assert (found.alive, found.last_at) == (False, None)
    assert found.alarm == "The scheduler has never run here. Start it with: incident scheduler."


def test_a_scheduler_is_alive_for_90_seconds_after_its_last_sign_of_life(session: Session) -> None:
    health.beat(session, "one", started_at=NOON, now=NOON)

    found = [state(session, after * SECOND) for after in (0, 90, 91)]

    assert [(each.alive, each.alarm == "") for each in found] == [(True, True), (True, True), (False, False)]
    assert found[0].words == "Reminders are running"
    assert found[2].words == "Reminders are not running"
    assert "last sign of life was on Fri 20 Nov 2026, 13:00 NZDT, 1 min ago." in found[2].alarm


def test_the_latest_sign_of_life_of_several_schedulers_counts(session: Session) -> None:
    health.beat(session, "one", started_at=NOON, now=NOON)
    health.beat(session, "two", started_at=NOON, now=NOON + 80 * SECOND)
    health.beat(session, "two", started_at=NOON, now=NOON + 95 * SECOND)

    assert state(session, 120 * SECOND).last_at == NOON + 95 * SECOND


def test_a_sign_of_life_from_the_future_proves_nothing(session: Session) -> None:
    health.beat(session, "one", started_at=NOON, now=NOON + timedelta(hours=2))

    assert state(session).alive is False


def test_messages_that_are_late_are_an_alarm_although_the_scheduler_runs(
    session: Session, desk: Desk, people: People
) -> None:
    open_duty(session, desk, people["handler"], by=people["reporter"], now=NOON)
    health.beat(session, "one", started_at=NOON, now=NOON + 6 * MINUTE)

    not_queued = state(session, 6 * MINUTE)
    reminders.queue_due(session, now=NOON, desk=desk)
    not_sent, in_time = state(session, 6 * MINUTE), state(session, 5 * MINUTE)
    messages(session)[0].state = DeliveryState.SENT
    sent = state(session, 6 * MINUTE)

    assert [each.overdue for each in (not_queued, not_sent, in_time, sent)] == [1, 1, 0, 0]
    assert (not_sent.words, not_sent.alive) == ("Reminders are running, 1 late", True)
    assert not_sent.alarm == "1 message is late. Look at the deliveries for what the mail server said."


def test_a_clock_that_was_moved_is_kept_in_the_record(session: Session) -> None:
    health.note_step(session, timedelta(hours=-2), now=NOON)

    entry = session.scalars(select(AuditEntry)).one()
    assert entry.words == "The computer’s clock moved back by 2 h 0 min, or the computer slept"


def test_what_has_served_its_time_is_taken_out_and_the_rest_stays(session: Session, desk: Desk, people: People) -> None:
    for age, name, person in ((0 * DAY, "new", people["handler"]), (32 * DAY, "old", people["approver"])):
        at = NOON - age
        health.beat(session, name, started_at=at, now=at)
        identity.record_failure(session, [name], now=at)
        identity.make_link(session, person, lasts=DAY, now=at)
        session.add(OnceToken(token=name, user_id=person.id, location="/", used_at=at))
        session.add(LoginSession(token_sha256=name, content={}, created_at=at, seen_at=at))
    session.flush()

    taken_out = upkeep.prune(session, now=NOON, desk=desk)

    assert taken_out == 5
    left = [session.scalar(select(func.count()).select_from(kind)) for kind in
            (Heartbeat, LoginAttempt, SignInLink, OnceToken, LoginSession)]  # fmt: skip
    assert left == [1, 1, 1, 1, 1]


def test_a_sign_in_ends_when_it_was_idle_too_long_or_lasted_too_long(session: Session, desk: Desk) -> None:
    for name, began, seen in (("busy", 11 * 60, 1), ("idle", 60, 31), ("long", 12 * 60, 1)):
        session.add(
            LoginSession(token_sha256=name, content={}, created_at=NOON - began * MINUTE, seen_at=NOON - seen * MINUTE)
        )
    session.flush()

    upkeep.prune(session, now=NOON, desk=desk)

    assert session.scalars(select(LoginSession.token_sha256)).all() == ["busy"]
