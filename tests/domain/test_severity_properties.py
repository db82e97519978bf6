"""What holds for every risk suggestion: worse facts never lower it, order says nothing, unknown is no “no”."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incident.domain import severity
from incident.domain.severity_factors import factors_of
from incident.domain.severity_judge import ORDER
from incident.law.facts import Facts, parse_facts
from incident.law.fields import (
    ACTS,
    CAUSES,
    DATA,
    DATA_CONTEXT,
    HASH_STRENGTHS,
    KINDS,
    MEDIA,
    NATURES,
    PEOPLE,
    RECIPIENTS,
    REMEDIES,
)

truth = st.none() | st.booleans()
LIKELY_DATA = [
    "name", "email", "phone", "postal_address", "date_of_birth", "username", "password_hash", "password_plain", "ssn",
    "bank_account", "payment_card_with_code", "health", "transactions", "location", "children", "violence_victim",
]  # fmt: skip
LIKELY_KINDS = ["business", "health_provider", "bank"]


def some(values: Any, most: int = 3) -> Any:
    return st.lists(st.sampled_from(values), unique=True, max_size=most)


groups = st.fixed_dictionaries(
    {"residence": st.just("NZ"), "count": st.none() | st.sampled_from([0, 1, 100, 101, 20_000])},
    optional={"people": some(PEOPLE, 2), "data": some(DATA, 2), "vulnerable": truth},
)
documents = st.fixed_dictionaries(
    {
        "nature": some(NATURES).filter(bool),
        "act": st.none() | some(ACTS),
        "data": (some(LIKELY_DATA, 5) | some(DATA, 5)).filter(bool),
        "data_context": st.none() | some(DATA_CONTEXT, 2),
        "medium": st.none() | st.sampled_from(MEDIA),
        "cause": st.none() | st.sampled_from(CAUSES),
        "recipient": st.none() | st.sampled_from(RECIPIENTS),
        "remedy": st.none() | some(REMEDIES, 2),
        "affected": st.lists(groups, max_size=3),
        "organisation": st.fixed_dictionaries({"kinds": st.none() | some(LIKELY_KINDS, 2) | some(KINDS, 2)}),
        "protection": st.fixed_dictionaries(
            {"encrypted": truth, "key_compromised": truth, "backup_restored": truth,
             "hash_strength": st.none() | st.sampled_from(HASH_STRENGTHS)}
        ),
        "impact": st.fixed_dictionaries(
            {"unavailable_hours": st.none() | st.sampled_from([0, 2, 24, 30]), "care_affected": truth,
             "ransomware": truth, "ongoing": truth, "operations_disrupted": truth, "significant": truth}
        ),
        "more_possible": some(["data", "nature", "affected", "act", "remedy"], 2),
    }
)  # fmt: skip


def rank(document: dict[str, Any]) -> int:
    return ORDER[severity.suggest(Facts(document))["level"]]


def having(document: dict[str, Any], part: str, name: str, value: Any) -> dict[str, Any]:
    return {**document, part: {**document[part], name: value}}


@given(documents, groups)
def test_more_affected_people_never_lower_it(document: dict[str, Any], group: dict[str, Any]) -> None:
    assert rank({**document, "affected": [*document["affected"], group]}) >= rank(document)


@given(documents, st.integers(1, 10_000))
def test_a_greater_number_never_lowers_it(document: dict[str, Any], more: int) -> None:
    greater = [{**group, "count": (group["count"] or 0) + more} for group in document["affected"]]

    assert rank({**document, "affected": greater}) >= rank(document)


@given(documents)
def test_a_hostile_recipient_never_lowers_it(document: dict[str, Any]) -> None:
    assert rank({**document, "recipient": "hostile"}) >= rank(document)


@given(documents, st.sampled_from(DATA))
def test_one_more_kind_of_data_never_lowers_it(document: dict[str, Any], code: str) -> None:
    assert rank({**document, "data": [*document["data"], code]}) >= rank(document)


@given(documents)
def test_a_lost_key_never_lowers_it(document: dict[str, Any]) -> None:
    assert rank(having(document, "protection", "key_compromised", True)) >= rank(document)


@given(documents)
def test_people_at_special_risk_never_lower_it(document: dict[str, Any]) -> None:
    at_risk = [{**group, "vulnerable": True} for group in document["affected"]]

    assert rank({**document, "affected": at_risk}) >= rank(document)


@given(documents)
def test_care_that_suffered_never_lowers_it(document: dict[str, Any]) -> None:
    assert rank(having(document, "impact", "care_affected", True)) >= rank(document)


REASSURING = [("protection", "encrypted", True), ("protection", "key_compromised", False),
              ("protection", "backup_restored", True), ("impact", "care_affected", False),
              ("protection", "hash_strength", "strong"), ("impact", "unavailable_hours", 0)]  # fmt: skip


@given(documents, st.sampled_from(REASSURING))
def test_what_is_not_known_is_never_taken_as_the_reassuring_answer(
    document: dict[str, Any], answer: tuple[str, str, Any]
) -> None:
    part, name, value = answer
    if name == "encrypted" and document["protection"]["backup_restored"] is False:
        return  # data that are encrypted and have no copy may be lost; readable ones are there to be read

    assert rank(having(document, part, name, None)) >= rank(having(document, part, name, value))


@given(documents, st.sampled_from(["remedy", "recipient"]))
def test_a_remedy_or_a_recipient_that_is_not_known_is_never_taken_as_a_good_one(document: dict[str, Any], path: str) -> None:
    good = {"remedy": ["deletion_confirmed", "returned_unread"], "recipient": "trusted"}[path]

    assert rank({**document, path: None}) >= rank({**document, path: good})


@given(documents, st.integers())
def test_the_order_of_lists_changes_nothing(document: dict[str, Any], seed: int) -> None:
    shuffled = {
        key: random.Random(seed).sample(value, len(value)) if isinstance(value, list) else value  # noqa: S311  # no secret
        for key, value in document.items()
    }

    assert severity.suggest(Facts(shuffled)) == severity.suggest(Facts(document))
    assert factors_of(Facts(shuffled)) == factors_of(Facts(document))


@given(documents)
def test_what_is_named_as_missing_is_not_known_and_the_rest_stands(document: dict[str, Any]) -> None:
    found = severity.suggest(parse_facts(document))

    for entry in found["missing"]:
        part, _, name = entry["fact"].partition(".")
        value = (document.get(part) or {}).get(name) if name else document.get(part)
        assert value is None or part == "affected" or part in document["more_possible"], entry
        assert entry["could"] != ("raise" if found["level"] == "high" else "lower" if found["level"] == "unlikely" else "")


@given(documents, st.sampled_from(["encrypted", "key_compromised", "backup_restored"]), st.booleans())
def test_an_answer_on_protection_that_changes_the_level_was_asked_for(
    document: dict[str, Any], name: str, value: bool
) -> None:
    if document["protection"][name] is not None or document["medium"] not in (None, "electronic"):
        return
    asked = {entry["fact"] for entry in severity.suggest(Facts(document))["missing"]}

    if rank(having(document, "protection", name, value)) < rank(document):
        assert f"protection.{name}" in asked or asked & {"impact.unavailable_hours", "impact.care_affected"}
