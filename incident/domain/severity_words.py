"""What the risk suggestion says for each of its codes, with the source of what is guidance and not the method."""

EDPB = "EDPB Guidelines 01/2021"
MORE_OR_LESS = "whether something makes the data tell more or less"

MOVED = {
    "less_told": "The data are old, were public or tell little: the method allows a lower cell",
    "many_kinds": "Many kinds of data about each person allow some profiling: at least 2",
    "full_finances": "Together they show a person's finances in full: 4",
    "credentials": "Passwords or codes open other accounts, and which is not known: at least 2",
    "usable_account": "Account numbers with their codes open money: 4",
    "long_period": "A long time, or very much about each person: one cell up",
    "health_care": "Who keeps the data tells of people's health: at least 3",
    "patients": "They are data of patients, which tells of their health: at least 3",
    "children": "Children are among the people: at least 2",
    "at_risk": "People at special risk are among them; the data can be critical for their safety: 4",
}

CONFIDENTIALITY = {
    "not_disclosed": "Confidentiality was not touched",
    "nobody_received": "Nobody received the data as far as is known",
    "known_recipients": "Known recipients",
    "unknown_recipients": "An unknown number of recipients",
    "recipient_not_known": "Who received the data is not known yet; counted as an unknown number of recipients",
}
INTEGRITY = {
    "not_altered": "Integrity was not touched",
    "altered_restored": "Data were altered and the original was restored",
    "altered_for_good": "Data were altered and not restored",
    "altered_not_known": "Data were altered; whether they can be restored is not known yet, counted as not",
}
AVAILABILITY = {
    "not_lost": "Availability was not touched",
    "restored_at_once": "The data were there, or were restored without difficulty",
    "restored_later": "The data were away for a time and came back",
    "lost_for_good": "The data are lost and not restored",
    "lost_not_known": "Whether the data can be restored is not known yet; counted as lost",
}
MALICE = {
    "malice": "Somebody acted on purpose to do harm",
    "no_malice": "No malice",
    "malice_not_known": "No malice is known; the cause is not known yet",
}
PARTS = {
    "confidentiality": CONFIDENTIALITY,
    "integrity": INTEGRITY,
    "availability": AVAILABILITY,
    "malice": MALICE,
}

SHOWN = {  # what shows that a risk is unlikely from there
    "unreadable": f"The data are encrypted and the key is safe: nobody can read them ({EDPB}, cases 1 and 10)",
    "strong_hash": f"Only user names and strongly hashed passwords were taken ({EDPB}, case 6)",
    "taken_back": f"Who received the data deleted or returned them and can be believed ({EDPB}, cases 9 and 13)",
    "restored": f"The data were restored from a copy without a long gap ({EDPB}, case 1)",
}
OPEN = {  # what keeps a risk open
    "open": "Nothing shows yet that nobody can misuse the data",
    "taken_back_sensitive": "Who received the data deleted or returned them, but they are sensitive",
    "lost": f"Without a copy the loss itself is a risk to the people ({EDPB}, case 2)",
    "restore_open": "Whether the lost data were restored is not known yet",
    "restored_late": "People were without what depends on the data for longer than a day",
    "altered": "Data were altered, and nothing shows that the original was restored before anybody relied on them",
    "care_slow": "Care of patients depends on the data; whether it suffered in that time is not known yet",
    "care_open": "Care of patients depends on the data",
}
GRAVE = {  # what makes it a high risk whatever the number says
    "safety": "People at special risk, such as victims of violence, can be found or hurt through the data: a high risk",
    "identity_numbers": f"Identity numbers in strangers' hands allow identity theft ({EDPB}, case 14): a high risk",
    "identity_set": "Name, date of birth and address of more than 100 people are enough to pass as them "
    f"({EDPB}, case 11): a high risk",
    "usable_money": "The data open money, and anybody may have them: a high risk",
    "readable_passwords": "Passwords can be read and tried elsewhere at once: a high risk",
    "care": f"Care of patients was affected ({EDPB}, case 3): a high risk",
    "care_open": f"Care of patients depends on the data, and nothing shows that it did not suffer ({EDPB}, case 3): "
    "a high risk",
}
LIMITED = (
    "The number is high for what the data are; but nobody could read them, and what was lost or altered is not sensitive "
    f"({EDPB}, case 2): a risk"
)
LEVEL = {"unlikely": "a risk is unlikely", "risk": "a risk", "high": "a high risk"}
NOBODY_DECIDED = "No authority has adopted this step from severity to risk. A person decides."
