"""One message to a real mail server: what is recorded for every way in which it can end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incident import scheduler
from incident.config import Mail, Settings
from incident.db import db
from incident.db.models import Delivery, DeliveryClass, DeliveryState, User
from incident.services import deliveries, sending
from incident.services.deliveries import Result
from incident.services.desk import Desk
from notifications.channels.outbox import OutboxChannel
from notifications.channels.smtp import SmtpChannel
from notifications.errors import TemporaryFailure
from notifications.messages import Message, Receipt
from tests import mailserver
from tests.conftest import NOON, Clock
from tests.mailserver import MailServer

People = dict[str, User]
CONTENT = {"reference": "INC-2026-001", "document": "Notice to the regulator", "author": "Ines Specimen", "due_at": None,
           "path": "/incidents/INC-2026-001/notices/1"}  # fmt: skip


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mailserver.running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    """The installation sends by SMTP to the test's mail server."""
    by_smtp = Mail(channel="smtp", host="127.0.0.1", port=mail.port, security="none", sender=settings.mail.sender)
    return settings.model_copy(update={"mail": by_smtp})


@pytest.fixture
def ask(session: Session, desk: Desk, people: People) -> Callable[..., int]:
    """Ask for a message and commit; its id."""

    def make(key: str = "approval/1", kind: DeliveryClass = DeliveryClass.INTERNAL, **more: object) -> int:
        values = {"template": "approval_wanted", "content": CONTENT, "to": people["approver"], "recipient": None, **more}
        row = deliveries.enqueue(session, once_key=key, delivery_class=kind, due_at=NOON, now=NOON, desk=desk, **values)
        session.commit()
        return row.id

    return make


@pytest.fixture
def row(app: Flask) -> Callable[[int], Delivery]:
    """A delivery as it is in the database now."""

    def read(delivery_id: int) -> Delivery:
        with app.app_context(), Session(db.engine) as session:
            found = session.get_one(Delivery, delivery_id)
            assert found.recipient
            session.expunge(found)
            return found

    return read


def message(to: str = "approver@fernbrook.example") -> Message:
    """A message as the services build it."""
    return Message(to=to, sender="breachdesk@fernbrook.example", subject="Waits", text="Text\n", html=None,
                   message_id="<1@fernbrook.example>", date=NOON)  # fmt: skip


def test_a_message_goes_out_by_smtp_and_its_row_says_so(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer
) -> None:
    number = ask()

    scheduler.tick(app, NOON)

    sent = row(number)
    assert [(got.recipient, got.message_id) for got in mail.taken] == [("approver@fernbrook.example", sent.message_id)]
    assert (sent.state, sent.channel, sent.sent_at, sent.reply) == (DeliveryState.SENT, "smtp", NOON, "250 Taken")
    assert sent.subject == mail.taken[0].subject
    assert "INC-2026-001" in sent.subject and "Notice to the regulator" in sent.subject


def test_greylisting_delays_a_message_and_loses_nothing(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer, clock: Clock
) -> None:
    number = ask()
    mail.at_recipient = "451 Greylisted, try again"
    scheduler.tick(app, clock())
    scheduler.tick(app, clock.forward(seconds=50))
    waiting = row(number)
    mail.at_recipient = "250 OK"

    scheduler.tick(app, clock.forward(seconds=10))

    assert (waiting.state, waiting.attempts, waiting.error) == (DeliveryState.PENDING, 1, "451 Greylisted, try again")
    assert (row(number).state, row(number).attempts, len(mail.taken)) == (DeliveryState.SENT, 2, 1)


def test_one_refused_recipient_of_many_fails_alone_and_is_told_of(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer
) -> None:
    numbers = [ask(f"approval/{number}", to=None, recipient=f"person{number}@fernbrook.example") for number in range(50)]
    mail.refused = frozenset({"person7@fernbrook.example"})

    scheduler.tick(app, NOON)
    scheduler.tick(app, NOON)

    states = [row(number).state for number in numbers]
    assert states.count(DeliveryState.SENT) == 49
    assert (states[7], row(numbers[7]).error) == (DeliveryState.FAILED, "550 No such mailbox")
    told = [got for got in mail.taken if got.subject.startswith("Not delivered: Request for an approval")]
    assert {got.recipient for got in told} == {"privacy_officer@fernbrook.example", "administrator@fernbrook.example"}
    assert "To: person7@fernbrook.example" in told[0].text and "550 No such mailbox" in told[0].text
    assert len(mail.taken) == 51


def test_a_connection_that_breaks_in_the_middle_of_a_message_gives_one_mail_in_the_end(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer, clock: Clock
) -> None:
    number = ask()
    mail.drop_after = 20
    scheduler.tick(app, clock())
    broken = row(number)
    mail.drop_after = None

    scheduler.tick(app, clock.forward(minutes=1))

    assert (broken.state, broken.sent_at) == (DeliveryState.PENDING, None)
    assert (row(number).state, len(mail.taken)) == (DeliveryState.SENT, 1)


def test_a_message_that_was_not_handed_over_whole_is_known_not_to_have_left(mail: MailServer) -> None:
    mail.drop_after = 20
    large = replace(message(), text="Line\n" * 2_000_000)

    outcome = sending.hand_over(large, SmtpChannel("127.0.0.1", mail.port, security="none"))

    assert (outcome.result, mail.seen) == (Result.TEMPORARY, [])


def test_a_notice_that_the_server_never_answered_for_waits_for_a_person_and_is_not_sent_again(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer, clock: Clock
) -> None:
    number = ask(kind=DeliveryClass.NOTICE)
    mail.unanswered = frozenset({"approver@fernbrook.example"})

    scheduler.tick(app, clock())
    for _ in range(5):
        scheduler.tick(app, clock.forward(days=1))

    assert row(number).state is DeliveryState.UNCERTAIN
    assert [got.message_id for got in mail.seen].count(row(number).message_id) == 1
    assert sum(got.subject.startswith("Decide: was this sent?") for got in mail.taken) == 2


def test_no_mail_server_at_all_is_tried_again() -> None:
    outcome = sending.hand_over(message(), SmtpChannel("127.0.0.1", mailserver.free_port(), security="none"))

    assert outcome.result is Result.TEMPORARY
    assert "cannot be reached" in outcome.reply


def test_a_server_that_says_nothing_after_the_final_dot_leaves_it_uncertain(mail: MailServer) -> None:
    mail.at_end = ""
    impatient = SmtpChannel("127.0.0.1", mail.port, security="none", total_seconds=0.5)

    outcome = sending.hand_over(message(), impatient)

    assert (outcome.result, len(mail.seen)) == (Result.UNCERTAIN, 1)


def test_a_server_that_hangs_before_the_message_is_tried_again(mail: MailServer) -> None:
    mail.at_recipient = ""
    impatient = SmtpChannel("127.0.0.1", mail.port, security="none", total_seconds=0.5)

    outcome = sending.hand_over(message(), impatient)

    assert (outcome.result, mail.seen) == (Result.TEMPORARY, [])


def test_a_channel_that_fails_in_a_way_nobody_foresaw_leaves_it_uncertain() -> None:
    class Broken:
        def send(self, message: Message) -> Receipt:
            raise RuntimeError(message.to)

    outcome = sending.hand_over(message(), Broken())

    assert (outcome.result, outcome.reply) == (Result.UNCERTAIN, "The program failed while sending: RuntimeError.")


def test_a_message_that_cannot_be_written_fails_at_once_and_people_are_told(
    app: Flask, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer
) -> None:
    number = ask(content={**CONTENT, "path": " no address"})

    scheduler.tick(app, NOON)

    assert row(number).state is DeliveryState.FAILED
    assert "is no web address" in (row(number).error or "")
    assert len(mail.taken) == 2


def test_a_result_that_cannot_be_recorded_at_once_is_recorded_when_the_database_is_back(
    app: Flask, desk: Desk, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer
) -> None:
    number, opened = ask(kind=DeliveryClass.NOTICE), []

    @contextmanager
    def away_at_the_third_time() -> Iterator[Session]:
        opened.append(True)
        if len(opened) == 3:  # after the claim and the reading: when the result is to be recorded
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        with app.app_context(), Session(db.engine) as session, session.begin():
            yield session

    sending.send_one(
        away_at_the_third_time, worker=deliveries.Worker("one/1/aa", sending.LEASE), clock=lambda: NOON, desk=desk
    )

    assert (row(number).state, row(number).attempts, len(mail.taken)) == (DeliveryState.SENT, 1, 1)


def test_a_damaged_row_waits_with_the_reason_while_the_others_go_out(
    app: Flask, session: Session, ask: Callable[..., int], row: Callable[[int], Delivery], mail: MailServer
) -> None:
    damaged, whole = ask("approval/1"), ask("approval/2")
    session.execute(text("UPDATE delivery SET content = recipient WHERE id = :id"), {"id": damaged})
    session.commit()

    scheduler.tick(app, NOON)

    assert row(whole).state is DeliveryState.SENT
    state = session.execute(select(Delivery.state, Delivery.error).where(Delivery.id == damaged)).one()
    assert state == (DeliveryState.PENDING, "It could not be written: WrongDataKey. See the log.")


def test_the_folder_takes_messages_as_files(app: Flask, settings: Settings, tmp_path: Path) -> None:
    way_out = sending.channel(settings.model_copy(update={"mail": Mail(channel="folder")}))

    outcome = sending.hand_over(message(), way_out)

    assert isinstance(way_out, OutboxChannel)
    assert (outcome.result, len(list(settings.mail_folder.glob("*.eml")))) == (Result.ACCEPTED, 1)


def test_the_mail_password_is_read_from_its_file_each_time(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("first secret\n")
    asked = settings.model_copy(update={"mail": Mail(channel="smtp", host="mail.example", password_file=str(file))})

    first = sending.channel(asked)
    file.write_text("second secret\n")
    second = sending.channel(asked)
    file.unlink()

    assert isinstance(first, SmtpChannel) and isinstance(second, SmtpChannel)
    assert (first.password, second.password) == ("first secret", "second secret")
    with pytest.raises(TemporaryFailure, match="cannot be read"):
        sending.channel(asked)
