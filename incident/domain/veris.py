"""VERIS incidents (schema 1.2, 1.3 and later, verisframework.org) as facts documents.

What VERIS does not say stays unknown. What had to be assumed, or could not be carried over, is said in words.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident.domain import place_names, veris_breach, veris_times
from incident.domain.veris_parts import Notes, clean, informative, part_at, whole, words_of
from incident.domain.veris_tables import KEPT, KINDS_BY_NAICS, LEFT_OUT, MISUSED, NOT_A_BUSINESS, NOTHING
from incident.law.facts import MAX_TEXT

ID_LENGTH = 100  # characters; VERIS uses UUIDs, others may not
MOST_MONEY = 1e18  # of any currency; beyond it a turnover is a typing error
OLDEST = (1, 2)  # schema


@dataclass(frozen=True, slots=True)
class VerisIncident:
    """One record, mapped.

    `kind`: of checklist. `assumed`: path of a fact -> why it is an estimate of ours. `unmapped`: what could not be
    carried over, in words. `notes`: the record's own notes. `reference`: where the record was taken from.
    """

    import_id: str
    title: str
    kind: str
    document: dict[str, Any]
    assumed: Mapping[str, str]
    unmapped: tuple[str, ...]
    notes: tuple[str, ...]
    reference: str | None


class VerisInvalid(ValueError):
    """The record is not a VERIS incident; the message says why."""


def from_veris(record: object, *, zone_at: Callable[[str], str | None]) -> VerisIncident:
    """Map one VERIS record.

    Args:
        record: as read from JSON.
        zone_at: the IANA zone of a place (ISO 3166), None where it is not known; the day of the incident begins there.

    Raises:
        VerisInvalid: not an object, without an incident_id, of a schema before 1.2, or with parts of another type.
    """
    if not isinstance(record, Mapping):
        raise VerisInvalid("the record is not a JSON object")
    import_id = record.get("incident_id")
    if not isinstance(import_id, str) or not import_id.strip() or len(import_id) > ID_LENGTH:
        raise VerisInvalid(f"'incident_id' is missing, no text, or longer than {ID_LENGTH} characters")
    _check_version(str(record.get("schema_version") or ""))
    notes = Notes()
    try:
        _say_left_out(record, notes)
        document = _document(record, zone_at, notes)
        kind = veris_breach.kind(record)
        title = veris_breach.title(record)
    except (AttributeError, TypeError, ValueError, KeyError, ArithmeticError, RecursionError) as error:
        raise VerisInvalid(f"a part is not as VERIS says ({error})") from error
    return VerisIncident(
        import_id=clean(import_id),
        title=title,
        kind=kind,
        document=document,
        assumed=notes.assumed,
        unmapped=tuple(notes.said),
        notes=tuple(_own_notes(record)),
        reference=clean(str(record.get("reference") or "")).strip() or None,
    )


def _check_version(version: str) -> None:
    found = re.fullmatch(r"(\d{1,3})\.(\d{1,3})(\.\d{1,3})*", version)
    if found is None or found[1] != "1" or (1, int(found[2])) < OLDEST:
        raise VerisInvalid(f"schema_version {clean(version)[:20] or 'is missing'}; 1.2 and later can be read")


def _document(record: Mapping[str, Any], zone_at: Callable[[str], str | None], notes: Notes) -> dict[str, Any]:
    conf = part_at(record, "attribute", "confidentiality")
    places = _places(record, notes)
    zone = zone_at(places[0]) if places else None
    return {
        "organisation": _organisation(record, places, notes),
        "events": veris_times.events(part_at(record, "timeline"), zone, add=notes.add, assume=notes.assume),
        "medium": veris_breach.medium(record, notes),
        "data": veris_breach.data(conf, notes),
        "protection": {"encrypted": veris_breach.encrypted(conf)},
        "cause": veris_breach.cause(record, notes),
        "recipient": veris_breach.recipient(record, conf),
        "impact": veris_breach.impact(record, notes),
        "affected": veris_breach.affected(record, conf, places, notes),
        "narrative": _narrative(record, notes),
        "records_count": whole(conf.get("data_total")),
        **veris_breach.nature_and_act(record, conf, notes),
    }


def _say_left_out(record: Mapping[str, Any], notes: Notes) -> None:
    left_out = [clean(str(key)) for key in sorted(set(record) - KEPT) if informative(record[key])]
    for path in LEFT_OUT:
        value = part_at(record, *path[:-1]).get(path[-1])
        if informative(value):
            words = "" if isinstance(value, Mapping) else f" ({clean(', '.join(words_of(value)))[:80]})"
            left_out.append(f"{'.'.join(path)}{words}")
    if left_out:
        notes.add(f"no place in our facts for {', '.join(left_out)}")
    status = record.get("security_incident")
    if status not in ("Confirmed", None):
        notes.add(f"VERIS calls it “{clean(str(status))}”; whether it is a breach, a person decides")
    plus = part_at(record, "plus", "attribute", "confidentiality")
    abuse = str(plus.get("data_abuse") or "")
    if abuse.split(" - ")[0] in MISUSED:
        notes.add("the record says that the data were misused; weigh that when you decide the risk")
    told = part_at(record, "plus", "timeline", "notification")
    if told.get("year"):
        day = "-".join(str(told[unit]) for unit in ("year", "month", "day") if told.get(unit))
        notes.add(f"somebody was told on {day}; the record does not say who, so no duty counts as done")


def _places(record: Mapping[str, Any], notes: Notes) -> list[str]:
    victim = part_at(record, "victim")
    named = [code for code in words_of(victim.get("country")) if code not in NOTHING and code != "Other"]
    countries = [code for code in named if len(code) == 2 and place_names.read(code) == code]
    for code in named:
        if code not in countries:
            notes.add(f"the country “{clean(code)[:40]}” is no code of ISO 3166")
    if not countries:
        notes.add("the victim's country is not known; choose the organisation's country")
        return []
    state = str(victim.get("state") or "")
    if state in NOTHING or len(countries) > 1:
        return countries
    code = state if state.startswith(f"{countries[0]}-") else f"{countries[0]}-{state}"
    if place_names.read(code) == code:
        return [code]
    notes.add(f"the state “{clean(state)[:40]}” is no part of {countries[0]}; only the country was taken")
    return countries


def _organisation(record: Mapping[str, Any], places: Sequence[str], notes: Notes) -> dict[str, Any]:
    victim = part_at(record, "victim")
    industry = str(victim.get("industry") or "")
    notes.assume(
        "organisation.role", "VERIS does not say whether the organisation is controller or processor; controller was assumed"
    )
    organisation: dict[str, Any] = {"role": "controller"}
    kinds = [kind for start, kind in KINDS_BY_NAICS if industry.startswith(start)]
    if kinds or (industry.strip("0") and not industry.startswith(NOT_A_BUSINESS) and industry not in NOTHING):
        organisation["kinds"] = kinds or ["business"]
        notes.assumed["organisation.kinds"] = f"from the industry code {industry[:10]}; others may hold too"
    else:
        notes.add(f"the industry code “{clean(industry)[:20] or 'none'}” does not say what kind of organisation it is")
    if places:
        organisation["country"] = places[0]
        notes.add("VERIS names the victim's seat; where else it has establishments is not known")
    if len(places) > 1:
        organisation["establishments"] = list(places)
    revenue = part_at(victim, "revenue")
    amount, currency = revenue.get("amount"), revenue.get("iso_currency_code")
    if isinstance(amount, int | float) and 0 < amount < MOST_MONEY and re.fullmatch("[A-Z]{3}", str(currency)):
        organisation["annual_turnover"] = {"amount": amount, "currency": currency}
    return organisation


def _narrative(record: Mapping[str, Any], notes: Notes) -> dict[str, str]:
    summary = clean(str(record.get("summary") or "")).strip()
    if summary:
        notes.assume("narrative.what_happened", "what happened stands in the record's words; write your own for notices")
    if len(summary) > MAX_TEXT:
        notes.add(f"the summary was cut after {MAX_TEXT:,} characters; the whole stands in the stored record")
    return {
        key: text for key, text in (("what_happened", summary[:MAX_TEXT]), ("how_discovered", _discovery(record))) if text
    }


def _discovery(record: Mapping[str, Any]) -> str:
    """How it was found: schema 1.2 has one word (“Int - log review”), later ones an object of who and how."""
    method = record.get("discovery_method")
    found: list[tuple[str, str]] = []
    if isinstance(method, str):
        who, _, how = method.partition(" - ")
        found = [({"Int": "internal", "Ext": "external", "Prt": "partner"}.get(who, ""), how)]
    elif isinstance(method, Mapping):
        found = [
            (who, how)
            for who in ("internal", "external", "partner")
            for how in words_of(part_at(method, who).get("variety"))
        ]
    words = {"internal": "Found inside the organisation", "external": "Found outside the organisation",
             "partner": "Found by a partner"}  # fmt: skip
    lines = [f"{words[who]}{'' if how in NOTHING else f': {clean(how).lower()}'}." for who, how in found if who in words]
    return " ".join([*lines, clean(str(record.get("discovery_notes") or ""))]).strip()[:MAX_TEXT]


def _own_notes(record: Mapping[str, Any]) -> Iterable[str]:
    paths = ((), ("victim",), ("attribute", "confidentiality"), ("attribute", "availability"), ("asset",))
    for path in paths:
        text = clean(str(part_at(record, *path).get("notes") or "")).strip()
        if text:
            yield text[:MAX_TEXT]
