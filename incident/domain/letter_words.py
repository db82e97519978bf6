"""What a letter tells an affected person in plain words: which of their data, when, and what they can do."""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

YOURS = {
    "name": "your name",
    "email": "your e-mail address",
    "phone": "your telephone number",
    "postal_address": "your postal address",
    "date_of_birth": "your date of birth",
    "ip_address": "your IP address",
    "device_id": "the identifier of your device",
    "photo": "your photograph",
    "username": "your user name",
    "password_plain": "your password, in readable form",
    "password_hash": "your password, in a scrambled form",
    "security_answer": "your security questions and answers",
    "ssn": "your Social Security number",
    "tax_id": "your tax number",
    "driver_licence": "your driver's licence number",
    "passport": "your passport number",
    "national_id": "your national identity number",
    "military_id": "your military identity number",
    "government_id": "the number of an identity document of yours",
    "other_id": "another number that identifies you",
    "bank_account": "your bank account number",
    "bank_account_with_code": "your bank account number with its access code",
    "payment_card": "your payment card number",
    "payment_card_with_code": "your payment card number with its security code",
    "income": "your income",
    "credit_report": "your credit report",
    "creditworthiness": "your creditworthiness",
    "transactions": "your transactions",
    "investments": "your investments",
    "invoice": "your invoices",
    "health": "information about your health",
    "health_insurance": "your health insurance information",
    "genetic": "your genetic data",
    "biometric": "your biometric data, such as a fingerprint",
    "race_ethnicity": "your racial or ethnic origin",
    "religion": "your religious beliefs",
    "politics": "your political opinions",
    "union_membership": "your trade union membership",
    "sexual_orientation": "your sexual orientation or sex life",
    "criminal_record": "your criminal record",
    "children": "information about your children",
    "location": "your location",
    "communications_content": "the content of your messages or calls",
    "communications_metadata": "when and with whom you communicated",
    "employment": "your employment records",
    "education": "your education records",
    "digital_signature": "your digital signature",
    "mothers_maiden_name": "your mother's maiden name",
    "licence_plate_reader": "records of your licence plate",
    "insurance_policy": "your insurance policy",
    "vehicle_registration": "your vehicle registration",
    "sex": "your sex",
    "place_of_birth": "your place of birth",
    "civil_status": "your civil status",
    "family": "information about your family",
    "adoption": "information about an adoption",
    "violence_victim": "information about violence that you suffered",
    "social_services": "information about social services",
}  # data code -> words of a letter; the list of fields.DATA

ADVICE = (
    (
        {"password_plain", "password_hash", "username", "security_answer"},
        "Change your password with us, and everywhere else where you use the same one.",
    ),
    (
        {"bank_account", "bank_account_with_code", "payment_card", "payment_card_with_code", "transactions"},
        "Look at your account statements, and tell your bank at once about anything that you did not do.",
    ),
    (
        {"email", "phone", "postal_address"},
        "Be careful with messages and calls that speak of us, of invoices or of your account. Do not open their links.",
    ),
    (
        {"ssn", "tax_id", "driver_licence", "passport", "national_id", "military_id", "government_id", "date_of_birth"},
        "Ask the office that gave you the document or number what it advises, and watch for accounts opened in your name.",
    ),
    (
        {"health", "health_insurance", "genetic"},
        "Look at bills and letters of doctors and insurers for treatment that you did not have.",
    ),
)  # kinds of data -> what their owner can do
AMERICAN = (("licence", "license"),)


def day(instant: datetime, zone: str, language: str) -> str:
    """“20 November 2026” in an IANA zone; “November 20, 2026” for the language “en-US”."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%B} {local.day}, {local.year}" if language == "en-US" else f"{local.day} {local:%B %Y}"


def data_lines(codes: Iterable[str], language: str) -> str:
    """A list with one line for each kind of data: “- your name”."""
    return spelled("\n".join(f"- {YOURS[code]}" for code in codes), language)


def advice_lines(codes: Collection[str]) -> str:
    """A list of what the person can do about these kinds of data; "" when we know no advice."""
    return "\n".join(f"- {advice}" for kinds, advice in ADVICE if kinds & set(codes))


def spelled(text: str, language: str) -> str:
    """The text in the spelling of the language."""
    for ours, theirs in AMERICAN if language == "en-US" else ():
        text = text.replace(ours, theirs)
    return text
