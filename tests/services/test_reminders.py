"""Reminders end to end as rows: what is made for a clock, who gets it, and what stops it. Time is passed in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from incident.config import Reminders, Settings
from incident.db.models import AuditEntry, Clock, ClockState, DeliveryState, IncidentState, Reminder, User
from incident.services import clocks, deliveries, incidents, reminders
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.databases import on_both
from tests.duties import messages, open_duty, told

pytestmark = on_both
People = dict[str, User]
HOUR = timedelta(hours=1)


@pytest.fixture
def crew(people: People) -> People:
    """Ines owns duties; Rafe is her deputy; Moana is the privacy officer."""
    people["handler"].deputy_id = people["approver"].id
    return people


@pytest.fixture
def duty(session: Session, desk: Desk, crew: People) -> Clock:
    """A duty of 72 hours that Ines has, from Friday 13:00 in Auckland."""
    return open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON)


def pass_hours(session: Session, desk: Desk, *hours: float) -> None:
    """Do what a scheduler does at each of these hours after the start."""
    for hour in hours:
        at = NOON + hour * HOUR
        reminders.sweep(session, now=at, desk=desk)
        reminders.queue_due(session, now=at, desk=desk)


def test_each_rung_goes_out_at_its_hour_to_the_owner_then_the_deputy_then_the_officer(
    session: Session, desk: Desk, duty: Clock
) -> None:
    sent: dict[int, list[tuple[str, str]]] = {}
    for hour in range(76):
        before = len(told(session))
        pass_hours(session, desk, hour)
        if told(session)[before:]:
            sent[hour] = told(session)[before:]

    assert sent == {
        0: [("start", "Ines")],
        36: [("half", "Ines")],
        48: [("before-24h", "Ines")],
        66: [("before-6h", "Ines"), ("before-6h", "Rafe")],
        71: [("before-1h", "Ines"), ("before-1h", "Rafe")],
        72: [("due", "Ines"), ("due", "Rafe"), ("due", "Moana")],
        73: [("after-1h", "Ines"), ("after-1h", "Rafe"), ("after-1h", "Moana")],
        74: [("after-2h", "Ines"), ("after-2h", "Rafe"), ("after-2h", "Moana")],
        75: [("after-3h", "Ines"), ("after-3h", "Rafe"), ("after-3h", "Moana")],
    }


def test_a_second_run_at_the_same_instant_makes_no_second_message(session: Session, desk: Desk, duty: Clock) -> None:
    pass_hours(session, desk, 36)

    again = reminders.queue_due(session, now=NOON + 36 * HOUR, desk=desk)

    assert again.count == 0
    assert len(messages(session)) == 1


def test_a_person_who_has_it_in_hand_stops_the_hourly_reminders(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    pass_hours(session, desk, 0, 36, 48, 66, 71, 72, 73)
    before = len(messages(session))

    clocks.acknowledge(session, duty, words="", by=crew["approver"], now=NOON + 73.5 * HOUR, desk=desk)
    pass_hours(session, desk, 74, 75, 76)

    assert len(messages(session)) == before


def test_what_was_said_before_the_due_time_does_not_silence_what_comes_after_it(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    clocks.acknowledge(session, duty, words="", by=crew["handler"], now=NOON + HOUR, desk=desk)

    pass_hours(session, desk, 72, 73)

    assert ("after-1h", "Ines") in told(session)


def test_a_duty_that_was_met_is_recalled_no_more(session: Session, desk: Desk, crew: People, duty: Clock) -> None:
    pass_hours(session, desk, 0)

    clocks.stop(session, duty, at=NOON + HOUR, words="", by=crew["handler"], now=NOON + HOUR, desk=desk)
    pass_hours(session, desk, 36, 48, 72, 73)

    assert told(session) == [("start", "Ines")]


def test_a_reminder_that_waits_for_its_second_try_is_dropped_when_the_duty_is_met(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    pass_hours(session, desk, 0)

    clocks.stop(session, duty, at=NOON + HOUR, words="", by=crew["handler"], now=NOON + HOUR, desk=desk)

    assert [row.state for row in messages(session)] == [DeliveryState.CANCELLED]


def test_an_absent_owner_is_stood_in_for_by_the_deputy(session: Session, desk: Desk, crew: People, duty: Clock) -> None:
    crew["handler"].absent_until = NOON + 50 * HOUR

    pass_hours(session, desk, 0, 36, 48, 66)

    assert told(session) == [("start", "Rafe"), ("half", "Rafe"), ("before-24h", "Rafe"),
                             ("before-6h", "Ines"), ("before-6h", "Rafe")]  # fmt: skip


def test_when_owner_and_deputy_are_gone_the_privacy_officer_is_told(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    crew["handler"].active = crew["approver"].active = False

    pass_hours(session, desk, 0, 36)

    assert told(session) == [("start", "Moana"), ("half", "Moana")]


def test_a_duty_that_nobody_has_goes_to_the_privacy_officer(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, None, by=crew["reporter"], now=NOON)

    pass_hours(session, desk, 0, 36)

    assert told(session) == [("start", "Moana"), ("half", "Moana")]


def test_somebody_who_takes_the_duty_over_is_told_at_once(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    pass_hours(session, desk, 0)

    clocks.assign(session, duty, crew["privacy_officer"], expected_version=duty.version, by=crew["privacy_officer"],
                  now=NOON + 2 * HOUR, desk=desk)  # fmt: skip
    pass_hours(session, desk, 2, 36)

    assert told(session) == [("start", "Ines"), ("start", "Moana"), ("half", "Moana")]


def test_what_was_missed_while_nothing_ran_is_told_once_to_each_person(
    session: Session, desk: Desk, duty: Clock
) -> None:
    pass_hours(session, desk, 0)

    pass_hours(session, desk, 74.5)
    pass_hours(session, desk, 74.6)

    assert told(session)[1:] == [("after-2h", "Ines"), ("after-2h", "Rafe"), ("after-2h", "Moana")]
    assert [row.due_at for row in messages(session)[1:]] == [NOON + 74 * HOUR] * 3


def test_a_deadline_that_moved_gives_new_reminders_and_drops_the_old_ones(
    session: Session, desk: Desk, duty: Clock
) -> None:
    pass_hours(session, desk, 0)
    duty.due_at = NOON + 24 * HOUR

    reminders.sync(session, duty, now=NOON + HOUR, desk=desk)
    pass_hours(session, desk, 1, 12, 36, 48)

    assert [rung for rung, name in told(session) if name == "Ines"] == ["start", "start", "half", "after-12h", "after-24h"]
    old = session.scalars(select(Reminder).where(Reminder.for_due_at == NOON + 72 * HOUR, Reminder.rung != "start")).all()
    assert all(row.cancelled_at is not None for row in old)


def test_the_sweep_adds_reminders_that_are_missing_altogether_and_says_so_in_the_record(
    session: Session, desk: Desk, duty: Clock
) -> None:
    session.execute(delete(Reminder))

    missing = reminders.sweep(session, now=NOON + HOUR, desk=desk)
    again = reminders.sweep(session, now=NOON + 2 * HOUR, desk=desk)

    assert (missing.count, again.count) == (1, 0)
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)).one() == "reminder.repaired"
    pass_hours(session, desk, 1)
    assert told(session) == [("start", "Ines")]


def test_a_duty_without_a_number_is_recalled_every_day_until_it_is_met(
    session: Session, desk: Desk, crew: People
) -> None:
    clock = open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, lasts=None)

    pass_hours(session, desk, 0, 12, 24, 48)
    clocks.stop(session, clock, at=NOON + 50 * HOUR, words="", by=crew["handler"], now=NOON + 50 * HOUR, desk=desk)
    pass_hours(session, desk, 72)

    assert [rung for rung, _ in told(session)] == ["start", "open-24h", "open-2d"]


def test_a_duty_that_may_not_be_owed_is_recalled_less_often(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, state=ClockState.CANNOT_TELL)

    pass_hours(session, desk, *range(76))

    assert [rung for rung, name in told(session) if name == "Ines"] == ["half", "before-24h", "due"]


def test_a_closed_incident_is_silent(session: Session, desk: Desk, crew: People, duty: Clock) -> None:
    incident = session.get_one(incidents.Incident, duty.incident_id)
    incident.state = IncidentState.CLOSED

    pass_hours(session, desk, 0, 36)

    assert told(session) == []


def test_the_ladder_of_the_configuration_is_followed(session: Session, desk: Desk, crew: People) -> None:
    asked = Reminders(ladder_hours=72, at_start=False, at_half=False, before_due_hours=(12,), after_due_every_hours=2,
                      deputy_from_hours=12, privacy_officer_from_hours=12)  # fmt: skip
    own = Desk(_with(desk.settings, asked), desk.rulebook, desk.checklists, desk.forms, desk.files)
    open_duty(session, own, crew["handler"], by=crew["reporter"], now=NOON)

    pass_hours(session, own, *range(76))

    assert [pair for pair in told(session) if pair[1] == "Moana"] == [("before-12h", "Moana"), ("due", "Moana"),
                                                                      ("after-2h", "Moana")]  # fmt: skip
    assert [rung for rung, name in told(session) if name == "Ines"] == ["before-12h", "due", "after-2h"]


def _with(settings: Settings, asked: Reminders) -> Settings:
    return settings.model_copy(update={"reminders": asked})


def test_every_message_is_a_row_with_time_recipient_and_a_message_id_of_its_own(
    session: Session, desk: Desk, duty: Clock
) -> None:
    pass_hours(session, desk, 0, 66)

    rows = messages(session)

    assert [(row.recipient, row.due_at) for row in rows] == [
        ("handler@fernbrook.example", NOON),
        ("handler@fernbrook.example", NOON + 66 * HOUR),
        ("approver@fernbrook.example", NOON + 66 * HOUR),
    ]
    assert len({row.message_id for row in rows}) == 3
    assert deliveries.newest(session, by=session.get_one(User, duty.owner_id)).rows[0].message_id == rows[-1].message_id


def test_more_clocks_than_one_part_holds_are_all_swept_and_queued(
    session: Session, desk: Desk, crew: People
) -> None:
    for _ in range(5):
        open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON)
    session.execute(delete(Reminder))

    swept = in_parts(lambda after: reminders.sweep(session, now=NOON, desk=desk, after=after, size=2))
    queued = in_parts(lambda after: reminders.queue_due(session, now=NOON, desk=desk, after=after, size=2))

    assert (swept, queued) == ([2, 2, 1], [2, 2, 1])
    assert len(messages(session)) == 5


def in_parts(act: Callable[[int], reminders.Part]) -> list[int]:
    """The counts of every part."""
    counts, after = [], 0
    while True:
        part = act(after)
        counts.append(part.count)
        if part.after is None:
            return counts
        after = part.after


def test_a_clock_whose_texts_cannot_be_read_stops_none_of_the_others(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    whole = open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON)
    session.flush()
    damage = text("UPDATE incident SET report = (SELECT finding FROM clock LIMIT 1) WHERE id = :id")
    session.execute(damage, {"id": duty.incident_id})
    session.expire_all()

    swept = reminders.sweep(session, now=NOON, desk=desk)
    queued = reminders.queue_due(session, now=NOON, desk=desk)

    assert (swept.count, queued.count) == (0, 1)
    assert [row.clock_id for row in messages(session)] == [whole.id]
