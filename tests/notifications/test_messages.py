"""One mail as bytes: the same for the same message, and no header that smuggles another."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifications.errors import HeaderRefused
from notifications.messages import Attached, Message, to_bytes, wire_address

MESSAGE = Message(
    to="moana@fernbrook.example",
    to_name="Moana Example",
    sender="breachdesk@fernbrook.example",
    sender_name="Breachdesk",
    subject="31 h left: notify the Data Protection Commission, Éire",
    text="Due: Mon 23 Nov 2026, 09:30 NZDT\n.\nFrom here on\n",
    html="<p>Due: Mon 23 Nov 2026</p>",
    message_id="<1@fernbrook.example>",
    date=datetime(2026, 11, 21, 13, 14, tzinfo=UTC),  # a Saturday
)


def parsed(message: Message) -> email.message.EmailMessage:
    return email.message_from_bytes(to_bytes(message), policy=email.policy.default)


def test_headers_and_both_bodies_arrive_as_they_were_given():
    got = parsed(MESSAGE)

    assert got["To"] == "Moana Example <moana@fernbrook.example>"
    assert got["From"] == "Breachdesk <breachdesk@fernbrook.example>"
    assert (got["Subject"], got["Message-ID"]) == (MESSAGE.subject, "<1@fernbrook.example>")
    assert got["Date"] == "Sat, 21 Nov 2026 13:14:00 +0000"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_body(("plain",)).get_content().replace("\r\n", "\n") == MESSAGE.text
    assert got.get_body(("html",)).get_content().strip() == MESSAGE.html


def test_the_same_message_gives_the_same_bytes_with_crlf_line_ends():
    content = to_bytes(MESSAGE)

    assert content == to_bytes(replace(MESSAGE))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_message_without_html_has_no_parts():
    assert not parsed(replace(MESSAGE, html=None)).is_multipart()


def test_an_attachment_arrives_byte_for_byte_under_its_name():
    content = bytes(range(256)) * 10
    got = parsed(replace(MESSAGE, attachments=(Attached("Mātāpono.pdf", "application/pdf", content),)))

    part = next(got.iter_attachments())

    assert (part.get_filename(), part.get_content_type(), part.get_content()) == ("Mātāpono.pdf", "application/pdf", content)


@pytest.mark.parametrize("field", ["to_name", "sender_name", "subject"])
@pytest.mark.parametrize("smuggled", ["x\r\nBcc: all@victims.example", "x\nBcc: a", "x\x00", "x\u2028Bcc: a", "x\x85y"])
def test_a_line_break_in_a_header_is_refused(field, smuggled):
    with pytest.raises(HeaderRefused) as refusal:
        replace(MESSAGE, **{field: smuggled})

    assert refusal.value.field == field


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "@fernbrook.example", "a@", "a b@fernbrook.example", "a@b@c", "<a@fernbrook.example>", "a,b@c",
     "a..b@c.example", ".a@c.example", "a@c..example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(HeaderRefused, match="is not a mail address"):
        replace(MESSAGE, to=address)


def test_a_reply_address_may_be_left_out_and_is_checked_when_given():
    assert "Reply-To" not in parsed(MESSAGE)
    assert parsed(replace(MESSAGE, reply_to="privacy@fernbrook.example"))["Reply-To"] == "privacy@fernbrook.example"
    with pytest.raises(HeaderRefused):
        replace(MESSAGE, reply_to="nobody")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(HeaderRefused, match="no zone"):
        replace(MESSAGE, date=datetime(2026, 11, 21, 13, 14))  # noqa: DTZ001


def test_a_domain_beyond_ascii_is_written_as_servers_want_it():
    assert wire_address("moana@bücher.example") == "moana@xn--bcher-kva.example"
    with pytest.raises(HeaderRefused, match="not a domain name"):
        wire_address(f"moana@{'ü' * 70}.example")


def test_only_a_name_beyond_ascii_before_the_at_needs_smtputf8():
    assert not replace(MESSAGE, to="moana@bücher.example").needs_smtputf8
    beyond = replace(MESSAGE, to="zoë@fernbrook.example")

    assert beyond.needs_smtputf8
    assert "zoë@fernbrook.example".encode() in to_bytes(beyond)
