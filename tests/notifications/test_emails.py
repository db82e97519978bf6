"""Mails: what the subject says, that text and HTML say the same, and that nothing in them comes from outside."""

import re
from dataclasses import fields, replace
from html import unescape

import pytest

from notifications import emails, render
from notifications.errors import DocumentInvalid
from notifications.render import RenderedEmail

COMPANY = "Fernbrook Payables Limited (fictional)"
LINK = "https://breachdesk.fernbrook.example/incidents/INC-2026-014/duties/31"
REMINDER = emails.Reminder(
    organisation=COMPANY,
    reference="INC-2026-014",
    role="reminder to the owner",
    duty="Notify the supervisory authority",
    addressee="Data Protection Commission",
    left_short="31 h left",
    left="31 h 16 min from now, strict reading",
    due_here="Mon 23 Nov 2026, 09:30 NZDT",
    due_there="Sun 22 Nov 2026, 20:30 GMT in Dublin",
    law_line="GDPR Art. 33(1)",
    link=LINK,
    reason="It was sent because you own this duty.",
)
MAILS = (
    REMINDER,
    emails.NewReport(COMPANY, "INC-2026-014", "Tui Placeholder", "Thu 19 Nov 2026, 18:05 NZDT", LINK),
    emails.ApprovalWanted(
        COMPANY, "INC-2026-014", "Notify the authority: DPC", "Moana Example", LINK, "Mon 23 Nov 2026, 09:30 NZDT"
    ),
    emails.UncertainDelivery(
        COMPANY, "INC-2026-014", "Notice to Musterbau", "dpo@musterbau.example", "mail.fernbrook.example:587",
        "Fri 20 Nov 2026, 18:31 NZDT", "<1@fernbrook.example>", LINK,
    ),
    emails.GiveUp(
        COMPANY, "INC-2026-014", "Reminder", "ines@fernbrook.example", 14, "550 No such mailbox",
        "<1@fernbrook.example>", LINK, "Mon 23 Nov 2026, 09:30 NZDT",
    ),
    emails.SignInLink(COMPANY, "Moana Example", "Set your password", LINK, "Sat 21 Nov 2026, 09:00 NZDT"),
)  # fmt: skip
each = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.template)


def plain(rendered: RenderedEmail) -> str:
    """The HTML's words without its tags and styles, single spaces."""
    body = re.sub(r"<style>.*?</style>", "", rendered.html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())


def test_the_subject_of_a_reminder_says_how_long_is_left_what_and_whom():
    assert render.email(REMINDER).subject == (
        "31 h left: Notify the supervisory authority, Data Protection Commission (INC-2026-014)"
    )


def test_the_subject_of_an_approval_says_until_when():
    wanted = MAILS[2]

    assert render.email(wanted).subject == (
        "Approve by Mon 23 Nov 2026, 09:30 NZDT: Notify the authority: DPC (INC-2026-014)"
    )
    assert render.email(replace(wanted, due="")).subject == "Approve: Notify the authority: DPC (INC-2026-014)"


def test_a_new_report_says_who_and_when_and_nothing_of_what_was_reported():
    names = {field.name for field in fields(emails.NewReport)}

    assert names == {"organisation", "reference", "reporter", "reported_at", "link"}
    assert render.email(MAILS[1]).subject == "New report INC-2026-014, from Tui Placeholder"


@each
def test_text_and_html_hold_every_value(mail):
    rendered = render.email(mail)

    for field in fields(mail):
        value = getattr(mail, field.name)
        if isinstance(value, str) and value and field.name not in ("left_short", "link_words"):
            assert value in rendered.text, field.name
            assert value in plain(rendered) or value in unescape(rendered.html), field.name


@each
def test_nothing_in_a_mail_is_loaded_from_elsewhere(mail):
    html = render.email(mail).html

    assert re.findall(r"<(img|link|script|iframe|object)\b", html) == []
    assert "url(" not in html
    assert set(re.findall(r'href="([^"]+)"', html)) == {LINK}


@each
def test_hostile_values_stay_text_and_the_subject_one_line(mail):
    hostile = "<b>x</b>\r\nBcc: all@victims.example"
    name = "purpose" if mail.template == "sign_in_link" else "reference"
    changed = replace(mail, **{name: hostile, "organisation": hostile})

    rendered = render.email(changed)

    assert "\n" not in rendered.subject
    assert "<b>x" not in rendered.html


def test_an_overdue_duty_is_marked_in_words_and_in_a_frame():
    late = replace(REMINDER, left_short="Late by 2 h", left="late by 2 h 5 min, strict reading", due_there="")

    assert render.email(late).subject.startswith("Late by 2 h: ")
    assert 'class="box overdue"' in render.email(late).html
    assert 'class="box"' in render.email(REMINDER).html


def test_a_mail_that_comes_late_says_so_apart_from_the_duty():
    late = replace(REMINDER, late="this was to be sent on Sun 22 Nov 2026, 02:14 NZDT, 3 h ago.")

    assert "This mail comes late: this was to be sent on Sun 22 Nov 2026, 02:14 NZDT, 3 h ago." in render.email(late).text
    assert "comes late" not in render.email(REMINDER).text


def test_the_hourly_reminder_can_be_stopped_from_the_mail():
    hourly = replace(REMINDER, acknowledge_link=f"{LINK}#acknowledge")

    assert f"{LINK}#acknowledge" in render.email(hourly).text
    assert f'href="{LINK}#acknowledge"' in render.email(hourly).html
    assert "I have it" not in render.email(REMINDER).text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//breachdesk.example/x", "https://a b.example", "/incidents", ""])
@each
def test_a_link_that_is_no_web_address_is_refused(mail, link):
    with pytest.raises(DocumentInvalid, match="is no web address"):
        replace(mail, link=link)
