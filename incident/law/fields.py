"""Every field of the facts document: path, type, unit, plain question, help, allowed values (contract.md)."""

from dataclasses import dataclass

ROLES = ("controller", "processor", "joint_controller")
KINDS = (
    "business", "government", "small_business", "health_provider", "hipaa_covered_entity",
    "hipaa_business_associate", "phr_vendor", "bank", "credit_union", "insurer", "financial_entity",
    "ftc_financial_institution", "sec_registrant", "broker_dealer", "nydfs_covered", "telecom",
    "trust_service", "nis2_essential", "nis2_important", "critical_infrastructure", "apra_regulated",
    "product_manufacturer", "online_service", "data_broker", "school", "credit_reporting_body",
    "credit_provider", "tfn_recipient", "commonwealth_contractor", "personal_information_trader",
    "aml_reporting_entity", "cdr_recipient", "residential_tenancy_database",
    "state_licensed_health_facility", "federal_work", "credit_bureau", "payment_processor",
    "law_enforcement_authority", "intelligence_service", "eu_institution", "qualified_trust_service", "ai_provider",
    "finma_supervised", "essential_service_operator", "digital_service_provider", "rbnz_regulated", "fma_licensed",
    "my_health_record_participant", "osfi_regulated", "amf_regulated", "health_information_custodian",
    "information_broker", "dod_contractor", "federal_cloud_provider", "federal_tax_recipient",
    "social_security_partner", "installment_lender", "nonbank_financial_corporation", "bank_service_provider",
    "state_contractor", "federal_government", "investment_adviser", "difc_registered",
    "adgm_registered", "qfc_registered", "political_party",
)  # fmt: skip
NATURES = ("confidentiality", "integrity", "availability")
ACTS = ("access", "acquisition", "disclosure", "loss", "alteration", "destruction", "unavailability")
MEDIA = ("electronic", "paper", "oral")
DATA = (
    "name", "email", "phone", "postal_address", "date_of_birth", "ip_address", "device_id", "photo",
    "username", "password_plain", "password_hash", "security_answer", "ssn", "tax_id", "driver_licence",
    "passport", "national_id", "military_id", "bank_account", "bank_account_with_code", "payment_card",
    "payment_card_with_code", "income", "credit_report", "transactions", "invoice", "health",
    "health_insurance", "genetic", "biometric", "race_ethnicity", "religion", "politics",
    "union_membership", "sexual_orientation", "criminal_record", "children", "location",
    "communications_content", "communications_metadata", "employment", "education", "digital_signature",
    "mothers_maiden_name", "licence_plate_reader", "insurance_policy", "vehicle_registration", "sex",
    "place_of_birth", "civil_status", "family", "adoption", "violence_victim", "social_services",
    "investments", "creditworthiness", "government_id", "other_id", "employee_id", "student_id", "medical_id",
    "tribal_id", "voter_id", "birth_certificate", "marriage_certificate", "identity_protection_pin", "private_key",
    "account_access_code", "security_token", "tax_information", "work_evaluation", "crime_victim",
)  # fmt: skip
CAUSES = ("error", "insider", "external_attack", "theft", "loss", "system_fault", "unknown")
RECIPIENTS = ("none", "internal", "trusted", "known_untrusted", "hostile", "public", "unknown")
REMEDIES = (
    "deletion_confirmed", "returned_unread", "remote_wiped", "credentials_reset", "taken_down", "harm_prevented",
)  # fmt: skip
PEOPLE = (
    "customers", "suppliers", "employees", "job_applicants", "patients", "students", "subscribers", "children",
    "public", "other",
)  # fmt: skip
LEVELS = ("unlikely", "risk", "high")
HASH_STRENGTHS = ("strong", "weak")
DATA_CONTEXT = ("long_period", "outdated", "already_public", "reveals_little")
GROUPS = ("What happened", "When", "Who we are", "The data", "The people", "Protection", "Risk", "Words for notices")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact.

    `type`: text, choice, list, instant, truth, number (whole), hours (fractions allowed), place, places, groups,
    controllers, turnover, events_for. `values`: allowed codes of choice and list. `unit`: of numbers.
    """

    path: str
    type: str
    group: str
    question: str
    help: str = ""
    values: tuple[str, ...] = ()
    unit: str = ""


def _event(name: str, question: str, text: str = "") -> Field:
    return Field(f"events.{name}", "instant", "When", question, text, unit="ISO 8601 with an offset")


def _words(name: str, question: str, text: str = "") -> Field:
    return Field(f"narrative.{name}", "text", "Words for notices", question, text, unit="at most 8,000 characters")


FIELDS: tuple[Field, ...] = (
    Field("nature", "list", "What happened", "What did the breach touch: confidentiality, integrity, availability?",
          "Seen or taken by somebody without a right; changed; lost or not reachable. Several can hold.", NATURES),
    Field("act", "list", "What happened", "What was done with the data?",
          "Some laws ask whether data were taken, others whether they could be seen.", ACTS),
    Field("medium", "choice", "What happened", "Were the data electronic, on paper or spoken?",
          "Several laws count only electronic data.", MEDIA),
    Field("cause", "choice", "What happened", "What caused it?", "The best present answer; it may change.", CAUSES),
    Field("recipient", "choice", "What happened", "Who received the data, or may have?",
          "A recipient who is bound and trusted lowers the risk, a hostile one raises it.", RECIPIENTS),
    Field("recipient_count", "number", "What happened", "How many received it?", "", unit="recipients"),
    Field("remedy", "list", "What happened", "What has been done that takes the harm away?",
          "“Harm prevented” is a person's decision.", REMEDIES),
    Field("impact.ongoing", "truth", "What happened", "Is it still going on?"),
    Field("impact.operations_disrupted", "truth", "What happened", "Is your work disrupted?"),
    Field("impact.ransomware", "truth", "What happened", "Is ransomware or extortion part of it?"),
    Field("impact.unavailable_hours", "hours", "What happened", "For how long were the data not available?",
          "0 when they always were.", unit="hours, fractions allowed"),
    Field("impact.care_affected", "truth", "What happened", "Was care of patients affected?"),
    Field("impact.significant", "truth", "What happened",
          "Did it cause severe disruption, heavy loss or considerable damage, or can it?",
          "Rules on cyber security and on critical or supervised services ask this. A person decides, for the service."),
    Field("impact.major", "truth", "What happened", "Was it classified as major under the rules for financial entities?",
          "A person decides, by the criteria of the supervisor."),
    Field("impact.exploited_vulnerability", "truth", "What happened",
          "Is a weakness in a product of yours being exploited?"),
    _event("occurred_at", "When did it begin?", "An estimate is enough; mark it as one."),
    _event("occurred_until", "When did it end?"),
    _event("suspected_at", "When was it first suspected?",
           "Reasonable grounds to suspect. In Australia the 30 days of assessment start here."),
    _event("discovered_at", "When was it discovered?", "The first day on which somebody of yours knew of the incident."),
    _event("aware_at", "When did you become aware that personal data are affected?",
           "A reasonable degree of certainty. Most clocks start here."),
    _event("contained_at", "When was it contained?"),
    _event("scope_known_at", "When was the scope known?"),
    _event("determined_notifiable_at", "When was it concluded that it must be notified?",
           "The assessment is finished and says so. Some clocks start here."),
    _event("classified_at", "When was the incident classified?"),
    _event("materiality_determined_at", "When was it decided that it is material?"),
    _event("no_harm_determined_at", "When was it decided that no harm is likely?"),
    _event("processor_aware_at", "When did the processor or supplier become aware?"),
    _event("processor_told_controller_at", "When did the processor or supplier tell you?"),
    _event("payment_made_at", "When was a ransom paid?"),
    _event("restored_at", "When were regular activities restored?"),
    _event("measure_available_at", "When was a corrective or mitigating measure available?"),
    _event("regulator_notified_at", "When was the regulator told?"),
    _event("individuals_notified_at", "When were the people told?"),
    Field("organisation.country", "place", "Who we are", "In which country is the organisation's main establishment?",
          unit="ISO 3166-1 alpha-2 or ISO 3166-2"),
    Field("organisation.establishments", "places", "Who we are", "In which countries or states has it establishments?",
          unit="ISO 3166-1 alpha-2 or ISO 3166-2"),
    Field("organisation.role", "choice", "Who we are", "Do you decide why the data are used, or hold them for another?",
          "Controller: you decide. Processor: you hold them for a customer.", ROLES),
    Field("organisation.kinds", "list", "Who we are", "What kind of organisation is it?",
          "Many laws bind only some kinds. Name all that hold.", KINDS),
    Field("organisation.processor_is_agent", "truth", "Who we are",
          "As processor, do you act as the customer's agent?", "Under some laws what an agent knows, the customer knows."),
    Field("organisation.annual_turnover", "turnover", "Who we are", "What was the turnover of the last business year?",
          unit="amount and ISO 4217 currency"),
    Field("controllers", "controllers", "Who we are", "For which customers do you hold the data?",
          "As processor you owe each of them a notice.", unit="contract_hours: hours from our awareness"),
    Field("data", "list", "The data", "Which kinds of data are involved?", "All kinds that may be involved.", DATA),
    Field("data_context", "list", "The data", "Does something make the data tell more or less about each person?",
          "The suggestion of the risk looks at it. A year of statements tells more than one line of one.", DATA_CONTEXT),
    Field("records_count", "number", "The data", "How many records are involved, roughly?", unit="records"),
    Field("affected", "groups", "The people", "Whose data are they, how many people, and where do they live?",
          "One line for each place. The number may be an estimate or not known yet.", unit="people"),
    Field("individuals.all_reachable", "truth", "The people", "Can each affected person be told directly?",
          "“No” where some cannot be reached without an effort out of proportion. Some laws then ask for a public notice."),
    Field("individuals.unreachable", "number", "The people", "How many affected people cannot be told directly?",
          "No usable address, or letters came back. Some laws ask for another kind of notice from a number on.",
          unit="people"),
    Field("individuals.notice_cost", "number", "The people", "What would telling each person directly cost?",
          "An estimate. States of the United States allow a public notice above an amount.", unit="US dollars"),
    Field("protection.encrypted", "truth", "Protection", "Were the data encrypted?"),
    Field("protection.key_compromised", "truth", "Protection", "Is the key, or the means to open them, compromised?"),
    Field("protection.backup_restored", "truth", "Protection", "Were the data restored from a backup?"),
    Field("protection.hash_strength", "choice", "Protection", "How were passwords scrambled?",
          "Strong: a slow method made for passwords (Argon2, scrypt, bcrypt, PBKDF2), each with a salt of its own. "
          "Weak: a fast one (MD5, SHA-1, SHA-256), or without a salt.", HASH_STRENGTHS),
    Field("law_enforcement.consulted", "truth", "Protection", "Was a law enforcement agency consulted?"),
    Field("law_enforcement.delay_requested", "truth", "Protection", "Has an agency asked you to wait with notices?"),
    Field("law_enforcement.delay_until", "instant", "Protection", "Until when did it ask you to wait?",
          unit="ISO 8601 with an offset"),
    Field("law_enforcement.in_writing", "truth", "Protection", "Is that request in writing?"),
    Field("risk.level", "choice", "Risk", "How great is the risk to the people?",
          "A person decides, with a reason. The program only suggests.", LEVELS),
    Field("risk.serious_harm", "truth", "Risk", "Is this breach likely to cause anyone serious harm, or has it?",
          "A person decides. New Zealand, Australia, Singapore, Canada and others ask this."),
    Field("risk.misuse_likely", "truth", "Risk", "Is misuse of the data likely?",
          "A person decides. “No” is what the harm tests of the United States ask for, in writing."),
    Field("risk.imminent", "truth", "Risk", "Is misuse or danger to people imminent?",
          "A person decides. Some laws then ask for a telephone call or another urgent message at once."),
    Field("risk.documented", "truth", "Risk", "Is that decision in writing?"),
    _words("what_happened", "What happened, in words?", "For regulators and people. Name no affected person."),
    _words("how_discovered", "How was it discovered?"),
    _words("likely_consequences", "What are the likely consequences for the people?"),
    _words("measures_taken", "What has been done?"),
    _words("measures_planned", "What will be done, also against a repeat?"),
    _words("advice_to_people", "What should the people do?"),
    _words("others_told", "Who else was told, and why?"),
    _words("protection_words", "How were the data protected?"),
    _words("recipient_words", "What is known of who has the data?"),
    Field("individuals.method", "text", "Words for notices", "How were, or will, the people be told?",
          "Letter, e-mail, telephone, a notice on the website.", unit="at most 8,000 characters"),
    Field("individuals.count", "number", "Words for notices", "How many people have been told so far?", unit="people"),
    Field("more_possible", "list", "The data", "Which of these lists may still grow?",
          "A list that is complete rules out what is not in it.",
          ("data", "organisation.kinds", "nature", "act", "remedy", "affected")),
    Field("events_for", "events_for", "When", "Is there a law that sees an event at another time?",
          unit="regime id -> event -> ISO 8601 with an offset"),
)  # fmt: skip
BY_PATH = {field.path: field for field in FIELDS}


def question(path: str) -> str:
    """The plain question for a fact path; the path itself in words when it has no question of its own."""
    field = BY_PATH.get(path)
    return field.question if field else path.replace(".", " ").replace("_", " ")


LABELS = {
    "organisation.country": "country of the organisation",
    "organisation.establishments": "establishments of the organisation",
    "organisation.role": "role of the organisation",
    "organisation.kinds": "kinds of organisation",
    "organisation.processor_is_agent": "the processor acts as the customer's agent",
    "organisation.annual_turnover": "annual turnover",
    "organisation.annual_turnover.amount": "annual turnover",
    "organisation.annual_turnover.currency": "currency of the turnover",
    "nature": "parts that the breach touched",
    "act": "acts on the data",
    "data": "kinds of data",
    "remedy": "remedies",
    "people": "kinds of people",
    "vulnerable": "people at special risk",
    "medium": "form of the data",
    "affected": "people affected",
    "individuals.all_reachable": "each affected person can be told directly",
    "protection.encrypted": "data encrypted",
    "protection.key_compromised": "key compromised",
    "protection.backup_restored": "data restored from a backup",
    "protection.hash_strength": "how passwords were scrambled",
    "data_context": "what makes the data tell more or less",
    "impact.ransomware": "ransomware or extortion",
    "impact.ongoing": "still going on",
    "impact.operations_disrupted": "work disrupted",
    "impact.care_affected": "care of patients affected",
    "impact.significant": "severe disruption, heavy loss or considerable damage",
    "impact.major": "classified as major under the rules for financial entities",
    "impact.exploited_vulnerability": "a weakness in a product is being exploited",
    "individuals.unreachable": "people who cannot be told directly",
    "individuals.notice_cost": "cost of telling each person, in US dollars",
    "law_enforcement.consulted": "law enforcement consulted",
    "law_enforcement.delay_requested": "an agency asked to wait",
    "law_enforcement.in_writing": "the request to wait is in writing",
    "risk.level": "risk to the people",
    "risk.serious_harm": "serious harm likely",
    "risk.misuse_likely": "misuse of the data likely",
    "risk.imminent": "misuse or danger imminent",
    "risk.documented": "that decision is in writing",
}
EVENT_WORDS = {
    "occurred_at": "it began",
    "occurred_until": "it ended",
    "suspected_at": "it was first suspected",
    "discovered_at": "it was discovered",
    "aware_at": "you became aware that personal data are affected",
    "contained_at": "it was contained",
    "scope_known_at": "the scope was known",
    "determined_notifiable_at": "it was concluded that it must be notified",
    "classified_at": "it was classified",
    "materiality_determined_at": "it was decided that it is material",
    "no_harm_determined_at": "it was decided that no harm is likely",
    "processor_aware_at": "the processor became aware",
    "processor_told_controller_at": "the processor told the controller",
    "payment_made_at": "a ransom was paid",
    "restored_at": "regular activities were restored",
    "measure_available_at": "a corrective or mitigating measure was available",
    "regulator_notified_at": "the regulator was told",
    "individuals_notified_at": "the people were told",
}


def label_of(path: str) -> str:
    """A short name of a fact for the middle of a sentence."""
    parent, _, last = path.partition(".")
    if parent == "events":
        return f"when {EVENT_WORDS.get(last, last)}"
    return LABELS.get(path) or (last or parent).replace("_", " ")
