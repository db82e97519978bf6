"""`incident assess`, `due`, `law` and `facts`, as a person or a script at a terminal meets them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incident.cli import COMMANDS, main

FACTS = {
    "organisation": {"country": "NZ", "establishments": ["NZ"], "role": "controller", "kinds": ["business"]},
    "events": {"aware_at": "2026-11-20T09:30:00+13:00", "determined_notifiable_at": "2026-11-20T16:30:00+13:00"},
    "nature": ["confidentiality"],
    "act": ["access"],
    "data": ["name", "email", "health"],
    "affected": [{"residence": "NZ", "count": 1840}],
    "risk": {"serious_harm": True},
}


def incident(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=given)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    return path


def one(document: dict[str, Any], duty: str) -> dict[str, Any]:
    (entry,) = [entry for entry in document["obligations"] if entry["id"] == duty]
    return entry


def test_facts_of_a_file_give_the_assessment_as_json(file: Path) -> None:
    result = incident("assess", str(file), "--on", "2026-11-22")

    assert result.exit_code == 0, result.stderr
    entry = one(json.loads(result.stdout), "NZ-PA2020/regulator")
    assert entry["finding"] == "applies"
    assert entry["due_expected_at"] == "2026-11-23T16:30:00+13:00"  # a Monday


def test_standard_input_gives_the_same_bytes_as_the_file(file: Path) -> None:
    of_file = incident("assess", str(file), "--on", "2026-11-22")
    of_input = incident("assess", "-", "--on", "2026-11-22", given=json.dumps(FACTS))

    assert of_input.stdout_bytes == of_file.stdout_bytes


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(FACTS).encode())

    assert incident("assess", str(path)).exit_code == 0


def test_the_law_of_the_day_is_asked(file: Path) -> None:
    result = incident("assess", str(file), "--on", "2019-01-01")

    assert json.loads(result.stdout)["on"] == "2019-01-01"
    assert one(json.loads(result.stdout), "NZ-PA2020/regulator")["finding"] == "does_not_apply"


def test_a_table_is_for_people(file: Path) -> None:
    result = incident("assess", str(file), "--format", "table", "--on", "2026-11-22")

    assert result.exit_code == 0
    for words in ("Owed (", "Notify the Privacy", "expected Mon 23 Nov", "Law of 2026-11-22"):
        assert words in result.stdout


def test_an_accepted_suggestion_is_said_in_both_forms(file: Path) -> None:
    as_json = incident("assess", str(file), "--accept-suggested-risk")
    as_table = incident("assess", str(file), "--accept-suggested-risk", "--format", "table")

    assert json.loads(as_json.stdout)["accepted_suggestion"]["level"] == "high"
    assert "no person has decided it yet" in " ".join(as_table.stdout.split())


# (input, words on standard error)
BROKEN = [
    (b"{", ["standard input: line 1, column 2: this is not JSON", "Correct it there."]),
    (b"", ["standard input: line 1, column 1: this is not JSON"]),
    (b"[]", ["standard input: The facts must be one JSON object"]),
    (b"\xff", ["standard input: byte 1 is not UTF-8. Save the document as UTF-8."]),
    (b'{"data": ["name"], "data": []}', ["“data” stands twice in one object"]),
    (b"[" * 100_000, ["standard input: it is nested too deeply"]),
    (b'{"recipient_count": ' + b"9" * 5000 + b"}", ["standard input: "]),
    (b'{"colour": 1, "medium": "wax"}', ["colour: Unknown field. Known are", "medium: Must be one of electronic"]),
    (b'{"events": {"aware_at": "2026-11-20T09:30:00"}}', ["events.aware_at:", "Add an offset"]),
    (b'{"\\ud800": 1}', ["\\ud800: Unknown field"]),
]


@pytest.mark.parametrize(("given", "words"), BROKEN, ids=[str(row[0][:30]) for row in BROKEN])
def test_broken_facts_give_a_line_for_each_fault_and_exit_code_2(given: bytes, words: list[str]) -> None:
    result = incident("assess", "-", given=given)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == (2 if "colour" in words[0] else 1)
    for part in words:
        assert part in result.stderr


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    result = incident("assess", str(tmp_path / name))

    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("day", ["yesterday", "22.11.2026", "2026-02-30"])
def test_a_day_that_is_none_is_refused(file: Path, day: str) -> None:
    result = incident("assess", str(file), "--on", day)

    assert result.exit_code == 2
    assert "Write it as 2026-11-22." in result.stderr


def due(*words: str) -> dict[str, Any]:
    result = incident("due", *words, "--on", "2026-11-22")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_the_arithmetic_alone_gives_the_strict_and_the_lenient_end() -> None:
    found = due("--regime", "EU-GDPR", "--notify", "regulator", "--from", "2026-11-20T09:30+01:00")

    assert found["id"] == "EU-GDPR/regulator"
    assert found["due_at"] == "2026-11-23T09:30:00+01:00"  # Friday to Monday
    assert found["due_lenient_at"] == "2026-11-25T00:00:00+01:00"
    assert found["due_expected_at"] is None
    assert found["steps"][0] == "Starts Friday 20 November 2026, 09:30 CET."


def test_a_place_gives_its_own_time_and_holidays() -> None:
    found = due("--regime", "EU-GDPR", "--notify", "regulator", "--from", "2026-12-23T18:05+01:00", "--place", "PL")

    assert found["due_at"] == "2026-12-26T18:05:00+01:00"
    assert found["due_lenient_at"] == "2026-12-30T00:00:00+01:00"


def test_a_law_without_a_number_has_what_the_regulator_expects() -> None:
    found = due("--regime", "NZ-PA2020", "--notify", "regulator", "--from", "2026-09-25T18:00+12:00")  # a Friday

    assert found["due_at"] is None
    assert found["due_expected_at"] == "2026-09-28T19:00:00+13:00"  # the clocks go forward on Sunday


def test_one_of_several_duties_is_named_by_its_id() -> None:
    found = due("--regime", "US-NY", "--id", "US-NY/state-police", "--from", "2026-06-08T16:00-04:00")

    assert found["due_at"] == "2026-07-08T23:59:59-04:00"


# (words after due, words on standard error)
REFUSED = [
    (["--regime", "US-NY", "--notify", "second_regulator", "--from", "2026-06-08T16:00-04:00"],
     ["US-NY/department-of-state", "US-NY/financial-services"]),
    (["--regime", "EU-GDPX", "--notify", "regulator", "--from", "2026-06-08T16:00-04:00"],
     ["no regime 'EU-GDPX'", "EU-GDPR"]),
    (["--regime", "EU-GDPR", "--notify", "king", "--from", "2026-06-08T16:00-04:00"],
     ["to notify king", "EU-GDPR/regulator"]),
    (["--regime", "EU-GDPR", "--from", "2026-06-08T16:00-04:00"], ["by --notify or by --id"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--id", "EU-GDPR/regulator", "--from", "2026-06-08T16:00-04:00"],
     ["one of the two"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--from", "2026-06-08T16:00"], ["Add an offset"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--from", "noon"], ["is no time"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--from", "0026-06-08T16:00+00:00"], ["Check the year"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--from", "2026-06-08T16:00-04:00", "--place", "Atlantis"],
     ["no place code"]),
    (["--regime", "EU-GDPR", "--notify", "regulator", "--from", "2026-06-08T16:00-04:00", "--on", "2017-01-01"],
     ["not in force on 2017-01-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_a_duty_that_is_not_clear_is_refused_with_the_remedy(words: list[str], said: list[str]) -> None:
    result = incident("due", *words)

    assert result.exit_code == 2
    assert result.stdout == ""
    for part in said:
        assert part in result.stderr


def test_every_regime_is_listed() -> None:
    result = incident("law", "list")

    assert result.exit_code == 0
    for name in ("NZ-PA2020", "EU-GDPR", "US-HIPAA"):
        assert name in result.stdout


def test_a_regime_is_shown_with_duties_citations_dates_and_examples() -> None:
    result = incident("law", "show", "NZ-PA2020")

    assert result.exit_code == 0
    for words in ("NZ-PA2020/regulator", "s 114", "from 2020-12-01", "Doubts", "Sources", "Worked examples"):
        assert words in result.stdout


def test_only_the_versions_of_a_day_are_shown_when_it_is_asked() -> None:
    every, before = incident("law", "show", "US-CA"), incident("law", "show", "US-CA", "--on", "2025-06-01")

    assert "SB 446 (Stats. 2025)" in every.stdout
    assert "1798.82(a), before SB 446" in before.stdout
    assert "  from 2026-01-01: " not in before.stdout


def test_a_regime_that_there_is_not_is_refused_with_those_near() -> None:
    result = incident("law", "show", "NZ-PA1993")

    assert result.exit_code == 2
    assert "near it: NZ-FIN, NZ-PA2020" in result.stderr


def test_the_worked_examples_of_one_regime_are_run() -> None:
    result = incident("law", "check", "CA-PIPEDA")

    assert result.exit_code == 0, result.stdout
    assert re.search(r"Regimes: 1\. Worked examples: \d+, all come out as expected\.", result.stdout)


def test_regimes_that_were_not_compared_with_their_source_for_so_many_days_are_listed() -> None:
    asked = ("law", "check", "--on", "2026-12-22", "NZ-PA2020", "--stale")

    assert "2026-11-22     30 days  NZ-PA2020" in incident(*asked, "30").stdout
    assert incident(*asked, "31").stdout == "Every one of them was compared with its source within 31 days.\n"


def test_an_unknown_regime_cannot_be_checked() -> None:
    result = incident("law", "check", "NZ-PA1993")

    assert result.exit_code == 2
    assert "There is no readable regime NZ-PA1993." in result.stderr


def test_the_facts_are_listed_with_their_questions_and_as_a_schema() -> None:
    listed, schema = incident("facts"), incident("facts", "--schema")

    assert "events.aware_at  (instant)  When did you become aware that personal data are affected?" in listed.stdout
    assert json.loads(schema.stdout)["properties"]["risk"]["properties"]["level"]["enum"][-1] is None


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_can_be_imported_and_explains_itself(name: str) -> None:
    result = incident(name, "--help")

    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def test_the_module_is_the_command_and_needs_no_installation(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent.parent
    words = [sys.executable, "-m", "incident.cli", "assess", "-", "--on", "2026-11-22"]

    done = subprocess.run(words, input=json.dumps(FACTS).encode(), capture_output=True, check=False, cwd=tmp_path,
                          env={"PYTHONPATH": str(root)})  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == incident("assess", "-", "--on", "2026-11-22", given=json.dumps(FACTS)).stdout_bytes
