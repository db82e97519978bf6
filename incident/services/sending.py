"""One message from its row to the mail server and back: claim, build, hand over, record. The caller commits each part."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incident.config import Settings
from incident.services import deliveries, mails, outgoing
from incident.services.deliveries import Outcome, Result, Worker
from incident.services.desk import Desk
from notifications.channels.outbox import OutboxChannel
from notifications.channels.smtp import SmtpChannel
from notifications.errors import (
    DocumentInvalid,
    HeaderRefused,
    PermanentFailure,
    TemporaryFailure,
    UncertainOutcome,
)
from notifications.messages import Message, Receipt

LEASE = timedelta(minutes=2)  # longer than the 30 s a sending may take, and the 5 min promised for a reminder
RECORD_TRIES = 5  # a database that is away for a moment must not turn one message into two
RECORD_WAIT = 1.0  # seconds between them
Transaction = Callable[[], AbstractContextManager[Session]]  # a session of its own, committed at the end of the block
Clock = Callable[[], datetime]  # the present instant, aware UTC

log = logging.getLogger(__name__)


class Channel(Protocol):
    """A way out."""

    def send(self, message: Message) -> Receipt:
        """Hand over one message; raises the errors of notifications.errors."""


def channel(settings: Settings) -> Channel:
    """The way out that the configuration asks for; raises TemporaryFailure when the password cannot be read."""
    mail = settings.mail
    if mail.channel == "folder":
        return OutboxChannel(settings.mail_folder)
    return SmtpChannel(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        username=mail.username,
        password=_password(mail.password_file),
        ca_file=mail.ca_file or None,
    )


def _password(file: str) -> str:
    """Read anew for every message, so that a changed password needs no restart."""
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n") if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise TemporaryFailure(f"The mail password file {file} cannot be read: {error}.") from error


def send_one(transaction: Transaction, *, worker: Worker, clock: Clock, desk: Desk) -> bool:
    """Send the message that has waited longest; False when nothing is due.

    The claim is committed before anything leaves and the result after: a process that ends in between leaves the row
    in `sending`, from where `deliveries.settle_interrupted` takes it when the lease has run out.
    """
    with transaction() as session:
        row = deliveries.claim(session, now=clock(), worker=worker)
        if row is None:
            return False
        row.channel = desk.settings.mail.channel
        delivery_id = row.id
    outcome = _attempt(transaction, delivery_id, clock=clock, desk=desk)
    _record(transaction, delivery_id, outcome, worker=worker, clock=clock, desk=desk)
    return True


def _attempt(transaction: Transaction, delivery_id: int, *, clock: Clock, desk: Desk) -> Outcome:
    """Build and hand over. Whatever goes wrong before the hand-over, nothing has left and it is tried again."""
    try:
        with transaction() as session:
            parts = outgoing.gather(session, delivery_id, desk.settings)
        message = mails.message(parts, now=clock(), settings=desk.settings)
        way_out = channel(desk.settings)
    except (DocumentInvalid, HeaderRefused) as error:
        return Outcome(Result.PERMANENT, f"It could not be written: {error}")
    except TemporaryFailure as error:
        return Outcome(Result.TEMPORARY, error.reply)
    except Exception as error:  # a mistake of ours or a damaged row: one message waits, the others go out
        log.exception("message %s could not be written", delivery_id)
        return Outcome(Result.TEMPORARY, f"It could not be written: {type(error).__name__}. See the log.")
    return hand_over(message, way_out)


def hand_over(message: Message, way_out: Channel) -> Outcome:
    """What became of one message; an error that nobody foresaw leaves open whether it left."""
    try:
        return Outcome(Result.ACCEPTED, way_out.send(message).server_reply, message.subject)
    except PermanentFailure as error:
        return Outcome(Result.PERMANENT, error.reply, message.subject)
    except TemporaryFailure as error:
        return Outcome(Result.TEMPORARY, error.reply, message.subject)
    except UncertainOutcome as error:
        return Outcome(Result.UNCERTAIN, error.reply, message.subject)
    except Exception as error:
        log.exception("message %s: the channel failed", message.message_id)
        return Outcome(Result.UNCERTAIN, f"The program failed while sending: {type(error).__name__}.", message.subject)


def _record(
    transaction: Transaction, delivery_id: int, outcome: Outcome, *, worker: Worker, clock: Clock, desk: Desk
) -> None:
    for left in reversed(range(RECORD_TRIES)):
        try:
            with transaction() as session:
                kept = deliveries.finish(session, delivery_id, outcome, worker=worker, now=clock(), desk=desk)
        except OperationalError:
            if left == 0:
                raise
            log.warning("message %s: the result cannot be recorded yet", delivery_id, exc_info=True)
            time.sleep(RECORD_WAIT)
        else:
            if not kept:
                log.warning("message %s: the lease had run out; another process decides", delivery_id)
            return
