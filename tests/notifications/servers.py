"""Mail servers on this machine: a real one with STARTTLS (aiosmtpd), and one that speaks from a script."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.mailserver import free_port


@dataclass  # without slots: the server looks at every attribute, which Python 3.11.2 cannot do with them
class Handler:
    """Answers as it is told; keeps the envelopes that came whole and the passwords that were tried."""

    at_recipient: str = "250 OK"
    at_end: str = "250 2.0.0 Queued as 4711"
    envelopes: list[Envelope] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    tried: list[LoginPassword] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(self, _s: Any, _c: Any, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        self.senders.append(address)
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(self, _s: Any, _c: Any, envelope: Envelope, address: str, _o: list[str]) -> str:  # noqa: N802
        if self.at_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, _s: Any, _c: Any, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return self.at_end

    def sign_in(self, _s: Any, _c: Any, _e: Any, _mechanism: str, tried: Any) -> AuthResult:
        """Takes the password “right”."""
        self.tried.append(tried)
        return AuthResult(success=tried.password == b"right", handled=False)


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, tls_from_the_start: bool = False, host: str = "127.0.0.1", **options: Any
) -> Iterator[Handler]:
    """A mail server with STARTTLS where `tls` is given, or with TLS from the first byte."""
    handler = Handler(port=free_port())
    way: dict[str, Any] = {"tls_context": tls, "require_starttls": bool(tls)}
    options |= {"ssl_context": tls} if tls_from_the_start else way
    controller = Controller(
        handler, hostname=host, port=handler.port, ready_timeout=10, authenticator=handler.sign_in, **options
    )
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


Script = Callable[[socket.socket], None]


@contextmanager
def scripted_server(script: Script) -> Iterator[int]:
    """A port where each caller is answered by `script` and then cut off; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller, suppress(OSError):
                    script(caller)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def up_to_the_data(caller: socket.socket) -> None:
    """Greet, and answer every command until DATA is open."""
    lines = caller.makefile("rb")
    caller.sendall(b"220 mail.example\r\n")
    answers = {b"EHLO": b"250 mail.example\r\n", b"DATA": b"354 Go ahead\r\n"}
    for line in lines:
        caller.sendall(answers.get(line[:4].upper(), b"250 OK\r\n"))
        if line[:4].upper() == b"DATA":
            return


def whole_message(caller: socket.socket) -> None:
    """As `up_to_the_data`, then read up to the final dot."""
    up_to_the_data(caller)
    read = b""
    while not read.endswith(b"\r\n.\r\n"):
        read += caller.recv(65536)
