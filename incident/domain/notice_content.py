"""What a form's question is answered with, from the facts. Nothing known gives None, never an invented word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incident.domain import letter_words, words
from incident.domain.register import fact, people
from incident.law.forms import Question


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """What the configuration says of the organisation; "" where it says nothing."""

    name: str
    address: tuple[str, ...]
    registration_number: str
    sector: str
    industry: str
    contact: tuple[str, ...]  # name and role, mail, telephone
    deputy: str


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """All that a notice is made from. `facts` is the facts document; instants are aware.

    Args:
        zone: the IANA zone in which the document prints times.
        places: where the people live to whom a letter speaks (ISO 3166).
        language: BCP 47 tag of the document.
        earlier_reference: the authority's reference of the notice before; None for an initial one.
        supplier: where it began, in words; None when it began with us.
        complaint: a sentence on where people can complain; None when none is known.
        regulator_name: the authority that this duty's law also tells; None when there is none.
        told_regulator_at, told_people_at: None when nobody of them has been told yet.
        others_told: who else was told, each with the time.
    """

    facts: Mapping[str, Any]
    organisation: OrganisationWords
    zone: str
    places: frozenset[str]
    language: str
    follow_up: bool
    delay_reason: str | None
    earlier_reference: str | None
    supplier: str | None
    complaint: str | None
    regulator_name: str | None
    told_regulator_at: datetime | None
    told_people_at: datetime | None
    others_told: tuple[tuple[str, datetime], ...]


Filler = Callable[[NoticeInput], str | None]
SENSITIVE = frozenset((
    "password_plain", "security_answer", "ssn", "tax_id", "driver_licence", "passport", "national_id", "military_id",
    "government_id", "bank_account", "bank_account_with_code", "payment_card", "payment_card_with_code", "income",
    "credit_report", "health", "health_insurance", "genetic", "biometric", "race_ethnicity", "religion", "politics",
    "union_membership", "sexual_orientation", "criminal_record", "children", "location", "communications_content",
    "violence_victim", "social_services", "adoption",
))  # fmt: skip  # what the authorities' forms ask for apart: special kinds, identity, money, health, access


def fill(question: Question, given: NoticeInput) -> str | None:
    """The answer to one question in words; None when it is not known or only a person can give it.

    Raises:
        KeyError: the form names a filler that does not exist (a mistake in the form).
    """
    return FILLERS[question.filler](given)


def _event(name: str) -> Filler:
    def filler(given: NoticeInput) -> str | None:
        value = fact(given.facts, f"events.{name}")
        return words.when(datetime.fromisoformat(value), given.zone) if value else None

    return filler


def _narrative(name: str) -> Filler:
    return lambda given: fact(given.facts, f"narrative.{name}") or None


def _codes(path: str) -> Filler:
    def filler(given: NoticeInput) -> str | None:
        values = fact(given.facts, path)
        if not values:
            return None
        more = " Others may follow." if _open(given, path) else ""
        return words.sentence(words.listed(words.code(value) for value in values)) + more

    return filler


def _open(given: NoticeInput, name: str) -> bool:
    return name in (given.facts.get("more_possible") or [])


def _organisation(given: NoticeInput) -> str | None:
    return ", ".join((given.organisation.name, *given.organisation.address))


def _contact(given: NoticeInput) -> str | None:
    return "\n".join(given.organisation.contact) or None


def _contact_plain(given: NoticeInput) -> str | None:
    lines = given.organisation.contact
    return f"Write to or call {lines[0]}:\n" + "\n".join(lines[1:]) if len(lines) > 1 else None


def _aware_notifiable(given: NoticeInput) -> str | None:
    return _event("determined_notifiable_at")(given) or _event("aware_at")(given)


def _ended(given: NoticeInput) -> str | None:
    if fact(given.facts, "impact.ongoing") is True:
        return "It is still going on."
    return _event("occurred_until")(given) or _event("contained_at")(given)


def _began_ended(given: NoticeInput) -> str | None:
    began, ended = _event("occurred_at")(given), _ended(given)
    if began is None:
        return None
    ongoing = fact(given.facts, "impact.ongoing") is True
    return f"{began}. {ended}" if ongoing else f"{began}, to {ended}" if ended else f"{began}. The end is not known yet."


def _cause(given: NoticeInput) -> str | None:
    value = fact(given.facts, "cause")
    return None if value in (None, "unknown") else words.sentence(words.code(value))


def _people_count(given: NoticeInput) -> str | None:
    total, may_grow = people([given.facts])
    if total is None:
        return None
    said = words.count(total, estimate=any(group.get("estimate") for group in _groups(given)))
    more = " The number may still grow." if may_grow else ""
    return words.sentence(f"{said} {'person' if total == 1 else 'people'}") + more


def _own_people_count(given: NoticeInput) -> str | None:
    """For a customer of ours: the number is theirs only when nobody else's people are among them."""
    return _people_count(given) if len(given.facts.get("controllers") or []) <= 1 else None


def _groups(given: NoticeInput) -> Sequence[Mapping[str, Any]]:
    return given.facts.get("affected") or ()


def _people_kinds(given: NoticeInput) -> str | None:
    groups = _groups(given)
    kinds = dict.fromkeys(kind for group in groups for kind in group.get("people") or [])
    if not kinds:
        return None
    vulnerable = any(group.get("vulnerable") for group in groups)
    return words.sentence(words.listed(words.kind_of_people(kind) for kind in kinds)) + (
        " Children or other people at special risk are among them." if vulnerable else ""
    )


def _countries(given: NoticeInput) -> str | None:
    places = dict.fromkeys(words.place(group["residence"]) for group in _groups(given))
    return words.sentence(words.listed(places)) or None


def _sensitive(given: NoticeInput) -> str | None:
    found = [words.code(code) for code in fact(given.facts, "data") or [] if code in SENSITIVE]
    return words.sentence(words.listed(found)) or None


def _records(given: NoticeInput) -> str | None:
    number = given.facts.get("records_count")
    return None if number is None else words.sentence(words.count(number, estimate=True))


MEDIA = {"electronic": "Electronic.", "paper": "On paper.", "oral": "Spoken."}
RECIPIENTS = {
    "none": "Nobody is known to have received it.",
    "internal": "Somebody inside the organisation.",
    "trusted": "A recipient who is known and trusted.",
    "known_untrusted": "A recipient who is known, but not bound to us.",
    "hostile": "Somebody who acted with intent. Their identity is not given here.",
    "public": "It could be reached by the public.",
    "unknown": "It has not been possible to find out who has it.",
}


def _recipient(given: NoticeInput) -> str | None:
    said = fact(given.facts, "narrative.recipient_words")
    return said or RECIPIENTS.get(fact(given.facts, "recipient") or "")


def _protection(given: NoticeInput) -> str | None:
    said = fact(given.facts, "narrative.protection_words")
    encrypted, key = (fact(given.facts, f"protection.{name}") for name in ("encrypted", "key_compromised"))
    if said or encrypted is None:
        return said or None
    if not encrypted:
        return "The data were not encrypted."
    return f"The data were encrypted, {KEY_STATES[key]}."


KEY_STATES = {
    True: "and the key is compromised",
    False: "and the key is safe",
    None: "and it is not known yet whether the key is safe",
}


LEVELS = {
    "unlikely": "A risk to the people is unlikely.",
    "risk": "A risk to the people, not a high one.",
    "high": "A high risk to the people.",
}


def risk_words(facts: Mapping[str, Any]) -> str:
    """What people decided about the risk; "" before they did."""
    harm = {True: "Serious harm has been caused or is likely.", False: "Serious harm is not likely."}
    level = LEVELS.get(fact(facts, "risk.level") or "", "")
    return f"{level} {harm.get(fact(facts, 'risk.serious_harm'), '')}".strip()


def _individuals(given: NoticeInput) -> str | None:
    number, how = fact(given.facts, "individuals.count"), fact(given.facts, "individuals.method")
    told = _event("individuals_notified_at")(given)
    if told is None and given.told_people_at is not None:
        told = words.when(given.told_people_at, given.zone)
    if told is None:
        return words.sentence(f"How they are, or will be, told: {how}") if how else None
    who = "They were" if number is None else "1 person was" if number == 1 else f"{number:,} people were"
    return f"{who} told on {told}." + (f" How: {words.sentence(how)}" if how else "")


def _others_told(given: NoticeInput) -> str | None:
    said = fact(given.facts, "narrative.others_told")
    listed = [f"- {name}, {words.when(at, given.zone)}" for name, at in given.others_told]
    return "\n".join(([said] if said else []) + listed) or None


def _own_data(given: NoticeInput) -> list[str]:
    """The kinds of data of the people to whom a letter speaks; the whole where a group of theirs has none of its own."""
    there = [group for group in _groups(given) if {group["residence"], group["residence"][:2]} & given.places]
    if there and all(group.get("data") is not None for group in there):
        return list(dict.fromkeys(code for group in there for code in group["data"]))
    return list(fact(given.facts, "data") or [])


def _data_plain(given: NoticeInput) -> str | None:
    codes = _own_data(given)
    if not codes:
        return None
    more = "\n\nWe do not know yet whether other information is affected." if _open(given, "data") else ""
    lines = letter_words.data_lines(codes, given.language)
    return f"These kinds of your information are affected:\n{lines}{more}"


def _advice_plain(given: NoticeInput) -> str | None:
    said = fact(given.facts, "narrative.advice_to_people")
    return str(said) if said else letter_words.advice_lines(_own_data(given)) or None


def _day(given: NoticeInput, name: str) -> str | None:
    value = fact(given.facts, f"events.{name}")
    return letter_words.day(datetime.fromisoformat(value), given.zone, given.language) if value else None


def _when_plain(given: NoticeInput) -> str | None:
    began = fact(given.facts, "events.occurred_at")
    if not began:
        return None
    ended = fact(given.facts, "events.occurred_until") or began
    first, last = datetime.fromisoformat(began), datetime.fromisoformat(ended)
    return f"It happened {letter_words.span(first, last, given.zone, given.language)}."


def _discovered_plain(given: NoticeInput) -> str | None:
    found = _day(given, "discovered_at") or _day(given, "aware_at")
    return f"We discovered it on {found}." if found else None


def _law_enforcement(given: NoticeInput) -> str | None:
    asked = fact(given.facts, "law_enforcement.delay_requested")
    if asked is None:
        return None
    return (
        "This notice was delayed at the request of a law enforcement agency."
        if asked
        else "This notice was not delayed by a law enforcement investigation."
    )


def _regulator_told(given: NoticeInput) -> str | None:
    if given.told_regulator_at is None or given.regulator_name is None:
        return None
    return f"We have told the {given.regulator_name.removeprefix('The ')} about this breach."


def _processor(given: NoticeInput) -> str | None:
    return f"It began at our supplier {given.supplier}." if given.supplier else None


def _impact(given: NoticeInput) -> str | None:
    hours = fact(given.facts, "impact.unavailable_hours")
    disrupted = {True: "Our operations were disrupted.", False: "Our operations were not disrupted."}
    said = [
        disrupted.get(fact(given.facts, "impact.operations_disrupted"), ""),
        f"The data were not reachable for {hours:g} hours." if hours else "",
        "Ransomware or extortion was part of it." if fact(given.facts, "impact.ransomware") else "",
        "They were restored from a backup." if fact(given.facts, "protection.backup_restored") else "",
    ]
    return " ".join(sentence for sentence in said if sentence) or None


FILLERS: dict[str, Filler] = {
    "free": lambda given: None,
    "stage": lambda given: "Follow-up" if given.follow_up else "Initial notification",
    "reference_earlier": lambda given: given.earlier_reference,
    "delay_reason": lambda given: given.delay_reason,
    "complaint_route": lambda given: given.complaint,
    "organisation": _organisation,
    "registration_number": lambda given: given.organisation.registration_number or None,
    "sector": lambda given: given.organisation.sector or None,
    "industry": lambda given: given.organisation.industry or None,
    "contact": _contact,
    "contact_plain": _contact_plain,
    "deputy_contact": lambda given: given.organisation.deputy or None,
    "occurred": _event("occurred_at"),
    "ended": _ended,
    "began_ended": _began_ended,
    "discovered": _event("discovered_at"),
    "aware": _event("aware_at"),
    "aware_notifiable": _aware_notifiable,
    "processor_aware": lambda given: _event("processor_aware_at")(given) or _event("aware_at")(given),
    "what_happened": _narrative("what_happened"),
    "likely_consequences": _narrative("likely_consequences"),
    "measures_taken": _narrative("measures_taken"),
    "measures_planned": _narrative("measures_planned"),
    "advice_to_people": _narrative("advice_to_people"),
    "how_discovered": _narrative("how_discovered"),
    "others_told": _others_told,
    "cause": _cause,
    "nature": _codes("nature"),
    "acts": lambda given: _codes("act")(given) or _codes("nature")(given),
    "medium": lambda given: MEDIA.get(fact(given.facts, "medium") or ""),
    "impact": _impact,
    "sensitive": _sensitive,
    "data_kinds": _codes("data"),
    "people_kinds": _people_kinds,
    "people_count": _people_count,
    "own_people_count": _own_people_count,
    "records_count": _records,
    "countries": _countries,
    "recipient": _recipient,
    "recipient_plain": lambda given: letter_words.RECIPIENTS.get(fact(given.facts, "recipient") or ""),
    "protection": _protection,
    "risk": lambda given: risk_words(given.facts) or None,
    "individuals_told": _individuals,
    "data_plain": _data_plain,
    "advice_plain": _advice_plain,
    "when_plain": _when_plain,
    "discovered_plain": _discovered_plain,
    "law_enforcement_plain": _law_enforcement,
    "regulator_told": _regulator_told,
    "processor": _processor,
}
