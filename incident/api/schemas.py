"""The JSON Schemas of what the API answers (draft 2020-12), as components of the OpenAPI description."""

from typing import Any

from incident.law.loader import CONFIDENCE, NOTIFY
from incident.law.schema import json_schema

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
WHOLE = {"type": "integer", "minimum": 0}
WHOLE_OR_NULL = {"type": ["integer", "null"], "minimum": 0}
TRUTH = {"type": "boolean"}
INSTANT = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL = {"type": ["string", "null"], "format": "date-time"}
DAY = {"type": "string", "format": "date"}
DAY_OR_NULL = {"type": ["string", "null"], "format": "date"}
TEXTS = {"type": "array", "items": TEXT}
TABLE = {"type": ["object", "null"], "description": "A condition as the law file says it; null where there is none."}
LEVEL = {"type": ["string", "null"], "enum": ["unlikely", "risk", "high", None]}


def one_of(*values: str) -> dict[str, Any]:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def record(**properties: Any) -> dict[str, Any]:
    """An object that always has all of these properties and no others."""
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def rows(of: dict[str, Any]) -> dict[str, Any]:
    """A list of such values."""
    return {"type": "array", "items": of}


def ref(name: str) -> dict[str, Any]:
    """A component of this description."""
    return {"$ref": f"#/components/schemas/{name}"}


def components() -> dict[str, Any]:
    """Every schema by its name."""
    facts = {key: value for key, value in json_schema().items() if key != "$schema"}
    return {
        "Facts": facts,
        "Assessment": _assessment(),
        "Duty": _duty(),
        "Due": _due(),
        "LawList": record(rulebook=TEXT, regimes=rows(_law_line())),
        "Law": _law(),
        "IncidentList": record(incidents=rows(_incident_line()), total=WHOLE, after=TEXT_OR_NULL),
        "Incident": _incident(),
        "Fault": _fault(),
    }


def _fault() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["error"],
        "properties": {"error": TEXT, "errors": rows(record(field=TEXT, message=TEXT))},
    }


def _assessment() -> dict[str, Any]:
    question = record(fact=TEXT, question=TEXT, decides=WHOLE, earliest_due_at=INSTANT_OR_NULL)
    off = record(regime=TEXT, law=TEXT, jurisdiction=TEXT, confidence=one_of(*CONFIDENCE), doubts=TEXTS)
    accepted = {**record(fact=TEXT, level=LEVEL, because=TEXT), "type": ["object", "null"]}
    schema = record(
        rulebook=TEXT, on=DAY, risk_suggestion=_suggestion(), obligations=rows(ref("Duty")), next_questions=rows(question),
        drafts={**rows(ref("Duty")), "description": "Duties of laws that are drafts: they bind nobody."},
        switched_off={**rows(off), "description": "Laws that may bind and are switched off in the configuration."},
        uncovered={**TEXTS, "description": "Places of the facts of which the rulebook has no law."},
        not_read={**TEXTS, "description": "Law files that could not be read; their duties are missing."},
        accepted_suggestion={**accepted, "description": "Only with accept_suggested_risk=true."},
        changes={**rows(_changes()), "description": "Only with changes=DUTY-ID: what would change it, in each place."},
    )  # fmt: skip
    for name in ("accepted_suggestion", "changes"):
        schema["required"].remove(name)
    return schema


def _changes() -> dict[str, Any]:
    finding = one_of("applies", "does_not_apply", "cannot_tell_yet")
    fact = record(fact=TEXT, residence=TEXT_OR_NULL, before={}, after={"description": "Never null."})
    change = record(
        words=TEXT, before=finding, after=finding, size=WHOLE, kind=one_of("open", "fact", "judgement", "fixed", "law"),
        judged={**TRUTH, "description": "A person's decision is among it."},
        on={**DAY_OR_NULL, "description": "Of a change of the law itself: the first day."}, facts=rows(fact),
    )  # fmt: skip
    return record(id=TEXT, jurisdiction=TEXT, controller=TEXT_OR_NULL, changes=rows(change))


def _suggestion() -> dict[str, Any]:
    part = {"type": "object", "description": "Value, reason, and what moved it."}
    working = record(formula=TEXT, DPC=part, EI=part, CB=part, SE={"type": "number"}, band=TEXT)
    factor = record(factor=TEXT, cite=TEXT, says=TEXT, points=one_of("up", "down", "unknown"), careful=TEXT)
    law = record(
        regime=TEXT, law=TEXT, asks=TEXT, cite=TEXT, confidence=one_of(*CONFIDENCE), reading=TEXT, factors=rows(factor)
    )
    return record(
        level=LEVEL, score={"type": ["number", "null"]}, method=TEXT, because=TEXTS,
        working={**working, "type": ["object", "null"]}, against=TEXTS,
        missing=rows(record(fact=TEXT, question=TEXT, could=one_of("lower", "raise", "either"))), flags=TEXTS,
        factors={**rows(law), "description": "What four laws list for judging harm, whether they are in play or not."},
    )  # fmt: skip


def _duty() -> dict[str, Any]:
    clock = record(event=TEXT_OR_NULL, started_at=INSTANT_OR_NULL, period=TEXT, provisional=TRUTH)
    return record(
        id=TEXT, regime=TEXT, law=TEXT, status=one_of("active", "draft"), jurisdiction=TEXT, title=TEXT,
        owed_by=one_of("controller", "processor"), notify=one_of(*sorted(NOTIFY)), authority=TEXT_OR_NULL,
        authority_id=TEXT_OR_NULL, controller=TEXT_OR_NULL,
        finding=one_of("applies", "does_not_apply", "cannot_tell_yet"),
        scope={**one_of("met", "open"), "description": "Whether the law binds at all, or that is still open."},
        scope_unknown={**TEXTS, "description": "The facts that would decide whether the law binds."},
        due_at={**INSTANT_OR_NULL, "description": "Last instant that is safe under the strict reading of the law."},
        due_expected_at={**INSTANT_OR_NULL, "description": "What a regulator has published; never a limit of the law."},
        due_lenient_at={**INSTANT_OR_NULL, "description": "A later reading, where there is one."},
        clock=clock, zone=TEXT, citation=TEXT, words=TEXT_OR_NULL, quote=TEXT_OR_NULL, in_force_from=DAY,
        because=TEXTS, unknown=TEXTS, facts_used=TEXTS,
        steps={"type": "object", "additionalProperties": TEXTS},
        must_contain=rows(record(item=TEXT, cite=TEXT, if_known=TRUTH)),
        confidence=one_of(*CONFIDENCE), doubts=TEXTS,
    )  # fmt: skip


def _due() -> dict[str, Any]:
    return record(
        **{"id": TEXT, "on": DAY, "from": INSTANT}, due_at=INSTANT_OR_NULL, due_lenient_at=INSTANT_OR_NULL,
        due_expected_at=INSTANT_OR_NULL, period=TEXT, citation=TEXT, steps=TEXTS, others=TEXTS,
    )  # fmt: skip


def _law_line() -> dict[str, Any]:
    return record(id=TEXT, name=TEXT, jurisdiction=TEXT, status=one_of("active", "draft"), counted=TRUTH,
                  confidence=one_of(*CONFIDENCE), checked_on=DAY, duties=WHOLE)  # fmt: skip


def _law() -> dict[str, Any]:
    item = record(item=TEXT, cite=TEXT, if_known=TRUTH, only_if=TABLE)
    version = record(
        in_force_from=DAY, in_force_until=DAY_OR_NULL, cite=TEXT, words=TEXT_OR_NULL, quote=TEXT_OR_NULL,
        deadline={"type": "object"}, expected={"type": ["object", "null"]}, applies_if=TABLE, applies_unless=rows(TABLE),
        delay={"type": ["object", "null"]}, must_contain=rows(item), confidence=TEXT_OR_NULL, doubts=TEXTS,
    )  # fmt: skip
    obligation = record(
        id=TEXT, title=TEXT, owed_by=one_of("controller", "processor", "any"), notify=one_of(*sorted(NOTIFY)),
        authority_id=TEXT_OR_NULL, authority_kind=TEXT_OR_NULL, places=record(mode=TEXT, within=TEXT_OR_NULL),
        clock=record(starts_on=TEXTS, provisional_from=TEXTS, of=TEXT_OR_NULL), versions=rows(version),
    )  # fmt: skip
    authority = record(
        id=TEXT, jurisdiction=TEXT, kind=TEXT, name=TEXT, local_name=TEXT_OR_NULL, channel=TEXT_OR_NULL, url=TEXT_OR_NULL,
        email=TEXT_OR_NULL, phone=TEXT_OR_NULL, postal_address=TEXT_OR_NULL, languages=TEXTS, zone=TEXT,
        confidence=one_of(*CONFIDENCE), doubts=TEXTS, complaint=TEXT_OR_NULL, checked_on=DAY_OR_NULL,
    )  # fmt: skip
    example = record(name=TEXT, source=TEXT, on=DAY, facts=ref("Facts"), expect=rows({"type": "object"}))
    return record(
        rulebook=TEXT, id=TEXT, name=TEXT, jurisdiction=TEXT, zone=TEXT, status=one_of("active", "draft"), counted=TRUTH,
        confidence=one_of(*CONFIDENCE), checked_on=DAY, doubts=TEXTS, sources=rows(record(title=TEXT, url=TEXT)),
        terms={"type": "object", "additionalProperties": TEXT}, scope=TABLE, obligations=rows(obligation),
        authorities=rows(authority), examples=rows(example),
    )  # fmt: skip


def _incident_line() -> dict[str, Any]:
    return record(
        reference=TEXT, title=TEXT, kind=TEXT, state=TEXT, reported_at=INSTANT, aware_at=INSTANT_OR_NULL,
        people=WHOLE_OR_NULL, people_may_grow=TRUTH, places=TEXTS, notified=TEXTS, not_notified_reason=TEXT_OR_NULL,
        lacks=TEXTS,
    )  # fmt: skip


def _incident() -> dict[str, Any]:
    context = record(id=WHOLE, name=TEXT, facts_version=WHOLE, facts=ref("Facts"), assessed_at=INSTANT_OR_NULL,
                     law_of=DAY_OR_NULL, rulebook=TEXT_OR_NULL)  # fmt: skip
    clock = record(event=TEXT_OR_NULL, started_at=INSTANT_OR_NULL, period=TEXT_OR_NULL, provisional=TRUTH,
                   stopped_at=INSTANT_OR_NULL, late_seconds=WHOLE_OR_NULL)  # fmt: skip
    duty = record(
        id=TEXT, context_id=WHOLE, regime=TEXT, jurisdiction=TEXT, notify=one_of(*sorted(NOTIFY)), title=TEXT,
        addressee=TEXT, customer=TEXT_OR_NULL, state=one_of("cannot_tell", "running", "met", "not_owed"),
        due_at=INSTANT_OR_NULL, due_expected_at=INSTANT_OR_NULL, due_lenient_at=INSTANT_OR_NULL, clock=clock, zone=TEXT,
        owner=TEXT_OR_NULL, citation=TEXT, rulebook=TEXT, because=TEXTS, unknown=TEXTS, overridden=TEXT_OR_NULL,
    )  # fmt: skip
    return record(reference=TEXT, title=TEXT, kind=TEXT, state=TEXT, reported_at=INSTANT, closed_at=INSTANT_OR_NULL,
                  owner=TEXT_OR_NULL, contexts=rows(context), duties=rows(duty))  # fmt: skip
