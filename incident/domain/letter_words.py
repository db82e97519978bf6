"""What a letter tells an affected person in plain words: which of their data, when, and what they can do."""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from incident.domain.words import listed

YOURS = {
    "name": "your name",
    "email": "your e-mail address",
    "phone": "your telephone number",
    "postal_address": "your postal address",
    "date_of_birth": "your date of birth",
    "ip_address": "your IP address",
    "device_id": "your device identifier",
    "photo": "your photograph",
    "username": "your user name",
    "password_plain": "your password in readable form",
    "password_hash": "your password in a scrambled form",
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
    "biometric": "your biometric data, such as a fingerprint or an image of your face",
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
    "employee_id": "your employee number",
    "student_id": "your student number",
    "medical_id": "your medical identification number",
    "tribal_id": "your tribal identification number",
    "voter_id": "your voter identification",
    "birth_certificate": "your birth certificate",
    "marriage_certificate": "your marriage certificate",
    "identity_protection_pin": "your tax identity-protection PIN",
    "private_key": "your private key for electronic signatures",
    "account_access_code": "the PIN or access code of your account",
    "security_token": "the security token you sign in with",
    "tax_information": "your tax records",
    "work_evaluation": "evaluations of your work",
    "crime_victim": "that you were the victim of a crime",
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
TOGETHER = (
    ("name", "email", "phone", "postal_address", "date_of_birth", "place_of_birth", "sex", "civil_status"),
    ("username", "password_plain", "password_hash", "security_answer"),
    ("ip_address", "device_id", "location"),
    ("passport", "driver_licence", "national_id", "ssn", "tax_id", "military_id"),
    ("bank_account", "bank_account_with_code", "payment_card", "payment_card_with_code"),
    ("transactions", "invoice", "income", "investments", "creditworthiness", "credit_report"),
)  # kinds of data that share a line of the list
RECIPIENTS = {
    "none": "As far as we know, nobody has received it.",
    "internal": "Somebody inside our organisation has seen it.",
    "trusted": "It reached a recipient whom we know and trust.",
    "known_untrusted": "It reached a recipient whom we know, and who is not bound to keep it secret.",
    "hostile": "We believe that the person who attacked us has it.",
    "public": "The public could reach it.",
    "unknown": "We do not know who has it.",
}  # a letter says whether somebody has the data, and never who

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
        "Ask the office that issued the document or number what it advises, and watch for accounts opened in your name.",
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


def span(began: datetime, ended: datetime, zone: str, language: str) -> str:
    """“between 18 and 20 November 2026”, with the month or year twice where they differ; “on …” for one day."""
    first, last = (instant.astimezone(ZoneInfo(zone)) for instant in (began, ended))
    until = day(ended, zone, language)
    if first.date() == last.date():
        return f"on {until}"
    if first.year != last.year:
        return f"between {day(began, zone, language)} and {until}"
    if language == "en-US":
        return f"between {first:%B} {first.day} and {until}"
    month = "" if first.month == last.month else f" {first:%B}"
    return f"between {first.day}{month} and {until}"


def data_lines(codes: Iterable[str], language: str) -> str:
    """A list of the kinds of data, those of a like kind on one line: “- your name and e-mail address”."""
    given = list(codes)
    groups = dict.fromkeys(next((kinds for kinds in TOGETHER if code in kinds), (code,)) for code in given)
    lines = [_line([kind for kind in kinds if kind in given]) for kinds in groups]
    return spelled("\n".join(f"- {line}" for line in lines), language)


def _line(kinds: list[str]) -> str:
    if len(kinds) == 1:
        return YOURS[kinds[0]]
    return f"your {listed(YOURS[kind].removeprefix('your ') for kind in kinds)}"


def advice_lines(codes: Collection[str]) -> str:
    """A list of what the person can do about these kinds of data; "" when we know no advice."""
    return "\n".join(f"- {advice}" for kinds, advice in ADVICE if kinds & set(codes))


def spelled(text: str, language: str) -> str:
    """The text in the spelling of the language."""
    for ours, theirs in AMERICAN if language == "en-US" else ():
        text = text.replace(ours, theirs)
    return text
