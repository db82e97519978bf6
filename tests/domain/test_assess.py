"""Assessments: who owes what, when, and what is open; on a small invented law."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from incident.domain.assess import assess, assess_as_suggested
from incident.errors import LawDataError
from incident.law.facts import parse_facts
from tests.lawbook import asked, duty, facts, law, one, rulebook

HARM = 'applies_if = { fact = "risk.serious_harm", is = true, cite = "s 2" }'
UNREADABLE = 'applies_unless = [{ fact = "protection.encrypted", is = true, cite = "s 3", why = "Unreadable data." }]'


def finding(document: dict[str, Any], folder: Path, version: str, **kwargs: Any) -> dict[str, Any]:
    return one(asked(rulebook(folder, law(duty(version=version, **kwargs))), document))


def test_a_condition_that_holds_gives_applies_with_its_reason_and_citation(tmp_path: Path) -> None:
    entry = finding(facts(risk={"serious_harm": True}), tmp_path, HARM)

    assert entry["finding"] == "applies"
    assert entry["because"][0] == "Serious harm likely: yes (s 2)"
    assert entry["unknown"] == []


def test_a_condition_that_does_not_hold_gives_does_not_apply_without_any_time(tmp_path: Path) -> None:
    entry = finding(facts(risk={"serious_harm": False}), tmp_path, HARM)

    assert entry["finding"] == "does_not_apply"
    assert entry["because"] == ["Serious harm likely: no (s 2)"]
    assert (entry["due_at"], entry["due_lenient_at"], entry["due_expected_at"]) == (None, None, None)
    assert entry["clock"]["started_at"] is None


@pytest.mark.parametrize("risk", [{}, {"serious_harm": None}])
def test_an_unknown_fact_gives_cannot_tell_yet_names_the_fact_and_lets_the_time_run(
    tmp_path: Path, risk: dict[str, Any]
) -> None:
    entry = finding(facts(risk=risk), tmp_path, HARM)

    assert entry["finding"] == "cannot_tell_yet"
    assert entry["unknown"] == ["risk.serious_harm"]
    assert entry["due_at"] == "2026-11-23T09:30:00+13:00"  # a Monday


@pytest.mark.parametrize(
    ("encrypted", "expected"), [(True, "does_not_apply"), (False, "applies"), (None, "cannot_tell_yet")]
)
def test_an_exemption_takes_the_duty_away_only_when_it_is_known_to_hold(
    tmp_path: Path, encrypted: bool | None, expected: str
) -> None:
    entry = finding(facts(protection={"encrypted": encrypted}), tmp_path, UNREADABLE)

    assert entry["finding"] == expected


def test_an_exemption_that_holds_is_the_reason_shown(tmp_path: Path) -> None:
    entry = finding(facts(protection={"encrypted": True}), tmp_path, UNREADABLE)

    assert entry["because"] == ["Exempt: Unreadable data: data encrypted: yes (s 3)"]


def test_a_no_decides_also_while_something_else_is_unknown(tmp_path: Path) -> None:
    entry = finding(facts(risk={"serious_harm": False}), tmp_path, f"{HARM}\n  {UNREADABLE}")

    assert (entry["finding"], entry["unknown"]) == ("does_not_apply", [])


@pytest.mark.parametrize(
    ("role", "controller_owes", "processor_owes"),
    [
        ("controller", "applies", "does_not_apply"),
        ("joint_controller", "applies", "does_not_apply"),
        ("processor", "does_not_apply", "applies"),
        (None, "cannot_tell_yet", "cannot_tell_yet"),
    ],
)
def test_the_role_decides_whose_duties_they_are(
    tmp_path: Path, role: str | None, controller_owes: str, processor_owes: str
) -> None:
    own, other = duty(), duty(name="NZ-TEST/controller", notify="controller", by="processor")
    found = asked(rulebook(tmp_path, law(own + other)), facts(organisation={"country": "NZ", "role": role}))

    assert one(found)["finding"] == controller_owes
    assert one(found, "NZ-TEST/controller")["finding"] == processor_owes


def test_an_unknown_role_is_asked_for(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(duty())), facts(organisation={"country": "NZ"}))

    assert one(found)["unknown"] == ["organisation.role"]
    assert found["next_questions"][0]["fact"] == "organisation.role"


def test_a_duty_of_the_controller_stands_in_a_processors_context_with_the_reason(tmp_path: Path) -> None:
    terms = '[terms]\ncontroller = "agency"\n'
    found = asked(rulebook(tmp_path, law(terms + duty())), facts(organisation={"country": "NZ", "role": "processor"}))

    assert one(found)["because"] == ["A duty of the agency. Here you are the processor, so it is your customer's, not yours"]


SCOPED = '[scope]\napplies_if = { people_in = "NZ", cite = "s 4" }\n' + duty()


def test_a_regime_that_binds_nobody_here_is_not_listed(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(SCOPED)), facts(affected=[{"residence": "AU", "count": 5}]))

    assert found["obligations"] == []


def test_a_regime_that_may_bind_lists_its_duties_as_open(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(SCOPED)), facts(affected=None))

    assert one(found)["finding"] == "cannot_tell_yet"
    assert one(found)["unknown"] == ["affected"]
    assert one(found)["because"] == ["Whether this law binds you: Not known yet: who is affected in New Zealand (s 4)"]


def test_a_list_that_may_grow_keeps_the_regime_in_play(tmp_path: Path) -> None:
    document = facts(affected=[{"residence": "AU", "count": 5}], more_possible=["affected"])
    found = asked(rulebook(tmp_path, law(SCOPED)), document)

    assert one(found)["finding"] == "cannot_tell_yet"


def test_a_draft_binds_nobody_and_stands_apart(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(duty(), status="draft")), facts())

    assert found["obligations"] == []
    assert found["next_questions"] == []
    assert [(entry["id"], entry["status"], entry["finding"]) for entry in found["drafts"]] == [
        ("NZ-TEST/regulator", "draft", "applies")
    ]


VERSIONS = """
[[obligation]]
id = "NZ-TEST/regulator"
title = "Tell the regulator"
owed_by = "controller"
notify = "regulator"
clock = { starts_on = "aware_at" }

  [[obligation.version]]
  in_force_from = 2024-01-01
  in_force_until = 2025-12-31
  cite = "s 1, old"
  deadline = { days = 10 }

  [[obligation.version]]
  in_force_from = 2026-01-01
  in_force_until = 2026-12-31
  cite = "s 1, new"
  deadline = { days = 5 }
"""


@pytest.mark.parametrize(
    ("on", "expected", "cite"),
    [
        ("2023-12-31", "does_not_apply", "s 1, old"),
        ("2024-01-01", "applies", "s 1, old"),
        ("2025-12-31", "applies", "s 1, old"),
        ("2026-01-01", "applies", "s 1, new"),
        ("2027-01-01", "does_not_apply", "s 1, new"),
    ],
)
def test_the_version_in_force_on_the_day_asked_speaks(tmp_path: Path, on: str, expected: str, cite: str) -> None:
    entry = one(asked(rulebook(tmp_path, law(VERSIONS)), facts(), on))

    assert (entry["finding"], entry["citation"]) == (expected, cite)


def test_a_duty_that_is_not_in_force_says_when_it_begins_or_ended(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(VERSIONS))

    early, late = (one(asked(book, facts(), day))["because"][0] for day in ("2023-12-31", "2027-01-01"))

    assert early == "Not in force on 31 December 2023: the duty begins on 1 January 2024 (s 1, old)"
    assert late == "No longer in force on 1 January 2027: its last day was 31 December 2026 (s 1, new)"


def test_an_entry_carries_the_authority_by_its_name_on_the_day(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(duty(more='authority = "NZ-SA"')))

    now, before = one(asked(book, facts())), one(asked(book, facts(), "2025-12-31"))

    assert (now["authority"], now["authority_id"]) == ("Authority of NZ", "NZ-SA")
    assert before["authority"] == "Old authority of NZ"


def test_an_entry_carries_confidence_and_doubts_its_own_before_those_of_the_law(tmp_path: Path) -> None:
    entry = finding(facts(), tmp_path, 'confidence = "low"\n  doubts = ["Mine."]')

    assert (entry["confidence"], entry["doubts"]) == ("low", ["Mine.", "A doubt of the whole law."])


def test_a_version_without_confidence_of_its_own_has_that_of_the_law(tmp_path: Path) -> None:
    entry = finding(facts(), tmp_path, "")

    assert (entry["confidence"], entry["doubts"]) == ("high", ["A doubt of the whole law."])


CONTENT = """must_contain = [
    { item = "what_happened", cite = "s 5(a)" },
    { item = "people_count", cite = "s 5(b)", if_known = true },
    { item = "credit_bureau_contacts", cite = "s 5(c)", only_if = { fact = "data", includes_any = ["ssn"] } },
  ]"""


@pytest.mark.parametrize(
    ("data", "asked_for"), [(["name"], False), (["name", "ssn"], True), (None, True)]
)  # what is not known yet is asked for
def test_content_that_depends_on_a_fact_is_left_out_only_when_the_fact_is_known(
    tmp_path: Path, data: list[str] | None, asked_for: bool
) -> None:
    entry = finding(facts(data=data), tmp_path, CONTENT)

    assert entry["must_contain"][:2] == [
        {"item": "what_happened", "cite": "s 5(a)", "if_known": False},
        {"item": "people_count", "cite": "s 5(b)", "if_known": True},
    ]
    assert (len(entry["must_contain"]) == 3) is asked_for


def test_facts_used_are_those_that_are_known_and_were_asked(tmp_path: Path) -> None:
    entry = finding(facts(risk={"serious_harm": None}, protection={"encrypted": False}), tmp_path, f"{HARM}\n  {UNREADABLE}")

    assert entry["facts_used"] == ["protection.encrypted", "organisation.role"]


def test_a_law_sees_an_event_at_its_own_time(tmp_path: Path) -> None:
    paid = 'applies_if = { fact = "events.payment_made_at", known = true }'
    book = rulebook(tmp_path, law(duty(version=paid)), law(duty(name="B/regulator"), name="B"))
    own = {"NZ-TEST": {"aware_at": "2026-11-21T10:00:00+13:00", "payment_made_at": "2026-11-21T11:00:00+13:00"}}

    found = asked(book, facts(events_for=own))

    assert one(found)["finding"] == "applies"
    assert one(found)["due_at"] == "2026-11-24T10:00:00+13:00"
    assert one(found, "B/regulator")["due_at"] == "2026-11-23T09:30:00+13:00"


def test_null_in_the_events_of_one_law_says_nothing(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(duty())), facts(events_for={"NZ-TEST": {"aware_at": None}}))

    assert one(found)["due_at"] == "2026-11-23T09:30:00+13:00"
    assert not one(found)["clock"]["provisional"]


def test_the_document_names_rulebook_day_and_suggestion(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(duty()))
    found = asked(book, facts(nature=["confidentiality"]))

    assert found["rulebook"] == book.version
    assert found["on"] == "2026-11-22"
    assert found["risk_suggestion"]["level"] == "risk"


def test_a_suggested_risk_decides_nothing_by_itself(tmp_path: Path) -> None:
    high = 'applies_if = { fact = "risk.level", is = "high", cite = "s 9" }'

    entry = finding(facts(nature=["confidentiality"], data=["name", "email", "health"]), tmp_path, high)

    assert entry["finding"] == "cannot_tell_yet"


def test_an_accepted_suggestion_is_taken_as_the_decision_and_says_so(tmp_path: Path) -> None:
    high = 'applies_if = { fact = "risk.level", is = "high", cite = "s 9" }'
    book = rulebook(tmp_path, law(duty(version=high)))
    document = facts(nature=["confidentiality"], data=["name", "email", "health"])

    found = assess_as_suggested(parse_facts(document), book, on=date(2026, 11, 22))

    assert one(found)["finding"] == "applies"
    assert found["accepted_suggestion"]["level"] == "high"
    assert "no person has decided it yet" in one(found)["because"][-1]


def test_a_persons_decision_goes_before_the_suggestion(tmp_path: Path) -> None:
    high = 'applies_if = { fact = "risk.level", is = "high", cite = "s 9" }'
    book = rulebook(tmp_path, law(duty(version=high)))
    document = facts(nature=["confidentiality"], data=["name", "health"], risk={"level": "unlikely"})

    found = assess_as_suggested(parse_facts(document), book, on=date(2026, 11, 22))

    assert one(found)["finding"] == "does_not_apply"
    assert found["accepted_suggestion"] is None


def test_nothing_is_accepted_where_nothing_can_be_suggested(tmp_path: Path) -> None:
    found = assess_as_suggested(parse_facts(facts(data=None)), rulebook(tmp_path, law(duty())), on=date(2026, 11, 22))

    assert found["accepted_suggestion"] is None


def test_empty_facts_keep_every_duty_open(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, law(SCOPED)), {})

    assert one(found)["finding"] == "cannot_tell_yet"
    assert one(found)["due_at"] is None


def test_the_same_question_gives_the_same_bytes(tmp_path: Path) -> None:
    book, document = rulebook(tmp_path, law(SCOPED)), parse_facts(facts())

    first, second = (json.dumps(assess(document, book, on=date(2026, 11, 22))).encode() for _ in range(2))

    assert first == second


def test_an_assessment_changes_nothing_in_the_facts(tmp_path: Path) -> None:
    document = facts(affected=[{"residence": "NZ", "count": 2}, {"residence": "AU", "count": 1}])
    before = json.dumps(document)

    asked(rulebook(tmp_path, law(SCOPED)), document)

    assert json.dumps(document) == before


@pytest.mark.parametrize(
    ("role", "owed_by"), [("controller", "controller"), ("processor", "processor"), (None, "controller")]
)
def test_a_duty_of_the_organisation_is_owed_whatever_its_part_in_the_data(
    tmp_path: Path, role: str | None, owed_by: str
) -> None:
    organisation = {"country": "NZ", "establishments": ["NZ"], "role": role, "kinds": ["business"]}

    entry = one(asked(rulebook(tmp_path, law(duty(by="any"))), facts(organisation=organisation)), "NZ-TEST/regulator")

    assert (entry["finding"], entry["owed_by"]) == ("applies", owed_by)


@pytest.mark.parametrize(
    ("events_for", "due"),
    [
        ({"OTHER": {"regulator_notified_at": "2026-11-20T10:00:00+13:00"}}, "2026-11-23T10:00:00+13:00"),
        ({"NZ-TEST": {"regulator_notified_at": "2026-11-20T10:00:00+13:00"}}, None),  # its own regulator is another one
        ({}, None),
    ],
)
def test_a_copy_is_due_from_when_the_regulator_of_the_other_law_was_told(
    tmp_path: Path, events_for: dict[str, Any], due: str | None
) -> None:
    copy = law(duty(starts='clock = { starts_on = "regulator_notified_at", of = "OTHER" }'))
    book = rulebook(tmp_path, copy, law(duty(name="OTHER/regulator"), name="OTHER"))

    found = one(asked(book, facts(events_for=events_for)), "NZ-TEST/regulator")

    assert found["due_at"] == due


def test_a_view_of_a_law_that_there_is_not_is_refused(tmp_path: Path) -> None:
    copy = law(duty(starts='clock = { starts_on = "regulator_notified_at", of = "OTHER" }'))

    with pytest.raises(LawDataError, match=r"clock\.of: there is no regime 'OTHER'"):
        rulebook(tmp_path, copy)
