"""POST /api/v1/assess: facts in, the assessment of the command line out."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from incident.cli import main
from incident.config import Settings
from incident.db import Base, db
from tests.api.conftest import FACTS, Caller

Call = Callable[[str], Caller]


def test_facts_give_the_duties_with_their_time(call: Call) -> None:
    answer = call("handler").post("/assess", FACTS, on="2026-06-09")

    duties = {duty["id"]: duty for duty in answer.get_json()["obligations"]}
    assert answer.status_code == 200
    assert duties["US-NY/individuals"]["finding"] == "applies"
    assert duties["US-NY/individuals"]["due_at"] == "2026-07-08T23:59:59-04:00"  # a Wednesday


@pytest.mark.parametrize("accept", [True, False])
def test_the_bytes_are_those_of_the_command_line(call: Call, tmp_path: Path, accept: bool) -> None:
    file = tmp_path / "facts.json"
    facts = {**FACTS, "nature": ["confidentiality"]}
    file.write_text(json.dumps(facts), "utf-8")
    options = ["--accept-suggested-risk"] if accept else []
    printed = CliRunner().invoke(main, ["assess", str(file), "--on", "2026-06-09", *options]).stdout_bytes

    answer = call("handler").post("/assess", facts, on="2026-06-09", accept_suggested_risk=str(accept).lower())

    assert answer.data == printed
    assert json.loads(printed)["obligations"]


def test_without_a_day_the_law_of_today_in_utc_is_asked(call: Call) -> None:
    answer = call("handler").post("/assess", FACTS)

    assert answer.get_json()["on"] == "2026-11-20"


def test_a_suggested_risk_is_the_decision_only_where_it_is_asked_for(call: Call) -> None:
    caller = call("handler")
    facts = {**FACTS, "nature": ["confidentiality"]}

    assert "accepted_suggestion" not in caller.post("/assess", facts).get_json()
    accepted = caller.post("/assess", facts, accept_suggested_risk="true").get_json()["accepted_suggestion"]
    assert accepted["fact"] == "risk.level"
    assert "no person has decided" in accepted["because"]


def test_nothing_is_stored(app: Flask, call: Call) -> None:
    caller = call("handler")

    def rows() -> dict[str, int]:
        with app.app_context():
            tables = Base.metadata.sorted_tables
            return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    before = rows()
    assert caller.post("/assess", FACTS).status_code == 200

    assert rows() == before


def test_an_assessment_waits_for_no_writer(call: Call, settings: Settings) -> None:
    caller = call("handler")

    with closing(sqlite3.connect(settings.instance_folder / "breachdesk.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answer = caller.post("/assess", FACTS)

    assert answer.status_code == 200


def test_broken_json_is_refused_with_line_and_column(call: Call) -> None:
    answer = call("handler").post("/assess", b'{"act": ["access"],\n "medium": }')

    assert answer.status_code == 400
    assert "line 2, column 12" in answer.get_json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"act": [], "act": ["access"]}',
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b'{"recipient_count": ' + b"9" * 5_000 + b"}",
        b'{"\\ud800": 1, "\\ud800": 2}',
    ],
    ids=["empty", "not utf-8", "NaN", "key twice", "deep list", "deep object", "endless number", "half characters"],
)
def test_what_is_no_document_is_refused_in_words(call: Call, body: bytes) -> None:
    answer = call("handler").post("/assess", body)

    assert answer.status_code == 400
    assert answer.get_json()["error"]


def test_wrong_facts_are_refused_all_at_once_each_with_its_field(call: Call) -> None:
    facts = {"medium": "cloth", "events": {"aware_at": "yesterday"}, "affected": [{"count": -1}]}

    answer = call("handler").post("/assess", facts)

    assert answer.status_code == 422
    fields = {fault["field"] for fault in answer.get_json()["errors"]}
    assert fields == {"medium", "events.aware_at", "affected[0].residence", "affected[0].count"}
    assert all(fault["message"] for fault in answer.get_json()["errors"])


@pytest.mark.parametrize("body", [[], "text", 3, None])
def test_facts_that_are_no_object_are_refused(call: Call, body: Any) -> None:
    assert call("handler").post("/assess", body).status_code == 422


def test_half_a_character_in_a_refused_value_does_not_break_the_answer(call: Call) -> None:
    answer = call("handler").post("/assess", b'{"act": ["\\ud800"], "\\udfff": 1}')

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"on": "tomorrow"}, "on"),
        ({"accept_suggested_risk": "yes"}, "accept_suggested_risk"),
        ({"no": "2026-06-09"}, "no"),
    ],
)
def test_a_wrong_parameter_is_named(call: Call, query: dict[str, str], field: str) -> None:
    answer = call("handler").post("/assess", FACTS, **query)

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(call: Call, content_type: str) -> None:
    answer = call("handler").post("/assess", FACTS, content_type)

    assert answer.status_code == 415
    assert "Content-Type" in answer.get_json()["error"]


def test_a_body_that_is_too_large_is_refused(call: Call) -> None:
    answer = call("handler").post("/assess", b" " * 1_000_001)

    assert answer.status_code == 413
    assert answer.get_json()["error"]


def test_what_would_change_a_duty_is_answered_where_it_is_asked_for(call: Call) -> None:
    caller = call("handler")

    plain = caller.post("/assess", FACTS, on="2026-06-09").get_json()
    asked = caller.post("/assess", FACTS, on="2026-06-09", changes="US-NY/individuals").get_json()
    refused = caller.post("/assess", FACTS, changes="US-NY/nobody")

    (duty,) = asked.pop("changes")
    assert asked == plain
    assert "If the data were on paper or spoken, it is not owed." in [change["words"] for change in duty["changes"]]
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["field"] == "changes"
