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

from notifications.errors import (
    DeliveryFailed,
    EncryptionRefused,
    PermanentFailure,
    TemporaryFailure,
    UncertainOutcome,
)
from notifications.messages import Message, Receipt, to_bytes, wire_address

Security = Literal["starttls", "tls", "none"]
GREETED = 220
SEND_IT = 354
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
        server = self._server()
        limit = threading.Timer(self.total_seconds, _cut, (server,))
        limit.daemon = True
        limit.start()
        try:
            self._connect(server)
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(f"{self.host}:{self.port} broke off: {_words(error)}") from error
        finally:
            limit.cancel()
            server.close()

    def _server(self) -> smtplib.SMTP:
        """Not connected yet, so that the limit on the whole sending counts the greeting too."""
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(
                local_hostname=self.own_host, timeout=self.connect_seconds, context=self._trust()
            )
        else:
            server = smtplib.SMTP(local_hostname=self.own_host, timeout=self.connect_seconds)
        # The name that the certificate must bear; smtplib takes it only when it is told to connect at construction.
        server._host = self.host  # type: ignore[attr-defined]
        return server

    def _connect(self, server: smtplib.SMTP) -> None:
        try:
            code, reply = server.connect(self.host, self.port)
        except ssl.SSLError as error:
            raise self._untrusted(error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(f"{self.host}:{self.port} cannot be reached: {_words(error)}") from error
        if code != GREETED or server.sock is None:
            raise TemporaryFailure(f"{self.host}:{self.port} takes no mail now: {_reply(code, reply)}")
        server.sock.settimeout(self.total_seconds)

    def _untrusted(self, error: ssl.SSLError) -> EncryptionRefused:
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        return EncryptionRefused(f"{self.host}:{self.port} has no certificate that we trust: {why}. Nothing was sent.")

    def _encrypt(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.security != "starttls":
            return
        if not server.has_extn("starttls"):
            raise EncryptionRefused(f"{self.host}:{self.port} offers no STARTTLS. Nothing was sent in clear.")
        try:
            code, reply = server.starttls(context=self._trust())
        except ssl.SSLError as error:
            raise self._untrusted(error) from error
        if code != GREETED:
            raise EncryptionRefused(f"{self.host}:{self.port} refused STARTTLS: {_reply(code, reply)}")
        server.ehlo()

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise EncryptionRefused(f"The certificates in {self.ca_file} cannot be read: {_words(error)}") from error

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if not self.username:
            return
        if self.security == "none" and not _is_local(self.host):
            raise EncryptionRefused(f"{self.host}: no password is sent in clear. Set the security to starttls or tls.")
        try:
            server.login(self.username, self.password)
        except smtplib.SMTPAuthenticationError as error:
            raise TemporaryFailure(
                f"{self.host} refused our sign-in: {_words(error)}. Check user name and password."
            ) from error


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _envelope(server: smtplib.SMTP, message: Message) -> None:
    options = []
    if message.needs_smtputf8:
        if not server.has_extn("smtputf8"):
            raise PermanentFailure(f"The mail server takes no address with letters beyond a to z: {message.to}.")
        server.command_encoding = "utf-8"
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    _check(*server.mail(wire_address(message.sender), options))
    _check(*server.rcpt(wire_address(message.to)))


def _data(server: smtplib.SMTP, content: bytes) -> Receipt:
    """Send the content; from the final dot on, silence means that nobody knows."""
    code, reply = server.docmd("DATA")
    if code != SEND_IT:
        raise _refused(code, reply)
    body = _LONE_DOT.sub(b"..", content)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    try:
        server.send(b".\r\n")
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise UncertainOutcome(f"No answer after the whole message was handed over: {_words(error)}") from error
    if code // 100 == 2:
        return Receipt(_reply(code, reply))
    if code // 100 in (4, 5):
        raise _refused(code, reply)
    raise UncertainOutcome(f"An answer that means nothing after the whole message: {_reply(code, reply)}")


def _check(code: int, reply: bytes) -> None:
    if code // 100 != 2:
        raise _refused(code, reply)


def _refused(code: int, reply: bytes) -> DeliveryFailed:
    """A refusal by its first digit (RFC 5321 section 4.2.1): 5 for good, anything else for now."""
    return PermanentFailure(_reply(code, reply)) if code // 100 == 5 else TemporaryFailure(_reply(code, reply))


def _reply(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(f"{code} {text}".split())[:500]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return " ".join(str(error).split())[:300] or type(error).__name__


def _cut(server: smtplib.SMTP) -> None:
    """End every wait on the connection at once.

    The plain shutdown, because that of a TLS socket would first drop the encryption and then close.
    """
    if server.sock is not None:
        with suppress(OSError):
            socket.socket.shutdown(server.sock, socket.SHUT_RDWR)
