"""Conditions: three answers, their reasons and what would decide them; on the conditions themselves."""

from typing import Any

import pytest

from incident.errors import LawDataError
from incident.law.answers import Answer, Asked
from incident.law.conditions import read_condition

PLACES = {"EEA": frozenset({"DE", "FR"}), "STATES": frozenset({"US-CA", "US-NY"})}


def ask(condition: dict[str, Any], facts: dict[str, Any]) -> Answer:
    return read_condition(condition, {}, "x.toml")(Asked(facts, PLACES))


LEVEL = {"fact": "risk.level", "is": "high"}
HARM = {"fact": "risk.serious_harm", "is": True}

# (condition, facts, value, unknown)
ASKED = [
    (LEVEL, {"risk": {"level": "high"}}, True, ()),
    (LEVEL, {"risk": {"level": "risk"}}, False, ()),
    (LEVEL, {"risk": None}, None, ("risk.level",)),
    (LEVEL, {}, None, ("risk.level",)),
    ({"fact": "risk.level", "is_not": "high"}, {"risk": {"level": "risk"}}, True, ()),
    ({"fact": "risk.level", "is_not": "high"}, {}, None, ("risk.level",)),
    ({"fact": "cause", "in": ["error", "loss"]}, {"cause": "loss"}, True, ()),
    ({"fact": "cause", "in": ["error", "loss"]}, {"cause": "theft"}, False, ()),
    ({"fact": "records_count", "at_least": 500}, {"records_count": 500}, True, ()),
    ({"fact": "records_count", "more_than": 500}, {"records_count": 500}, False, ()),
    ({"fact": "records_count", "at_most": 500}, {"records_count": 500}, True, ()),
    ({"fact": "records_count", "less_than": 500}, {"records_count": 500}, False, ()),
    ({"fact": "records_count", "less_than": 500}, {}, None, ("records_count",)),
    ({"fact": "events.payment_made_at", "known": True}, {}, False, ()),
    ({"fact": "events.payment_made_at", "known": False}, {}, True, ()),
    ({"fact": "organisation.annual_turnover.amount", "more_than": 5}, {}, None, ("organisation.annual_turnover",)),
    ({"fact": "data", "includes_any": ["ssn", "name"]}, {"data": ["name"]}, True, ()),
    ({"fact": "data", "includes_any": ["ssn"]}, {"data": ["name"]}, False, ()),
    ({"fact": "data", "includes_any": ["ssn"]}, {"data": []}, False, ()),
    ({"fact": "data", "includes_any": ["ssn"]}, {"data": None}, None, ("data",)),
    ({"fact": "data", "includes_any": ["ssn"]}, {"data": ["name"], "more_possible": ["data"]}, None, ("data",)),
    ({"fact": "data", "includes_any": ["ssn"]}, {"data": ["ssn"], "more_possible": ["data"]}, True, ()),
    ({"fact": "data", "includes_all": ["ssn", "name"]}, {"data": ["name"]}, False, ()),
    ({"fact": "data", "includes_all": ["ssn", "name"]}, {"data": ["name", "ssn"]}, True, ()),
    ({"organisation_in": "EEA"}, {"organisation": {"country": "DE-BY"}}, True, ()),
    ({"organisation_in": "EEA"}, {"organisation": {"country": "NZ", "establishments": ["FR"]}}, True, ()),
    ({"organisation_in": "EEA"}, {"organisation": {"country": "NZ", "establishments": []}}, False, ()),
    ({"organisation_in": "EEA"}, {"organisation": {"country": "NZ"}}, None, ("organisation.establishments",)),
    ({"organisation_in": "US-NY"}, {"organisation": {"country": "US", "establishments": []}}, None,
     ("organisation.country",)),
    ({"organisation_in": "US-NY"}, {"organisation": {"country": "US", "establishments": ["US-OH"]}}, False, ()),
    ({"organisation_in": "US-CA"}, {"organisation": {"country": "US", "establishments": []}}, None,
     ("organisation.country",)),
    ({"organisation_in": "EEA"}, {}, None, ("organisation.country", "organisation.establishments")),
    ({"people_in": "NZ"}, {}, None, ("affected",)),
    ({"people_in": "NZ"}, {"affected": []}, False, ()),
    ({"people_in": "NZ"}, {"affected": [], "more_possible": ["affected"]}, None, ("affected",)),
    ({"people_in": "NZ"}, {"affected": [{"residence": "NZ", "count": None}]}, True, ()),
    ({"people_in": "NZ"}, {"affected": [{"residence": "NZ", "count": 0}]}, False, ()),
    ({"people_in": "US"}, {"affected": [{"residence": "US-CA", "count": 1}]}, True, ()),
    ({"people_in": "US-CA"}, {"affected": [{"residence": "US", "count": 1}]}, None, ("affected",)),
    ({"people_in": "STATES"}, {"affected": [{"residence": "US-TX", "count": 1}]}, False, ()),
    ({"people_in": "*"}, {"affected": [{"residence": "BT", "count": 1}]}, True, ()),
    ({"people_in": ["NZ", "EEA"]}, {"affected": [{"residence": "FR", "count": 1}]}, True, ()),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "facts", "value", "unknown"), ASKED)
def test_each_shape_answers_yes_no_or_unknown(
    condition: dict[str, Any], facts: dict[str, Any], value: bool | None, unknown: tuple[str, ...]
) -> None:
    answer = ask(condition, facts)

    assert answer.value is value
    assert answer.unknown == unknown
    assert answer.because


THREE: dict[str, dict[str, Any]] = {
    "yes": {"fact": "risk.documented", "is": True},
    "no": {"fact": "risk.documented", "is": False},
    "open": HARM,
}


@pytest.mark.parametrize(
    ("shape", "parts", "value"),
    [
        ("all", "yes yes", True), ("all", "yes no", False), ("all", "open no", False), ("all", "yes open", None),
        ("any", "no no", False), ("any", "no yes", True), ("any", "open yes", True), ("any", "no open", None),
        ("none", "no no", True), ("none", "no yes", False), ("none", "open yes", False), ("none", "no open", None),
    ],
)  # fmt: skip
def test_combinations_follow_the_three_valued_logic(shape: str, parts: str, value: bool | None) -> None:
    answer = ask({shape: [THREE[part] for part in parts.split()]}, {"risk": {"documented": True}})

    assert answer.value is value
    assert answer.unknown == (("risk.serious_harm",) if value is None else ())


def test_the_reason_of_a_combination_is_that_of_the_part_that_decides() -> None:
    answer = ask({"all": [HARM, {**LEVEL, "cite": "s 7"}]}, {"risk": {"level": "risk"}})

    assert answer.because == ("Risk to the people: risk (s 7)",)


def test_a_citation_and_plain_words_stand_with_the_reason() -> None:
    answer = ask({**LEVEL, "cite": "s 7", "why": "Only a high risk counts."}, {"risk": {"level": "high"}})

    assert answer.because == ("Only a high risk counts: risk to the people: high (s 7)",)


def group(count: int | None, **more: Any) -> dict[str, Any]:
    return {"residence": "NZ", "count": count, **more}


SSN = {"fact": "data", "includes_any": ["ssn"]}

# (bound, groups, value)
COUNTED = [
    ({"more_than": 500}, [group(500)], False),
    ({"more_than": 500}, [group(501)], True),
    ({"at_least": 500}, [group(500)], True),
    ({"at_least": 500}, [group(250), group(250)], True),
    ({"at_least": 500}, [group(None)], None),
    ({"at_least": 1}, [group(None)], True),  # people live there, so at least one
    ({"at_least": 500}, [group(500), group(None)], True),
    ({"at_least": 500}, [group(300), {"residence": "US", "count": 300}], False),
    ({"less_than": 500}, [group(499)], True),
    ({"less_than": 500}, [group(None)], None),
    ({"less_than": 500}, [group(500), group(None)], False),
    ({"at_most": 0}, [group(0)], True),
]


@pytest.mark.parametrize(("bound", "groups", "value"), COUNTED)
def test_numbers_of_people_are_added_up_over_the_groups(
    bound: dict[str, int], groups: list[dict[str, Any]], value: bool | None
) -> None:
    answer = ask({"people_in": "NZ", **bound}, {"affected": groups})

    assert answer.value is value
    assert answer.unknown == (("affected",) if value is None else ())


def test_a_group_has_its_own_data_in_place_of_the_whole() -> None:
    condition = {"people_in": "NZ", "where": SSN, "more_than": 5}
    facts = {"data": ["ssn"], "affected": [group(5), group(9, data=["name"])]}

    assert ask(condition, facts).value is False


def test_a_group_without_data_of_its_own_has_the_data_of_the_whole() -> None:
    assert ask({"people_in": "NZ", "where": SSN}, {"data": ["ssn"], "affected": [group(5)]}).value is True
    assert ask({"people_in": "NZ", "where": SSN}, {"affected": [group(5)]}).unknown == ("data",)


def test_the_people_of_a_group_that_are_not_known_are_asked_for() -> None:
    condition = {"people_in": "NZ", "where": {"fact": "people", "includes_any": ["patients"]}}

    assert ask(condition, {"affected": [group(5)]}).unknown == ("affected",)


def test_groups_that_differ_are_asked_apart() -> None:
    condition = {"people_in": "NZ", "where": {"fact": "vulnerable", "is": True}, "at_least": 3}
    facts = {"affected": [group(2, vulnerable=True), group(5, vulnerable=False), group(2, vulnerable=None)]}

    answer = ask(condition, facts)

    assert (answer.value, answer.unknown) == (None, ("affected",))


def test_a_named_condition_is_asked_where_it_is_referred_to() -> None:
    named = {"harm": read_condition({**HARM, "cite": "s 2"}, {}, "x")}

    answer = read_condition({"ref": "harm", "why": "Harm counts."}, named, "x")(Asked({"risk": {"serious_harm": True}}, {}))

    assert answer.because == ("Harm counts: Serious harm likely: yes (s 2)",)


def test_a_condition_names_every_fact_that_it_may_look_at() -> None:
    condition = {"any": [LEVEL, {"people_in": "NZ", "where": SSN}, {"organisation_in": "NZ"}]}

    assert read_condition(condition, {}, "x").paths == (
        "risk.level", "affected", "data", "organisation.country", "organisation.establishments"
    )  # fmt: skip


def test_many_reasons_of_one_kind_are_cut_short() -> None:
    parts = [{"people_in": code} for code in ("AU", "CA", "CN", "FR", "GB", "US")]

    answer = ask({"any": parts}, {"affected": [group(1)]})

    assert len(answer.because) == 5
    assert answer.because[-1] == "And 2 more answers of the same kind"


# (condition, words of the refusal)
REFUSED = [
    ("risk.level", "must be a table"),
    ({}, "exactly one of"),
    ({"fact": "risk.level", "people_in": "NZ", "is": "high"}, "exactly one of"),
    ({"fact": "risk.level"}, "needs exactly one of"),
    ({"fact": "risk.level", "is": "high", "in": ["high"]}, "needs exactly one of"),
    ({"fact": "risk.level", "is": "huge"}, "'huge' is no value of the fact 'risk.level'"),
    ({"fact": "risk.size", "is": "high"}, "there is no fact 'risk.size'"),
    ({"fact": "risk.level", "is": "high", "colour": 1}, "unknown key 'colour'"),
    ({"fact": "data", "includes_any": "name"}, "needs a list"),
    ({"fact": "data", "includes_any": []}, "needs a list"),
    ({"fact": "data", "includes_any": ["shoe"]}, "'shoe' is no value"),
    ({"fact": "data", "at_least": 3}, "is not a number"),
    ({"fact": "records_count", "at_least": "3"}, "must be a number"),
    ({"people_in": "NZ", "at_least": 1, "more_than": 2}, "takes one of"),
    ({"people_in": "NZ", "at_least": True}, "must be a number"),
    ({"people_in": "NZ", "near": 1}, "unknown key 'near'"),
    ({"organisation_in": "NZ", "at_least": 1}, "unknown key 'at_least'"),
    ({"ref": "harm"}, "no condition named 'harm'"),
    ({"all": []}, "needs a list of conditions"),
    ({"any": LEVEL}, "needs a list of conditions"),
    ({"all": [LEVEL], "extra": 1}, "unknown key 'extra'"),
]


@pytest.mark.parametrize(("condition", "words"), REFUSED)
def test_what_is_no_condition_is_refused_with_file_and_key(condition: Any, words: str) -> None:
    with pytest.raises(LawDataError, match=r"^x\.toml: scope") as refusal:
        read_condition(condition, {}, "x.toml: scope")

    assert words in str(refusal.value)
