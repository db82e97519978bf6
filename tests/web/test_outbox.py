"""The mail folder on the screen: messages are read, and what they hold can do nothing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from incident.config import Settings
from notifications.channels.outbox import OutboxChannel
from notifications.messages import Message, to_bytes
from tests.conftest import NOON
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]
HOSTILE = '<p style="color: red">Kia ora</p><script>alert(1)</script><form action="/people"><button>x</button></form>'


@pytest.fixture
def write(settings: Settings) -> Callable[..., Message]:
    """Write a message into the folder."""

    def one(number: int = 1, text: str = "Kia ora", html: str | None = HOSTILE, subject: str = "Kōrero") -> Message:
        message = Message(
            to="ines@fernbrook.example", to_name="Ines Specimen", sender="breachdesk@fernbrook.example",
            sender_name="Breachdesk", subject=f"{subject} {number}", text=text, html=html,
            message_id=f"<{number}@fernbrook.example>", date=NOON + timedelta(minutes=number),
        )  # fmt: skip
        OutboxChannel(settings.mail_folder).send(message)
        return message

    return one


def test_messages_are_listed_the_last_written_first(visit: Visit, write: Callable[..., Message]) -> None:
    for number in (1, 2, 3):
        write(number)
    visitor = visit("administrator")

    visitor.get("/outbox")

    assert visitor.text.index("Kōrero 3") < visitor.text.index("Kōrero 2") < visitor.text.index("Kōrero 1")
    assert "Ines Specimen <ines@fernbrook.example>" in visitor.text


def test_an_empty_folder_says_so(visit: Visit) -> None:
    visitor = visit("administrator")

    visitor.get("/outbox")

    assert "No message yet" in visitor.text


def test_older_messages_are_on_the_next_page(visit: Visit, write: Callable[..., Message]) -> None:
    names = {write(number).digest for number in range(52)}
    visitor = visit("administrator")

    pages = [visitor.get("/outbox").get_data(as_text=True), visitor.get("/outbox?page=1").get_data(as_text=True)]

    found = [{name for name in names if name in page} for page in pages]
    assert [len(part) for part in found] == [50, 2]
    assert found[0] | found[1] == names


def test_one_message_is_shown_as_text_and_its_html_only_in_a_frame(visit: Visit, write: Callable[..., Message]) -> None:
    message = write(text="Read <b>this</b> & that")
    visitor = visit("administrator")

    visitor.get(f"/outbox/{message.digest}")

    assert "Read &lt;b&gt;this&lt;/b&gt; &amp; that" in visitor.page
    assert "alert(1)" not in visitor.page
    assert f'sandbox src="/outbox/{message.digest}/html"' in visitor.page
    assert message.message_id in visitor.text


def test_only_addresses_of_this_installation_become_links(
    visit: Visit, settings: Settings, write: Callable[..., Message]
) -> None:
    own = settings.base_url
    message = write(text=f'Open {own}/incidents?a=1&b=2 or {own}.evil.example/x or http://other.example/"onclick=')
    visitor = visit("administrator")

    visitor.get(f"/outbox/{message.digest}")

    main = visitor.page.split('<div class="panel pre')[1].split("</section>")[0]
    assert f'<a href="{own}/incidents?a=1&amp;b=2">' in main
    assert main.count("<a ") == 1


def test_the_html_of_a_message_can_neither_run_nor_load_nor_send_anything(
    visit: Visit, write: Callable[..., Message]
) -> None:
    message = write()
    visitor = visit("administrator")

    answer = visitor.get(f"/outbox/{message.digest}/html")

    policy_words = {part.split()[0]: part.split()[1:] for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy_words["default-src"] == ["'none'"]
    assert policy_words["sandbox"] == []
    assert policy_words["form-action"] == ["'none'"]
    assert policy_words["frame-ancestors"] == ["'self'"]
    assert policy_words["style-src"] == ["'unsafe-inline'"]
    assert set(policy_words) == {"default-src", "sandbox", "form-action", "frame-ancestors", "style-src", "base-uri"}
    assert HOSTILE in visitor.page


def test_a_message_of_text_alone_has_no_frame(visit: Visit, write: Callable[..., Message]) -> None:
    message = write(html=None)
    visitor = visit("administrator")

    visitor.get(f"/outbox/{message.digest}")

    assert "<iframe" not in visitor.page
    assert visitor.get(f"/outbox/{message.digest}/html").get_data() == b""


def test_the_raw_message_is_a_download_of_the_very_bytes(visit: Visit, write: Callable[..., Message]) -> None:
    message = write()
    visitor = visit("administrator")

    answer = visitor.client.get(f"/outbox/{message.digest}.eml")

    assert answer.data == to_bytes(message)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert message_from_bytes(answer.data, policy=policy.default)["Subject"] == message.subject


@pytest.mark.parametrize(
    "name", ["../secret", "..%2F..%2Fsecret.key", "x", "A" * 32, "0" * 31, "0" * 32, ".0123.part", "%00" * 32]
)
def test_a_name_that_is_none_of_a_message_is_not_found(visit: Visit, name: str) -> None:
    visitor = visit("administrator")

    for address in (f"/outbox/{name}", f"/outbox/{name}.eml", f"/outbox/{name}/html"):
        assert visitor.get(address).status_code == 404


def test_other_files_of_the_folder_are_not_listed(
    visit: Visit, settings: Settings, write: Callable[..., Message]
) -> None:
    message = write()
    (settings.mail_folder / f".{message.digest}.1.part").write_bytes(b"half")
    (settings.mail_folder / "notes.eml").write_bytes(b"Subject: notes\r\n\r\n")
    visitor = visit("administrator")

    visitor.get("/outbox")

    assert "1 shown" in visitor.text
    assert "notes" not in visitor.text


def test_a_damaged_message_is_shown_as_far_as_it_can_be_read(visit: Visit, settings: Settings) -> None:
    name = hashlib.sha256(b"damaged").hexdigest()[:32]
    settings.mail_folder.mkdir(parents=True)
    (settings.mail_folder / f"{name}.eml").write_bytes(b"\xff\xfe\x00Subject\r\nDate: never\r\nTo: <<>>\r\n\r\n\xff\x00body")
    visitor = visit("administrator")

    assert visitor.get("/outbox").status_code == 200
    assert visitor.get(f"/outbox/{name}").status_code == 200
    assert visitor.get(f"/outbox/{name}/html").status_code == 200


@pytest.mark.parametrize("role", ["reporter", "handler", "approver", "auditor"])
def test_who_may_not_see_the_folder_sees_no_part_of_it(visit: Visit, write: Callable[..., Message], role: str) -> None:
    message = write()
    visitor = visit(role)

    for address in ("", f"/{message.digest}", f"/{message.digest}/html", f"/{message.digest}.eml"):
        assert visitor.get(f"/outbox{address}").status_code == 403
