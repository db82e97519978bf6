"""The factors of four laws, read from the facts: each says what is known, where it points, and the careful reading."""

from pathlib import Path
from typing import Any

import pytest

from incident.domain import severity
from incident.domain.severity_factors import READERS, factors_of
from incident.errors import LawDataError
from incident.law.facts import parse_facts
from incident.law.risk_factors import FILE, READS, factor_lists
from incident.law.rulebook import law_of

STOLEN: dict[str, Any] = {
    "nature": ["confidentiality"], "act": ["acquisition"], "data": ["name", "ssn"], "cause": "external_attack",
    "recipient": "hostile", "remedy": [], "protection": {"encrypted": False},
    "affected": [{"residence": "NZ", "count": 1840, "vulnerable": False}], "impact": {"ongoing": False},
}  # fmt: skip
TAKEN_BACK = {
    **STOLEN, "act": ["disclosure"], "data": ["name", "phone"], "cause": "error", "recipient": "trusted",
    "remedy": ["deletion_confirmed"], "affected": [{"residence": "NZ", "count": 3, "vulnerable": False}],
}  # fmt: skip


def points(regime: str, facts: dict[str, Any]) -> dict[str, str]:
    """Factor in words -> where it points."""
    (found,) = [entry for entry in factors_of(parse_facts(facts)) if entry["regime"] == regime]
    return {factor["factor"]: factor["points"] for factor in found["factors"]}


def reading(regime: str, facts: dict[str, Any]) -> str:
    (found,) = [entry for entry in factors_of(parse_facts(facts)) if entry["regime"] == regime]
    return str(found["reading"])


@pytest.mark.parametrize(("regime", "count"), [("NZ-PA2020", 6), ("AU-NDB", 9), ("US-HIPAA", 4), ("CA-PIPEDA", 3)])
def test_each_law_has_every_factor_with_its_cite(regime: str, count: int) -> None:
    (found,) = [entry for entry in factor_lists() if entry.regime == regime]

    assert len(found.factors) == count
    assert all(factor.cite and factor.words and factor.reads in READERS for factor in found.factors)


def test_every_list_belongs_to_a_law_of_the_rulebook() -> None:
    assert {entry.regime for entry in factor_lists()} <= set(law_of().by_id)


def test_what_the_file_may_name_and_what_is_read_are_the_same() -> None:
    assert set(READS) == set(READERS)


@pytest.mark.parametrize("regime", ["NZ-PA2020", "AU-NDB", "US-HIPAA", "CA-PIPEDA"])
def test_everything_points_up_where_an_attacker_has_readable_identity_numbers(regime: str) -> None:
    assert set(points(regime, STOLEN).values()) == {"up"}
    assert "points to" in reading(regime, STOLEN)


def test_a_trusted_recipient_who_deleted_simple_data_points_away_from_harm() -> None:
    found = points("NZ-PA2020", TAKEN_BACK)

    assert found["Any action taken to reduce the risk of harm"] == "down"
    assert found["Who has obtained the information or may obtain it"] == "down"
    assert "points away from serious harm" in reading("NZ-PA2020", TAKEN_BACK)


def test_nothing_known_is_unknown_and_counts_as_pointing_to_harm() -> None:
    for entry in factors_of(parse_facts({})):
        assert {factor["points"] for factor in entry["factors"]} == {"unknown"}
        assert all(factor["careful"].startswith("not known yet") for factor in entry["factors"])
        assert "act as if it" in entry["reading"]


def test_a_key_that_is_not_known_to_be_safe_is_unknown() -> None:
    found = points("AU-NDB", {**STOLEN, "protection": {"encrypted": True}})

    assert found["Whether security measures protect the information"] == "unknown"


def test_a_key_that_was_taken_opens_the_data() -> None:
    found = points("AU-NDB", {**STOLEN, "protection": {"encrypted": True, "key_compromised": True}})

    assert found["How likely it is that those measures can be overcome"] == "up"


def test_ransomware_is_presumed_to_have_acquired_what_it_encrypted() -> None:
    found = points("US-HIPAA", {"nature": ["availability"], "data": ["health"], "recipient": "none",
                                "act": ["unavailability"], "impact": {"ransomware": True}})  # fmt: skip

    assert found["Whether it was actually acquired or viewed"] == "up"


UNREADABLE = {**STOLEN, "protection": {"encrypted": True, "key_compromised": False}}


@pytest.mark.parametrize("facts", [STOLEN, TAKEN_BACK, UNREADABLE])
def test_the_reading_of_a_list_agrees_with_the_suggestion(facts: dict[str, Any]) -> None:
    away = severity.suggest(parse_facts(facts))["level"] == "unlikely"

    assert ("points away" in reading("CA-PIPEDA", facts)) is away


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('reads = "action"', 'reads = "weather"', "weather"),
        ('asks = "', 'askes = "', "asks"),
        ("confidence = \"medium\"", "confidence = \"sure\"", "confidence"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    path = tmp_path / "factors.toml"
    path.write_text(FILE.read_text("utf-8").replace(was, becomes, 1), "utf-8")

    with pytest.raises(LawDataError, match=said):
        factor_lists(path)
