"""The facts document: what is taken, and every fault with its path and its remedy."""

import json
from typing import Any

import pytest

from incident.errors import FactsInvalid
from incident.law.facts import canonical_json, is_place, parse_facts
from incident.law.fields import BY_PATH, FIELDS, GROUPS, label_of, question

CONTRACT = {
    "organisation": {"country": "NZ", "establishments": ["NZ", "AU"], "role": "controller", "kinds": ["business"]},
    "events": {
        "occurred_at": "2026-11-18T22:10:00+13:00",
        "suspected_at": "2026-11-19T08:05:00+13:00",
        "aware_at": "2026-11-20T09:30:00+13:00",
        "determined_notifiable_at": None,
    },
    "nature": ["confidentiality"],
    "act": ["access", "acquisition"],
    "medium": "electronic",
    "data": ["name", "email", "bank_account", "password_hash"],
    "protection": {"encrypted": False, "key_compromised": None, "backup_restored": True},
    "cause": "external_attack",
    "recipient": "hostile",
    "recipient_count": 1,
    "remedy": [],
    "impact": {"operations_disrupted": False, "ransomware": False, "unavailable_hours": 0, "ongoing": False},
    "affected": [
        {"residence": "NZ", "count": 1840, "estimate": False, "people": ["customers"], "vulnerable": False},
        {"residence": "US-CA", "count": 612, "estimate": True, "people": ["customers"], "data": ["name", "email"]},
    ],
    "controllers": [],
    "law_enforcement": {"consulted": None, "delay_requested": None, "delay_until": None, "in_writing": None},
    "risk": {"level": None, "serious_harm": None, "misuse_likely": None, "documented": None},
    "more_possible": ["data", "affected"],
    "events_for": {"US-NYDFS-500": {"determined_notifiable_at": "2026-11-21T18:00:00-05:00"}},
}


def faults(document: Any) -> dict[str, str]:
    """Path -> message of everything that is wrong."""
    with pytest.raises(FactsInvalid) as refusal:
        parse_facts(document)
    return dict(refusal.value.errors)


def test_the_document_of_the_contract_is_taken_as_it_is() -> None:
    assert parse_facts(CONTRACT).document == CONTRACT


@pytest.mark.parametrize("path", [field.path for field in FIELDS])
def test_every_field_may_be_null(path: str) -> None:
    parent, _, child = path.partition(".")
    document = {parent: {child: None} if child else None}

    assert parse_facts(document).document == document


@pytest.mark.parametrize("group", [{}, {"organisation": None, "events": None, "risk": None}])
def test_nothing_need_be_known(group: dict[str, Any]) -> None:
    assert parse_facts(group).document == group


# (document, path of the fault, a word of the remedy)
WRONG = [
    ({"organization": {}}, "organization", "Known are"),
    ({"organisation": {"kind": []}}, "organisation.kind", "Known are"),
    ({"organisation": "NZ"}, "organisation", "Must be an object"),
    ({"events": ["2026"]}, "events", "Must be an object"),
    ({"organisation": {"role": "owner"}}, "organisation.role", "one of controller, processor"),
    ({"organisation": {"role": ["controller"]}}, "organisation.role", "one of controller"),
    ({"organisation": {"country": "nz"}}, "organisation.country", "ISO 3166"),
    ({"organisation": {"country": "ZZ"}}, "organisation.country", "no place code"),
    ({"organisation": {"establishments": "NZ"}}, "organisation.establishments", "list of place codes"),
    ({"organisation": {"establishments": ["NZ", 4]}}, "organisation.establishments[1]", "no place code"),
    ({"organisation": {"kinds": ["shop"]}}, "organisation.kinds[0]", "Allowed: business"),
    ({"organisation": {"processor_is_agent": "yes"}}, "organisation.processor_is_agent", "true, false, or null"),
    ({"organisation": {"annual_turnover": 3}}, "organisation.annual_turnover", "an object such as"),
    ({"organisation": {"annual_turnover": {"amount": -1}}}, "organisation.annual_turnover.amount", "below zero"),
    ({"organisation": {"annual_turnover": {"amount": True}}}, "organisation.annual_turnover", "an object such as"),
    ({"organisation": {"annual_turnover": {"currency": "aud"}}}, "organisation.annual_turnover.currency", "ISO 4217"),
    ({"organisation": {"annual_turnover": {"sum": 1}}}, "organisation.annual_turnover", "an object such as"),
    ({"nature": "confidentiality"}, "nature", "Must be a list of confidentiality"),
    ({"data": ["name", "shoe_size"]}, "data[1]", "“shoe_size” is not known"),
    ({"data": [None]}, "data[0]", "is not known"),
    ({"medium": "wax"}, "medium", "electronic, paper, oral"),
    ({"recipient_count": 1.5}, "recipient_count", "whole number"),
    ({"recipient_count": True}, "recipient_count", "whole number"),
    ({"recipient_count": -1}, "recipient_count", "below zero"),
    ({"records_count": 10**12}, "records_count", "larger than"),
    ({"impact": {"unavailable_hours": "3"}}, "impact.unavailable_hours", "number of hours"),
    ({"impact": {"unavailable_hours": -0.5}}, "impact.unavailable_hours", "below zero"),
    ({"impact": {"unavailable_hours": float("nan")}}, "impact.unavailable_hours", "number of hours"),
    ({"impact": {"unavailable_hours": float("inf")}}, "impact.unavailable_hours", "number of hours"),
    ({"protection": {"encrypted": 1}}, "protection.encrypted", "true, false, or null"),
    ({"affected": {"residence": "NZ"}}, "affected", "list of objects"),
    ({"affected": ["NZ"]}, "affected[0]", "Must be an object"),
    ({"affected": [{"count": 3}]}, "affected[0].residence", "Is missing"),
    ({"affected": [{"residence": "N"}]}, "affected[0].residence", "no place code"),
    ({"affected": [{"residence": "NZ", "number": 3}]}, "affected[0].number", "Known are residence"),
    ({"affected": [{"residence": "NZ", "count": "3"}]}, "affected[0].count", "whole number"),
    ({"affected": [{"residence": "NZ", "estimate": "about"}]}, "affected[0].estimate", "true, false, or null"),
    ({"affected": [{"residence": "NZ", "people": ["aliens"]}]}, "affected[0].people[0]", "Allowed: customers"),
    ({"affected": [{"residence": "NZ", "data": "name"}]}, "affected[0].data", "Must be a list"),
    ({"controllers": [{"country": "NZ"}]}, "controllers[0].name", "the customer's name"),
    ({"controllers": [{"name": " "}]}, "controllers[0].name", "the customer's name"),
    ({"controllers": [{"name": "x" * 201}]}, "controllers[0].name", "at most 200"),
    ({"controllers": [{"name": "Kea", "country": "Zealand"}]}, "controllers[0].country", "no place code"),
    ({"controllers": [{"name": "Kea", "contract_hours": "24"}]}, "controllers[0].contract_hours", "number of hours"),
    ({"controllers": [{"name": "Kea", "contract_hours": 9e9}]}, "controllers[0].contract_hours", "below 100,000"),
    ({"more_possible": ["risk"]}, "more_possible[0]", "Allowed: data"),
    ({"narrative": {"what_happened": 3}}, "narrative.what_happened", "text in quotation marks"),
    ({"narrative": {"what_happened": "x" * 8001}}, "narrative.what_happened", "at most 8,000"),
    ({"narrative": {"what_happened": "\ud800"}}, "narrative.what_happened", "half a character"),
    ({"events": {"noticed_at": None}}, "events.noticed_at", "Known are"),
    ({"events": {"aware_at": "yesterday"}}, "events.aware_at", "with an offset"),
    ({"events": {"aware_at": 1763584200}}, "events.aware_at", "with an offset"),
    ({"events": {"aware_at": "2026-11-20T09:30:00"}}, "events.aware_at", "has no time zone. Add an offset"),
    ({"events": {"aware_at": "1926-11-20T09:30:00+13:00"}}, "events.aware_at", "year 1926"),
    ({"events_for": []}, "events_for", "Must be an object"),
    ({"events_for": {"X": "now"}}, "events_for.X", "object of events"),
    ({"events_for": {"X": {"noticed_at": None}}}, "events_for.X.noticed_at", "not an event"),
    ({"events_for": {"X": {"aware_at": "now"}}}, "events_for.X.aware_at", "with an offset"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "remedy"), WRONG, ids=[f"{row[1]}-{row[2]}" for row in WRONG])
def test_a_fault_names_its_path_and_its_remedy(document: dict[str, Any], path: str, remedy: str) -> None:
    found = faults(document)

    assert list(found) == [path]
    assert remedy in found[path]


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_what_is_no_object_is_refused(document: Any) -> None:
    assert "one JSON object" in faults(document)[""]


def test_all_faults_are_named_at_once() -> None:
    assert set(faults({"colour": 1, "medium": "wax", "data": ["x", "y"]})) == {"colour", "medium", "data[0]", "data[1]"}


@pytest.mark.parametrize(
    ("first", "second"), [("occurred_at", "aware_at"), ("suspected_at", "determined_notifiable_at"),
                          ("occurred_at", "individuals_notified_at"), ("processor_aware_at", "processor_told_controller_at")]
)  # fmt: skip
def test_events_in_the_wrong_order_are_refused_with_both_times(first: str, second: str) -> None:
    events = {first: "2026-11-20T09:30:00+13:00", second: "2026-11-20T09:29:59+13:00"}

    message = faults({"events": events})[f"events.{second}"]

    assert f"events.{first} (2026-11-20T09:30:00+13:00)" in message


def test_the_order_is_that_of_the_instants_and_not_of_the_letters() -> None:
    parse_facts({"events": {"occurred_at": "2026-11-20T09:30:00+13:00", "aware_at": "2026-11-19T21:00:00+00:00"}})


def test_the_order_is_asked_of_the_events_of_one_law_too() -> None:
    document = {"events": {"occurred_at": "2026-11-20T09:30:00+13:00"},
                "events_for": {"X": {"aware_at": "2026-11-19T09:30:00+13:00"}}}  # fmt: skip

    assert list(faults(document)) == ["events_for.X.aware_at"]


def test_one_law_may_see_an_event_at_another_time() -> None:
    found = parse_facts(CONTRACT)

    assert found.events_for("US-NYDFS-500")["determined_notifiable_at"] == "2026-11-21T18:00:00-05:00"
    assert found.events_for("US-NYDFS-500")["aware_at"] == found.events_for("NZ-PA2020")["aware_at"]
    assert found.events_for("NZ-PA2020")["determined_notifiable_at"] is None


def test_canonical_json_is_the_same_for_any_order_of_keys() -> None:
    turned = dict(reversed(list(CONTRACT.items())))

    assert canonical_json(turned) == canonical_json(CONTRACT)
    assert json.loads(canonical_json(CONTRACT)) == CONTRACT


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("NZ", True),
        ("US-CA", True),
        ("XK", True),
        ("NZ-", False),
        ("nz", False),
        ("EU", False),
        (None, False),
        ("NZ\n", False),
    ],
)
def test_place_codes_are_those_of_iso_3166(code: Any, known: bool) -> None:
    assert is_place(code) is known


def test_every_field_has_a_question_a_known_group_and_a_name_for_sentences() -> None:
    for field in FIELDS:
        assert field.question.endswith("?"), field.path
        assert field.group in GROUPS, field.path
        assert label_of(field.path)
        assert question(field.path) == field.question


def test_every_number_says_its_unit() -> None:
    assert [path for path, field in BY_PATH.items() if field.type in ("number", "hours", "instant") and not field.unit] == []
