"""Incidents from elsewhere: each record whole or not at all, none twice, and nothing lost without a word."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from incident.db.models import AuditEntry, Clock, ClockState, Delivery, Evidence, Incident, IncidentState
from incident.domain import quick_report
from incident.errors import FormInvalid, NotAllowed
from incident.services import contexts, evidence, imports
from incident.services.imports import BadLine, Imported
from tests.databases import on_both
from tests.veris_records import SAMPLE, SAMPLE_REMEDY, newer, older, real_records

NOW = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def take(session, people, desk):
    """Import records in their order; what became of each."""

    def import_all(*records: object, by: str = "handler") -> list[Imported]:
        return [
            imports.one_veris(session, number, record, by=people[by], now=NOW, desk=desk)
            for number, record in enumerate(records, 1)
        ]

    return import_all


def incident_of(session, outcome: Imported) -> Incident:
    return session.scalars(select(Incident).where(Incident.reference == outcome.reference)).one()


@on_both
def test_a_record_becomes_an_incident_with_facts_checklist_and_duties(session, take) -> None:
    (outcome,) = take(older())

    incident = incident_of(session, outcome)
    assert (incident.title, incident.kind) == ("Theft, laptop: Example Clinic", "lost_device")
    assert incident.state is IncidentState.REPORTED
    assert [context.name for context in contexts.of(session, incident)] == ["Data of the record"]
    states = set(session.scalars(select(Clock.state).where(Clock.incident_id == incident.id)))
    assert ClockState.CANNOT_TELL in states


def test_each_fact_names_the_record_and_what_was_assumed_is_an_estimate_that_says_why(session, take) -> None:
    (outcome,) = take(older())

    (context,) = contexts.of(session, incident_of(session, outcome))
    notes = contexts.newest_facts(session, context).notes
    assert notes["data"]["source"] == "VERIS record EXAMPLE-12"
    assert not notes["data"].get("estimate")
    assert notes["affected"]["estimate"] is True
    assert notes["affected"]["source"].startswith("VERIS record EXAMPLE-12: where the people live is not in VERIS")


def test_the_record_itself_is_kept_as_evidence(session, take, people, desk) -> None:
    (outcome,) = take(older())

    incident = incident_of(session, outcome)
    (row,) = session.scalars(select(Evidence).where(Evidence.incident_id == incident.id))
    _, content = evidence.content(session, incident, row.id, by=people["auditor"], desk=desk)
    assert json.loads(content) == older()


def test_the_incident_shows_where_it_comes_from_and_what_is_open(session, take) -> None:
    (outcome,) = take(older())

    said = dict(quick_report.lines(incident_of(session, outcome).report))
    assert said["Imported from"] == "VERIS record EXAMPLE-12"
    assert said["Taken there from"] == "https://news.example/laptop"
    assert said["Notes of the record"] == "Taken from a newspaper."
    assert "When the organisation became aware is not in VERIS" in said["Left open by the record"]


def test_an_import_is_called_one_in_the_timeline_and_wakes_nobody(session, take) -> None:
    (outcome,) = take(older())

    words = session.scalars(select(AuditEntry.words).where(AuditEntry.action == "incident.reported")).one()
    assert words == f"Imported by Ines Specimen: {outcome.reference}"
    assert session.scalar(select(func.count(Delivery.id))) == 0


def test_a_bad_record_among_good_ones_leaves_nothing_and_stops_nothing(session, take) -> None:
    outcomes = take(older(), older(incident_id="BAD", victim="a name"), 17, newer())

    assert [outcome.reference is not None for outcome in outcomes] == [True, False, False, True]
    assert "'victim" in outcomes[1].notes[0]
    assert session.scalar(select(func.count(Incident.id))) == 2
    assert outcomes[3].reference == "INC-2026-002"


@on_both
def test_facts_that_break_the_contract_take_the_whole_record_back(session, take) -> None:
    outcomes = take(older(victim__revenue={"amount": 1, "iso_currency_code": "NZD"},
                          timeline__incident={"year": 1950, "month": 1, "day": 1}), newer())  # fmt: skip

    assert outcomes[0].reference is None
    assert "1950" in outcomes[0].notes[0]
    assert session.scalars(select(Incident.import_id)).all() == ["EXAMPLE-13"]


def test_the_same_record_again_is_left_as_it_is(session, take) -> None:
    (first,) = take(older())

    (again,) = take(older(summary="Another text."))

    assert (again.reference, again.already_there) == (first.reference, True)
    assert session.scalar(select(func.count(Incident.id))) == 1


def test_the_same_record_twice_in_one_file_is_taken_once(take) -> None:
    first, second = take(older(), older())

    assert second.already_there and second.reference == first.reference


@pytest.mark.parametrize("role", ["reporter", "approver", "auditor", "administrator"])
def test_who_may_not_edit_incidents_imports_none(role: str, take) -> None:
    with pytest.raises(NotAllowed):
        take(older(), by=role)


def test_text_that_a_database_cannot_hold_is_taken_without_it(take) -> None:
    (outcome,) = take(older(victim__victim_id="Exam\x00ple\ud800", summary="A\x00B\ud800"))

    assert outcome.reference is not None


def test_a_list_one_object_and_one_object_a_line_are_read(tmp_path: Path) -> None:
    for name, text in (("list", json.dumps([older()])), ("one", json.dumps(older())),
                       ("lines", f"{json.dumps(older())}\n\n{json.dumps(newer())}\n")):  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")

    assert imports.read_veris_file(tmp_path / "list") == [older()]
    assert imports.read_veris_file(tmp_path / "one") == [older()]
    assert imports.read_veris_file(tmp_path / "lines") == [older(), newer()]


def test_a_broken_line_among_good_ones_is_named_and_the_others_are_taken(tmp_path: Path, take) -> None:
    path = tmp_path / "lines.json"
    path.write_text(f'{json.dumps(older())}\n{{"half": \n{json.dumps(newer())}\n', "utf-8")

    outcomes = take(*imports.read_veris_file(path))

    assert [outcome.reference is not None for outcome in outcomes] == [True, False, True]
    assert outcomes[1].notes[0].startswith("line 2 is no JSON")


def test_an_empty_list_holds_no_records(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text("[]", "utf-8")

    assert imports.read_veris_file(path) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'[{"incident_id": "x", ]', "no JSON at line 1, column 23"),
        (b"", "no JSON at line 1, column 1"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"[" * 200_000, "nested too deep"),
    ],
    ids=["broken", "empty", "no text", "deep"],
)
def test_a_file_that_is_no_json_is_refused_with_the_place(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)

    with pytest.raises(FormInvalid) as refusal:
        imports.read_veris_file(path)
    assert words in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormInvalid, match=r"nowhere\.json"):
        imports.read_veris_file(tmp_path / "nowhere.json")


def test_a_bad_line_is_reported_as_it_stands(take) -> None:
    (outcome,) = take(BadLine("line 7 is no JSON (why)"))

    assert outcome == Imported(1, None, None, ("line 7 is no JSON (why)",))


def test_all_two_hundred_real_records_are_taken(needs, take, session) -> None:
    needs(SAMPLE.is_file(), SAMPLE_REMEDY)

    outcomes = take(*real_records())

    assert [outcome.notes for outcome in outcomes if outcome.reference is None] == []
    assert session.scalar(select(func.count(Incident.id))) == 200


def test_no_law_is_owed_in_a_country_that_a_real_record_does_not_name(needs, take, session) -> None:
    needs(SAMPLE.is_file(), SAMPLE_REMEDY)
    records = [record for record in real_records() if record["victim"]["country"] in ("NZ", "AU", "GB", "CA", "IE", "FR")]

    take(*records)

    query = select(Clock.jurisdiction, Incident.import_id).join(Incident).where(Clock.state == ClockState.RUNNING)
    seats = {record["incident_id"]: record["victim"]["country"] for record in records}
    for place, import_id in session.execute(query):
        assert place == seats[import_id] or (place == "EU" and seats[import_id] in ("IE", "FR")), import_id


def test_a_hospital_of_the_united_states_is_asked_whether_hipaa_binds_it(needs, take, session) -> None:
    needs(SAMPLE.is_file(), SAMPLE_REMEDY)
    record = next(entry for entry in real_records() if entry["victim"]["industry"] == "622110")

    (outcome,) = take(record)

    query = select(Clock).where(Clock.regime == "US-HIPAA", Clock.state == ClockState.CANNOT_TELL)
    clocks = session.scalars(query).all()
    assert clocks and all("organisation.kinds" in clock.finding["unknown"] for clock in clocks), outcome
