"""What a form's questions are answered with from the facts: in words, never invented, never more than is known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from incident.domain.notice_content import FILLERS, NoticeInput, OrganisationWords, fill, risk_words
from incident.law.forms import Question

GIVEN = NoticeInput(
    facts={},
    organisation=OrganisationWords(
        name="Fernbrook Payables Limited (fictional)",
        address=("Level 3, 12 Sample Quay", "Auckland 1010"),
        registration_number="",
        sector="",
        industry="",
        contact=("Moana Example, Privacy officer", "privacy@fernbrook.example", "+64 9 000 0000"),
        deputy="",
    ),
    zone="Pacific/Auckland",
    places=frozenset({"NZ"}),
    language="en-NZ",
    follow_up=False,
    delay_reason=None,
    earlier_reference=None,
    supplier=None,
    complaint=None,
    regulator_name=None,
    told_regulator_at=None,
    told_people_at=None,
    others_told=(),
)
ALWAYS = {"stage", "organisation", "contact", "contact_plain"}  # from the configuration, not from the facts


def said(filler: str, facts: dict | None = None, **changes: object) -> str | None:
    return fill(Question("q", "Question", filler), replace(GIVEN, facts=facts or {}, **changes))


@pytest.mark.parametrize("filler", sorted(set(FILLERS) - ALWAYS))
def test_nothing_known_gives_no_answer(filler):
    assert said(filler) is None


def test_a_filler_that_does_not_exist_is_a_mistake_in_the_form():
    with pytest.raises(KeyError):
        said("no_such_filler")


def test_times_are_told_in_the_zone_of_the_document():
    facts = {"events": {"occurred_at": "2026-11-18T22:14:00+13:00"}}  # a Wednesday

    assert said("occurred", facts) == "Wed 18 Nov 2026, 22:14 NZDT"
    assert said("occurred", facts, zone="Europe/Berlin") == "Wed 18 Nov 2026, 10:14 CET"


def test_awareness_that_it_is_notifiable_goes_before_plain_awareness_only_where_the_form_asks_for_it():
    facts = {"events": {"aware_at": "2026-11-20T09:30:00+13:00", "determined_notifiable_at": "2026-11-20T16:30:00+13:00"}}

    assert said("aware", facts) == "Fri 20 Nov 2026, 09:30 NZDT"
    assert said("aware_notifiable", facts) == "Fri 20 Nov 2026, 16:30 NZDT"


def test_a_breach_that_goes_on_has_no_end():
    facts = {"events": {"occurred_at": "2026-11-18T22:14:00+13:00", "contained_at": "2026-11-20T09:31:00+13:00"}}

    assert said("ended", facts) == "Fri 20 Nov 2026, 09:31 NZDT"
    assert said("ended", facts | {"impact": {"ongoing": True}}) == "It is still going on."
    assert said("began_ended", facts) == "Wed 18 Nov 2026, 22:14 NZDT, to Fri 20 Nov 2026, 09:31 NZDT"
    assert said("began_ended", facts | {"impact": {"ongoing": True}}).endswith(". It is still going on.")
    del facts["events"]["contained_at"]
    assert said("began_ended", facts).endswith("The end is not known yet.")


def test_a_number_of_people_is_called_an_estimate_and_open_when_it_is():
    exact = {"affected": [{"residence": "NZ", "count": 1284}]}
    open_list = {"affected": [{"residence": "NZ", "count": 1284}, {"residence": "IE", "count": None}]}

    assert said("people_count", exact) == "1,284 people."
    assert said("people_count", {"affected": [{"residence": "NZ", "count": 1}]}) == "1 person."
    assert said("people_count", {"affected": [{"residence": "NZ", "count": 7, "estimate": True}]}) == "About 7 people."
    assert said("people_count", open_list) == "1,284 people. The number may still grow."
    assert said("people_count", {"affected": [{"residence": "IE", "count": None}]}) is None


def test_the_number_for_one_customer_is_not_that_of_all_customers():
    facts = {"affected": [{"residence": "DE", "count": 11}], "controllers": [{"name": "Musterbau", "country": "DE"}]}
    two = facts | {"controllers": [*facts["controllers"], {"name": "Harbourside", "country": "NZ"}]}

    assert said("own_people_count", facts) == "11 people."
    assert said("own_people_count", two) is None


def test_a_list_that_may_still_grow_says_so():
    facts = {"data": ["name", "email"], "more_possible": ["data"]}

    assert said("data_kinds", facts) == "Names and e-mail addresses. Others may follow."
    assert said("data_kinds", {"data": ["name"]}) == "Names."
    assert said("data_kinds", {"data": []}) is None


def test_an_unknown_cause_is_no_answer():
    assert said("cause", {"cause": "unknown"}) is None
    assert said("cause", {"cause": "external_attack"}) == "An attack from outside."


def test_the_kind_of_breach_is_what_was_done_and_else_what_it_touched():
    assert said("acts", {"act": ["access", "acquisition"], "nature": ["confidentiality"]}) == "Access and acquisition."
    assert said("acts", {"nature": ["availability"]}) == "Availability (lost or not reachable)."


@pytest.mark.parametrize(
    ("protection", "words"),
    [
        ({"encrypted": False}, "The data were not encrypted."),
        ({"encrypted": True, "key_compromised": False}, "The data were encrypted, and the key is safe."),
        ({"encrypted": True, "key_compromised": True}, "The data were encrypted, and the key is compromised."),
        ({"encrypted": True}, "The data were encrypted, and it is not known yet whether the key is safe."),
    ],
)
def test_an_unknown_state_of_the_key_is_said_and_is_not_no(protection, words):
    assert said("protection", {"protection": protection}) == words


def test_a_decided_risk_is_told_and_an_undecided_one_is_not():
    assert risk_words({"risk": {"level": "high", "serious_harm": True}}) == (
        "A high risk to the people. Serious harm has been caused or is likely."
    )
    assert risk_words({"risk": {"serious_harm": False}}) == "Serious harm is not likely."
    assert risk_words({"risk": {"level": None}}) == ""


def test_whether_people_were_told_says_when_how_many_and_how():
    told = {"events": {"individuals_notified_at": "2026-11-24T10:00:00+13:00"}}

    assert said("individuals_told", told) == "They were told on Tue 24 Nov 2026, 10:00 NZDT."
    assert said("individuals_told", told | {"individuals": {"count": 2574, "method": "letter and e-mail"}}) == (
        "2,574 people were told on Tue 24 Nov 2026, 10:00 NZDT. How: Letter and e-mail."
    )
    assert said("individuals_told", {"individuals": {"method": "Letter."}}) == "How they are, or will be, told: Letter."
    assert said("individuals_told", told_people_at=datetime(2026, 11, 23, 21, 0, tzinfo=UTC)) == (
        "They were told on Tue 24 Nov 2026, 10:00 NZDT."
    )


def test_other_bodies_are_those_that_people_named_and_those_whose_duty_was_met():
    told = (("Data Protection Commission", datetime(2026, 11, 22, 20, 0, tzinfo=UTC)),)

    assert said("others_told", {"narrative": {"others_told": "The police."}}, others_told=told) == (
        "The police.\n- Data Protection Commission, Mon 23 Nov 2026, 09:00 NZDT"
    )


def test_the_regulator_is_named_as_told_only_when_it_was():
    name = "The Office of the Privacy Commissioner"

    assert said("regulator_told", regulator_name=name) is None
    assert said("regulator_told", regulator_name=name, told_regulator_at=datetime(2026, 11, 23, tzinfo=UTC)) == (
        "We have told the Office of the Privacy Commissioner about this breach."
    )


def test_a_letter_says_whether_somebody_has_the_data_and_never_who():
    facts = {"recipient": "hostile", "narrative": {"recipient_words": "A person named in the police file."}}

    assert said("recipient", facts) == "A person named in the police file."
    assert said("recipient_plain", facts) == "We believe that the person who attacked us has it."


def test_a_letter_names_the_data_of_the_people_it_is_for():
    groups = [
        {"residence": "NZ", "count": 3},
        {"residence": "US-CA", "count": 2, "data": ["email", "driver_licence"]},
        {"residence": "US-NY", "count": 1, "data": ["name"]},
    ]
    facts = {"data": ["name", "email", "bank_account", "driver_licence"], "affected": groups}

    assert said("data_plain", facts) == (
        "These kinds of your information are affected:\n"
        "- your name and e-mail address\n- your bank account number\n- your driver's licence number"
    )
    assert said("data_plain", facts, places=frozenset({"US-CA"}), language="en-US").endswith(
        ":\n- your e-mail address\n- your driver's license number"
    )
    assert "bank" not in said("data_plain", facts, places=frozenset({"US"}))


def test_a_list_of_data_that_is_open_says_that_more_may_be_affected():
    facts = {"data": ["name"], "more_possible": ["data"]}

    assert said("data_plain", facts).endswith("\n\nWe do not know yet whether other information is affected.")


def test_advice_follows_from_the_data_unless_a_person_wrote_it():
    assert said("advice_plain", {"data": ["password_hash"]}) == (
        "- Change your password with us, and everywhere else where you use the same one."
    )
    assert said("advice_plain", {"data": ["name"]}) is None
    assert said("advice_plain", {"data": ["name"], "narrative": {"advice_to_people": "Call us."}}) == "Call us."


def test_a_law_enforcement_delay_is_told_only_when_it_is_known():
    assert said("law_enforcement_plain", {"law_enforcement": {"delay_requested": None}}) is None
    assert "was not delayed" in said("law_enforcement_plain", {"law_enforcement": {"delay_requested": False}})
    assert "was delayed" in said("law_enforcement_plain", {"law_enforcement": {"delay_requested": True}})


def test_the_effect_on_operations_says_only_what_is_known():
    facts = {"impact": {"operations_disrupted": False, "unavailable_hours": 1.5}, "protection": {"backup_restored": True}}

    assert said("impact", facts) == (
        "Our operations were not disrupted. The data were not reachable for 1.5 hours. They were restored from a backup."
    )
