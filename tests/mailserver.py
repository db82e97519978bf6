"""A real mail server (aiosmtpd) on this machine that a test tells how to behave."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Conversation

TAKEN = "250 Taken"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that the server took or was about to take."""

    message_id: str
    recipient: str
    subject: str
    text: str


@dataclass  # without slots: the server looks at every attribute, which Python 3.11.2 cannot do with them
class MailServer:
    """What a test sets and sees. Answers are whole lines; "" hangs without an answer.

    `at_recipient`, `at_end`: the answer to RCPT and to the final dot. `refused`: addresses that get 550.
    `unanswered`: addresses whose message is received whole, and then the connection breaks.
    `at_connect`, `before_answer`, `at_quit`: called in the server's thread when somebody connects, before the answer
    to the final dot, and at QUIT.
    `drop_after`: break the connection after so many bytes of the message.
    """

    port: int = 0
    at_recipient: str = "250 OK"
    at_end: str = TAKEN
    refused: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    at_connect: Callable[[], None] = lambda: None
    before_answer: Callable[[Mail], None] = lambda mail: None
    at_quit: Callable[[], None] = lambda: None
    drop_after: int | None = None
    taken: list[Mail] = field(default_factory=list)
    seen: list[Mail] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _conversation: Conversation, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 No such mailbox"
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return await self._answer(self.at_recipient)

    async def handle_DATA(self, server: SMTP, _conversation: Conversation, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = parsed.get_body(("plain",))
        mail = Mail(parsed["Message-ID"], envelope.rcpt_tos[0], parsed["Subject"], body.get_content() if body else "")
        self.seen.append(mail)
        self.before_answer(mail)
        if mail.recipient in self.unanswered:
            server.transport.abort()
            return TAKEN
        if self.at_end == TAKEN:
            self.taken.append(mail)
        return await self._answer(self.at_end)

    async def handle_QUIT(self, _server: SMTP, _conversation: Conversation, _envelope: Envelope) -> str:  # noqa: N802
        self.at_quit()
        return "221 Bye"

    @staticmethod
    async def _answer(line: str) -> str:
        if not line:
            await asyncio.sleep(3600)
        return line


class _Dropping(SMTP):
    """Breaks off in the middle of a message when it is told to."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.at_connect()
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        limit = self.event_handler.drop_after
        if limit is None:
            await super().smtp_DATA(arg)
            return
        await self.push("354 Go ahead")
        await self._reader.read(limit)
        self.transport.abort()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Dropping(self.handler, **self.SMTP_kwargs)


@contextmanager
def running() -> Iterator[MailServer]:
    """A mail server on a free port of this machine."""
    handler = MailServer(port=free_port())
    controller = _Controller(handler, hostname="127.0.0.1", port=handler.port, ready_timeout=10)
    controller.start()
    try:
        yield handler
    finally:
        _end_conversations(controller)
        controller.stop()


def _end_conversations(controller: Any) -> None:
    """Cancel what still hangs, so that the server can end."""

    def cancel() -> None:
        for task in asyncio.all_tasks(controller.loop):
            task.cancel()

    controller.loop.call_soon_threadsafe(cancel)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
