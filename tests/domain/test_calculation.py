"""An assessment on one page: by place, the soonest first; what is far is folded; the question that decides most."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from incident.domain import calculation, fact_words
from incident.domain.assess import assess
from incident.domain.open_questions import weight
from incident.law.facts import parse_facts
from incident.law.rulebook import Rulebook, read_rulebook

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # a Monday
FACTS: dict[str, Any] = {
    "organisation": {"country": "NZ", "establishments": ["NZ"], "kinds": ["business"], "role": "controller"},
    "nature": ["confidentiality"],
    "act": ["access"],
    "data": ["name", "health"],
    "events": {"aware_at": "2026-11-20T09:30:00+13:00"},
    "affected": [{"residence": "NZ", "count": 10}, {"residence": "DE", "count": 5}],
    "risk": {"serious_harm": True, "level": "risk"},
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return read_rulebook()


def assessed(rulebook: Rulebook, facts: dict[str, Any]) -> dict[str, Any]:
    return assess(parse_facts(facts), rulebook, on=date(2026, 11, 23))


def test_every_duty_is_counted_once(rulebook: Rulebook) -> None:
    document = assessed(rulebook, {"organisation": {"country": "NZ", "establishments": ["NZ"]}})

    outcome = calculation.outcome(document, now=NOW)

    assert outcome.owed + outcome.open + outcome.not_owed + outcome.far_duties == len(document["obligations"])
    assert sum(law.duties for law in outcome.far) == outcome.far_duties > 0


def test_the_place_with_the_soonest_time_stands_first_and_a_time_that_has_passed_says_so(rulebook: Rulebook) -> None:
    outcome = calculation.outcome(assessed(rulebook, FACTS), now=NOW)

    assert [group.place for group in outcome.places][:2] == ["Germany", "New Zealand"]
    assert (outcome.places[0].rows[0].tag, outcome.places[0].rows[0].anchor) == ("late", "duty-regulator")


def test_the_same_duty_to_many_customers_is_one_row(rulebook: Rulebook) -> None:
    customers = [{"name": f"Customer {n:02}", "country": "NZ", "contract_hours": 24} for n in range(12)]
    facts = {**FACTS, "organisation": {**FACTS["organisation"], "role": "processor"}, "controllers": customers}

    rows = [row for group in calculation.outcome(assessed(rulebook, facts), now=NOW).places for row in group.rows]

    shared = [row for row in rows if row.customers == 12]
    assert shared and shared[0].to == "Customer 00, Customer 01 and 10 more"


def test_the_name_of_a_law_stands_once_before_its_provision(rulebook: Rulebook) -> None:
    outcome = calculation.outcome(assessed(rulebook, FACTS), now=NOW)

    citations = [row.citation for group in outcome.places for row in group.rows]
    assert "Privacy Act 2020 s 114" in citations
    assert "General Data Protection Regulation, GDPR Art. 33(1)" in citations


def test_the_question_that_decides_most_comes_first_and_what_a_person_decides_last(rulebook: Rulebook) -> None:
    document = assessed(rulebook, {key: value for key, value in FACTS.items() if key not in ("act", "risk")})
    passed: list[str] = []

    while question := calculation.question(document, passed, lambda path: True):
        assert question.more == len(document["next_questions"]) - len(passed) - 1
        passed.append(question.path)

    decided = [path in fact_words.DECIDED for path in passed]
    assert decided == sorted(decided)
    assert set(passed) == {entry["fact"] for entry in document["next_questions"]}


def test_why_a_question_matters_agrees_with_the_assessment(rulebook: Rulebook) -> None:
    document = assessed(rulebook, {key: value for key, value in FACTS.items() if key != "risk"})

    for entry in document["next_questions"]:
        found = weight(entry["fact"], document["obligations"])
        earliest = datetime.fromisoformat(entry["earliest_due_at"]) if entry["earliest_due_at"] else None
        assert (found.duties, found.first_at) == (entry["decides"], earliest)
        assert found.laws and found.first


def test_a_question_that_nothing_waits_for_weighs_nothing() -> None:
    assert weight("data", []) == weight("x", [])
    assert (weight("x", []).duties, weight("x", []).laws, weight("x", []).first_at) == (0, (), None)
