"""What words of VERIS mean in our facts, as tables: data, people, acts, organisations, what is left out."""

DATA = {
    "Medical": ["health"],
    "Payment": ["payment_card"],
    "Bank": ["bank_account"],
    "Credentials": ["username"],
    "Personal": ["name"],
    "Sensitive Personal": ["name"],
    "Digital certificate": ["digital_signature"],
}  # the least that each kind says; the list may always grow
VAGUE = {
    "Personal": "does not say which kinds; the name was taken, others may follow",
    "Sensitive Personal": "does not say which kinds; the name was taken, others may follow",
    "Credentials": "does not say whether passwords were hashed; add them when known",
    "Payment": "does not say whether security codes were among them; add them when known",
    "Bank": "does not say whether access codes were among them; add them when known",
}
NOT_PERSONAL = {"Internal", "Classified", "System", "Secrets", "Copyrighted", "Source code", "Virtual currency"}
PEOPLE = {
    "Patient": "patients",
    "Customer": "customers",
    "Employee": "employees",
    "Student": "students",
    "Partner": "suppliers",
    "Other": "other",
}
AVAILABILITY = {
    "Loss": "loss",
    "Destruction": "destruction",
    "Interruption": "unavailability",
    "Obscuration": "unavailability",
    "Degradation": "unavailability",
}
UNREACHABLE = {"Interruption", "Obscuration", "Degradation"}  # the duration of these is that of our unavailable hours
ALTERED = {"Modify data", "Fraudulent transaction"}
DISCLOSING = {"Misdelivery", "Publishing error", "Disposal error", "Misconfiguration"}
ATTACKS = {"hacking", "malware", "social"}
DENIAL = {"DoS"}  # an attack after which nobody has the data
KINDS_BY_NAICS = (("62", "health_provider"), ("92", "government"), ("5221", "bank"), ("524", "insurer"), ("61", "school"))
NOT_A_BUSINESS = ("813",)  # NAICS: associations, charities, churches; no kind of ours says that
UNITS = {"Seconds": 1, "Minutes": 60, "Hours": 3600, "Days": 86400, "Weeks": 604800}  # seconds
NOTHING = {"", "Unknown", "NA", "U", "None"}  # VERIS words that say nothing; U is the unknown of yes and no
KEPT = {
    "incident_id", "schema_version", "schema_name", "source_id", "summary", "reference", "notes", "discovery_notes",
    "security_incident", "timeline", "victim", "action", "actor", "asset", "attribute", "discovery_method", "plus",
}  # fmt: skip
LEFT_OUT = (
    ("victim", "employee_count"), ("victim", "locations_affected"), ("victim", "government"), ("victim", "secondary"),
    ("actor", "external", "variety"), ("actor", "external", "motive"), ("actor", "internal", "variety"),
    ("actor", "internal", "motive"), ("timeline", "compromise"), ("asset", "hosting"), ("asset", "management"),
    ("asset", "cloud"), ("asset", "ownership"), ("attribute", "confidentiality", "data_volume"),
)  # parts inside KEPT that have no place of ours; said when they say something  # fmt: skip
MISUSED = {"Y", "Yes"}  # of plus.attribute.confidentiality.data_abuse; later schemas add what kind: “Yes - …”
ACTIONS = {
    "hacking": "Hacking",
    "malware": "Malware",
    "social": "Deception",
    "misuse": "Misuse by an insider",
    "physical": "Physical act",
    "error": "Mistake",
    "environmental": "Damage",
}
VARIETIES = {
    "Ransomware": "Ransomware",
    "Phishing": "Phishing",
    "Theft": "Theft",
    "Loss": "Loss",
    "Misdelivery": "Sent to the wrong people",
    "Publishing error": "Published by mistake",
    "Disposal error": "Not disposed of safely",
    "Misconfiguration": "Left open by mistake",
    "DoS": "Denial of service",
}
