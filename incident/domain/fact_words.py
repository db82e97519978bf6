"""Facts in plain words: options of a question, values of an answer, short names, faults of a document."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incident.domain import words
from incident.law.fields import BY_PATH, FIELDS, Field

NOT_KNOWN = "Not known yet"
DECIDED = ("risk.level", "risk.serious_harm", "risk.misuse_likely", "risk.documented")  # set by a decision only

LABELS: dict[str, dict[str, str]] = {
    "organisation.role": {
        "controller": "Controller: we decide why and how the data are used",
        "processor": "Processor: we hold them for a customer",
        "joint_controller": "Joint controller: we decide together with another",
    },
    "nature": {
        "confidentiality": "Confidentiality: seen or taken by somebody without a right",
        "integrity": "Integrity: changed without a right",
        "availability": "Availability: lost, destroyed or not reachable",
    },
    "act": {
        "access": "Seen or open to be seen",
        "acquisition": "Copied or taken",
        "disclosure": "Sent or shown to somebody",
        "loss": "Lost",
        "alteration": "Changed",
        "destruction": "Destroyed",
        "unavailability": "Not reachable",
    },
    "medium": {"electronic": "Electronic", "paper": "On paper", "oral": "Spoken"},
    "cause": {
        "error": "A mistake",
        "insider": "Somebody inside, on purpose",
        "external_attack": "An attack from outside",
        "theft": "A theft",
        "loss": "Something was lost",
        "system_fault": "A fault of a system",
        "unknown": "We looked and cannot find the cause",
    },
    "recipient": {
        "none": "Nobody",
        "internal": "Somebody of ours",
        "trusted": "Somebody outside who is known, bound and trusted",
        "known_untrusted": "Somebody outside who is known, not trusted",
        "hostile": "An attacker",
        "public": "The public",
        "unknown": "Somebody we cannot identify",
    },
    "remedy": {
        "deletion_confirmed": "The recipient confirmed that they deleted the data",
        "returned_unread": "The data came back unread",
        "remote_wiped": "The device was wiped from afar",
        "credentials_reset": "Passwords and keys were reset",
        "taken_down": "The data were taken off the internet",
        "harm_prevented": "The harm was prevented (a person decided so)",
    },
    "data_context": {
        "long_period": "They cover a long time, or very much about each person",
        "outdated": "They are out of date or wrong",
        "already_public": "The public had them before",
        "reveals_little": "They tell less than their kind suggests",
    },
    "protection.hash_strength": {
        "strong": "Strongly: a slow method made for passwords, each with its own salt",
        "weak": "Weakly: a fast method, or without a salt",
    },
    "risk.level": {"unlikely": "Unlikely to result in a risk", "risk": "A risk", "high": "A high risk"},
}
SHORT = {
    "events.occurred_at": "Began",
    "events.occurred_until": "Ended",
    "events.suspected_at": "Suspected",
    "events.discovered_at": "Discovered",
    "events.aware_at": "Aware",
    "events.contained_at": "Contained",
    "events.scope_known_at": "Scope known",
    "events.determined_notifiable_at": "Concluded that it must be notified",
    "events.classified_at": "Classified",
    "events.materiality_determined_at": "Decided that it is material",
    "events.no_harm_determined_at": "Decided that no harm is likely",
    "events.processor_aware_at": "Supplier became aware",
    "events.processor_told_controller_at": "Supplier told us",
    "events.payment_made_at": "Ransom paid",
    "events.regulator_notified_at": "Regulator told",
    "events.individuals_notified_at": "People told",
    "events_for": "Events at another time for one law",
    "nature": "What it touched",
    "act": "What was done with the data",
    "medium": "Form of the data",
    "recipient_count": "How many received it",
    "remedy": "What takes the harm away",
    "data": "Kinds of data",
    "data_context": "What makes them tell more or less",
    "records_count": "Records involved",
    "affected": "People affected",
    "controllers": "Customers",
    "more_possible": "Lists that may still grow",
    "impact.ongoing": "Still going on",
    "impact.operations_disrupted": "Work disrupted",
    "impact.unavailable_hours": "Hours not available",
    "impact.care_affected": "Care of patients affected",
    "organisation.country": "Main establishment",
    "organisation.role": "Our role",
    "organisation.kinds": "Kind of organisation",
    "organisation.processor_is_agent": "Processor acts as an agent",
    "protection.encrypted": "Data encrypted",
    "protection.backup_restored": "Restored from a backup",
    "protection.hash_strength": "How passwords were scrambled",
    "law_enforcement.consulted": "Law enforcement consulted",
    "law_enforcement.delay_requested": "Agency asked to wait",
    "law_enforcement.delay_until": "Asked to wait until",
    "law_enforcement.in_writing": "Request to wait in writing",
    "risk.level": "Risk to the people",
    "risk.serious_harm": "Serious harm likely",
    "risk.documented": "Decision in writing",
    "individuals.all_reachable": "Each can be told directly",
    "individuals.method": "How people are told",
    "individuals.count": "People told so far",
    "narrative.how_discovered": "How it was discovered",
    "narrative.protection_words": "How the data were protected",
    "narrative.recipient_words": "What is known of who has the data",
}
_EVENT = re.compile(r"(events\.\w+)(?: \(([^)]+)\))?")


def options(field: Field) -> list[tuple[str, str]]:
    """(code, words) of a field with a closed list of values, in the contract's order."""
    return [(value, label(field.path, value)) for value in field.values]


def label(path: str, value: str) -> str:
    """One code of a field in words, with a capital first letter."""
    known = LABELS.get(path, {}).get(value)
    if path == "people":
        known = words.kind_of_people(value)
    if known is None:
        known = SHORT.get(value) if path == "more_possible" else words.code(value)
    known = known or words.code(value)
    return known[:1].upper() + known[1:]


def short(path: str) -> str:
    """A short name of a fact for tables and the timeline: “Aware”, “People affected”."""
    if path in SHORT:
        return SHORT[path]
    return path.rsplit(".", 1)[-1].replace("_", " ").capitalize()


def at(document: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a facts document; None when absent."""
    value: Any = document
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def lines(path: str, value: Any, zone: str) -> list[str]:
    """The value of a fact in words, one line or more; [“Not known yet”] for None. Times are in `zone` (IANA)."""
    field = BY_PATH[path]
    if value is None:
        return [NOT_KNOWN]
    if field.type in ("list", "places"):
        return _list_lines(field, value)
    if field.type == "groups":
        return [group_line(group) for group in value] or ["Nobody"]
    if field.type == "controllers":
        return [_controller_line(entry) for entry in value] or ["None"]
    if field.type == "events_for":
        return [
            f"{regime}: {short(f'events.{event}')} {_instant(time, zone)}"
            for regime, events in value.items()
            for event, time in (events or {}).items()
        ] or ["None"]
    return [_one(field, value, zone)]


def _one(field: Field, value: Any, zone: str) -> str:
    if field.type == "choice":
        return label(field.path, value)
    if field.type == "truth":
        return "Yes" if value else "No"
    if field.type == "instant":
        return _instant(value, zone)
    if field.type == "place":
        return words.place(value)
    if field.type == "hours":
        return f"{value:g} hours"
    if field.type == "turnover":
        amount = value.get("amount")
        return f"{value.get('currency') or ''} {amount:,.0f}".strip() if amount is not None else NOT_KNOWN
    return f"{value:,}" if field.type == "number" else str(value)


def _list_lines(field: Field, value: list[str]) -> list[str]:
    if not value:
        return ["None of them"]
    if field.type == "places":
        return [words.place(code) for code in value]
    return [label(field.path, code) for code in value]


def _instant(value: str, zone: str) -> str:
    return words.when(datetime.fromisoformat(value), zone)


def group_line(group: Mapping[str, Any]) -> str:
    """One group of affected people in a line: “Australia: about 412, customers”."""
    number = words.count(group.get("count"), estimate=bool(group.get("estimate")))
    parts = [f"{words.place(group['residence'])}: {number}"]
    if group.get("people"):
        parts.append(words.listed(words.kind_of_people(code) for code in group["people"]))
    if group.get("vulnerable"):
        parts.append("among them children or others at special risk")
    if group.get("data") is not None:
        parts.append("only " + (words.listed(words.code(code) for code in group["data"]) or "no data"))
    return ", ".join(parts)


def _controller_line(entry: Mapping[str, Any]) -> str:
    hours = entry.get("contract_hours")
    place = f", {words.place(entry['country'])}" if entry.get("country") else ""
    return f"{entry['name']}{place}" + (f", {hours:g} hours by contract" if hours is not None else "")


def fault(message: str, zone: str) -> str:
    """A fault of a facts document as a person reads it: events by their name, times in `zone`."""

    def plain(match: re.Match[str]) -> str:
        name = f"“{SHORT.get(match[1], match[1])}”"
        if match[2] is None:
            return name
        try:
            return f"{name} ({_instant(match[2], zone)})"
        except ValueError:
            return f"{name} ({match[2]})"

    return _EVENT.sub(plain, message)


def known(document: Mapping[str, Any]) -> int:
    """How many facts have an answer."""
    return sum(at(document, field.path) is not None for field in FIELDS)
