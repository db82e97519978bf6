"""The calculator and the library in a real browser, wide and narrow: facts typed, a question answered, a file taken."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import Person

Come = Callable[..., Person]
FACTS = {
    "organisation": {"country": "NZ", "establishments": ["NZ", "AU"], "kinds": ["business"], "role": "controller"},
    "data": ["name", "email"],
    "events": {"aware_at": "2026-11-20T09:30:00+13:00"},
    "affected": [{"residence": "NZ", "count": 1840}, {"residence": "US-CA", "count": 612, "estimate": True}],
}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_facts_are_typed_the_next_question_answered_and_the_assessment_taken_along(come: Come, width: int) -> None:
    person = come("reporter", width=width)
    person.open("/law")
    person.look()
    person.follow("Which duties follow from facts?")
    person.look()

    person.page.locator('[id="organisation.role"]').select_option("controller")
    person.page.locator('[id="affected:residence-0"]').fill("New Zealand")
    person.page.locator('[id="affected:count-0"]').fill("1,840")
    person.page.get_by_role("button", name="Count the duties", exact=True).last.click()
    person.sees("cannot tell yet", "Next question", "The answer helps to decide", "New Zealand")
    person.look()
    before = person.page.locator('input[name="asked"]').get_attribute("value")
    person.press("Not known yet, next question")
    assert person.page.locator('input[name="asked"]').get_attribute("value") != before
    assert person.path == "/law/calculator"
    with person.page.expect_download() as download:
        person.page.get_by_role("button", name="Download the facts (JSON)").click()

    facts = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert facts["affected"][0] == {"residence": "NZ", "count": 1840, "estimate": False}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_document_is_pasted_its_faults_named_and_its_duties_counted(come: Come, width: int) -> None:
    person = come("reporter", width=width)
    person.open("/law/calculator")
    person.page.get_by_text("Paste a facts document instead").click()

    with person.refused(422):
        person.fill("Facts as JSON", json.dumps({**FACTS, "cause": "aliens"}))
        person.press("Count from the document")
    person.sees("What has to be corrected in the document", "cause")
    expect(person.page.get_by_label("Facts as JSON", exact=True)).to_have_value(json.dumps({**FACTS, "cause": "aliens"}))
    person.look()
    person.fill("Facts as JSON", json.dumps(FACTS))
    person.press("Count from the document")

    person.sees("United States: California", "Duties by place")
    expect(person.page.locator('[id="affected:count-0"]')).to_have_value("1840")
    person.look()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_law_is_found_and_its_folded_list_and_its_examples_are_opened(come: Come, width: int) -> None:
    person = come("reporter", width=width)
    person.open("/law")

    person.fill("Name, place, authority or provision", "hipaa")
    person.press("Search")
    person.look()
    person.follow("HIPAA Breach Notification Rule", exact=False)
    person.page.locator("#duty-media details.more > summary").first.click()
    person.look()
    person.follow("Run them and see what comes out")

    person.sees("Worked examples", "Agrees")
    person.look()
