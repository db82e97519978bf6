"""GET /api/v1/incidents: the register and one incident, to those who may see them on the screen."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from incident.db import connections, db
from incident.domain.quick_report import QuickReport
from incident.services import identity, incidents, register
from incident.services.desk import Desk
from incident.services.incidents import NewIncident
from tests.api.conftest import Caller
from tests.api.schema_check import faults
from tests.conftest import NOON

Call = Callable[[str], Caller]
Report = Callable[[int], list[str]]
ANSWERS = QuickReport(
    what_happened="A folder was open", noticed_at=None, kinds=("contact",), whose=(), people_count=None, ongoing=None
)
READERS = {"handler", "privacy_officer", "approver", "auditor"}


@pytest.fixture
def report(app: Flask, desk: Desk) -> Report:
    """Report one incident and record more that have no facts yet; the references, the oldest first."""

    def make(more: int) -> list[str]:
        with app.app_context():
            session = db.session()
            connections.begin_write(session)
            person = identity.create(
                session, email="ines@fernbrook.example", name="Ines Specimen", roles=["handler"], zone="Pacific/Auckland",
                by=None, now=NOON,
            )  # fmt: skip
            made = [incidents.report(session, ANSWERS, by=person, now=NOON, desk=desk)]
            for number in range(more):
                new = NewIncident(title=f"Old incident {number}", kind="unknown", report={})
                made.append(incidents.create(session, new, by=person, now=NOON + timedelta(minutes=number), desk=desk))
            references = [incident.reference for incident in made]
            session.commit()
        return references

    return make


def test_pages_hold_every_incident_once_the_newest_first(report: Report, call: Call) -> None:
    reported = report(register.PAGE + 2)
    caller, found, after = call("auditor"), [], ""
    description = caller.get("/openapi.json").get_json()

    while True:
        page = caller.get("/incidents", **({"after": after} if after else {})).get_json()
        found += [row["reference"] for row in page["incidents"]]
        assert faults(page, {"$ref": "#/components/schemas/IncidentList"}, description) == []
        assert page["total"] == len(reported)
        after = page["after"]
        if not after:
            break

    assert found == reported[::-1]


def test_one_incident_has_its_facts_and_its_duties_with_clocks(report: Report, call: Call) -> None:
    reported = report(0)

    caller = call("auditor")
    incident = caller.get(f"/incidents/{reported[0]}").get_json()

    description = caller.get("/openapi.json").get_json()
    assert faults(incident, {"$ref": "#/components/schemas/Incident"}, description) == []
    assert incident["reference"] == reported[0]
    assert incident["contexts"]
    assert all(context["facts"]["organisation"]["country"] for context in incident["contexts"])
    assert incident["duties"]
    known = {context["id"] for context in incident["contexts"]}
    assert {duty["context_id"] for duty in incident["duties"]} <= known


@pytest.mark.parametrize("role", ["reporter", "handler", "privacy_officer", "approver", "auditor", "administrator"])
def test_rights_are_those_of_the_screens(report: Report, call: Call, role: str) -> None:
    reported, caller = report(0), call(role)
    wanted = 200 if role in READERS else 403

    assert caller.get("/incidents").status_code == wanted
    assert caller.get(f"/incidents/{reported[0]}").status_code == wanted


def test_an_incident_that_is_not_there_is_said_in_json(call: Call) -> None:
    answer = call("auditor").get("/incidents/INC-2026-999")

    assert answer.status_code == 404
    assert "INC-2026-999" in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("query", "field"), [({"state": "lost"}, "state"), ({"sort": "colour"}, "sort"), ({"after": "x"}, "after")]
)
def test_a_wrong_search_is_refused_and_the_parameter_named(call: Call, query: dict[str, str], field: str) -> None:
    answer = call("auditor").get("/incidents", **query)

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize("sort", ["newest", "title"])
@pytest.mark.parametrize(
    "key", ["[]", '["x", 99999999999999999999]', "[3, 1]", '["\\ud800", 1]', '["\\u0000", 1]', '["", "1"]', "[" * 5000]
)
def test_a_page_key_that_somebody_made_up_is_refused(call: Call, key: str, sort: str) -> None:
    answer = call("auditor").get("/incidents", after=base64.urlsafe_b64encode(key.encode()).decode(), sort=sort)

    assert answer.status_code == 422


def test_a_page_key_without_a_zone_is_taken_for_a_time_and_breaks_nothing(call: Call) -> None:
    key = base64.urlsafe_b64encode(b'["2026-11-20T00:00:00", 1]').decode()

    assert call("auditor").get("/incidents", after=key).status_code == 200
