"""What a message says when it leaves: whom it concerns, how long is left, in the reader's zone, and how late it comes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Delivery, User
from incident.services import deliveries, identity, mails, outgoing, reminders
from incident.services.desk import Desk
from notifications.errors import DocumentInvalid
from notifications.messages import Message
from tests.conftest import NOON
from tests.duties import messages, open_duty

People = dict[str, User]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def crew(people: People) -> People:
    """Ines owns duties; Rafe is her deputy; Moana is the privacy officer."""
    people["handler"].deputy_id = people["approver"].id
    return people


@pytest.fixture
def duty(session: Session, desk: Desk, crew: People) -> Clock:
    """A duty of 72 hours that Ines has, from Friday 13:00 in Auckland; its start was told."""
    clock = open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON)
    reminders.queue_due(session, now=NOON, desk=desk)
    return clock


def at_hour(session: Session, desk: Desk, hour: float) -> list[Delivery]:
    """The messages that a scheduler makes at this hour after the start."""
    before = len(messages(session))
    reminders.sweep(session, now=NOON + hour * HOUR, desk=desk)
    reminders.queue_due(session, now=NOON + hour * HOUR, desk=desk)
    return list(messages(session)[before:])


def written(session: Session, desk: Desk, row: Delivery, now: datetime) -> Message:
    """The message of a row as it leaves at `now`."""
    return mails.message(outgoing.gather(session, row.id, desk.settings), now=now, settings=desk.settings)


def said(session: Session, desk: Desk, row: Delivery, now: datetime) -> Any:
    """The values of a row's mail as it leaves at `now`."""
    return mails.email(outgoing.gather(session, row.id, desk.settings), now=now, settings=desk.settings)


def to(name: str, rows: list[Delivery]) -> Delivery:
    """The row whose reader has this address."""
    return next(row for row in rows if row.recipient.startswith(name))


def test_a_reminder_says_what_whom_and_how_long_is_left_in_the_zone_of_its_reader(
    session: Session, desk: Desk, duty: Clock
) -> None:
    row = at_hour(session, desk, 36)[0]

    got = written(session, desk, row, NOON + 36 * HOUR + timedelta(seconds=7))

    assert got.subject == "36 h left: Notify the supervisory authority, Data Protection Commission (INC-2026-001)"
    assert (got.to, got.to_name, got.message_id) == ("handler@fernbrook.example", "Ines Specimen", row.message_id)
    for words in (
        "Mon 23 Nov 2026, 13:00 NZDT",
        "Mon 23 Nov 2026, 00:00 GMT in Dublin",
        "35 h 59 min from now, strict reading",
        "GDPR Art. 33(1): not later than 72 hours",
        "http://127.0.0.1:8000/incidents/INC-2026-001/duties/1",
    ):
        assert words in got.text


def test_the_owner_is_told_who_will_be_told_next_and_when(session: Session, desk: Desk, duty: Clock) -> None:
    row = at_hour(session, desk, 36)[0]

    got = said(session, desk, row, NOON + 36 * HOUR)

    assert got.escalation == (
        "If it stays open, the next to be told: Rafe Sample on Mon 23 Nov 2026, 07:00 NZDT "
        "and Moana Example on Mon 23 Nov 2026, 13:00 NZDT."
    )


def test_each_reader_learns_why_they_are_told(session: Session, desk: Desk, duty: Clock) -> None:
    rows = at_hour(session, desk, 72)

    got = {row.recipient.partition("@")[0]: said(session, desk, row, NOON + 72 * HOUR) for row in rows}

    assert {name: (mail.role, mail.reason) for name, mail in got.items()} == {
        "handler": ("reminder to the owner", "It was sent because you own this duty."),
        "approver": ("reminder to the deputy", "It was sent because you stand in for Ines Specimen."),
        "privacy_officer": (
            "escalation to the privacy officer",
            "It was sent because you are a privacy officer; Ines Specimen owns this duty.",
        ),
    }
    assert got["privacy_officer"].paragraphs == ("Ines Specimen has this duty.",)
    assert got["privacy_officer"].escalation == ""


def test_a_duty_that_nobody_has_says_so(session: Session, desk: Desk, people: People) -> None:
    open_duty(session, desk, None, by=people["reporter"], now=NOON)
    row = at_hour(session, desk, 0)[0]

    got = said(session, desk, row, NOON)

    assert row.recipient == "privacy_officer@fernbrook.example"
    assert got.paragraphs == ("Nobody has this duty yet. Open it and give it to somebody.",)
    assert got.reason == "It was sent because nobody has this duty yet and you are a privacy officer."


@pytest.mark.parametrize(
    ("hour", "short", "left"),
    [
        (0, "3 d left", "3 d 0 h from now, strict reading"),
        (71, "1 h left", "1 h 0 min from now, strict reading"),
        (71.5, "30 min left", "30 min from now, strict reading"),
        (72, "Due now", "0 min from now, strict reading"),
        (75, "Late by 3 h", "late by 3 h 0 min, strict reading"),
        (72 + 100, "Late by 4 d", "late by 4 d 4 h, strict reading"),
    ],
)
def test_the_time_left_is_counted_when_it_leaves(
    session: Session, desk: Desk, duty: Clock, hour: float, short: str, left: str
) -> None:
    got = said(session, desk, messages(session)[0], NOON + hour * HOUR)

    assert (got.left_short, got.left) == (short, left)


def test_a_message_that_leaves_more_than_five_minutes_late_says_so(session: Session, desk: Desk, duty: Clock) -> None:
    row = messages(session)[0]

    in_time, late = (said(session, desk, row, NOON + after) for after in (5 * MINUTE, 3 * HOUR))

    assert in_time.late == ""
    assert late.late == "it was to be sent on Fri 20 Nov 2026, 13:00 NZDT, 3 h 0 min ago."
    assert late.late in written(session, desk, row, NOON + 3 * HOUR).text


def test_a_message_that_stands_for_several_reminders_says_for_how_many(
    session: Session, desk: Desk, duty: Clock
) -> None:
    row = to("handler", at_hour(session, desk, 74.5))

    got = said(session, desk, row, NOON + 74.5 * HOUR)

    assert got.late == (
        "it was to be sent on Mon 23 Nov 2026, 15:00 NZDT, 30 min ago. It stands for 6 reminders that could not be sent."
    )


def test_after_the_due_time_those_who_may_act_get_a_link_that_stops_the_hourly_reminders(
    session: Session, desk: Desk, duty: Clock
) -> None:
    before, after = at_hour(session, desk, 71), at_hour(session, desk, 73)

    links = [said(session, desk, to("handler", rows), rows[0].due_at).acknowledge_link for rows in (before, after)]

    assert links == ["", "http://127.0.0.1:8000/incidents/INC-2026-001/duties/1#acknowledge"]


def test_an_administrator_who_may_not_act_on_duties_gets_no_such_link(
    session: Session, desk: Desk, people: People
) -> None:
    people["privacy_officer"].active = False
    open_duty(session, desk, None, by=people["reporter"], now=NOON)
    row = at_hour(session, desk, 73)[0]

    got = said(session, desk, row, NOON + 73 * HOUR)

    assert row.recipient == "administrator@fernbrook.example"
    assert (got.role, got.acknowledge_link) == ("escalation to the administrator", "")


def test_a_duty_without_a_number_gives_the_words_of_the_law(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, lasts=None)

    got = said(session, desk, at_hour(session, desk, 0)[0], NOON)

    assert (got.left_short, got.due_here) == ("Still open", "as soon as practicable")
    assert got.left == "the law gives no number; it counts from when it was known"


def test_what_a_regulator_expects_is_not_called_a_limit_of_the_law(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, due_at=None,
              due_expected_at=NOON + 72 * HOUR)  # fmt: skip

    got = said(session, desk, at_hour(session, desk, 0)[0], NOON)

    assert (got.due_label, got.due_here) == ("Expected by", "Mon 23 Nov 2026, 13:00 NZDT")
    assert got.left == "3 d 0 h from now, as the regulator expects; the law gives no number"


def test_a_promise_is_called_a_promise(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, period="promised")

    got = said(session, desk, at_hour(session, desk, 0)[0], NOON)

    assert (got.left, got.law_line) == ("3 d 0 h from now, as promised", "GDPR Art. 33(1)")


def test_a_duty_of_which_it_cannot_be_told_whether_it_is_owed_says_so(session: Session, desk: Desk, crew: People) -> None:
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON, state=ClockState.CANNOT_TELL)

    got = said(session, desk, at_hour(session, desk, 36)[0], NOON + 36 * HOUR)

    assert got.paragraphs[0].startswith("It cannot be told yet whether this duty is owed.")


def test_the_due_time_is_given_once_when_the_reader_is_where_it_is_due(
    session: Session, desk: Desk, crew: People
) -> None:
    crew["handler"].zone = "Europe/Dublin"
    open_duty(session, desk, crew["handler"], by=crew["reporter"], now=NOON)

    got = said(session, desk, at_hour(session, desk, 0)[0], NOON)

    assert (got.due_here, got.due_there) == ("Mon 23 Nov 2026, 00:00 GMT", "")


def test_a_line_break_in_a_name_neither_forges_a_header_nor_stops_the_message(
    session: Session, desk: Desk, crew: People, duty: Clock
) -> None:
    crew["handler"].name = "Ines\r\nBcc: everybody@fernbrook.example"

    got = written(session, desk, messages(session)[0], NOON)

    assert got.to_name == "Ines Bcc: everybody@fernbrook.example"


def test_a_sign_in_link_has_its_link_and_its_end(session: Session, desk: Desk, people: People) -> None:
    identity.send_link(session, people["handler"], purpose="Set a password", by=people["administrator"], now=NOON, desk=desk)
    row = messages(session, "sign_in_link")[0]

    got = said(session, desk, row, NOON)

    assert (got.name, got.purpose, got.valid_until) == ("Ines Specimen", "Set a password", "Sat 21 Nov 2026, 13:00 NZDT")
    assert got.link == f"http://127.0.0.1:8000{row.content['path']}"


def test_a_new_report_reaches_an_address_without_an_account_and_says_nothing_of_what_was_reported(
    session: Session, desk: Desk
) -> None:
    content = {"reference": "INC-2026-001", "title": "Laptop of Invented Person stolen", "reporter": "Tui Placeholder",
               "reported_at": NOON.isoformat(), "path": "/incidents/INC-2026-001"}  # fmt: skip
    row = _ask(session, desk, "new_report", content, recipient="duty@fernbrook.example")

    got = written(session, desk, row, NOON)

    assert (got.to, got.to_name) == ("duty@fernbrook.example", "")
    assert "Fri 20 Nov 2026, 13:00 NZDT" in got.text
    assert "Invented Person" not in f"{got.subject}{got.text}{got.html}"


def test_an_approval_that_is_wanted_names_document_author_and_due_time(
    session: Session, desk: Desk, people: People
) -> None:
    content = {"reference": "INC-2026-001", "document": "Notify: Data Protection Commission", "author": "Ines Specimen",
               "due_at": (NOON + 72 * HOUR).isoformat(), "path": "/incidents/INC-2026-001/notices/1"}  # fmt: skip
    row = _ask(session, desk, "approval_wanted", content, to=people["approver"])

    got = said(session, desk, row, NOON)

    assert (got.document, got.author, got.due) == (
        "Notify: Data Protection Commission", "Ines Specimen", "Mon 23 Nov 2026, 13:00 NZDT",
    )  # fmt: skip


def test_people_are_told_which_message_did_not_arrive_and_what_duty_is_behind_it(
    session: Session, desk: Desk, people: People, duty: Clock
) -> None:
    row = messages(session)[0]
    worker = deliveries.Worker("one/1/aa", timedelta(minutes=2))
    deliveries.claim(session, now=NOON, worker=worker)
    refused = deliveries.Outcome(deliveries.Result.PERMANENT, "550 no such mailbox")
    deliveries.finish(session, row.id, refused, worker=worker, now=NOON, desk=desk)

    got = said(session, desk, messages(session, "give_up")[0], NOON)

    assert (got.what, got.reference) == ("Reminder: Notify the supervisory authority", "INC-2026-001")
    assert (got.recipient, got.attempts, got.last_reply) == ("handler@fernbrook.example", 1, "550 no such mailbox")
    assert (got.message_id, got.due) == (row.message_id, "Mon 23 Nov 2026, 13:00 NZDT")
    assert got.link == f"http://127.0.0.1:8000/deliveries#delivery-{row.id}"


@pytest.mark.parametrize(("template", "content"), [("unheard_of", {}), ("new_report", {"reference": "INC-2026-001"})])
def test_a_message_that_nobody_can_write_says_what_is_missing(
    session: Session, desk: Desk, people: People, template: str, content: dict[str, str]
) -> None:
    row = _ask(session, desk, template, content, to=people["approver"])

    with pytest.raises(DocumentInvalid, match=r"no mail “unheard_of”|lacks the value 'reporter'"):
        written(session, desk, row, NOON)


def _ask(
    session: Session,
    desk: Desk,
    template: str,
    content: dict[str, object],
    *,
    to: User | None = None,
    recipient: str | None = None,
) -> Delivery:
    return deliveries.enqueue(
        session, once_key=template, template=template, content=content, to=to, recipient=recipient,
        delivery_class=deliveries.DeliveryClass.INTERNAL, due_at=NOON, now=NOON, desk=desk,
    )  # fmt: skip
