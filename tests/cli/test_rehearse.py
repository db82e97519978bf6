"""`incident law rehearse`, as a person or a script at a terminal meets it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from incident.cli import main
from incident.config import Settings
from incident.db import connections, db
from incident.db.models import IncidentState
from incident.law.rulebook import load_rulebook
from incident.services import assessments, contexts, identity, incidents, rehearsals
from incident.services.desk import Desk
from incident.services.incidents import NewIncident
from tests.conftest import NOON
from tests.databases import on_both
from tests.lawbook import duty, facts, law, write

OWN = law(duty(name="OWN-INSURER/insurer", notify="controller", deadline="{ hours = 48 }"), name="OWN-INSURER")
Opened = Callable[..., str]


def rehearsed(*words: object) -> Result:
    return CliRunner().invoke(main, ["law", "rehearse", *(str(word) for word in words)])


def document(*words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rehearsed(*words, "--format", "json").stdout)
    return found


def folder(tmp_path: Path, name: str, *laws: str) -> Path:
    write(tmp_path / name, *laws)
    return tmp_path / name


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The law that the incidents were assessed with: 72 hours to tell the regulator."""
    return folder(tmp_path, "here", law(duty()))


@pytest.fixture
def opened(app: Flask, settings: Settings, here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens an incident that was assessed on 20 November 2026 under the law of `here`; gives its reference."""
    monkeypatch.setenv("INCIDENT__INSTANCE", settings.instance)
    if settings.database.url:
        monkeypatch.setenv("INCIDENT__DATABASE__URL", settings.database.url)
    whole: Desk = app.extensions["breachdesk"].desk
    small = replace(whole, rulebook=load_rulebook(here))
    with app.app_context():
        session = db.session()
        connections.begin_write(session)
        by = identity.create(session, email="moana@fernbrook.example", name="Moana Example", roles=["privacy_officer"],
                             zone="UTC", by=None, now=NOON)  # fmt: skip

        def make(*, state: IncidentState = IncidentState.TRIAGE, desk: Desk = small, **changes: Any) -> str:
            new = NewIncident(title="A list was seen", kind="unknown", report={})
            incident = incidents.create(session, new, by=by, now=NOON, desk=desk)
            incident.state = state
            known = facts(**changes)
            context = contexts.open_context(session, incident, "Our own users", known, sources={}, by=by, now=NOON)
            assessments.reassess(session, context, by=by, now=NOON, desk=desk)
            session.commit()
            return incident.reference

        yield make
        session.rollback()


def test_a_copy_of_the_same_law_changes_nothing(opened: Opened, here: Path) -> None:
    opened()

    result = rehearsed("--with", here)

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "1 incident read, none would change."


def test_what_would_change_stands_in_a_table_by_incident_with_place_duty_and_both_times(
    opened: Opened, tmp_path: Path
) -> None:
    ref = opened()

    result = rehearsed("--with", folder(tmp_path, "new", law(duty(deadline="{ hours = 24 }"))))

    assert result.exit_code == 1
    assert f"{ref} A list was seen, Our own users" in result.stdout
    words = " ".join(result.stdout.replace("│", " ").split())
    for part in ("New Zealand", "NZ-TEST/regulator", "earlier date", "Nothing was written."):
        assert part in words
    assert "due Mon 23 Nov" in words and "due Sat 21 Nov" in words and "NZDT" in words
    assert result.stdout.splitlines()[-1] == "1 incident read, 1 would change: 1 earlier date."


def test_the_document_for_a_program_names_rulebook_incident_change_and_counts(opened: Opened, tmp_path: Path) -> None:
    ref = opened()
    opened(affected=[{"residence": "FR", "count": 1}])
    new = folder(tmp_path, "new", law(duty(deadline="{ hours = 24 }")))

    found = document("--with", new)

    assert list(found) == ["rulebook", "on", "incidents", "summary"]
    assert (found["rulebook"], found["on"]) == (load_rulebook(new).version, None)
    assert found["incidents"][0]["reference"] == ref
    (context,) = found["incidents"][0]["contexts"]
    (change,) = context["changes"]
    assert (change["kind"], change["id"], change["held"]) == ("earlier", "NZ-TEST/regulator", None)
    assert change["before"]["due_at"] == "2026-11-23T09:30:00+13:00"
    assert change["after"]["due_at"] == "2026-11-21T09:30:00+13:00"
    assert (found["summary"]["incidents"], found["summary"]["changes"]["earlier"]) == (2, found["summary"]["changed"])
    assert found == document("--with", new)


def test_the_law_of_another_day_is_asked(opened: Opened, tmp_path: Path) -> None:
    opened()
    later = law(duty() + duty(name="NZ-TEST/media", notify="media").replace("2020-01-01", "2027-01-01"))
    new = folder(tmp_path, "new", later)

    before, after = document("--with", new), document("--with", new, "--on", "2027-01-01")

    assert before["incidents"] == []
    ((context,),) = [row["contexts"] for row in after["incidents"]]
    assert [(change["kind"], change["id"]) for change in context["changes"]] == [("new", "NZ-TEST/media")]
    assert (context["before"]["on"], context["after"]["on"]) == ("2026-11-20", "2027-01-01")


def test_a_folder_without_places_stands_in_the_place_of_the_own_rules(opened: Opened, app: Flask, tmp_path: Path) -> None:
    opened(desk=app.extensions["breachdesk"].desk)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "insurer.toml").write_text(OWN, "utf-8")

    found = document("--with", tmp_path / "rules")

    ((context,),) = [row["contexts"] for row in found["incidents"]]
    assert [(change["kind"], change["id"]) for change in context["changes"]] == [("new", "OWN-INSURER/insurer")]


def test_closed_incidents_are_left_out_on_wish(opened: Opened, here: Path) -> None:
    opened()
    opened(state=IncidentState.CLOSED)

    assert document("--with", here)["summary"]["incidents"] == 2
    assert document("--with", here, "--open")["summary"]["incidents"] == 1


def test_laws_that_may_not_bind_at_all_are_one_line(opened: Opened, tmp_path: Path) -> None:
    opened(more_possible=["affected"])
    only_there = '[scope]\napplies_if = { people_in = "US" }\n'
    body = only_there + duty(name="US-TEST/regulator", more='authority = "NZ-SA"')
    elsewhere = law(body, name="US-TEST", place="US", zone="America/New_York")

    result = rehearsed("--with", folder(tmp_path, "new", law(duty()), elsewhere))

    assert result.exit_code == 1
    assert "Laws that may not bind at all: none -> 1 law with 1 duty, the first due Mon 23 Nov" in result.stdout
    assert "US-TEST/regulator" not in result.stdout
    assert result.stdout.endswith("1 would change: other laws that may not bind at all in 1 context.\n")


@pytest.mark.parametrize("whole", [True, False], ids=["a whole copy", "own rules"])
def test_faults_of_the_folder_are_named_with_file_and_key_and_nothing_is_compared(
    opened: Opened, tmp_path: Path, whole: bool
) -> None:
    opened()
    broken = OWN.replace("deadline =", "dead_line =")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.toml").write_text(broken, "utf-8")
    new = folder(tmp_path, "new", broken) if whole else tmp_path / "rules"

    result = rehearsed("--with", new)

    assert result.exit_code == 2
    file = "region/law-0.toml" if whole else "rules/broken.toml"
    assert f"broken: {file}: obligation[0].version[0]: 'deadline' is missing" in result.stderr
    assert result.stdout == ""


def test_a_file_of_places_that_is_broken_is_named(opened: Opened, tmp_path: Path) -> None:
    new = folder(tmp_path, "new", law(duty()))
    (new / "places.toml").write_text("EEA = [", "utf-8")

    result = rehearsed("--with", new)

    assert result.exit_code == 2
    assert "broken: places.toml" in result.stderr


def test_a_calendar_of_the_copy_that_differs_is_said_not_to_be_rehearsed(opened: Opened, here: Path) -> None:
    (here / "calendars").mkdir()
    (here / "calendars" / "statutory.toml").write_text("# changed\n", "utf-8")

    result = rehearsed("--with", here)

    assert "Not rehearsed: calendars/statutory.toml differs" in result.stderr


def test_stored_facts_that_can_no_longer_be_read_are_named_and_the_others_go_on(
    opened: Opened, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = opened(), opened()
    read = rehearsals.page

    def spoiled(*args: Any, **more: Any) -> list[rehearsals.Subject]:
        return [
            replace(subject, cases=tuple(replace(case, facts={"colour": 1}) for case in subject.cases))
            if subject.reference == first else subject
            for subject in read(*args, **more)
        ]  # fmt: skip

    monkeypatch.setattr(rehearsals, "page", spoiled)

    result = rehearsed("--with", here)

    assert result.exit_code == 1
    assert f"{first}: could not be assessed: colour: Unknown field" in result.stderr
    assert second not in result.stderr
    assert result.stdout.endswith("2 incidents read, none would change. 1 could not be assessed.\n")


@on_both
def test_nothing_is_written_and_no_clock_moves(opened: Opened, settings: Settings, tmp_path: Path) -> None:
    opened()
    dump = "SELECT id, due_at, state, assessment_id, version FROM clock ORDER BY id"
    before = [tuple(row) for row in db.session.execute(text(dump))]
    db.session.rollback()
    file = settings.instance_folder / "breachdesk.sqlite3"
    bytes_before = None if settings.database.url else sha256(file.read_bytes()).hexdigest()

    assert rehearsed("--with", folder(tmp_path, "new", law(duty(deadline="{ hours = 1 }")))).exit_code == 1

    assert [tuple(row) for row in db.session.execute(text(dump))] == before
    assert bytes_before in (None, sha256(file.read_bytes()).hexdigest() if bytes_before else None)


def test_incidents_are_read_a_page_at_a_time_in_the_order_in_which_they_came(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "PAGE", 2)
    made = [opened() for _ in range(5)]

    found = document("--with", folder(tmp_path, "new", law(duty(deadline="{ hours = 24 }"))))

    assert [row["reference"] for row in found["incidents"]] == made


def test_without_a_folder_and_a_day_the_rulebook_in_use_is_asked(opened: Opened, app: Flask) -> None:
    opened(desk=app.extensions["breachdesk"].desk)

    result = rehearsed()

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 incident read, none would change.")


def test_a_day_that_is_none_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    assert rehearsed("--on", "tomorrow").exit_code == 2
    assert rehearsed("--with", tmp_path / "gone").exit_code == 2
