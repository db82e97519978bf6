"""Numbers of the ENISA method (2013) and the kinds of data, people and senders that reach them.

Source: ENISA with the authorities of Greece and Germany, "Recommendations for a methodology of the assessment of
severity of personal data breaches", v1.0, December 2013, annexes 1 to 3. Annex 2 was checked against one copy. Where
the method leaves a choice between two cells, the careful one stands here and the reason beside it.
"""

from incident.law.fields import DATA

SIMPLE, BEHAVIOURAL, FINANCIAL, SENSITIVE = 1, 2, 3, 4  # basic scores of the four categories

CATEGORY = {
    SIMPLE: "simple data",
    BEHAVIOURAL: "behavioural data",
    FINANCIAL: "financial data",
    SENSITIVE: "sensitive data",
}

_BEHAVIOURAL = ("location", "communications_metadata", "communications_content", "licence_plate_reader")
_FINANCIAL = (
    "income", "transactions", "invoice", "investments", "creditworthiness", "credit_report", "bank_account",
    "bank_account_with_code", "payment_card", "payment_card_with_code", "tax_information", "insurance_policy",
)  # fmt: skip
_SENSITIVE = (
    "health", "health_insurance", "medical_id", "genetic", "biometric", "race_ethnicity", "religion", "politics",
    "union_membership", "sexual_orientation", "criminal_record", "adoption", "violence_victim", "crime_victim",
    "social_services",
)  # fmt: skip

CATEGORY_OF = {
    **dict.fromkeys(DATA, SIMPLE),
    **dict.fromkeys(_BEHAVIOURAL, BEHAVIOURAL),
    **dict.fromkeys(_FINANCIAL, FINANCIAL),
    **dict.fromkeys(_SENSITIVE, SENSITIVE),
}

CELL = CATEGORY_OF | {  # a kind of data whose nature puts it into another cell than its category's basic score
    "communications_content": 3,  # what people wrote tells of their daily life
    "bank_account": 2,  # bare account numbers: some financial information, no insight into status
    "insurance_policy": 2,
    "credit_report": 4,  # a detailed financial profile
    "payment_card_with_code": 4,  # card data usable for payment
    "bank_account_with_code": 4,  # online banking credentials
    "health_insurance": 2,  # allows only general assumptions
    "medical_id": 2,
    "work_evaluation": 2,  # some profiling of a person
}
LESSENED = {SIMPLE: 1, BEHAVIOURAL: 1, FINANCIAL: 2, SENSITIVE: 2}  # cell of a category whose data tell less

MORE_TOLD = frozenset({"long_period"})  # codes of `data_context` that move a cell up by one
LESS_TOLD = frozenset({"outdated", "already_public", "reveals_little"})  # and those that move it to LESSENED

CREDENTIALS = frozenset({"password_plain", "security_answer", "account_access_code", "security_token", "private_key"})
TECHNICAL = frozenset({"ip_address", "device_id", "username", "password_hash", *CREDENTIALS})  # tell little of a person
TELLING = frozenset(code for code, category in CATEGORY_OF.items() if category == SIMPLE) - TECHNICAL
MANY_KINDS = 5  # simple kinds about one person that together allow some profiling; our number, the method has none
FULL_FINANCES = frozenset({"income", "transactions", "investments", "creditworthiness", "tax_information"})
FULL_FINANCES_FROM = 3  # kinds of them that together are a detailed financial profile; our number

HEALTH_CARE = frozenset({
    "health_provider", "hipaa_covered_entity", "hipaa_business_associate", "phr_vendor",
    "state_licensed_health_facility", "my_health_record_participant", "health_information_custodian",
})  # whose customer list tells of health, as in the method's online pharmacy  # fmt: skip
STAFF = frozenset({"employees", "job_applicants", "suppliers"})  # people of whom such a list tells nothing
CHILDREN = "children"

ALONE = {  # ease of identification by one identifier alone, in quarters
    "name": 2,  # in a country where few share it
    "email": 3,  # no name in it, but it can be found
    "phone": 2,  # not in a public register, or in a small town
    "postal_address": 2,
    "photo": 3,  # clear, nothing else with it
    "birth_certificate": 4,  # papers that bear the name with other details
    "marriage_certificate": 4,
    "credit_report": 4,
    "communications_content": 3,
    "digital_signature": 2,
    **dict.fromkeys(
        ("date_of_birth", "username", "device_id", "ip_address", "biometric", "genetic", "ssn", "tax_id",
         "driver_licence", "passport", "national_id", "military_id", "government_id", "other_id", "employee_id",
         "student_id", "medical_id", "tribal_id", "voter_id", "bank_account", "payment_card", "vehicle_registration"), 1
    ),  # a number or code without the register that it stands in
}  # fmt: skip
IDENTIFIERS = frozenset(ALONE)
DIRECT = frozenset({"name", "email", "phone", "postal_address", "photo"})  # two of them identify at once

# Guidance beside the number: what regulators treat as grave whatever the number says.
IDENTITY_NUMBERS = frozenset({
    "ssn", "tax_id", "driver_licence", "passport", "national_id", "military_id", "government_id", "tribal_id",
    "identity_protection_pin", "birth_certificate",
})  # fmt: skip
IDENTITY_SET = frozenset({"name", "date_of_birth", "postal_address"})  # enough to pass as somebody
USABLE_MONEY = frozenset({"bank_account_with_code", "payment_card_with_code"})
AT_RISK = frozenset({"violence_victim", "crime_victim"})
LOGINS = frozenset({"email", "username"})
READABLE_PASSWORDS = frozenset({"password_plain", "security_answer"})
HASHES_ALONE = frozenset({"password_hash", "username"})

DISCLOSED = frozenset({"access", "acquisition", "disclosure"})  # codes of `act` that touch confidentiality
LOST = frozenset({"loss", "destruction", "unavailability"})  # and availability
MALICE = frozenset({"external_attack", "insider", "theft"})
ANYBODY = frozenset({None, "unknown", "public", "hostile"})  # recipients who may be anybody; None: not known yet
TAKEN_BACK = frozenset({"deletion_confirmed", "returned_unread", "harm_prevented"})
DAY = 24  # hours; longer without the data is no short interruption. Our number: EDPB says “a few hours”
MANY = 100  # individuals; a flag of the method, not part of the number
