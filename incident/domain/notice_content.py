"""What a form's question is answered with, from the facts. Nothing known gives None, never an invented word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incident.domain import words
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

    `zone`: the IANA zone in which the document prints times. `told_regulator_at`: None when no regulator has been
    told yet. `earlier_reference`: the authority's reference of the first notice, None for an initial one.
    """

    facts: Mapping[str, Any]
    organisation: OrganisationWords
    zone: str
    follow_up: bool
    delay_reason: str | None
    earlier_reference: str | None
    supplier: str | None
    complaint: str | None
    regulator_name: str | None
    told_regulator_at: datetime | None


Filler = Callable[[NoticeInput], str | None]


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


def _codes(path: str, ending: str = "") -> Filler:
    def filler(given: NoticeInput) -> str | None:
        values = fact(given.facts, path)
        if not values:
            return None
        more = " Others may follow." if path in (given.facts.get("more_possible") or []) else ""
        return words.sentence(words.listed(words.code(value) for value in values) + ending) + more

    return filler


def _organisation(given: NoticeInput) -> str | None:
    return ", ".join((given.organisation.name, *given.organisation.address))


def _contact(given: NoticeInput) -> str | None:
    return "\n".join(given.organisation.contact) or None


def _contact_plain(given: NoticeInput) -> str | None:
    lines = given.organisation.contact
    return f"Write to or call {lines[0]}:\n" + "\n".join(lines[1:]) if len(lines) > 1 else None


def _aware(given: NoticeInput) -> str | None:
    return _event("determined_notifiable_at")(given) or _event("aware_at")(given)


def _ended(given: NoticeInput) -> str | None:
    if fact(given.facts, "impact.ongoing") is True:
        return "It is still going on."
    return _event("occurred_until")(given) or _event("contained_at")(given)


def _cause(given: NoticeInput) -> str | None:
    value = fact(given.facts, "cause")
    return None if value in (None, "unknown") else words.sentence(words.code(value))


def _people_count(given: NoticeInput) -> str | None:
    total, may_grow = people([given.facts])
    groups = given.facts.get("affected") or []
    if total is None:
        return None
    estimate = any(group.get("estimate") for group in groups)
    said = words.count(total, estimate=estimate)
    return words.sentence(f"{said} {'person' if total == 1 else 'people'}") + (
        " The number may still grow." if may_grow else ""
    )


def people_by_place(given: NoticeInput) -> tuple[tuple[str, str], ...]:
    """Rows (place, number in words) of the people affected, in the order of the facts; empty when not known."""
    groups = given.facts.get("affected") or []
    return tuple(
        (
            words.place(group["residence"]),
            words.sentence(words.count(group.get("count"), estimate=bool(group.get("estimate")))).rstrip("."),
        )
        for group in groups
    )


def _people_kinds(given: NoticeInput) -> str | None:
    groups = given.facts.get("affected") or []
    kinds = dict.fromkeys(kind for group in groups for kind in group.get("people") or [])
    if not kinds:
        return None
    vulnerable = any(group.get("vulnerable") for group in groups)
    return words.sentence(words.listed(words.code(kind) for kind in kinds)) + (
        " Vulnerable people are among them." if vulnerable else ""
    )


def _countries(given: NoticeInput) -> str | None:
    places = dict.fromkeys(words.place(group["residence"]) for group in given.facts.get("affected") or [])
    return words.sentence(words.listed(places)) or None


def _records(given: NoticeInput) -> str | None:
    number = given.facts.get("records_count")
    return None if number is None else words.sentence(words.count(number, estimate=True))


RECIPIENTS = {
    "none": "Nobody is known to have received it.",
    "internal": "Somebody inside the organisation.",
    "trusted": "A recipient who is known and trusted.",
    "known_untrusted": "A recipient who is known, but not bound to us.",
    "hostile": "Somebody who acted with intent. Their identity is not given here.",
    "public": "It could be reached by the public.",
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
    state = {True: "and the key is compromised", False: "and the key is safe", None: "whether the key is safe is not known yet"}
    return f"The data were encrypted, {state[key]}."


LEVELS = {
    "unlikely": "A risk to the people is unlikely.",
    "risk": "A risk to the people, not a high one.",
    "high": "A high risk to the people.",
}


def _risk(given: NoticeInput) -> str | None:
    harm = {True: "Serious harm has been caused or is likely.", False: "Serious harm is not likely."}
    parts = [LEVELS.get(fact(given.facts, "risk.level") or "", ""), harm.get(fact(given.facts, "risk.serious_harm"), "")]  # type: ignore[call-overload]
    return " ".join(part for part in parts if part) or None


def _individuals(given: NoticeInput) -> str | None:
    told = _event("individuals_notified_at")(given)
    return f"They were told on {told}." if told else None


def _data_plain(given: NoticeInput) -> str | None:
    values = fact(given.facts, "data")
    if not values:
        return None
    return f"These kinds of your information are affected: {words.listed(words.code(value) for value in values)}."


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
        {"ssn", "tax_id", "driver_licence", "passport", "national_id", "date_of_birth"},
        "Ask the office that gave you the document or number what it advises, and watch for accounts opened in your name.",
    ),
    (
        {"health", "health_insurance", "genetic"},
        "Look at bills and letters of doctors and insurers for treatment that you did not have.",
    ),
)


def _advice_plain(given: NoticeInput) -> str | None:
    said = fact(given.facts, "narrative.advice_to_people")
    if said:
        return str(said)
    data = set(fact(given.facts, "data") or [])
    return "\n".join(advice for codes, advice in ADVICE if codes & data) or None


def _when_plain(given: NoticeInput) -> str | None:
    began, ended = _event("occurred_at")(given), _event("occurred_until")(given)
    if began is None:
        return None
    return f"It happened between {began} and {ended}." if ended else f"It happened on {began}."


def _discovered_plain(given: NoticeInput) -> str | None:
    found = _event("discovered_at")(given) or _event("aware_at")(given)
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
    "discovered": _event("discovered_at"),
    "aware": _aware,
    "processor_aware": lambda given: _event("processor_aware_at")(given) or _event("aware_at")(given),
    "what_happened": _narrative("what_happened"),
    "likely_consequences": _narrative("likely_consequences"),
    "measures_taken": _narrative("measures_taken"),
    "measures_planned": _narrative("measures_planned"),
    "advice_to_people": _narrative("advice_to_people"),
    "others_told": _narrative("others_told"),
    "cause": _cause,
    "nature": _codes("nature"),
    "data_kinds": _codes("data"),
    "people_kinds": _people_kinds,
    "people_count": _people_count,
    "records_count": _records,
    "countries": _countries,
    "recipient": _recipient,
    "recipient_plain": _recipient,
    "protection": _protection,
    "risk": _risk,
    "individuals_told": _individuals,
    "data_plain": _data_plain,
    "advice_plain": _advice_plain,
    "when_plain": _when_plain,
    "discovered_plain": _discovered_plain,
    "law_enforcement_plain": _law_enforcement,
    "regulator_told": _regulator_told,
    "processor": _processor,
}
