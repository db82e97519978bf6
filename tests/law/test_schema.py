"""The JSON Schema of the facts document."""

from typing import Any

from incident.law.fields import FIELDS
from incident.law.schema import json_schema


def at(schema: dict[str, Any], path: str) -> dict[str, Any]:
    for part in path.split("."):
        schema = schema["properties"][part]
    return schema


def test_every_field_is_in_the_schema_with_its_question_and_type() -> None:
    schema = json_schema()

    for field in FIELDS:
        assert at(schema, field.path)["question"] == field.question
        assert at(schema, field.path).get("unit", "") == field.unit


def test_every_field_may_be_null_and_no_other_field_is_known() -> None:
    schema = json_schema()

    assert schema["additionalProperties"] is False
    assert all("null" in at(schema, field.path)["type"] for field in FIELDS)


def test_closed_lists_name_their_values() -> None:
    assert at(json_schema(), "organisation.role")["enum"] == ["controller", "processor", "joint_controller", None]
    assert at(json_schema(), "nature")["items"]["enum"] == ["confidentiality", "integrity", "availability"]


def test_a_turnover_is_not_bounded_by_hours() -> None:
    assert "exclusiveMaximum" not in at(json_schema(), "organisation.annual_turnover")["properties"]["amount"]
