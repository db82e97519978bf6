"""`incident import veris`, as a person or a script at a terminal meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from incident.cli import main
from incident.config import Settings
from incident.db import connections, db
from incident.services import identity
from tests.conftest import NOON
from tests.veris_records import newer, older

BY = "ines@fernbrook.example"


@pytest.fixture
def file(app, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path for the records, in an installation where a handler has an account."""
    monkeypatch.setenv("INCIDENT__INSTANCE", settings.instance)
    with app.app_context():
        connections.begin_write(db.session())
        identity.create(db.session(), email=BY, name="Ines Specimen", roles=["handler"], zone="UTC", by=None, now=NOON)
        db.session.commit()
    return tmp_path / "records.json"


def imported(file: Path, *records: object, by: str = BY, report: Path | None = None) -> Result:
    file.write_text(json.dumps(records), "utf-8")
    more = ["--report", str(report)] if report else []
    return CliRunner().invoke(main, ["import", "veris", str(file), "--by", by, *more])


def test_what_every_record_leaves_open_is_said_once_and_the_rest_for_each(file: Path) -> None:
    result = imported(file, older(), newer())

    common = "In every record: when the organisation became aware is not in VERIS; set it before relying on any clock."
    assert result.output.count(common) == 1
    assert "1 INC-2026-001 (EXAMPLE-12): " in result.output.replace("\n", " ")
    assert "2 imported, 0 there before, 0 not taken." in result.output
    assert result.exit_code == 0


def test_a_record_that_is_not_taken_gives_exit_code_1_and_the_others_are_there(file: Path) -> None:
    result = imported(file, older(), {"incident_id": "BAD", "schema_version": "1.0"}, newer())

    assert "2 not taken (BAD): schema_version 1.0; 1.2 and later can be read" in result.output
    assert "2 imported, 0 there before, 1 not taken." in result.output
    assert result.exit_code == 1


def test_a_second_import_doubles_nothing(file: Path) -> None:
    imported(file, older())

    result = imported(file, older(), newer())

    assert "1 imported, 1 there before, 0 not taken." in result.output
    assert result.exit_code == 0


def test_the_outcome_of_each_record_is_written_as_json(file: Path, tmp_path: Path) -> None:
    imported(file, older(), 17, report=tmp_path / "outcome.json")

    first, second = json.loads((tmp_path / "outcome.json").read_text("utf-8"))
    assert (first["incident_id"], first["reference"], first["already_there"]) == ("EXAMPLE-12", "INC-2026-001", False)
    assert (second["reference"], second["notes"]) == (None, ["the record is not a JSON object"])


def test_a_report_that_cannot_be_written_says_that_the_records_are_there(file: Path, tmp_path: Path) -> None:
    result = imported(file, older(), report=tmp_path / "no" / "such" / "folder.json")

    assert "cannot be written" in result.output
    assert "The records above were imported." in result.output
    assert result.exit_code == 1


def test_an_empty_list_says_that_there_is_nothing(file: Path) -> None:
    result = imported(file)

    assert "The file holds no records." in result.output
    assert result.exit_code == 0


def test_a_broken_file_is_named_with_the_place_and_nothing_is_imported(file: Path) -> None:
    file.write_text('[{"incident_id": "x", ]', "utf-8")

    result = CliRunner().invoke(main, ["import", "veris", str(file), "--by", BY])

    assert "no JSON at line 1, column 23" in result.output
    assert result.exit_code == 1


def test_somebody_without_an_account_imports_nothing(file: Path) -> None:
    result = imported(file, older(), by="nobody@fernbrook.example")

    assert "There is no account with the address nobody@fernbrook.example." in result.output
    assert result.exit_code == 1
