"""`incident assess --changes DUTY-ID`: what would add a duty, remove it or decide it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incident.cli import main

FACTS: dict[str, Any] = {
    "organisation": {"country": "US", "establishments": ["US"], "role": "controller", "kinds": ["business"]},
    "events": {"discovered_at": "2026-06-08T16:00:00-04:00"},  # a Monday
    "act": ["acquisition"],
    "medium": "electronic",
    "data": ["name", "ssn"],
    "protection": {"encrypted": False},
    "cause": "external_attack",
    "recipient": "hostile",
    "affected": [{"residence": "US-CA", "count": 500}],
}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    return str(path)


def assess(file: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["assess", file, "--on", "2026-11-22", *words], env={"COLUMNS": "200"})


def test_the_json_is_the_assessment_with_the_changes_of_that_duty_beside_it(file: str) -> None:
    plain = json.loads(assess(file).stdout)

    document = json.loads(assess(file, "--changes", "US-CA/regulator").stdout)

    (duty,) = document.pop("changes")
    assert document == plain
    assert (duty["id"], duty["jurisdiction"], duty["controller"]) == ("US-CA/regulator", "US-CA", None)
    (change,) = duty["changes"]
    assert (change["before"], change["after"], change["size"]) == ("does_not_apply", "applies", 1)
    assert change["facts"] == [{"fact": "affected[0].count", "residence": "US-CA", "before": 500, "after": 501}]


def test_the_table_says_it_in_sentences_and_leaves_the_rest_out(file: str) -> None:
    shown = assess(file, "--changes", "US-CA/individuals", "--format", "table").stdout

    assert "Tell the affected California residents [US-CA/individuals, US-CA]: owed" in shown
    assert "If the data were encrypted and the key is not compromised, it is not owed." in shown
    assert "protection.key_compromised = false" in shown
    assert "Find out next" not in shown


def test_a_duty_of_a_law_that_is_not_in_play_can_be_asked_too(file: str) -> None:
    shown = assess(file, "--changes", "NZ-PA2020/regulator", "--format", "table").stdout

    assert "[NZ-PA2020/regulator, NZ]: not in play" in shown
    assert "New Zealand" in shown


def test_a_suggested_risk_that_is_taken_is_where_the_changes_start(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    german = {"country": "DE", "establishments": ["DE"], "role": "controller", "kinds": ["business"]}
    people = [{"residence": "DE", "count": 500}]
    path.write_text(
        json.dumps({**FACTS, "organisation": german, "affected": people, "nature": ["confidentiality"]}), "utf-8"
    )

    result = assess(str(path), "--changes", "EU-GDPR/regulator", "--accept-suggested-risk")

    (duty,) = json.loads(result.stdout)["changes"]
    assert {change["before"] for change in duty["changes"]} == {"applies"}
    assert any(fact["fact"] == "risk.level" and fact["before"] for change in duty["changes"] for fact in change["facts"])


def test_a_duty_that_does_not_exist_ends_the_command_and_names_those_near_it(file: str) -> None:
    result = assess(file, "--changes", "US-CA/nobody")

    assert result.exit_code == 2
    assert "US-CA/regulator" in result.stderr
