"""The risk suggestion: the arithmetic of the ENISA method, its bands, and what the facts give."""

from typing import Any

import pytest

from incident.domain import severity, severity_judge
from incident.domain import severity_tables as tables
from incident.law.facts import parse_facts
from incident.law.fields import DATA, question

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
    assert severity_judge.score_quarters(dpc, ei, parts) == total
    assert severity_judge.band(total) == band


@pytest.mark.parametrize(
    ("quarters", "band"), [(7, "low"), (8, "medium"), (11, "medium"), (12, "high"), (15, "high"), (16, "very high")]
)
def test_the_lower_bound_belongs_to_the_band(quarters: int, band: str) -> None:
    assert severity_judge.band(quarters) == band


def suggest(**facts: Any) -> dict[str, Any]:
    return severity.suggest(parse_facts({"nature": ["confidentiality"], "data": ["name", "email"], **facts}))


@pytest.mark.parametrize(
    ("facts", "score"),
    [
        ({"data": ["name", "date_of_birth", "email"], "recipient": "known_untrusted", "cause": "error"}, 1.25),
        ({"data": ["name", "date_of_birth", "email"], "organisation": {"kinds": ["health_provider"]},
          "recipient": "public", "cause": "external_attack"}, 4.0),
        ({"data": ["communications_metadata", "phone"], "act": ["loss"], "recipient": "none", "cause": "loss",
          "protection": {"backup_restored": True}}, 1.0),
        ({"data": ["transactions", "name", "postal_address"], "data_context": ["long_period"], "recipient": "unknown",
          "cause": "insider"}, 5.0),
        ({"data": ["transactions", "name", "date_of_birth"], "recipient": "known_untrusted", "cause": "error"}, 3.25),
        ({"nature": ["availability"], "data": ["health", "name", "email"], "cause": "external_attack",
          "protection": {"backup_restored": True}, "impact": {"unavailable_hours": 30, "ransomware": True}}, 4.75),
        ({"data": ["location", "username"], "data_context": ["long_period"], "recipient": "unknown",
          "cause": "external_attack"}, 1.75),
        ({"nature": ["confidentiality", "integrity", "availability"], "data": ["health", "name", "email"],
          "recipient": "public", "cause": "insider", "protection": {"backup_restored": False}}, 6.0),
    ],
    ids=["row 1", "row 2", "row 3", "row 4", "row 5", "row 7", "row 9", "row 10"],
)  # fmt: skip
def test_facts_give_the_score_of_the_worked_row(facts: dict[str, Any], score: float) -> None:
    assert suggest(**facts)["score"] == score


@pytest.mark.parametrize(
    ("facts", "missing"),
    [({"data": None}, "data"), ({"data": []}, "data"), ({"nature": None}, "nature")],
)
def test_nothing_is_suggested_while_data_or_nature_are_not_known(facts: dict[str, Any], missing: str) -> None:
    found = suggest(**facts)

    assert (found["level"], found["score"], found["working"]) == (None, None, None)
    assert [(entry["fact"], entry["question"]) for entry in found["missing"]] == [(missing, question(missing))]


@pytest.mark.parametrize("protection", [{"encrypted": True}, {"encrypted": True, "key_compromised": True}, {}])
def test_encryption_helps_only_while_the_key_is_known_to_be_safe(protection: dict[str, Any]) -> None:
    assert suggest(protection=protection, recipient="none", cause="error")["level"] == "risk"


def test_who_received_the_data_counts_as_an_unknown_number_until_it_is_known() -> None:
    assert suggest()["working"]["CB"]["parts"]["confidentiality"]["value"] == 0.5


@pytest.mark.parametrize(
    ("more", "dpc", "reason"),
    [
        ({}, 1, None),
        ({"data_context": ["long_period"]}, 2, "one cell up"),
        ({"organisation": {"kinds": ["health_provider"]}}, 3, "people's health"),
        ({"affected": [{"residence": "NZ", "people": ["patients"]}]}, 3, "patients"),
        ({"affected": [{"residence": "NZ", "people": ["children"]}]}, 2, "Children"),
        ({"affected": [{"residence": "NZ", "vulnerable": True}]}, 4, "special risk"),
        ({"data": ["name", "phone", "postal_address", "family", "education"]}, 2, "profiling"),
        ({"data": ["name", "income", "transactions", "investments"]}, 4, "finances in full"),
        ({"data": ["name", "bank_account", "account_access_code"]}, 4, "open money"),
        ({"data": ["name", "password_hash"]}, 2, "Passwords"),
        ({"data": ["name", "password_hash"], "protection": {"hash_strength": "strong"}}, 1, None),
    ],
)
def test_the_working_names_what_moved_the_context(more: dict[str, Any], dpc: int, reason: str | None) -> None:
    part = suggest(**more)["working"]["DPC"]

    assert part["value"] == dpc
    assert (reason is None and part["moved"] == []) or any(str(reason) in line for line in part["moved"])


def test_a_clinic_that_loses_a_list_of_its_staff_tells_nothing_of_health() -> None:
    staff = [{"residence": "NZ", "count": 3, "people": ["employees"]}]
    clinic = {"kinds": ["health_provider"]}

    assert suggest(organisation=clinic, affected=staff)["working"]["DPC"]["value"] == 1
    assert suggest(organisation=clinic, affected=None)["working"]["DPC"]["value"] == 3


@pytest.mark.parametrize(
    ("data", "context", "dpc"),
    [
        ("health", "reveals_little", 2), ("transactions", "outdated", 2), ("location", "already_public", 1),
        ("health", "long_period", 4),
    ],
)  # fmt: skip
def test_old_public_or_empty_data_reach_a_lower_cell(data: str, context: str, dpc: int) -> None:
    assert suggest(data=[data], data_context=[context])["working"]["DPC"]["value"] == dpc


def test_nothing_lessens_the_context_of_people_at_special_risk() -> None:
    at_risk = [{"residence": "NZ", "vulnerable": True}]

    assert suggest(data_context=["already_public"], affected=at_risk)["working"]["DPC"]["value"] == 4


@pytest.mark.parametrize(
    ("data", "ei"),
    [
        (["health"], 0.25), (["national_id"], 0.25), (["name"], 0.5), (["phone"], 0.5), (["email"], 0.75),
        (["photo"], 0.75), (["name", "health"], 0.75), (["name", "date_of_birth"], 1), (["phone", "postal_address"], 1),
        (["email", "national_id"], 1), (["birth_certificate"], 1),
    ],
)  # fmt: skip
def test_identification_takes_the_best_cell_that_the_identifiers_reach(data: list[str], ei: float) -> None:
    assert suggest(data=data)["working"]["EI"]["value"] == ei


def test_encryption_lowers_identification_only_where_nothing_else_is_lost() -> None:
    safe = {"encrypted": True, "key_compromised": False}

    assert suggest(protection=safe)["working"]["EI"]["value"] == 0.25
    assert suggest(protection={**safe, "backup_restored": False})["working"]["EI"]["value"] == 1


def test_the_working_adds_up() -> None:
    working = suggest(recipient="public", cause="insider")["working"]

    assert working["SE"] == working["DPC"]["value"] * working["EI"]["value"] + working["CB"]["value"]
    assert working["CB"]["value"] == sum(part["value"] for part in working["CB"]["parts"].values())


def test_a_number_of_people_and_unreadable_data_are_flags_beside_the_number() -> None:
    safe = {"encrypted": True, "key_compromised": False}
    few = suggest(affected=[{"residence": "NZ", "count": 100}], protection=safe)
    many = suggest(affected=[{"residence": "NZ", "count": 101}], protection=safe)

    assert few["score"] == many["score"]
    assert not any("100 people" in line for line in few["flags"])
    assert any("More than 100 people" in line for line in many["flags"])
    assert any("encrypted" in line for line in few["flags"])


def test_the_data_of_a_group_count_like_those_of_the_whole() -> None:
    found = suggest(affected=[{"residence": "NZ", "count": 1, "data": ["health"]}])

    assert found["working"]["DPC"]["value"] == 4


def test_every_kind_of_data_named_in_the_tables_is_one_of_the_facts() -> None:
    for codes in (tables.CATEGORY_OF, tables.CELL, tables.ALONE, tables.CREDENTIALS, tables.IDENTITY_NUMBERS,
                  tables.FULL_FINANCES, tables.TECHNICAL, tables.AT_RISK, tables.USABLE_MONEY):  # fmt: skip
        assert set(codes) <= set(DATA)


def test_a_low_number_is_said_to_argue_for_less_and_a_high_one_for_more() -> None:
    low = suggest(recipient="known_untrusted", cause="error")
    unreadable = suggest(data=["name", "health"], recipient="hostile",
                         protection={"encrypted": True, "key_compromised": False})  # fmt: skip

    assert "For a lower level: the severity is low." in low["against"]
    assert unreadable["level"] == "unlikely"
    assert any("alone, 2, suggests a risk" in line for line in unreadable["against"])
    assert any("broken later" in line for line in unreadable["against"])


def test_what_could_lower_or_raise_it_is_asked_for() -> None:
    could = {entry["fact"]: entry["could"] for entry in suggest(cause="error", recipient="hostile")["missing"]}

    assert could["protection.encrypted"] == could["protection.key_compromised"] == "lower"
    assert could["affected"] == "raise"


def test_paper_is_not_asked_whether_it_was_encrypted() -> None:
    found = suggest(medium="paper", recipient="unknown", cause="loss")

    assert not [entry for entry in found["missing"] if entry["fact"].startswith("protection.encrypted")]
