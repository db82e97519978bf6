"""GET /api/v1/openapi.json and the schema of the facts: the description is true of the addresses and the answers."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from incident.law.schema import json_schema
from incident.services.desk import Desk
from tests.api.conftest import FACTS, Caller
from tests.api.schema_check import faults

Call = Callable[[str], Caller]


def answer_schema(description: Mapping[str, Any], path: str, method: str = "get") -> Mapping[str, Any]:
    content: Mapping[str, Any] = description["paths"][path][method]["responses"]["200"]["content"]
    schema: Mapping[str, Any] = content["application/json"]["schema"]
    return schema


def test_every_address_of_the_api_is_described_and_no_other(app: Flask, call: Call) -> None:
    description = call("reporter").get("/openapi.json").get_json()

    described = {
        (operation["operationId"], method, path)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }
    served = {
        (rule.endpoint.removeprefix("api."), method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }
    assert described == served


def test_every_parameter_that_is_described_is_taken(call: Call) -> None:
    caller = call("auditor")
    description = caller.get("/openapi.json").get_json()

    for path, operations in description["paths"].items():
        names = [entry["name"] for entry in operations.get("get", {}).get("parameters", []) if entry["in"] == "query"]
        answer = caller.get(path.format(regime_id="US-NY", ref="INC-2026-001"), **dict.fromkeys(names, "x"))
        unknown = [fault for fault in (answer.get_json().get("errors") or []) if "Unknown" in fault["message"]]
        assert not unknown, path


def test_answers_keep_their_schemas(call: Call, desk: Desk) -> None:
    caller = call("auditor")
    description = caller.get("/openapi.json").get_json()
    due = {"regime": "US-NY", "notify": "individuals", "from": "2026-06-08T16:00:00-04:00"}  # a Monday
    assessed = caller.post("/assess", {**FACTS, "nature": ["confidentiality"]}, accept_suggested_risk="true")
    answers = [
        ("/assess", "post", assessed),
        ("/assess", "post", caller.post("/assess", {})),
        ("/assess", "post", caller.post("/assess", FACTS, changes="US-NY/individuals")),
        ("/due", "get", caller.get("/due", **due)),
        ("/law", "get", caller.get("/law")),
        *(("/law/{regime_id}", "get", caller.get(f"/law/{regime.id}")) for regime in desk.rulebook.regimes),
        ("/incidents", "get", caller.get("/incidents")),
    ]

    for path, method, answer in answers:
        assert answer.status_code == 200, path
        assert faults(answer.get_json(), answer_schema(description, path, method), description) == []


def test_refusals_keep_their_schema(call: Call) -> None:
    caller = call("reporter")
    description = caller.get("/openapi.json").get_json()
    refusals = {
        400: caller.post("/assess", b"{"),
        403: caller.get("/incidents"),
        404: caller.get("/law/XX-NONE"),
        415: caller.post("/assess", {}, "text/plain"),
        422: caller.get("/due"),
    }

    for status, answer in refusals.items():
        assert answer.status_code == status
        assert faults(answer.get_json(), {"$ref": "#/components/schemas/Fault"}, description) == []


def test_the_schema_of_the_facts_is_that_of_the_command_line_and_of_the_description(call: Call) -> None:
    caller = call("reporter")

    alone = caller.get("/facts-schema").get_json()
    within = caller.get("/openapi.json").get_json()["components"]["schemas"]["Facts"]

    assert alone == json_schema()
    assert within == {key: value for key, value in alone.items() if key != "$schema"}


def test_facts_that_the_program_takes_keep_the_schema_of_the_facts(call: Call) -> None:
    description = call("reporter").get("/openapi.json").get_json()

    assert faults(FACTS, {"$ref": "#/components/schemas/Facts"}, description) == []


def test_every_reference_of_the_description_leads_somewhere(call: Call) -> None:
    answer = call("reporter").get("/openapi.json")

    known = set(answer.get_json()["components"]["schemas"])
    named = set(re.findall(r'"#/components/schemas/(\w+)"', answer.get_data(as_text=True)))
    assert named <= known
    assert answer.get_json()["openapi"].startswith("3.1")
