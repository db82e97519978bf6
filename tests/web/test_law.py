"""The law library: every law can be read, with its doubts, at an address that stays."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from incident.services.desk import Desk
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]


def test_every_law_is_listed_with_its_place_and_the_day_it_was_compared(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    visitor.get("/law")

    for regime in desk.rulebook.regimes:
        assert f'href="/law/{regime.id}"' in visitor.page
        assert regime.checked_on.strftime("%-d %b %Y") in visitor.text


def test_every_law_can_be_opened_and_every_anchor_of_its_page_leads_somewhere(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    for regime in desk.rulebook.regimes:
        assert visitor.get(f"/law/{regime.id}").status_code == 200
        ids = re.findall(r' id="([^"]+)"', visitor.page)
        wanted = set(re.findall(r'href="#([^"]+)"', visitor.page)) - {name for name in ids if name.startswith("i-")}
        assert len(ids) == len(set(ids)), regime.id
        assert {name for name in wanted if not name.startswith("i-")} <= set(ids), regime.id


def test_a_duty_shows_its_time_its_citation_its_counting_and_its_conditions_in_words(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-NY")

    duty = re.sub(r"<[^>]+>", " ", visitor.page.split('id="duty-individuals"')[1].split("</section>")[0])
    text = " ".join(html.unescape(duty).split())
    assert "GBL 899-aa(2)" in text
    assert "30 calendar days, weekends and holidays too; the day of the event is not counted." in text
    assert "Form of the data: electronic" in text
    assert "Not owed when" in text
    assert "What the notice must contain" in text


def test_earlier_wording_stands_below_with_its_days(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-NY")

    assert "23 October 2019 to 20 December 2024" in visitor.text


def test_duties_with_the_same_conditions_refer_to_the_first_of_them(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-NY")

    assert 'In the same cases as <a href="#duty-individuals">' in visitor.page


def test_doubts_sources_and_authorities_are_shown(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")
    regime = desk.rulebook.regime("US-NY")

    visitor.get("/law/US-NY")

    assert all(doubt in visitor.text for doubt in regime.doubts)
    assert all(html.escape(source.url) in visitor.page for source in regime.sources)
    authority = desk.rulebook.authority("US-NY-AG")
    assert authority is not None
    assert f'id="authority-{authority.id}"' in visitor.page
    assert authority.name in visitor.text


def test_worked_examples_are_run_on_a_page_of_their_own_and_agree(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")
    visitor.get("/law/US-NY")
    assert 'href="/law/US-NY/examples"' in visitor.page

    visitor.get("/law/US-NY/examples")

    assert visitor.text.count("Agrees") == len(desk.rulebook.regime("US-NY").examples)
    assert "Differs" not in visitor.text
    assert "all agree" in visitor.text


def test_what_changed_and_when_stands_with_what_it_was_before(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-CA")

    changes = visitor.text.split("What changed, and when")[1].split("Who is bound")[0]
    assert "1 January 2026" in changes
    assert "within 30 calendar days of discovery or notification of the breach (before: in the most expedient" in changes


def test_every_duty_says_how_certain_our_reading_is(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-NY")

    versions = sum(len(duty.versions) for duty in desk.rulebook.regime("US-NY").obligations)
    assert visitor.text.count("Confidence in our reading") == versions


def test_a_law_that_is_switched_off_says_so_and_how_it_is_switched_on(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")
    name = next(regime.id for regime in desk.rulebook.regimes if regime.switch == "off")

    visitor.get(f"/law/{name}")

    assert "Switched off" in visitor.text and "switched_on" in visitor.text


def test_a_long_list_of_alternatives_is_folded(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law/US-HIPAA")

    media = visitor.page.split('id="duty-media"')[1].split("</section>")[0]
    folded = re.findall(r'<details class="more"><summary>and (\d+) more</summary>', media)
    assert folded and max(int(number) for number in folded) >= 40


def test_the_page_of_a_duty_links_to_the_law_behind_it(app: Flask) -> None:
    with app.test_request_context():
        assert app.url_for("law.show", regime_id="EU-GDPR") == "/law/EU-GDPR"


@pytest.mark.parametrize("name", ["XX-NONE", "XX-NONE/examples", "US-NY%20", "<script>", "a" * 300])
def test_a_law_that_is_not_there_is_said_plainly(visit: Visit, name: str) -> None:
    visitor = visit("reporter")

    answer = visitor.get(f"/law/{name}")

    assert answer.status_code == 404
    assert "<script>" not in visitor.page.split("<main")[1]
