"""Mail by SMTP (RFC 5321): encryption required, every step bounded, and an honest word on how it ended."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from notifications.errors import EncryptionRefused, PermanentFailure, TemporaryFailure, UncertainOutcome
from notifications.messages import Message, Receipt, to_bytes, wire_address

Security = Literal["starttls", "tls", "none"]
_LONE_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server.

    Args:
        security: "starttls" on 587 or 25, "tls" on 465, "none" only for a server on this machine.
        ca_file: certificates to trust instead of the system's; None for the system's.
        own_host: name we greet with; None lets the library find it.
        connect_seconds, total_seconds: limits of the connection and of the whole sending.
    """

    host: str
    port: int
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    own_host: str | None = None
    connect_seconds: float = 5.0
    total_seconds: float = 30.0

    def send(self, message: Message) -> Receipt:
        """Hand over one message.

        Raises:
            EncryptionRefused: no STARTTLS, or a wrong certificate; nothing was sent in clear.
            TemporaryFailure: nothing was accepted (4xx, no connection, time is up, sign-in refused); try again.
            PermanentFailure: the server refuses this sender, recipient or content (5xx).
            UncertainOutcome: no answer after the final dot; only a person can say whether to send again.
        """
        with self._connection() as server:
            self._encrypt(server)
            self._sign_in(server)
            _envelope(server, message)
            return _data(server, to_bytes(message))

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """An open connection that is cut when the total time is up; what breaks before the dot is temporary."""
        server = self._open()
        assert server.sock is not None
        server.sock.settimeout(self.total_seconds)
        limit = threading.Timer(self.total_seconds, _cut, (server,))
        limit.daemon = True
        limit.start()
        try:
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(f"{self.host}:{self.port} broke off: {_words(error)}") from error
        finally:
            limit.cancel()
            server.close()

    def _open(self) -> smtplib.SMTP:
        try:
            if self.security == "tls":
                return smtplib.SMTP_SSL(
                    self.host, self.port, self.own_host, timeout=self.connect_seconds, context=self._trust()
                )
            return smtplib.SMTP(self.host, self.port, self.own_host, timeout=self.connect_seconds)
        except ssl.SSLError as error:
            raise EncryptionRefused(f"{self.host}:{self.port} has no certificate that we trust: {error.reason}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(f"{self.host}:{self.port} cannot be reached: {_words(error)}") from error

    def _encrypt(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.security != "starttls":
            return
        if not server.has_extn("starttls"):
            raise EncryptionRefused(f"{self.host}:{self.port} offers no STARTTLS. Nothing was sent in clear.")
        try:
            code, reply = server.starttls(context=self._trust())
        except ssl.SSLError as error:
            raise EncryptionRefused(f"{self.host}:{self.port} has no certificate that we trust: {error.reason}") from error
        if code != 220:
            raise EncryptionRefused(f"{self.host}:{self.port} refused STARTTLS: {_reply(code, reply)}")
        server.ehlo()

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if not self.username:
            return
        if self.security == "none" and not _is_local(self.host):
            raise EncryptionRefused(f"{self.host}: a password is not sent in clear. Set the security to starttls or tls.")
        try:
            server.login(self.username, self.password)
        except smtplib.SMTPAuthenticationError as error:
            reply = _reply(error.smtp_code, error.smtp_error)
            raise TemporaryFailure(f"{self.host} refused our sign-in: {reply}. Check user name and password.") from error


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _envelope(server: smtplib.SMTP, message: Message) -> None:
    options = []
    if message.needs_smtputf8:
        if not server.has_extn("smtputf8"):
            raise PermanentFailure(f"The mail server cannot take the address {message.to}: it has letters beyond a to z.")
        server.command_encoding = "utf-8"
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    _check(*server.mail(wire_address(message.sender), options))
    _check(*server.rcpt(wire_address(message.to)))


def _data(server: smtplib.SMTP, content: bytes) -> Receipt:
    """Send the content; from the final dot on, silence means that nobody knows."""
    _check(*server.docmd("DATA"), wanted=354)
    body = _LONE_DOT.sub(b"..", content)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    try:
        server.send(b".\r\n")
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise UncertainOutcome(f"No answer after the whole message was handed over: {_words(error)}") from error
    if code == -1:
        raise UncertainOutcome("No answer after the whole message was handed over: the connection was closed.")
    _check(code, reply)
    return Receipt(_reply(code, reply))


def _check(code: int, reply: bytes, *, wanted: int = 250) -> None:
    if code == wanted or (wanted == 250 and code == 251):
        return
    if 500 <= code <= 599:
        raise PermanentFailure(_reply(code, reply))
    raise TemporaryFailure(_reply(code, reply))


def _reply(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(f"{code} {text}".split())[:500]


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _cut(server: smtplib.SMTP) -> None:
    """End every wait on the connection at once."""
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)
