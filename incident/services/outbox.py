"""The local mail folder: what the channel “folder” wrote, read again for a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from incident.db.models import User
from incident.errors import NotFound
from incident.services import identity
from incident.services.desk import Desk

NAME = re.compile(r"[0-9a-f]{32}")  # notifications.messages.Message.digest
PAGE = 50  # messages of one page


@dataclass(frozen=True, slots=True)
class MailHead:
    """One message of the folder. `name`: of its file, without the ending. `at`: None for one without a readable date."""

    name: str
    subject: str
    to: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One message with what it says. `html`: None for one of text alone; `attached`: the names of its files."""

    head: MailHead
    sender: str
    message_id: str
    text: str
    html: str | None
    attached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages, the newest first; `more`: whether there are older ones."""

    mails: tuple[MailHead, ...]
    more: bool


def newest(desk: Desk, *, by: User, page: int = 0) -> Page:
    """PAGE messages of the folder; `page`: 0 for the newest. Raises NotAllowed for a person who may not see them."""
    identity.require(by, "outbox.view")
    paths = _files(desk.settings.mail_folder)
    some = paths[page * PAGE : (page + 1) * PAGE]
    return Page(tuple(_head(path.stem, _headers(path)) for path in some), len(paths) > (page + 1) * PAGE)


def _files(folder: Path) -> Sequence[Path]:
    """Every message, the last written first; a message of the same second by its name."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))


def _headers(path: Path) -> EmailMessage:
    with path.open("rb") as file:
        return BytesHeaderParser(policy=policy.default).parse(file)


def _head(name: str, mail: EmailMessage) -> MailHead:
    date = mail["Date"]
    at = getattr(date, "datetime", None)
    return MailHead(
        name=name,
        subject=str(mail["Subject"] or "No subject"),
        to=str(mail["To"] or ""),
        at=at.astimezone(UTC) if at is not None and at.tzinfo is not None else None,
    )


def raw(desk: Desk, name: str, *, by: User) -> bytes:
    """The bytes of one message as they were written.

    Raises:
        NotAllowed: the person may not see them.
        NotFound: no such message, or `name` is not the name of one.
    """
    identity.require(by, "outbox.view")
    path = desk.settings.mail_folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound("There is no such message in the mail folder. It may have been taken away.")
    return path.read_bytes()


def mail(desk: Desk, name: str, *, by: User) -> Mail:
    """One message, read; raises as `raw` does."""
    message = BytesParser(policy=policy.default).parsebytes(raw(desk, name, by=by))
    return Mail(
        head=_head(name, message),
        sender=str(message["From"] or ""),
        message_id=str(message["Message-ID"] or ""),
        text=_body(message, "plain") or "",
        html=_body(message, "html"),
        attached=tuple(part.get_filename() or "without a name" for part in message.iter_attachments()),
    )


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else None
