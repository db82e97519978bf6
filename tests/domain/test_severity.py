"""The risk suggestion: the arithmetic of the ENISA method, its bands, and what the facts give."""

from typing import Any

import pytest

from incident.domain import severity
from incident.law.facts import parse_facts

# (DPC, EI in quarters, CB in quarters, SE in quarters, band): the ten worked scores of the dossier, section 7.4
WORKED = [
    (1, 4, (1, 0, 0, 0), 5, "low"),
    (3, 4, (2, 0, 0, 2), 16, "very high"),
    (2, 2, (0, 0, 0, 0), 4, "low"),
    (4, 4, (2, 0, 0, 2), 20, "very high"),
    (3, 4, (1, 0, 0, 0), 13, "high"),
    (1, 1, (1, 0, 0, 0), 2, "low"),
    (4, 4, (0, 0, 1, 2), 19, "very high"),
    (2, 3, (2, 0, 0, 0), 8, "medium"),
    (3, 1, (2, 0, 0, 2), 7, "low"),
    (4, 4, (2, 2, 2, 2), 24, "very high"),
]


@pytest.mark.parametrize(("dpc", "ei", "parts", "total", "band"), WORKED)
def test_each_worked_score_comes_out_in_exact_quarters(
    dpc: int, ei: int, parts: tuple[int, ...], total: int, band: str
) -> None:
    assert severity.score_quarters(dpc, ei, parts) == total
    assert severity.band(total) == band


@pytest.mark.parametrize(
    ("quarters", "band"), [(7, "low"), (8, "medium"), (11, "medium"), (12, "high"), (15, "high"), (16, "very high")]
)
def test_the_lower_bound_belongs_to_the_band(quarters: int, band: str) -> None:
    assert severity.band(quarters) == band


def suggest(**facts: Any) -> dict[str, Any]:
    return severity.suggest(parse_facts({"nature": ["confidentiality"], "data": ["name", "email"], **facts}))


@pytest.mark.parametrize(
    ("facts", "score", "level"),
    [
        ({"recipient": "trusted", "cause": "error"}, 1.25, "risk"),
        ({"data": ["health", "name", "email"], "recipient": "public", "cause": "external_attack"}, 5.0, "high"),
        ({"data": ["transactions", "name", "date_of_birth"], "recipient": "known_untrusted", "cause": "error"},
         3.25, "high"),
        ({"data": ["email"], "recipient": "public", "cause": "error"}, 1.25, "risk"),
        ({"nature": ["availability"], "data": ["health", "name", "email"], "cause": "external_attack",
          "protection": {"backup_restored": True}, "impact": {"unavailable_hours": 30, "ransomware": True}}, 4.75, "high"),
        ({"nature": ["confidentiality", "integrity", "availability"], "data": ["health", "name", "email"],
          "recipient": "public", "cause": "insider", "protection": {"backup_restored": False}}, 6.0, "high"),
    ],
)  # fmt: skip
def test_facts_give_their_score_and_the_suggested_level(facts: dict[str, Any], score: float, level: str) -> None:
    found = suggest(**facts)

    assert (found["score"], found["level"]) == (score, level)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"data": None}, "the kinds of data"),
        ({"data": []}, "the kinds of data"),
        ({"nature": None}, "what the breach touched"),
    ],
)
def test_nothing_is_suggested_while_data_or_nature_are_not_known(facts: dict[str, Any], missing: str) -> None:
    found = suggest(**facts)

    assert (found["level"], found["score"], found["working"]) == (None, None, None)
    assert missing in found["because"][0]


def test_a_low_score_alone_is_no_unlikely_risk() -> None:
    found = suggest(recipient="known_untrusted", cause="error")

    assert (found["working"]["band"], found["level"]) == ("low", "risk")


SAFE = {"encrypted": True, "key_compromised": False}


def test_unreadable_data_with_a_low_score_are_an_unlikely_risk() -> None:
    assert suggest(protection=SAFE, recipient="none", cause="loss")["level"] == "unlikely"


@pytest.mark.parametrize("protection", [{"encrypted": True}, {"encrypted": True, "key_compromised": True}, {}])
def test_encryption_helps_only_while_the_key_is_known_to_be_safe(protection: dict[str, Any]) -> None:
    assert suggest(protection=protection, recipient="none", cause="loss")["level"] == "risk"


def test_a_trusted_recipient_who_deleted_the_data_makes_a_risk_unlikely() -> None:
    assert suggest(recipient="trusted", cause="error", remedy=["deletion_confirmed"])["level"] == "unlikely"
    assert suggest(recipient="hostile", cause="error", remedy=["deletion_confirmed"])["level"] == "risk"


def test_who_received_the_data_counts_as_an_unknown_number_until_it_is_known() -> None:
    assert suggest()["working"]["circumstances"]["confidentiality"] == 0.5


def test_numbers_and_people_at_risk_are_flags_beside_the_number() -> None:
    few = suggest(affected=[{"residence": "NZ", "count": 100}])
    many = suggest(affected=[{"residence": "NZ", "count": 101, "people": ["children"]}])

    assert few["score"] == many["score"]
    assert not any("100 people" in line for line in few["because"])
    assert any("more than 100 people" in line for line in many["because"])
    assert any("special risk" in line for line in many["because"])


def test_the_data_of_a_group_count_like_those_of_the_whole() -> None:
    found = suggest(affected=[{"residence": "NZ", "count": 1, "data": ["health"]}])

    assert found["working"]["processing_context"] == 4


def test_the_order_of_the_data_changes_nothing() -> None:
    assert suggest(data=["name", "health", "income"]) == suggest(data=["income", "name", "health"])
