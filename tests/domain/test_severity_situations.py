"""The situations that regulators' guidance tells apart, each with the level that the careful reading gives.

The cases are those of EDPB Guidelines 01/2021, told in our facts: nobody told is “unlikely”, the authority alone is “risk”,
the people too is “high”.
"""

from typing import Any

import pytest

from incident.domain import severity
from incident.law.facts import parse_facts

SEEN, GONE = "confidentiality", "availability"
SAFE = {"encrypted": True, "key_compromised": False, "backup_restored": True}


def suggest(*nature: str, data: list[str], **facts: Any) -> dict[str, Any]:
    return severity.suggest(parse_facts({"nature": list(nature), "data": data, **facts}))


def level(*nature: str, data: list[str], **facts: Any) -> Any:
    return suggest(*nature, data=data, **facts)["level"]


def people(count: int | None, **more: Any) -> list[dict[str, Any]]:
    return [{"residence": "DE", "count": count, **more}]


def ransom(**more: Any) -> dict[str, Any]:
    return {"ransomware": True, **more}


def test_case_1_encrypted_data_that_a_backup_restores_within_hours_are_unlikely_to_be_a_risk() -> None:
    assert level(GONE, data=["name", "email", "invoice"], cause="external_attack", recipient="none", protection=SAFE,
                 impact=ransom(unavailable_hours=4), affected=people(36)) == "unlikely"  # fmt: skip


def test_case_2_readable_data_without_a_backup_are_a_risk() -> None:
    assert level(GONE, data=["name", "email", "bank_account"], cause="external_attack", recipient="none",
                 protection={"encrypted": False, "backup_restored": False}, impact=ransom(unavailable_hours=120),
                 affected=people(36)) == "risk"  # fmt: skip


def test_case_3_a_hospital_that_cannot_reach_its_records_is_a_high_risk_though_they_are_encrypted() -> None:
    assert level(GONE, data=["name", "health"], cause="external_attack", recipient="none", protection=SAFE,
                 organisation={"kinds": ["health_provider"]}, impact=ransom(unavailable_hours=48, care_affected=True),
                 affected=people(5000, people=["patients"])) == "high"  # fmt: skip


def test_a_hospital_of_which_nothing_more_is_known_is_a_high_risk_until_care_is_known_not_to_suffer() -> None:
    found = suggest(GONE, data=["health"], organisation={"kinds": ["health_provider"]})

    assert found["level"] == "high"
    assert "impact.care_affected" in [entry["fact"] for entry in found["missing"]]


def test_case_4_data_that_were_taken_and_lost_are_a_high_risk() -> None:
    assert level(SEEN, GONE, data=["name", "national_id", "payment_card"], cause="external_attack", recipient="hostile",
                 protection={"encrypted": False, "backup_restored": False}, impact=ransom()) == "high"  # fmt: skip


def test_case_5_applications_for_jobs_in_an_attackers_hands_are_a_high_risk() -> None:
    data = ["name", "email", "phone", "postal_address", "date_of_birth", "employment", "education"]

    assert level(SEEN, data=data, cause="external_attack", recipient="hostile", affected=people(213)) == "high"


@pytest.mark.parametrize(("strength", "found"), [("strong", "unlikely"), ("weak", "risk"), (None, "risk")])
def test_case_6_strongly_hashed_passwords_are_told_from_weakly_hashed_ones(strength: str | None, found: str) -> None:
    assert level(SEEN, data=["username", "password_hash"], cause="external_attack", recipient="hostile",
                 protection={"hash_strength": strength}, affected=people(1200)) == found  # fmt: skip


@pytest.mark.parametrize(("data", "strength", "found"),
                         [("password_hash", "strong", "risk"), ("password_hash", "weak", "high"),
                          ("password_plain", None, "high")])  # fmt: skip
def test_with_names_and_addresses_the_way_a_password_was_kept_still_counts(
    data: str, strength: str | None, found: str
) -> None:
    assert level(SEEN, data=["name", "email", data], cause="external_attack", recipient="hostile",
                 protection={"hash_strength": strength}) == found  # fmt: skip


def test_case_7_accounts_of_a_bank_that_were_entered_are_a_high_risk() -> None:
    assert level(SEEN, data=["name", "date_of_birth", "tax_id", "username", "bank_account"], cause="external_attack",
                 recipient="hostile", affected=people(2000)) == "high"  # fmt: skip


@pytest.mark.parametrize("recipient", ["known_untrusted", "hostile"])
def test_case_8_a_contact_list_that_an_insider_takes_along_is_a_risk(recipient: str) -> None:
    assert level(SEEN, data=["name", "email", "phone"], cause="insider", recipient=recipient,
                 affected=people(400)) == "risk"  # fmt: skip


def test_an_insider_is_not_believed_to_have_deleted_what_he_took() -> None:
    assert level(SEEN, data=["name", "email"], cause="insider", recipient="internal",
                 remedy=["deletion_confirmed"]) == "risk"  # fmt: skip


def test_case_9_a_trusted_recipient_who_confirms_deletion_makes_a_risk_unlikely() -> None:
    sent = {"data": ["name", "phone", "insurance_policy"], "cause": "error", "affected": people(24)}

    assert level(SEEN, recipient="trusted", remedy=["deletion_confirmed"], **sent) == "unlikely"
    assert level(SEEN, recipient="trusted", remedy=[], **sent) == "risk"
    assert level(SEEN, recipient="hostile", remedy=["deletion_confirmed"], **sent) != "unlikely"


def test_sensitive_data_that_a_trusted_recipient_deleted_are_a_risk_and_the_other_view_is_said() -> None:
    found = suggest(SEEN, data=["name", "health"], cause="error", recipient="trusted", remedy=["deletion_confirmed"])

    assert found["level"] == "risk"
    assert any("can be believed" in line for line in found["against"])
    assert any("suggests a high risk" in line for line in found["against"])


STOLEN = {"data": ["name", "date_of_birth", "education"], "cause": "theft", "recipient": "unknown", "act": ["loss"],
          "affected": people(60, people=["children"])}  # fmt: skip


@pytest.mark.parametrize(
    ("protection", "found"),
    [
        (SAFE, "unlikely"),
        ({**SAFE, "backup_restored": False}, "risk"),
        ({**SAFE, "backup_restored": None}, "risk"),
        ({**SAFE, "key_compromised": True}, "high"),
        ({**SAFE, "key_compromised": None}, "high"),
    ],
)
def test_case_10_a_stolen_encrypted_device_needs_a_safe_key_and_a_copy(protection: dict[str, Any], found: str) -> None:
    assert level(SEEN, GONE, protection=protection, **STOLEN) == found


def test_case_11_a_stolen_readable_device_is_a_high_risk() -> None:
    assert level(SEEN, GONE, data=["name", "sex", "date_of_birth", "postal_address"], cause="theft", recipient="unknown",
                 protection={"encrypted": False}, affected=people(100_000)) == "high"  # fmt: skip


def test_case_12_stolen_papers_about_health_are_a_high_risk() -> None:
    assert level(SEEN, GONE, data=["name", "health"], medium="paper", cause="theft", recipient="unknown") == "high"


def test_case_13_two_parcels_that_came_back_unread_are_unlikely_to_be_a_risk() -> None:
    assert level(SEEN, data=["name", "postal_address"], cause="error", recipient="known_untrusted",
                 remedy=["returned_unread"], affected=people(2)) == "unlikely"  # fmt: skip


def test_case_14_a_mass_mailing_of_identity_numbers_is_a_high_risk_and_one_letter_is_a_risk() -> None:
    letter = {"data": ["name", "ssn"], "cause": "error", "recipient": "known_untrusted"}

    assert level(SEEN, affected=people(60_000), **letter) == "high"
    assert level(SEEN, affected=people(1), **letter) == "risk"


def test_case_15_a_list_of_names_that_its_readers_deleted_is_unlikely_to_be_a_risk() -> None:
    assert level(SEEN, data=["name", "email"], cause="error", recipient="known_untrusted", remedy=["deletion_confirmed"],
                 affected=people(15)) == "unlikely"  # fmt: skip


def test_case_16_a_letter_of_an_insurer_to_another_customer_is_a_risk() -> None:
    assert level(SEEN, data=["name", "postal_address", "date_of_birth", "insurance_policy"], cause="error",
                 recipient="known_untrusted", remedy=[], affected=people(1)) == "risk"  # fmt: skip


def test_case_17_bills_given_to_a_caller_who_passed_as_the_customer_are_a_high_risk() -> None:
    assert level(SEEN, data=["name", "invoice", "communications_metadata"], cause="external_attack", recipient="hostile",
                 affected=people(1)) == "high"  # fmt: skip


def test_case_18_mail_of_a_wages_office_that_was_forwarded_is_a_high_risk() -> None:
    assert level(SEEN, data=["name", "email", "bank_account", "income", "civil_status"], cause="external_attack",
                 recipient="hostile", affected=people(99)) == "high"  # fmt: skip


@pytest.mark.parametrize("data", [["postal_address"], ["name", "phone"]])
def test_an_address_of_somebody_at_risk_of_violence_is_a_high_risk(data: list[str]) -> None:
    assert level(SEEN, data=data, cause="error", recipient="known_untrusted", affected=people(1, vulnerable=True)) == "high"
    assert level(SEEN, data=[*data, "violence_victim"], cause="error", recipient="known_untrusted") == "high"


def test_a_telephone_system_that_was_down_for_minutes_is_unlikely_to_be_a_risk() -> None:
    assert level(GONE, data=["name", "phone"], cause="system_fault",
                 impact={"unavailable_hours": 0.2, "ongoing": False}) == "unlikely"  # fmt: skip


def test_records_that_were_altered_and_not_restored_are_a_risk() -> None:
    altered = {"data": ["name", "email"], "cause": "error"}

    assert level("integrity", protection={"backup_restored": False}, **altered) == "risk"
    assert level("integrity", protection={"backup_restored": True}, **altered) == "unlikely"


@pytest.mark.parametrize("growing", ["nature", "data"])
def test_nothing_is_unlikely_while_the_list_that_it_rests_on_may_grow(growing: str) -> None:
    sent = {"data": ["name", "email"], "cause": "error", "recipient": "trusted", "remedy": ["deletion_confirmed"]}

    assert level(SEEN, **sent) == "unlikely"
    assert level(SEEN, more_possible=[growing], **sent) == "risk"


def test_a_low_score_alone_is_no_unlikely_risk() -> None:
    found = suggest(SEEN, data=["name", "email"], recipient="known_untrusted", cause="error")

    assert (found["working"]["band"], found["level"]) == ("low", "risk")


def test_each_suggestion_says_that_a_person_decides() -> None:
    assert "A person decides" in suggest(SEEN, data=["name"])["because"][-1]
