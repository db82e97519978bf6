"""VERIS incidents (schema 1.2, 1.3 and later, verisframework.org) as facts documents.

What VERIS does not say stays unknown. What had to be assumed, or could not be carried over, is said in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

DATA = {
    "Medical": ["health"],
    "Payment": ["payment_card"],
    "Bank": ["bank_account"],
    "Credentials": ["username"],
    "Personal": ["name"],
    "Sensitive Personal": ["name"],
    "Digital certificate": ["digital_signature"],
}
NOT_PERSONAL = {"Internal", "Classified", "System", "Secrets", "Copyrighted", "Source code", "Virtual currency"}
PEOPLE = {
    "Patient": "patients",
    "Customer": "customers",
    "Employee": "employees",
    "Student": "students",
    "Partner": "suppliers",
}
AVAILABILITY_ACTS = {
    "Loss": "loss",
    "Destruction": "destruction",
    "Interruption": "unavailability",
    "Obscuration": "unavailability",
    "Degradation": "unavailability",
}
KINDS_BY_NAICS = (("62", "health_provider"), ("92", "government"), ("5221", "bank"), ("524", "insurer"), ("61", "school"))
KNOWN_KEYS = {
    "action", "actor", "asset", "attribute", "discovery_method", "incident_id", "schema_version", "source_id",
    "summary", "timeline", "victim", "reference", "security_incident", "plus", "notes", "confidence", "campaign_id",
    "related_incidents", "discovery_notes",
}  # fmt: skip
UNITS = {"Seconds": 1, "Minutes": 60, "Hours": 3600, "Days": 86400, "Weeks": 604800}  # seconds


@dataclass(frozen=True, slots=True)
class VerisIncident:
    """One record, mapped: facts document, kind of checklist, a title, and what could not be mapped, in words."""

    import_id: str
    title: str
    kind: str
    document: dict[str, Any]
    unmapped: tuple[str, ...]


@dataclass(slots=True)
class _Notes:
    """Sentences gathered while one record is mapped."""

    said: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        if words not in self.said:
            self.said.append(words)


class VerisInvalid(ValueError):
    """The record is not a VERIS incident; the message says why."""


def from_veris(record: object) -> VerisIncident:
    """Map one VERIS record.

    Raises:
        VerisInvalid: not an object, without an incident_id, or of a schema before 1.2.
    """
    if not isinstance(record, Mapping):
        raise VerisInvalid("the record is not a JSON object")
    import_id = record.get("incident_id")
    if not isinstance(import_id, str) or not import_id:
        raise VerisInvalid("'incident_id' is missing")
    version = str(record.get("schema_version", ""))
    if not version.startswith("1.") or version.startswith(("1.0", "1.1")):
        raise VerisInvalid(f"schema_version {version or 'is missing'}; 1.2 and later can be read")
    notes = _Notes()
    for key in sorted(set(record) - KNOWN_KEYS):
        notes.add(f"'{key}' has no place in our facts and was left out")
    try:
        document = _document(record, notes)
        kind = _kind(record)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise VerisInvalid(f"a part has another type than VERIS says ({error})") from error
    return VerisIncident(import_id, _title(record, kind), kind, document, tuple(notes.said))


def _document(record: Mapping[str, Any], notes: _Notes) -> dict[str, Any]:
    conf = record.get("attribute", {}).get("confidentiality") or {}
    summary = str(record.get("summary") or "")
    document: dict[str, Any] = {
        "organisation": _organisation(record, notes),
        "events": _events(record.get("timeline") or {}, notes),
        "medium": _medium(record, notes),
        "data": _data(conf, notes),
        "protection": {"encrypted": _encrypted(conf)},
        "cause": _cause(record),
        "recipient": _recipient(record),
        "impact": {"ransomware": True} if "Ransomware" in _varieties(record, "malware") else {},
        "affected": _affected(record, conf, notes),
        "narrative": {"what_happened": summary[:8000]} if summary else {},
        "more_possible": ["data", "affected", "organisation.kinds"],
        **_attributes(record, conf, notes),
    }
    total = conf.get("data_total")
    if isinstance(total, int) and not isinstance(total, bool) and total >= 0:
        document["records_count"] = total
    return document


def _places(record: Mapping[str, Any], notes: _Notes) -> list[str]:
    victim = record.get("victim") or {}
    countries = [code for code in _many(victim.get("country")) if code != "Unknown"]
    if not countries:
        notes.add("the victim's country is not known; choose the organisation's country")
        return []
    state = victim.get("state")
    if state and countries == ["US"]:
        return [state if str(state).startswith("US-") else f"US-{state}"]
    return countries


def _organisation(record: Mapping[str, Any], notes: _Notes) -> dict[str, Any]:
    places = _places(record, notes)
    industry = str((record.get("victim") or {}).get("industry") or "")
    kinds = [kind for start, kind in KINDS_BY_NAICS if industry.startswith(start)]
    organisation: dict[str, Any] = {"role": "controller", "kinds": kinds or ["business"]}
    notes.add("VERIS does not say whether the organisation is controller or processor; controller was assumed")
    if places:
        organisation["country"] = places[0]
        organisation["establishments"] = places
    return organisation


def _events(timeline: Mapping[str, Any], notes: _Notes) -> dict[str, Any]:
    start = timeline.get("incident") or {}
    notes.add("when the organisation became aware is not in VERIS; set it before relying on any clock")
    if not all(isinstance(start.get(part), int) for part in ("year", "month", "day")):
        notes.add("the day of the incident is not given; only year or month")
        return {}
    try:
        occurred = datetime(start["year"], start["month"], start["day"], tzinfo=UTC)
    except ValueError:
        notes.add(f"the day {start['year']}-{start['month']}-{start['day']} does not exist; the start stays open")
        return {}
    notes.add("the time of day is not given; the start stands at 00:00 UTC of that day, as an estimate")
    events = {"occurred_at": occurred.isoformat()}
    found = timeline.get("discovery") or {}
    value, unit = found.get("value"), found.get("unit")
    if isinstance(value, int | float) and unit in UNITS:
        events["discovered_at"] = (occurred + timedelta(seconds=value * UNITS[unit])).isoformat()
    elif unit and unit not in ("Unknown", "NA"):
        notes.add(f"the time to discovery ({value or 'some'} {str(unit).lower()}) is too coarse for a date")
    return events


def _attributes(record: Mapping[str, Any], conf: Mapping[str, Any], notes: _Notes) -> dict[str, Any]:
    attribute = record.get("attribute") or {}
    nature, act = [], []
    if conf:
        nature.append("confidentiality")
        if conf.get("data_disclosure") == "Yes":
            act.append("access")
        else:
            notes.add(f"data disclosure is “{conf.get('data_disclosure', 'not given')}”; access to data stays open")
    for variety in _many((attribute.get("availability") or {}).get("variety")):
        nature.append("availability")
        if variety in AVAILABILITY_ACTS:
            act.append(AVAILABILITY_ACTS[variety])
        else:
            notes.add(f"availability “{variety}” has no act of ours")
    for variety in _many((attribute.get("integrity") or {}).get("variety")):
        if variety in ("Modify data", "Fraudulent transaction"):
            nature.append("integrity")
            act.append("alteration")
        else:
            notes.add(f"integrity “{variety}” concerns systems, not personal data")
    answer: dict[str, Any] = {"nature": list(dict.fromkeys(nature)), "act": list(dict.fromkeys(act))}
    open_lists = ["data", "affected", "organisation.kinds", "act"]
    answer["more_possible"] = open_lists if conf.get("data_disclosure") == "Yes" else [*open_lists, "nature"]
    return answer


def _data(conf: Mapping[str, Any], notes: _Notes) -> list[str]:
    codes: list[str] = []
    for entry in conf.get("data") or []:
        variety = entry.get("variety")
        if variety in DATA:
            codes += DATA[variety]
            if variety in ("Personal", "Sensitive Personal"):
                notes.add(f"data “{variety}” does not say which kinds; the name was taken, others may follow")
            if variety == "Credentials":
                notes.add("data “Credentials” does not say whether passwords were hashed; add them when known")
        elif variety in NOT_PERSONAL:
            notes.add(f"data “{variety}” is not personal data")
        else:
            notes.add(f"data “{variety}” has no code of ours")
    return list(dict.fromkeys(codes))


def _affected(record: Mapping[str, Any], conf: Mapping[str, Any], notes: _Notes) -> list[dict[str, Any]]:
    places = _places(record, notes)
    if not places:
        return []
    notes.add("where the people live is not in VERIS; the victim's own place was taken, others may follow")
    subjects = _many((((record.get("plus") or {}).get("attribute") or {}).get("confidentiality") or {}).get("data_subject"))
    subjects += _many(conf.get("data_victim"))
    people = [PEOPLE[subject] for subject in subjects if subject in PEOPLE]
    total = conf.get("data_total")
    count = total if isinstance(total, int) and not isinstance(total, bool) and len(places) == 1 else None
    if count is not None:
        notes.add("VERIS counts records; their number was taken as an estimate of the people")
    group: dict[str, Any] = {"count": count, "estimate": True}
    if people:
        group["people"] = list(dict.fromkeys(people))
        group["vulnerable"] = True if "patients" in people else None
    return [{"residence": place, **group} for place in places]


def _encrypted(conf: Mapping[str, Any]) -> bool | None:
    states = _many(conf.get("state"))
    if any("unencrypted" in state for state in states):
        return False
    return True if any("encrypted" in state for state in states) else None


def _medium(record: Mapping[str, Any], notes: _Notes) -> str | None:
    assets = [asset.get("variety", "") for asset in (record.get("asset") or {}).get("assets") or []]
    for asset in assets:
        if asset == "Unknown":
            notes.add("the asset is not known; paper or electronic stays open")
    known = [asset for asset in assets if asset != "Unknown"]
    if not known:
        return None
    return "paper" if all(asset == "M - Documents" for asset in known) else "electronic"


def _varieties(record: Mapping[str, Any], action: str) -> list[str]:
    return _many(((record.get("action") or {}).get(action) or {}).get("variety"))


def _cause(record: Mapping[str, Any]) -> str:
    actions = set(record.get("action") or {})
    if "misuse" in actions and "internal" in (record.get("actor") or {}):
        return "insider"
    if actions & {"hacking", "malware", "social", "misuse"}:
        return "external_attack"
    if "Theft" in _varieties(record, "physical"):
        return "theft"
    if "Loss" in _varieties(record, "error"):
        return "loss"
    if "error" in actions:
        return "error"
    return "system_fault" if "environmental" in actions else "unknown"


def _recipient(record: Mapping[str, Any]) -> str:
    if {"Publishing error", "Misconfiguration"} & set(_varieties(record, "error")):
        return "public"
    attacks = set(record.get("action") or {}) & {"hacking", "malware", "social"}
    return "hostile" if attacks else "unknown"


def _kind(record: Mapping[str, Any]) -> str:
    errors, physical = set(_varieties(record, "error")), set(_varieties(record, "physical"))
    paper = _medium(record, _Notes()) == "paper"
    rules = (
        ("Ransomware" in _varieties(record, "malware"), "ransomware"),
        ("partner" in (record.get("actor") or {}), "supplier"),
        ("Misdelivery" in errors, "misdirected"),
        (paper, "paper"),
        (bool({"Theft", "Loss"} & (physical | errors)), "lost_device"),
        (bool({"Publishing error", "Misconfiguration"} & errors), "exposed_storage"),
        (bool({"Brute force", "Use of stolen creds"} & set(_varieties(record, "hacking"))), "account_takeover"),
        ("misuse" in (record.get("action") or {}), "insider"),
    )
    return next((kind for holds, kind in rules if holds), "unknown")


def _title(record: Mapping[str, Any], kind: str) -> str:
    victim = (record.get("victim") or {}).get("victim_id") or "unnamed organisation"
    return f"{kind.replace('_', ' ').capitalize()}: {victim}"[:200]


def _many(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    return [str(entry) for entry in value] if isinstance(value, Iterable) else [str(value)]
