"""Deliveries: claimed by lease, tried again, given up, or left to a person. Internal messages and legal notices differ."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from incident.db.models import AuditEntry, Delivery, DeliveryClass, DeliveryState, User
from incident.errors import MoveRefused, NotAllowed, NotFound, ReasonNeeded
from incident.services import deliveries
from incident.services.deliveries import Outcome, Result, Worker
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.databases import on_both
from tests.duties import messages

pytestmark = on_both
People = dict[str, User]
LEASE = timedelta(minutes=2)
ONE, OTHER = Worker("one/1/aa", LEASE), Worker("other/2/bb", LEASE)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = NOON + LEASE + MINUTE
REFUSED = Outcome(Result.PERMANENT, "550 no such mailbox", "subject")
GREYLISTED = Outcome(Result.TEMPORARY, "451 try again later", "subject")
TAKEN = Outcome(Result.ACCEPTED, "250 OK", "subject")
UNANSWERED = Outcome(Result.UNCERTAIN, "No answer after the final dot", "subject")


def ask(
    session: Session,
    desk: Desk,
    to: User,
    *,
    key: str = "approval/1/1",
    kind: DeliveryClass = DeliveryClass.INTERNAL,
    due_at: datetime = NOON,
) -> Delivery:
    """Ask for one message."""
    return deliveries.enqueue(
        session, once_key=key, template="approval_wanted", content={}, to=to, recipient=None, delivery_class=kind,
        due_at=due_at, now=NOON, desk=desk,
    )  # fmt: skip


def attempt(session: Session, desk: Desk, outcome: Outcome, *, at: datetime = NOON) -> Delivery:
    """One attempt that comes to `outcome`."""
    row = deliveries.claim(session, now=at, worker=ONE)
    assert row is not None
    assert deliveries.finish(session, row.id, outcome, worker=ONE, now=at, desk=desk)
    return row


def test_asking_twice_for_the_same_message_gives_one_row(session: Session, desk: Desk, people: People) -> None:
    first = ask(session, desk, people["approver"])

    second = ask(session, desk, people["approver"])

    assert first.id == second.id
    assert len(messages(session, "approval_wanted")) == 1


def test_a_message_that_is_claimed_is_claimed_by_nobody_else(session: Session, desk: Desk, people: People) -> None:
    ask(session, desk, people["approver"])

    first, second = deliveries.claim(session, now=NOON, worker=ONE), deliveries.claim(session, now=NOON, worker=OTHER)

    assert first is not None and first.lease_by == ONE.name and first.attempts == 1
    assert second is None


def test_the_message_that_has_waited_longest_goes_first_and_none_before_its_time(
    session: Session, desk: Desk, people: People
) -> None:
    ask(session, desk, people["approver"], key="later", due_at=NOON + HOUR)
    ask(session, desk, people["approver"], key="newer")
    ask(session, desk, people["approver"], key="older", due_at=NOON - HOUR).next_try_at = NOON - HOUR

    claimed = [deliveries.claim(session, now=NOON, worker=ONE) for _ in range(3)]

    assert [row.once_key if row else None for row in claimed] == ["older", "newer", None]


def test_an_accepted_message_is_sent_with_time_answer_and_lateness(session: Session, desk: Desk, people: People) -> None:
    ask(session, desk, people["approver"])

    row = attempt(session, desk, TAKEN, at=NOON + 7 * MINUTE)

    assert (row.state, row.sent_at, row.late_seconds) == (DeliveryState.SENT, NOON + 7 * MINUTE, 420)
    assert (row.reply, row.subject, row.lease_by) == ("250 OK", "subject", None)


def test_an_internal_message_of_a_process_that_ended_is_sent_again_with_the_same_message_id(
    session: Session, desk: Desk, people: People
) -> None:
    message_id = ask(session, desk, people["approver"]).message_id
    deliveries.claim(session, now=NOON, worker=ONE)

    early = deliveries.settle_interrupted(session, now=NOON + LEASE, desk=desk)
    settled = deliveries.settle_interrupted(session, now=LATER, desk=desk)
    again = deliveries.claim(session, now=LATER, worker=OTHER)

    assert (early, settled) == (0, 1)
    assert again is not None and (again.message_id, again.attempts) == (message_id, 2)


def test_a_notice_of_a_process_that_ended_becomes_uncertain_and_people_are_told(
    session: Session, desk: Desk, people: People
) -> None:
    row = ask(session, desk, people["approver"], kind=DeliveryClass.NOTICE)
    deliveries.claim(session, now=NOON, worker=ONE)

    deliveries.settle_interrupted(session, now=LATER, desk=desk)

    assert row.state is DeliveryState.UNCERTAIN
    assert {message.recipient for message in messages(session, "uncertain_delivery")} == {
        "privacy_officer@fernbrook.example", "administrator@fernbrook.example",
    }  # fmt: skip
    claimed = [deliveries.claim(session, now=LATER + 9 * HOUR, worker=ONE) for _ in range(3)]
    assert row not in claimed and claimed[2] is None


def test_who_lost_the_lease_decides_nothing(session: Session, desk: Desk, people: People) -> None:
    row = ask(session, desk, people["approver"])
    deliveries.claim(session, now=NOON, worker=ONE)
    deliveries.settle_interrupted(session, now=LATER, desk=desk)
    deliveries.claim(session, now=LATER, worker=OTHER)

    late = deliveries.finish(session, row.id, REFUSED, worker=ONE, now=LATER, desk=desk)

    assert late is False
    assert (row.state, row.lease_by) == (DeliveryState.SENDING, OTHER.name)


def test_what_fails_for_now_is_tried_again_after_1_5_15_30_60_minutes_and_then_hourly(
    session: Session, desk: Desk, people: People
) -> None:
    ask(session, desk, people["approver"])
    at, waits = NOON, []
    for _ in range(7):
        row = attempt(session, desk, GREYLISTED, at=at)
        waits.append((row.next_try_at - at) / MINUTE)
        at = row.next_try_at

    assert waits == [1, 5, 15, 30, 60, 60, 60]
    assert (row.state, row.error) == (DeliveryState.PENDING, "451 try again later")


def test_after_four_days_of_trying_people_are_told_that_it_did_not_arrive(
    session: Session, desk: Desk, people: People
) -> None:
    row = ask(session, desk, people["approver"])

    row.next_try_at = NOON + timedelta(days=4)
    attempt(session, desk, GREYLISTED, at=NOON + timedelta(days=4))
    still = row.state
    attempt(session, desk, GREYLISTED, at=NOON + timedelta(days=4, minutes=1))

    assert (still, row.state) == (DeliveryState.PENDING, DeliveryState.FAILED)
    assert row.error == "Given up after 2 attempts. 451 try again later"
    assert len(messages(session, "give_up")) == 2


def test_a_refused_message_is_not_tried_again_and_people_are_told_at_once(
    session: Session, desk: Desk, people: People
) -> None:
    ask(session, desk, people["approver"])

    row = attempt(session, desk, REFUSED)

    assert (row.state, row.error) == (DeliveryState.FAILED, "550 no such mailbox")
    assert {message.user_id for message in messages(session, "give_up")} == {
        people["privacy_officer"].id, people["administrator"].id,
    }  # fmt: skip
    recorded = session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "delivery")).all()
    assert recorded == ["delivery.failed"]


def test_a_message_about_a_message_makes_no_further_message(session: Session, desk: Desk, people: People) -> None:
    ask(session, desk, people["approver"])
    attempt(session, desk, REFUSED)

    attempt(session, desk, REFUSED)
    attempt(session, desk, REFUSED)

    assert deliveries.claim(session, now=NOON, worker=ONE) is None
    assert len(messages(session, "give_up")) == 2


def test_an_internal_message_without_an_answer_is_sent_again(session: Session, desk: Desk, people: People) -> None:
    ask(session, desk, people["approver"])

    row = attempt(session, desk, UNANSWERED)

    assert (row.state, row.next_try_at) == (DeliveryState.PENDING, NOON + MINUTE)


@pytest.fixture
def uncertain(session: Session, desk: Desk, people: People) -> Delivery:
    """A notice of which nobody knows whether it arrived."""
    ask(session, desk, people["approver"], kind=DeliveryClass.NOTICE)
    return attempt(session, desk, UNANSWERED)


@pytest.mark.parametrize(
    ("decision", "state"),
    [("sent", DeliveryState.SENT), ("again", DeliveryState.PENDING), ("dropped", DeliveryState.CANCELLED)],
)
def test_a_person_decides_what_became_of_an_uncertain_notice(
    session: Session, people: People, uncertain: Delivery, decision: str, state: DeliveryState
) -> None:
    assert uncertain.state is DeliveryState.UNCERTAIN

    row = deliveries.resolve(
        session, uncertain.id, decision, reason="Asked their desk by telephone.", by=people["privacy_officer"], now=LATER
    )

    assert row.state is state
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.actor_name, entry.detail["decision"]) == ("delivery.resolved", "Moana Example", decision)


def test_a_decision_on_a_message_needs_the_right_a_reason_and_something_to_decide(
    session: Session, people: People, uncertain: Delivery
) -> None:
    officer = people["privacy_officer"]
    with pytest.raises(NotAllowed):
        deliveries.resolve(session, uncertain.id, "again", reason="why not", by=people["handler"], now=LATER)
    with pytest.raises(ReasonNeeded, match="how you know"):
        deliveries.resolve(session, uncertain.id, "again", reason=" ", by=officer, now=LATER)
    with pytest.raises(MoveRefused):
        deliveries.resolve(session, uncertain.id, "forgotten", reason="x", by=officer, now=LATER)
    with pytest.raises(NotFound):
        deliveries.resolve(session, 999, "again", reason="x", by=officer, now=LATER)
    deliveries.resolve(session, uncertain.id, "sent", reason="x", by=officer, now=LATER)
    with pytest.raises(MoveRefused):
        deliveries.resolve(session, uncertain.id, "again", reason="x", by=officer, now=LATER)


def test_a_row_that_is_damaged_stops_none_of_the_others(session: Session, desk: Desk, people: People) -> None:
    damaged = ask(session, desk, people["approver"], key="damaged", due_at=NOON - HOUR)
    ask(session, desk, people["approver"], key="whole")
    session.flush()
    session.execute(text("UPDATE delivery SET content = recipient WHERE id = :id"), {"id": damaged.id})
    session.expire_all()

    for _ in range(2):
        attempt(session, desk, GREYLISTED)

    assert deliveries.claim(session, now=NOON, worker=ONE) is None
