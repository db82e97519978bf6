"""The calculator: facts typed or pasted, duties out, and nothing of it kept anywhere."""

import html
import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from incident.db import Base, db
from incident.db.models import RoleName
from incident.domain.assess import assess
from incident.domain.severity_factors import with_factors
from incident.law.facts import parse_facts
from incident.services.desk import Desk
from incident.web import calculator_forms
from tests.conftest import NOON
from tests.visitor import Visitor, local

Visit = Callable[[str], Visitor]
ADDRESS = "/law/calculator"
FACTS: dict[str, Any] = {
    "organisation": {"country": "NZ", "establishments": ["NZ"], "kinds": ["business"], "role": "controller"},
    "nature": ["confidentiality"],
    "act": ["access", "acquisition"],
    "data": ["name", "email", "health"],
    "events": {"aware_at": "2026-11-20T09:30:00+13:00"},
    "affected": [
        {"residence": "NZ", "count": 1840, "estimate": False},
        {"residence": "DE", "count": None, "estimate": True},
    ],
    "risk": {"serious_harm": True, "level": "risk"},
}


def opened(visit: Visit, role: str = "reporter") -> Visitor:
    visitor = visit(role)
    assert visitor.get(ADDRESS).status_code == 200
    return visitor


def paste(visitor: Visitor, document: object, **more: Any) -> int:
    text = document if isinstance(document, str) else json.dumps(document)
    return visitor.post(ADDRESS, then="document", document=text, **more).status_code


def typed() -> dict[str, Any]:
    """The same facts as a person fills them in."""
    return {
        "organisation.country:answer": "New Zealand",
        "organisation.establishments:answer": "nz",
        "organisation.kinds:answer": ["business"],
        "organisation.role:answer": "controller",
        "nature:answer": ["confidentiality"],
        "act:answer": ["access", "acquisition"],
        "data:answer": ["name", "email", "health"],
        "events.aware_at:answer": local("2026-11-20", "09:30"),
        "affected:rows": "3",
        "affected:residence-0": "New Zealand",
        "affected:count-0": "1,840",
        "affected:residence-2": "Germany",
        "affected:estimate-2": "yes",
        "risk.serious_harm:answer": "yes",
        "risk.level:answer": "risk",
    }


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_organisation_of_the_configuration_and_todays_law_stand_there_already(visit: Visit) -> None:
    visitor = opened(visit)

    assert 'value="2026-11-20"' in visitor.page
    assert "Fernbrook Payables" in visitor.text
    assert re.search(r'id="organisation.country"[^>]*value="New Zealand"', visitor.page)
    assert "New Zealand\nAustralia</textarea>" in visitor.page


def test_a_set_of_the_data_inventory_fills_in_role_and_data(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get(f"{ADDRESS}?start=1")

    assert re.search(r'<option value="processor" selected>', visitor.page)
    assert re.search(r'name="data:answer" value="invoice" checked', visitor.page)


def test_typed_facts_give_the_same_assessment_as_the_same_document(visit: Visit, desk: Desk) -> None:
    visitor = opened(visit)

    answer = visitor.post(ADDRESS, then="assessment", on="2026-11-20", **typed())

    facts = parse_facts(FACTS)
    expected = with_factors(assess(facts, desk.rulebook, on=NOON.date()), facts)
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="assessment-2026-11-20.json"'
    assert json.loads(answer.data) == json.loads(json.dumps(expected))


def test_the_facts_can_be_taken_along_and_pasted_again(visit: Visit) -> None:
    visitor = opened(visit)

    answer = visitor.post(ADDRESS, then="facts", **typed())

    assert json.loads(answer.data) == FACTS


def test_duties_stand_by_place_with_their_times_reasons_doubts_and_a_link_to_the_law(visit: Visit) -> None:
    visitor = opened(visit)

    assert paste(visitor, FACTS) == 200

    totals = re.search(r"(\d+) owed, (\d+) cannot tell yet, (\d+) not owed", visitor.text)
    assert totals and int(totals[1]) > 0
    assert 'href="/law/NZ-PA2020#duty-regulator"' in visitor.page
    assert "Sun 22 Nov 2026, 21:30 CET" in visitor.text and "Mon 23 Nov 2026, 09:30 NZDT" in visitor.text
    assert "GDPR Art. 33(1)" in visitor.text
    assert "Reasons, counting and doubts" in visitor.text and "Confidence in our reading" in visitor.text
    assert visitor.page.index(">Germany</h3>") < visitor.page.index(">New Zealand</h3>")


def test_what_was_pasted_fills_the_form_and_what_has_no_field_still_counts(visit: Visit) -> None:
    visitor = opened(visit)
    document = {**FACTS, "events_for": {"NZ-PA2020": {"determined_notifiable_at": "2026-11-21T09:00:00+13:00"}},
                "narrative": {"what_happened": "A list was taken."}}  # fmt: skip

    paste(visitor, document)

    assert re.search(r'name="affected:count-0"[^>]*value="1840"', visitor.page)
    assert "they have no field here: What happened and Events at another time for one law" in visitor.text
    aside = visitor.hidden("aside")
    again = visitor.post(ADDRESS, then="facts", aside=aside, **typed())
    assert json.loads(again.data) == document


def test_many_customers_count_without_a_line_for_each(visit: Visit) -> None:
    visitor = opened(visit)
    customers = [{"name": f"Customer {n}", "country": "NZ", "contract_hours": 24} for n in range(60)]
    document = {**FACTS, "organisation": {**FACTS["organisation"], "role": "processor"}, "controllers": customers}

    assert paste(visitor, document) == 200

    assert "60 customers" in visitor.text
    assert json.loads(visitor.hidden("aside"))["controllers"] == customers


def test_customers_are_typed_line_by_line(visit: Visit) -> None:
    visitor = opened(visit)
    lines = {"organisation.role:answer": "processor", "controllers:rows": "2", "controllers:name-0": "Ruru Retail",
             "controllers:country-0": "Australia", "controllers:hours-0": "24"}  # fmt: skip

    answer = visitor.post(ADDRESS, then="facts", **lines)

    assert json.loads(answer.data)["controllers"] == [{"name": "Ruru Retail", "country": "AU", "contract_hours": 24.0}]


def test_one_question_comes_next_with_why_it_matters_and_can_be_passed_over(visit: Visit) -> None:
    visitor = opened(visit)
    document = {key: value for key, value in FACTS.items() if key not in ("act", "risk")}
    paste(visitor, document)
    first = visitor.hidden("asked")
    assert first in calculator_forms.SHOWN
    assert re.search(r"The answer helps to decide \d+ dut(y|ies) of .+ (would be due|None of them has)", visitor.text)

    fields = {name: value for name, value in typed().items() if not name.startswith(("act", "risk"))}
    visitor.post(ADDRESS, then="later", asked=first, **fields)

    assert visitor.hidden("asked") not in ("", first)
    assert f'name="passed" value="{first}"' in visitor.page


def test_a_field_stands_once_on_the_page_also_when_it_is_asked_on_top(visit: Visit) -> None:
    visitor = opened(visit)
    paste(visitor, {key: value for key, value in FACTS.items() if key != "act"})

    ids = re.findall(r' id="([^"]+)"', visitor.page)

    assert len(ids) == len(set(ids))


def test_laws_that_may_not_bind_at_all_are_folded_together(visit: Visit) -> None:
    visitor = opened(visit)

    visitor.post(ADDRESS, then="count", **{"organisation.country:answer": "NZ", "organisation.establishments:answer": "NZ"})

    assert re.search(r"\d+ further laws may bind", visitor.text)
    assert re.search(r"Beside them \d+ laws of which it is not known whether they bind at all", visitor.text)


def test_places_without_a_law_and_laws_switched_off_are_named(visit: Visit) -> None:
    visitor = opened(visit)

    here = {**FACTS["organisation"], "country": "MA", "establishments": ["MA"]}
    people = [{"residence": "MA", "count": 3}, {"residence": "AQ", "count": 1}]
    paste(visitor, {**FACTS, "organisation": here, "affected": people})

    assert "No law of Antarctica is here" in visitor.text
    assert "switched off" in visitor.text and 'href="/law/MA-0908"' in visitor.page


def test_the_suggested_risk_is_taken_only_when_somebody_says_so(visit: Visit) -> None:
    visitor = opened(visit)
    undecided = {**FACTS, "risk": {}}

    paste(visitor, undecided)
    assert "no person has decided it" not in visitor.text
    paste(visitor, undecided, suggested="yes")

    assert "The suggested risk is taken as the decision; no person has decided it" in visitor.text


def test_the_law_of_another_day_is_asked(visit: Visit) -> None:
    visitor = opened(visit)

    paste(visitor, FACTS, on="2016-05-24")

    assert "Duties under the law of 24 May 2016" in visitor.text
    assert "the duty begins on 25 May 2018" in visitor.text


def test_faults_of_typed_facts_are_named_at_their_field_and_nothing_typed_is_lost(visit: Visit) -> None:
    visitor = opened(visit)
    wrong = typed() | {"affected:count-0": "many", "organisation.country:answer": "Nowhereland",
                       "events.occurred_at:answer": local("2026-11-21", "09:30"), "on": "soon"}  # fmt: skip

    answer = visitor.post(ADDRESS, then="count", **wrong)

    assert answer.status_code == 422
    for id_ in ("affected:count-0", "organisation.country", "on"):
        assert f'href="#{id_}"' in visitor.page and f'id="{id_}"' in visitor.page
    assert 'value="many"' in visitor.page and 'value="Nowhereland"' in visitor.page and 'value="soon"' in visitor.page
    assert re.search(r'name="act:answer" value="acquisition" checked', visitor.page)


def test_times_in_the_wrong_order_are_named_at_one_of_them(visit: Visit) -> None:
    visitor = opened(visit)

    answer = visitor.post(ADDRESS, then="count", **typed() | {"events.occurred_at:answer": local("2026-11-21", "09:30")})

    assert answer.status_code == 422
    assert 'href="#events.aware_at"' in visitor.page
    assert "“Aware” (Fri 20 Nov 2026, 09:30 NZDT) lies before “Began”" in visitor.text


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "Paste a facts document"),
        ("{", "Line 1, column 2: this is not JSON"),
        ("[]", "one JSON object"),
        ('{"affected": [{"residence": "NZ", "count": -1}], "x": 1}', "affected[0].count : Cannot be below zero"),
        ('{"data": ["name"], "data": []}', "stands twice"),
        ('{"data": NaN}', "NaN is no number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"narrative": {"what_happened": "\\ud800"}}', "lone surrogate"),
    ],
)
def test_faults_of_a_pasted_document_are_named_by_field_and_the_text_stays(visit: Visit, document: str, words: str) -> None:
    visitor = opened(visit)

    assert paste(visitor, document) == 422

    assert words in visitor.text
    assert html.escape(document[:40], quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in visitor.page


def test_hostile_words_stay_words(visit: Visit) -> None:
    visitor = opened(visit)

    paste(visitor, '{"<script>alert(1)</script>": 1}')

    assert "<script>alert" not in visitor.page


def test_empty_lines_are_added_and_what_was_typed_stays(visit: Visit) -> None:
    visitor = opened(visit)

    assert visitor.post(ADDRESS, then="lines", **typed()).status_code == 200

    assert 'id="affected:residence-6"' in visitor.page
    assert 'value="1,840"' in visitor.page


def test_nothing_is_stored_and_nothing_stands_in_a_log_or_an_address(
    app: Flask, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = opened(visit)
    before = rows(app)

    with caplog.at_level(logging.DEBUG):
        for then in ("count", "later", "lines", "assessment", "facts"):
            answer = visitor.post(ADDRESS, then=then, asked="act", **typed())
            assert answer.status_code == 200 and "Location" not in answer.headers, then
        paste(visitor, {**FACTS, "narrative": {"what_happened": "A very rare word: zyzzyva"}})
        paste(visitor, "{zyzzyva")

    assert rows(app) == before
    assert "zyzzyva" not in caplog.text
    assert "data-draft" not in visitor.page and 'name="once"' not in visitor.page


@pytest.mark.parametrize("role", [role.value for role in RoleName])
def test_everybody_with_an_account_may_use_it(visit: Visit, role: str) -> None:
    visitor = opened(visit, role)

    assert paste(visitor, FACTS) == 200


def test_nobody_without_an_account_may(app: Flask) -> None:
    client = app.test_client()

    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, data={"then": "count"}).status_code in (400, 401)


def test_the_library_leads_to_the_calculator_and_back(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law")
    assert f'href="{ADDRESS}"' in visitor.page
    visitor.get(ADDRESS)

    assert 'class="crumb"><a href="/law"' in visitor.page
    assert re.search(r'<a href="/law" aria-current="true">Law library</a>', visitor.page)


def test_a_duty_says_what_would_change_it(visit: Visit) -> None:
    visitor = opened(visit)
    few = [{"residence": "US-CA", "count": 500}]
    known = {"medium": "electronic", "protection": {"encrypted": False}, "recipient": "hostile", "data": ["name", "ssn"]}

    assert paste(visitor, {**FACTS, **known, "affected": few}, changes="US-CA/regulator|US-CA|") == 200

    assert "If 501 people in California (United States) are affected instead of 500, it is owed" in visitor.text


@pytest.mark.parametrize("key", ["", "nonsense", "US-ZZ/regulator|US-ZZ|", "|||"])
def test_a_duty_that_there_is_not_changes_nothing(visit: Visit, key: str) -> None:
    visitor = opened(visit)

    assert paste(visitor, FACTS, changes=key) == 200
    assert "What would change it It would" not in visitor.text
