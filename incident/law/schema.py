"""The JSON Schema (draft 2020-12) of the facts document, with question, type and unit for every field."""

from typing import Any

from incident.law.facts import MAX_COUNT, MAX_HOURS, MAX_NAME, MAX_TEXT
from incident.law.fields import BY_PATH, DATA, FIELDS, PEOPLE, Field

PLACE = {"type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"}
INSTANT = {"type": "string", "format": "date-time"}
WHOLE = {"type": "integer", "minimum": 0, "maximum": MAX_COUNT}
HOURS = {"type": "number", "minimum": 0, "exclusiveMaximum": MAX_HOURS}
AMOUNT = {"type": "number", "minimum": 0}
TRUTH = {"type": "boolean"}


def json_schema() -> dict[str, Any]:
    """The schema. Every field may be absent or null: not known yet. `question` and `unit` are annotations of ours."""
    root = _object()
    root |= {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts of a breach",
        "description": "A field that is absent or null is not known yet. It never counts as no.",
    }
    for field in FIELDS:
        parent, _, child = field.path.partition(".")
        holder = root if not child else root["properties"].setdefault(parent, _object())
        holder["properties"][child or parent] = _field(field)
    return root


def _object() -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": {}}


def _field(field: Field) -> dict[str, Any]:
    said = {"title": field.question, "question": field.question, "kind": field.type}
    if field.help:
        said["description"] = field.help
    if field.unit:
        said["unit"] = field.unit
    return said | _or_null(_shape(field))


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    if "enum" in shape:
        return shape | {"type": ["string", "null"], "enum": [*shape["enum"], None]}
    return shape | {"type": [shape["type"], "null"]}


def _codes(allowed: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(allowed)}}


def _shape(field: Field) -> dict[str, Any]:
    shapes: dict[str, dict[str, Any]] = {
        "text": {"type": "string", "maxLength": MAX_TEXT},
        "choice": {"type": "string", "enum": list(field.values)},
        "list": _codes(field.values),
        "instant": INSTANT,
        "truth": TRUTH,
        "number": WHOLE,
        "hours": HOURS,
        "place": PLACE,
        "places": {"type": "array", "items": PLACE},
        "groups": _rows({"residence": PLACE, "count": WHOLE, "estimate": TRUTH, "vulnerable": TRUTH,
                                     "people": _codes(PEOPLE), "data": _codes(DATA)}, "residence"),
        "controllers": _rows({"name": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
                                               "country": PLACE, "contract_hours": HOURS}, "name"),
        "turnover": _rows({"amount": AMOUNT, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}, "")["items"],
        "events_for": {"type": "object", "additionalProperties": _events()},
    }  # fmt: skip
    return shapes[field.type]


def _rows(shapes: dict[str, dict[str, Any]], required: str) -> dict[str, Any]:
    properties = {key: shape if key == required else _or_null(shape) for key, shape in shapes.items()}
    row: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        row["required"] = [required]
    return {"type": "array", "items": row}


def _events() -> dict[str, Any]:
    events = _object()
    names = [path.removeprefix("events.") for path in BY_PATH if path.startswith("events.")]
    events["properties"] = {name: _or_null(INSTANT) for name in names}
    return events
