"""One mail as a frozen value, and its bytes as they go over the wire."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from notifications.errors import HeaderRefused

_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ATOM = r"[^@\s<>,;:\"\\()\[\].]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*")  # dot-atoms of RFC 5322, letters of RFC 6531


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message. `media_type`: for example "application/pdf"."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient.

    Args:
        to, sender: bare addresses; the names stand beside them and may be "".
        html: None sends the text alone.
        message_id: ours, in angle brackets; the same on every attempt.
        date: aware instant.
        automatic: marks it as sent by a machine, so that nobody's holiday answer comes back (RFC 3834).

    Raises:
        HeaderRefused: a header holds a line break or another control letter, or an address is none.
    """

    to: str
    sender: str
    subject: str
    text: str
    html: str | None
    message_id: str
    date: datetime
    to_name: str = ""
    sender_name: str = ""
    reply_to: str = ""
    attachments: tuple[Attached, ...] = ()
    automatic: bool = True

    def __post_init__(self) -> None:
        for field, value in self._headers():
            if _UNSAFE.search(value):
                raise HeaderRefused(field, "it holds a line break or a control letter. Take it out.")
        for field, address in (("to", self.to), ("sender", self.sender), ("reply_to", self.reply_to)):
            if not _ADDRESS.fullmatch(address) and (address or field != "reply_to"):
                raise HeaderRefused(field, f"“{address}” is not a mail address. Give one such as name@company.example.")
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise HeaderRefused("message_id", "it must look like <letters@host>.")
        if self.date.tzinfo is None:
            raise HeaderRefused("date", "it has no zone. Give an aware instant.")

    def _headers(self) -> tuple[tuple[str, str], ...]:
        return (
            ("to", self.to),
            ("to_name", self.to_name),
            ("sender", self.sender),
            ("sender_name", self.sender_name),
            ("reply_to", self.reply_to),
            ("subject", self.subject),
            ("message_id", self.message_id),
            *(("attachment name", attached.name) for attached in self.attachments),
        )

    @property
    def digest(self) -> str:
        """32 hexadecimal digits of the Message-ID: the same message always has the same."""
        return hashlib.sha256(self.message_id.encode()).hexdigest()[:32]

    @property
    def needs_smtputf8(self) -> bool:
        """Whether an address has letters beyond ASCII before its @ (RFC 6531)."""
        addresses = (self.to, self.sender, *((self.reply_to,) if self.reply_to else ()))
        return not all(address.rpartition("@")[0].isascii() for address in addresses)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a channel took the message: what the server answered, in one line."""

    server_reply: str


def wire_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA), as servers want it.

    Raises:
        HeaderRefused: the domain cannot be written in ASCII.
    """
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise HeaderRefused("address", f"“{domain}” is not a domain name.") from error


def _named(name: str, address: str) -> Address:
    local, _, domain = wire_address(address).rpartition("@")
    return Address(name, local, domain)


def to_bytes(message: Message) -> bytes:
    """The message by RFC 5322 with CRLF line ends; the same bytes for the same message."""
    mail = EmailMessage(policy=SMTPUTF8 if message.needs_smtputf8 else SMTP)
    mail["Message-ID"] = message.message_id
    mail["Date"] = format_datetime(message.date)
    mail["From"] = _named(message.sender_name, message.sender)
    mail["To"] = _named(message.to_name, message.to)
    if message.reply_to:
        mail["Reply-To"] = _named("", message.reply_to)
    mail["Subject"] = message.subject
    if message.automatic:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for attached in message.attachments:
        main, _, sub = attached.media_type.partition("/")
        mail.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.name)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{message.digest}_{number}")
    return mail.as_bytes()
