"""Assessing an incident again, as a privacy officer meets it in a browser without scripts."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from incident.db import db
from incident.db.models import AuditEntry, Incident, IncidentState
from incident.http import Installation
from tests.conftest import Clock
from tests.visitor import Visitor
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]
NEWER = "2026.12+sha256:0123456789abcdef"
CHANGED = "The rulebook has changed since this was assessed"


@pytest.fixture
def newer(app: Flask, visit: Visit) -> str:
    """The reference of an incident that was assessed before the rulebook changed."""
    ref = reported(visit)
    here: Installation = app.extensions["breachdesk"]
    law = replace(here.desk.rulebook, version=NEWER)
    app.extensions["breachdesk"] = Installation(replace(here.desk, rulebook=law), here.clock)
    return ref


def page(visitor: Visitor, ref: str) -> str:
    address = f"/incidents/{ref}/reassess"
    assert visitor.get(address).status_code == 200
    return address


def acts(app: Flask) -> int:
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(action="assessment.again").count()


def test_the_duties_say_under_which_law_and_with_which_rulebook_they_were_assessed(visit: Visit) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")

    officer.get(f"/incidents/{ref}/duties")

    assert "Assessed under the law of 20 November 2026, rulebook 2026.11+sha256:" in officer.text
    assert CHANGED not in officer.text
    assert f"/incidents/{ref}/reassess" in officer.page


def test_a_rulebook_that_has_changed_since_is_a_notice_on_the_duties(visit: Visit, newer: str) -> None:
    auditor = visit("auditor")

    auditor.get(f"/incidents/{newer}/duties")

    assert CHANGED in auditor.text
    assert "See what it rests on" in auditor.text and "See what would change" not in auditor.text


def test_the_first_press_shows_what_would_change_and_writes_nothing(app: Flask, visit: Visit) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")
    address = page(officer, ref)

    answer = officer.post(address, on="2019-06-01", reason="The breach began then.", step="look")

    assert answer.status_code == 200
    assert "What this would change" in officer.text and "not owed" in officer.text
    assert "The breach began then." in officer.page and 'value="2019-06-01"' in officer.page
    assert acts(app) == 0


def test_the_second_press_does_it_and_the_timeline_and_the_page_say_so(app: Flask, visit: Visit) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")
    address = page(officer, ref)
    officer.post(address, on="2019-06-01", reason="The breach began then.", step="look")

    answer = officer.post(address, on="2019-06-01", reason="The breach began then.", step="do")

    officer.follow(answer)
    assert "Assessed again: " in officer.text
    assert "Assessed under the law of 1 June 2019" in officer.text
    officer.get(f"/incidents/{ref}/timeline")
    assert "Assessed again under the law of 1 June 2019, rulebook 2026.11+sha256:" in officer.text
    assert "(before: the law of 20 November 2026" in officer.text
    page(officer, ref)
    assert "The breach began then." in officer.text and "Moana Example" in officer.text


def test_with_a_newer_rulebook_the_law_of_the_same_day_can_be_asked_and_the_notice_goes(visit: Visit, newer: str) -> None:
    officer = visit("privacy_officer")
    address = page(officer, newer)

    officer.post(address, on="2026-11-20", reason="The law data were corrected.", step="do")

    officer.get(f"/incidents/{newer}/duties")
    assert CHANGED not in officer.text
    assert f"Assessed under the law of 20 November 2026, rulebook {NEWER}" in officer.text


@pytest.mark.parametrize(
    ("on", "reason", "words"),
    [
        ("", "Because.", "Choose the day whose law is asked."),
        ("20.11.2026", "Because.", "“20.11.2026” is no day."),
        ("2026-12-24", "Because.", "This day lies in the future."),
        ("1066-10-14", "Because.", "No law of the rulebook was in force then."),
        ("2019-06-01", "", "Say why it is assessed again."),
        ("2026-11-20", "Because.", "It rests on the law of this day and on this rulebook already."),
    ],
)
def test_what_cannot_be_done_is_said_and_everything_typed_stays(
    app: Flask, visit: Visit, on: str, reason: str, words: str
) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")
    address = page(officer, ref)

    answer = officer.post(address, on=on, reason=reason, step="do")

    assert answer.status_code == 422
    assert words in officer.text
    assert f'value="{on}"' in officer.page and reason in officer.page
    assert acts(app) == 0


def test_two_people_at_once_make_one_act_and_the_second_looks_again(app: Flask, visit: Visit) -> None:
    ref = reported(visit)
    officer, approver = visit("privacy_officer"), visit("approver")
    address = page(officer, ref)
    page(approver, ref)
    officer.post(address, on="2019-06-01", reason="The breach began then.", step="do")

    answer = approver.post(address, on="2018-06-01", reason="It began a year before.", step="do")

    assert answer.status_code == 409
    assert "assessed anew while you had it open" in approver.text
    assert "It began a year before." in approver.page
    assert acts(app) == 1


def test_who_may_only_read_sees_the_law_it_rests_on_and_no_form(visit: Visit) -> None:
    ref = reported(visit)
    for role in ("handler", "auditor"):
        reader = visit(role)
        page(reader, ref)
        assert "Assessed under the law of 20 November 2026" in reader.text
        assert "A privacy officer or an approver may assess it again." in reader.text
        assert 'name="reason"' not in reader.page


def test_a_closed_incident_cannot_be_assessed_again(app: Flask, visit: Visit, clock: Clock) -> None:
    ref = reported(visit)
    officer = visit("privacy_officer")
    address = page(officer, ref)
    with app.app_context():
        db.session.query(Incident).one().state = IncidentState.CLOSED
        db.session.commit()

    answer = officer.post(address, on="2019-06-01", reason="Late.", step="do")

    assert answer.status_code == 422
    assert "This incident is closed." in officer.text
    assert acts(app) == 0
