"""Imported incidents on the screens: what they are called, and that hundreds of them bury nothing."""

import re
from collections.abc import Callable

import pytest

from incident.db import connections, db
from incident.db.models import User
from incident.services import imports
from tests.conftest import NOON
from tests.veris_records import older
from tests.visitor import Visitor
from tests.web.test_journey import reported

Visit = Callable[[str], Visitor]


@pytest.fixture
def take(app, desk, visit: Visit) -> Callable[..., list[str | None]]:
    """Import records as a handler; their references."""

    def import_all(*records: object) -> list[str | None]:
        visit("handler")
        with app.app_context():
            connections.begin_write(db.session())
            by = db.session.query(User).filter_by(email="handler@fernbrook.example").one()
            found = [
                imports.one_veris(db.session(), number, record, by=by, now=NOON, desk=desk).reference
                for number, record in enumerate(records, 1)
            ]
            db.session.commit()
        return found

    return import_all


def test_an_imported_incident_says_where_it_comes_from(take, visit: Visit) -> None:
    (ref,) = take(older())
    auditor = visit("auditor")

    auditor.get(f"/incidents/{ref}")

    assert "imported by Ines Specimen" in auditor.text
    assert "The imported record" in auditor.text
    assert "VERIS record EXAMPLE-12" in auditor.text


def test_the_first_page_shows_some_of_many_and_says_how_many_more(take, visit: Visit) -> None:
    take(*(older(incident_id=f"EXAMPLE-{number}") for number in range(11)))
    handler = visit("handler")

    handler.get("/")

    assert handler.text.count("Imported: Theft, laptop") == 8
    assert "3 more that nobody has yet" in handler.text
    assert "11 open incidents" in handler.text


def test_open_incidents_are_shown_page_by_page(take, visit: Visit) -> None:
    take(*(older(incident_id=f"EXAMPLE-{number}") for number in range(52)))
    handler = visit("handler")

    handler.get("/incidents")
    first = handler.text
    handler.get("/incidents?from=50")

    assert "52 open" in first and "1 to 50 of 52" in first and "Next page" in first
    assert "51 to 52 of 52" in handler.text and "Previous page" in handler.text


@pytest.mark.parametrize("start", ["-3", "999999999999", "x", ""])
def test_a_page_that_is_not_there_is_no_error(start: str, take, visit: Visit) -> None:
    take(older())
    handler = visit("handler")

    assert handler.get(f"/incidents?from={start}").status_code == 200
    assert "Theft, laptop: Example Clinic" in handler.text


def test_a_report_is_called_one_among_imported_incidents(take, visit: Visit) -> None:
    take(*(older(incident_id=f"EXAMPLE-{number}") for number in range(9)))
    reported(visit)
    handler = visit("handler")

    handler.get("/")

    assert "A new report: I mailed a remittance list" in handler.text


def test_people_in_a_country_without_a_law_here_are_never_nothing_owed(take, visit: Visit) -> None:
    (ref,) = take(older(victim__country="AM"))
    handler = visit("handler")

    for page in ("", "/duties"):
        handler.get(f"/incidents/{ref}{page}")
        assert "No law of Armenia is here" in handler.text


def test_a_checklist_item_that_the_facts_answer_takes_one_press(take, visit: Visit) -> None:
    (ref,) = take(older())
    handler = visit("handler")
    handler.get(f"/incidents/{ref}/checklist")
    address = re.search(r'action="(/incidents/[^"]+/answered)"', handler.page)
    assert address is not None

    answer = handler.post(address.group(1))

    handler.follow(answer)
    assert "The facts say:" in handler.text
    assert answer.status_code == 303


def test_a_blank_list_of_places_is_no_answer(take, visit: Visit) -> None:
    (ref,) = take(older())
    handler = visit("handler")
    context = re.search(rf"/incidents/{ref}/facts/(\d+)", handler.get(f"/incidents/{ref}").get_data(as_text=True))
    assert context is not None
    address = f"/incidents/{ref}/facts/{context.group(1)}/organisation.establishments"
    handler.get(address)

    answer = handler.post(address, answer=" ", then="list")

    assert answer.status_code == 422
    assert "Name every place" in handler.text
