"""The assessment: what the rulebook says about the facts on a day, as the JSON document of the contract."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from incident.domain import severity
from incident.domain.coverage import uncovered
from incident.domain.due_times import Times, times_of
from incident.domain.duties import Duty, asked_by, duties_of
from incident.domain.open_questions import next_questions
from incident.law.answers import Asked, lookup
from incident.law.facts import Facts
from incident.law.model import Regime
from incident.law.rulebook import Rulebook

FINDINGS = {True: "applies", False: "does_not_apply", None: "cannot_tell_yet"}
RISK = "risk.level"
ACCEPTED = "The risk is the program's suggestion, taken as the decision; no person has decided it yet"


def assess(facts: Facts, rulebook: Rulebook, *, on: date) -> dict[str, Any]:
    """The assessment document of the contract.

    `on`: the day whose law is asked. Times are ISO 8601 with the offset of the place whose law it is; None where
    the law gives no number, the clock has no start, or the duty is not owed. A regime that is a draft binds nobody:
    its duties stand apart under `drafts`, in the same shape. `switched_off` names the laws that may bind and are
    switched off; `uncovered` the places of which the rulebook has no law; `not_read` the files that could not be
    read. The order of the lists in the facts changes nothing, except of `organisation.establishments`, whose first
    entry within a place leads.
    """
    document = _ordered(facts.document)
    ordered = Facts(document)
    reached = rulebook.reach.of(document)
    off = [regime for regime in reached if regime.id in rulebook.off]
    obligations = _entries([regime for regime in reached if rulebook.counts(regime)], rulebook, ordered, on=on)
    drafts = [regime for regime in reached if regime.status != "active" and regime not in off]
    missing = uncovered([document], rulebook)
    return {
        "rulebook": rulebook.version,
        "on": on.isoformat(),
        "risk_suggestion": severity.suggest(ordered),
        "obligations": obligations,
        "next_questions": next_questions(obligations),
        "drafts": _entries(drafts, rulebook, ordered, on=on),
        "switched_off": [_off(regime) for regime in off if _may_bind(regime, rulebook, document)],
        "uncovered": [*missing.countries, *missing.parts],
        "not_read": list(rulebook.faults),
    }


def _may_bind(regime: Regime, rulebook: Rulebook, document: Mapping[str, Any]) -> bool:
    return regime.scope is None or regime.scope(Asked(document, rulebook.places)).value is not False


def _off(regime: Regime) -> dict[str, Any]:
    return {"regime": regime.id, "law": regime.name, "jurisdiction": regime.jurisdiction,
            "confidence": regime.confidence, "doubts": list(regime.doubts)}  # fmt: skip


def assess_as_suggested(facts: Facts, rulebook: Rulebook, *, on: date) -> dict[str, Any]:
    """The assessment with the suggested risk taken as the decision, where nobody has decided yet.

    The document says so: `accepted_suggestion` holds the level (None where a person has decided, or nothing can be
    suggested), and each duty that rests on it says so in `because`.
    """
    level = severity.suggest(facts)["level"] if lookup(facts.document, RISK) is None else None
    if level is None:
        return {**assess(facts, rulebook, on=on), "accepted_suggestion": None}
    risk = {**(facts.document.get("risk") or {}), "level": level}
    found = assess(Facts({**facts.document, "risk": risk}), rulebook, on=on)
    for entry in (*found["obligations"], *found["drafts"]):
        if RISK in entry["facts_used"]:
            entry["because"].append(ACCEPTED)
    return {**found, "accepted_suggestion": {"fact": RISK, "level": level, "because": ACCEPTED}}


def _ordered(document: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with their groups and customers in one order, so that the order they were typed in says nothing."""
    ordered = dict(document)
    if ordered.get("affected"):
        ordered["affected"] = sorted(ordered["affected"], key=_group_key)
    if ordered.get("controllers"):
        ordered["controllers"] = sorted(ordered["controllers"], key=itemgetter("name"))
    return ordered


def _group_key(group: Mapping[str, Any]) -> tuple[Any, ...]:
    number = group.get("count")
    lists = tuple(tuple(sorted(group.get(key) or ())) for key in ("data", "people"))
    return group["residence"], number is None, number or 0, *lists, str(group.get("vulnerable")), str(group.get("estimate"))


def _entries(regimes: Sequence[Regime], rulebook: Rulebook, facts: Facts, *, on: date) -> list[dict[str, Any]]:
    special = facts.document.get("events_for") or {}
    shared = Asked(facts.document, rulebook.places)
    duties: list[Duty] = []
    for regime in regimes:
        asked = shared
        if regime.id in special:  # a law that sees an event at another time is asked with its own events
            asked = asked_by(regime, facts.document, rulebook.places)
        duties += duties_of(regime, rulebook, asked, on=on)
    return [_entry(duty, times, on=on) for duty, times in zip(duties, times_of(duties), strict=True)]


def _entry(duty: Duty, times: Times, *, on: date) -> dict[str, Any]:
    regime, obligation, version, authority = duty.regime, duty.obligation, duty.version, duty.authority
    return {
        "id": obligation.id,
        "regime": regime.id,
        "law": regime.name,
        "status": regime.status,
        "jurisdiction": duty.place.jurisdiction,
        "title": obligation.title,
        "owed_by": duty.owed_by,
        "notify": obligation.notify,
        "authority": authority.name_on(on) if authority else None,
        "authority_id": authority.id if authority else None,
        "controller": duty.place.controller,
        "finding": FINDINGS[duty.answer.value],
        "scope": "met" if duty.scope.value else "open",
        "scope_unknown": list(duty.scope.unknown),
        "due_at": _iso(times.due_at),
        "due_expected_at": _iso(times.expected_at),
        "due_lenient_at": _iso(times.lenient_at),
        "clock": {
            "event": times.start.event,
            "started_at": _iso(times.start.at),
            "period": times.period,
            "provisional": times.start.provisional,
        },
        "zone": duty.zone,
        "citation": version.cite,
        "words": version.words,
        "quote": version.quote,
        "in_force_from": version.in_force_from.isoformat(),
        "because": list(duty.answer.because),
        "unknown": list(duty.answer.unknown),
        "facts_used": list(duty.facts_used),
        "steps": _steps(times),
        "must_contain": _must_contain(duty),
        "confidence": version.confidence or regime.confidence,
        "doubts": list(dict.fromkeys((*version.doubts, *regime.doubts))),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None


def _steps(times: Times) -> dict[str, list[str]]:
    """The counting by reading: `strict`, and `lenient` and `expected` where there are such times."""
    readings = {
        "strict": times.steps,
        "lenient": times.lenient_steps if times.lenient_at else (),
        "expected": times.expected_steps if times.expected_at else (),
    }
    return {reading: list(lines) for reading, lines in readings.items() if lines}


def _must_contain(duty: Duty) -> list[dict[str, Any]]:
    if duty.answer.value is False:
        return []
    return [{"item": item.item, "cite": item.cite, "if_known": item.if_known} for item in duty.must_contain]
