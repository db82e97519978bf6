"""Cells of the ENISA method (2013) that the facts can reach; what is not here counts 1 (simple data)."""

BEHAVIOURAL, FINANCIAL, SENSITIVE = 2, 3, 4  # basic scores of the categories; simple data have 1

CATEGORY = {
    1: "simple data",
    2: "behavioural data, or others that give some insight",
    3: "financial data",
    4: "sensitive data, or data that open money",
}

CONTEXT = {
    **dict.fromkeys(("location", "communications_metadata", "communications_content", "licence_plate_reader"), BEHAVIOURAL),
    **dict.fromkeys(("income", "transactions", "invoice", "investments", "creditworthiness", "payment_card"), FINANCIAL),
    **dict.fromkeys(
        ("health", "genetic", "biometric", "race_ethnicity", "religion", "politics", "union_membership",
         "sexual_orientation", "criminal_record", "adoption", "violence_victim", "social_services"), SENSITIVE),
    "bank_account": 2,  # bare account numbers: some financial information, no insight into status
    "health_insurance": 2,  # allows only general assumptions
    "insurance_policy": 2,
    "credit_report": 4,  # a detailed financial profile
    "payment_card_with_code": 4,  # card data usable for payment
    "bank_account_with_code": 4,  # online banking credentials
}  # fmt: skip

CREDENTIALS = frozenset({"password_plain", "password_hash", "security_answer"})

ALONE = {  # ease of identification by one identifier alone, in quarters (Annex 2, checked against one copy)
    "name": 2,  # in a country where few share it; the careful cell
    "email": 3,  # no name in it, but it can be found
    "phone": 2,
    "postal_address": 2,
    "photo": 3,  # clear, nothing else with it
    "date_of_birth": 1,
    "username": 1,
    "device_id": 1,
    "ip_address": 1,
    "biometric": 1,
    **dict.fromkeys(
        ("ssn", "tax_id", "driver_licence", "passport", "national_id", "military_id", "government_id", "other_id"), 1
    ),
}
IDENTIFIERS = frozenset(ALONE)
