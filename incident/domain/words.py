"""Codes, places, instants and counts in plain words, as screens and documents print them."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from incident.law.place_words import place as place

PEOPLE = "Affected individuals"  # the addressee of a duty that is owed to them, before the place

CODES = {
    "name": "names",
    "email": "e-mail addresses",
    "phone": "telephone numbers",
    "postal_address": "postal addresses",
    "date_of_birth": "dates of birth",
    "ip_address": "IP addresses",
    "device_id": "device identifiers",
    "photo": "photographs",
    "username": "user names",
    "password_plain": "passwords in readable form",
    "password_hash": "passwords in hashed form",
    "security_answer": "security questions and answers",
    "ssn": "social security numbers",
    "tax_id": "tax numbers",
    "driver_licence": "driver's licence numbers",
    "passport": "passport numbers",
    "national_id": "national identity numbers",
    "military_id": "military identity numbers",
    "bank_account": "bank account numbers",
    "bank_account_with_code": "bank account numbers with access codes",
    "payment_card": "payment card numbers",
    "payment_card_with_code": "payment card numbers with security codes",
    "income": "income",
    "credit_report": "credit reports",
    "transactions": "transactions",
    "invoice": "invoices",
    "health": "health information",
    "health_insurance": "health insurance information",
    "genetic": "genetic data",
    "biometric": "biometric data",
    "race_ethnicity": "racial or ethnic origin",
    "religion": "religious beliefs",
    "politics": "political opinions",
    "union_membership": "trade union membership",
    "sexual_orientation": "sexual orientation or sex life",
    "criminal_record": "criminal records",
    "children": "data about children",
    "location": "locations",
    "communications_content": "content of communications",
    "communications_metadata": "metadata of communications",
    "employment": "employment records",
    "education": "education records",
    "digital_signature": "digital signatures",
    "mothers_maiden_name": "mother's maiden names",
    "licence_plate_reader": "readings of licence plates",
    "insurance_policy": "insurance policies",
    "vehicle_registration": "vehicle registrations",
    "sex": "sex or gender",
    "place_of_birth": "places of birth",
    "family": "family relations",
    "adoption": "adoption records",
    "violence_victim": "records of victims of violence",
    "social_services": "records of social services",
    "creditworthiness": "assessments of creditworthiness",
    "government_id": "other identity numbers of a government",
    "other_id": "other identifiers",
    "employee_id": "employee numbers",
    "student_id": "student numbers",
    "medical_id": "medical identification numbers",
    "tribal_id": "tribal identification numbers",
    "voter_id": "voter identification",
    "birth_certificate": "birth certificates",
    "marriage_certificate": "marriage certificates",
    "identity_protection_pin": "tax identity-protection PINs",
    "private_key": "private keys for electronic signatures",
    "account_access_code": "PINs and access codes of accounts",
    "security_token": "security tokens",
    "tax_information": "tax records",
    "work_evaluation": "evaluations of work",
    "crime_victim": "records of victims of crime",
    "job_applicants": "job applicants",
    "hipaa_covered_entity": "HIPAA covered entity",
    "hipaa_business_associate": "HIPAA business associate",
    "phr_vendor": "vendor of personal health records",
    "ftc_financial_institution": "financial institution under the FTC Safeguards Rule",
    "sec_registrant": "SEC registrant",
    "nydfs_covered": "covered entity under 23 NYCRR 500",
    "nis2_essential": "essential entity under NIS2",
    "nis2_important": "important entity under NIS2",
    "apra_regulated": "entity regulated by APRA",
    "eu_institution": "institution or body of the European Union",
    "qualified_trust_service": "qualified trust service provider",
    "ai_provider": "provider of a high-risk AI system",
    "finma_supervised": "institution supervised by FINMA",
    "essential_service_operator": "operator of an essential service",
    "digital_service_provider": "digital service provider under NIS rules",
    "rbnz_regulated": "entity regulated by the Reserve Bank of New Zealand",
    "fma_licensed": "institution licensed by the FMA of New Zealand",
    "my_health_record_participant": "participant of Australia's My Health Record",
    "osfi_regulated": "institution regulated by OSFI",
    "amf_regulated": "institution regulated by the AMF of Quebec",
    "health_information_custodian": "custodian of health information in Canada",
    "dod_contractor": "contractor of the US Department of Defense",
    "federal_cloud_provider": "cloud provider to the US government (FedRAMP)",
    "federal_tax_recipient": "recipient of US federal tax information",
    "social_security_partner": "data-exchange partner of the US Social Security Administration",
    "state_contractor": "contractor of a state agency",
    "difc_registered": "registered in the DIFC",
    "adgm_registered": "registered in the ADGM",
    "qfc_registered": "registered in the QFC",
    "tfn_recipient": "recipient of tax file numbers (TFN)",
    "aml_reporting_entity": "reporting entity under anti-money-laundering law",
    "cdr_recipient": "recipient of consumer data right (CDR) data",
    "external_attack": "an attack from outside",
    "insider": "an act of somebody inside",
    "error": "a human error",
    "theft": "a theft",
    "loss": "a loss",
    "system_fault": "a fault of a system",
    "unknown": "not known yet",
    "confidentiality": "confidentiality (seen or taken by somebody without a right)",
    "integrity": "integrity (changed)",
    "availability": "availability (lost or not reachable)",
}  # what is not here reads well with its underscores as spaces


def code(value: str) -> str:
    """A code of the facts document in words, for the middle of a sentence."""
    return CODES.get(value, value.replace("_", " "))


def kind_of_people(value: str) -> str:
    """A code of `people` in words, for the middle of a sentence; “children” are data in one list and people in this."""
    return value.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """“a, b and c”; empty text for none."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def sentence(words: str) -> str:
    """`words` with a capital first letter and a full stop."""
    text = words.strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def when(instant: datetime, zone: str) -> str:
    """“Fri 20 Nov 2026, 09:30 NZDT” in an IANA zone; zones without letters print their offset."""
    local = instant.astimezone(ZoneInfo(zone))
    letters = local.tzname() or ""
    name = letters if letters.isalpha() else f"UTC{local:%z}"[:6] + ":" + f"{local:%z}"[3:]
    return f"{local:%a} {local.day} {local:%b %Y}, {local:%H:%M} {name}"


def day(at: date) -> str:
    """“20 November 2026”."""
    return f"{at.day} {at:%B %Y}"


def count(number: int | None, *, estimate: bool) -> str:
    """A number with thousands separators; “about” for an estimate; “not known yet” for None."""
    if number is None:
        return "not known yet"
    return f"about {number:,}" if estimate else f"{number:,}"
