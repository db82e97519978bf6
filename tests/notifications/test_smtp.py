"""Mail over SMTP: encrypted or not at all, bounded in time, and an honest word on how it ended."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from notifications.channels.smtp import SmtpChannel
from notifications.errors import EncryptionRefused, PermanentFailure, TemporaryFailure, UncertainOutcome
from notifications.messages import Attached
from tests.mailserver import free_port
from tests.notifications.servers import Handler, mail_server, scripted_server, up_to_the_data, whole_message
from tests.notifications.test_messages import MESSAGE

BIG = replace(MESSAGE, attachments=(Attached("notice.pdf", "application/pdf", bytes(20_000_000)),))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


def context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(made)
    return made


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[Handler]:
    """A mail server that takes mail after STARTTLS only."""
    with mail_server(tls=context(authority, "127.0.0.1")) as handler:
        yield handler


def channel(port: int, **changes: object) -> SmtpChannel:
    made = SmtpChannel("127.0.0.1", port, security="none", own_host="us.example", connect_seconds=2, total_seconds=10)
    return replace(made, **changes)


def test_a_message_goes_out_encrypted_and_the_answer_is_the_receipt(server, ca_file):
    receipt = channel(server.port, security="starttls", ca_file=ca_file).send(MESSAGE)

    (envelope,) = server.envelopes
    assert receipt.server_reply == "250 2.0.0 Queued as 4711"
    assert (envelope.mail_from, envelope.rcpt_tos) == (MESSAGE.sender, [MESSAGE.to])
    assert b"Message-ID: <1@fernbrook.example>\r\n" in envelope.content
    assert b"\r\n.\r\nFrom here on" in envelope.content  # a line with one dot neither ends nor changes the message


def test_encryption_from_the_first_byte_works_too(authority, ca_file):
    with mail_server(tls=context(authority, "127.0.0.1"), tls_from_the_start=True) as server:
        channel(server.port, security="tls", ca_file=ca_file).send(MESSAGE)

        assert len(server.envelopes) == 1


def test_a_server_without_starttls_gets_nothing():
    with mail_server() as server, pytest.raises(EncryptionRefused, match=r"offers no STARTTLS\. Nothing was sent"):
        channel(server.port, security="starttls").send(MESSAGE)

    assert server.senders == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_somebody_unknown_is_refused(authority, security):
    with (
        mail_server(tls=context(authority, "127.0.0.1"), tls_from_the_start=security == "tls") as server,
        pytest.raises(EncryptionRefused, match="no certificate that we trust"),
    ):
        channel(server.port, security=security).send(MESSAGE)

    assert server.senders == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_host_is_refused(authority, ca_file, security):
    with (
        mail_server(tls=context(authority, "other.example"), tls_from_the_start=security == "tls") as server,
        pytest.raises(EncryptionRefused, match="no certificate that we trust"),
    ):
        channel(server.port, security=security, ca_file=ca_file).send(MESSAGE)

    assert server.senders == []


def test_certificates_that_cannot_be_read_are_named(server, tmp_path):
    for security in ("starttls", "tls"):
        with pytest.raises(EncryptionRefused, match=r"none\.pem cannot be read"):
            channel(server.port, security=security, ca_file=str(tmp_path / "none.pem")).send(MESSAGE)


def test_an_attack_on_the_encryption_is_worth_another_try():
    assert issubclass(EncryptionRefused, TemporaryFailure)


@pytest.mark.parametrize(
    ("where", "answer", "error"),
    [
        ("at_recipient", "451 4.7.1 Greylisted, come back later", TemporaryFailure),
        ("at_recipient", "550 5.1.1 No such mailbox", PermanentFailure),
        ("at_end", "452 4.3.1 Disk full", TemporaryFailure),
        ("at_end", "554 5.6.0 Message refused", PermanentFailure),
    ],
)
def test_a_refusal_is_told_with_the_servers_words(server, ca_file, where, answer, error):
    setattr(server, where, answer)

    with pytest.raises(error) as refusal:
        channel(server.port, security="starttls", ca_file=ca_file).send(MESSAGE)

    assert refusal.value.reply == answer
    assert type(refusal.value) is error


def test_another_positive_answer_to_the_message_is_a_receipt(server, ca_file):
    server.at_end = "251 Will forward"

    assert channel(server.port, security="starttls", ca_file=ca_file).send(MESSAGE).server_reply == "251 Will forward"


def test_a_connection_that_breaks_in_the_middle_of_a_large_message_is_tried_again():
    def breaks(caller: socket.socket) -> None:
        up_to_the_data(caller)
        caller.recv(1000)
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, not an orderly end

    with scripted_server(breaks) as port, pytest.raises(TemporaryFailure, match="broke off"):
        channel(port).send(BIG)


def test_a_connection_that_ends_after_the_final_dot_leaves_it_open_whether_it_was_sent():
    with scripted_server(whole_message) as port, pytest.raises(UncertainOutcome, match="No answer after the whole message"):
        channel(port).send(MESSAGE)


def test_silence_after_the_final_dot_leaves_it_open_whether_it_was_sent():
    def silent(caller: socket.socket) -> None:
        whole_message(caller)
        caller.recv(1)

    started = time.monotonic()
    with scripted_server(silent) as port, pytest.raises(UncertainOutcome):
        channel(port, total_seconds=0.5).send(MESSAGE)

    assert time.monotonic() - started < 5


@pytest.mark.parametrize("answer", [b"hello\r\n", b"354 What now\r\n", b"\r\n"])
def test_an_answer_that_means_nothing_leaves_it_open_whether_it_was_sent(answer):
    def babbles(caller: socket.socket) -> None:
        whole_message(caller)
        caller.sendall(answer)

    with scripted_server(babbles) as port, pytest.raises(UncertainOutcome):
        channel(port).send(MESSAGE)


def test_nobody_at_the_port_is_a_failure_that_passes():
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        channel(free_port()).send(MESSAGE)


def test_a_server_that_takes_no_mail_now_is_tried_again():
    with (
        scripted_server(lambda caller: caller.sendall(b"554 Closed\r\n")) as port,
        pytest.raises(TemporaryFailure, match="takes no mail now: 554 Closed"),
    ):
        channel(port).send(MESSAGE)


def test_a_server_that_does_not_greet_is_left_after_the_time_to_connect():
    started = time.monotonic()

    with scripted_server(lambda caller: caller.recv(1) and None) as port, pytest.raises(TemporaryFailure):
        channel(port, connect_seconds=0.3).send(MESSAGE)

    assert time.monotonic() - started < 5


def test_a_server_that_greets_letter_by_letter_is_left_after_the_whole_time():
    def dribbles(caller: socket.socket) -> None:
        while not threading.Event().wait(0.1):
            caller.sendall(b"2")

    started = time.monotonic()
    with scripted_server(dribbles) as port, pytest.raises(TemporaryFailure):
        channel(port, total_seconds=0.5).send(MESSAGE)

    assert time.monotonic() - started < 5


def test_the_right_password_signs_in_and_a_wrong_one_is_told(server, ca_file):
    way = channel(server.port, security="starttls", ca_file=ca_file, username="breachdesk", password="right")

    way.send(MESSAGE)

    assert (server.tried[0].login, len(server.envelopes)) == (b"breachdesk", 1)
    with pytest.raises(TemporaryFailure, match=r"refused our sign-in: 535 .* Check user name and password"):
        replace(way, password="wrong").send(MESSAGE)


def test_a_password_is_never_sent_in_clear_to_another_machine():
    with mail_server(host="127.0.0.2", auth_require_tls=False) as server, pytest.raises(EncryptionRefused, match="in clear"):
        channel(server.port, host="127.0.0.2", username="breachdesk", password="right").send(MESSAGE)

    assert server.tried == []


def test_a_password_does_not_show_when_the_channel_is_printed():
    assert "hidden" not in repr(channel(25, password="hidden"))


def test_an_address_beyond_ascii_goes_to_a_server_that_can_take_it():
    beyond = replace(MESSAGE, to="zoë@fernbrook.example")

    with mail_server(enable_SMTPUTF8=True) as server:
        channel(server.port).send(beyond)
        assert server.envelopes[0].rcpt_tos == ["zoë@fernbrook.example"]
    with mail_server(enable_SMTPUTF8=False) as server, pytest.raises(PermanentFailure, match="beyond a to z"):
        channel(server.port).send(beyond)
