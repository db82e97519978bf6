"""The page of what would change a duty: opened from the duty, without scripts, computed when it is opened."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from incident.db import connections, db
from incident.db.models import User
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.duties import open_duty
from tests.services.breaches import breach
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def before(app: Flask, desk: Desk, visit: Visit) -> Callable[..., tuple[Visitor, str]]:
    """A handler before a duty of an incident with changed facts: the browser, the duty's address."""

    def at(obligation: str, place: str, **changes: Any) -> tuple[Visitor, str]:
        visitor = visit("privacy_officer")
        with app.app_context():
            connections.begin_write(db.session())
            person = db.session.query(User).filter_by(email="privacy_officer@fernbrook.example").one()
            made = breach(db.session(), desk, {"privacy_officer": person}, NOON, **changes)
            address = f"/incidents/{made.incident.reference}/duties/{made.clock(obligation, place).id}"
            db.session.commit()
        return visitor, address

    return at


def test_the_duty_leads_to_what_would_change_it_and_back(before) -> None:
    visitor, address = before("NZ-PA2020/regulator", "NZ")

    visitor.get(address)
    assert f'href="{address}/changes"' in visitor.page
    answer = visitor.get(f"{address}/changes")

    assert answer.status_code == 200
    assert f'href="{address}"' in visitor.page
    assert "It would not be owed" in visitor.text
    assert "If a person decides that serious harm is not likely, it is not owed." in visitor.text
    assert "Only a person decides this" in visitor.text


def test_each_change_leads_to_the_question_that_it_is_about(before) -> None:
    visitor, address = before("NZ-PA2020/regulator", "NZ")
    incident = address.partition("/duties")[0]

    visitor.get(f"{address}/changes")

    assert f'href="{incident}/facts/1/risk.serious_harm"' in visitor.page
    assert f'href="{incident}/facts/1/act"' in visitor.page


def test_an_open_duty_shows_what_would_decide_it_on_both_sides(before) -> None:
    visitor, address = before("NZ-PA2020/regulator", "NZ", risk={"serious_harm": None})

    visitor.get(f"{address}/changes")

    assert visitor.text.index("It would be owed") < visitor.text.index("It would not be owed")


def test_who_may_only_look_sees_the_changes_without_links_to_the_questions(before, visit: Visit) -> None:
    _, address = before("NZ-PA2020/regulator", "NZ")
    auditor = visit("auditor")

    answer = auditor.get(f"{address}/changes")

    assert answer.status_code == 200
    assert "/facts/1/act" not in auditor.page


def test_a_duty_that_follows_from_no_assessment_offers_nothing_to_change(app: Flask, desk: Desk, visit: Visit) -> None:
    visitor = visit("privacy_officer")
    with app.app_context():
        connections.begin_write(db.session())
        person = db.session.query(User).filter_by(email="privacy_officer@fernbrook.example").one()
        clock = open_duty(db.session(), desk, person, by=person, now=NOON).id
        db.session.commit()

    visitor.get(f"/incidents/INC-2026-001/duties/{clock}")

    assert "What would change it" not in visitor.text


def test_an_incident_in_many_places_names_the_first_and_folds_the_rest(before) -> None:
    codes = ("NZ", "AU", "GB", "FR", "DE", "IT", "ES", "NL", "BE", "SE", "PL", "IE", "CH", "SG", "JP")
    visitor, address = before("NZ-PA2020/regulator", "NZ", affected=[{"residence": code, "count": 7} for code in codes])

    visitor.get(address.partition("/duties")[0])

    assert "7 more places" in visitor.text
    assert "Japan" in visitor.text


@pytest.mark.parametrize(
    ("obligation", "place", "said"), [("AD-29-2021/regulator", "AD", True), ("NZ-PA2020/regulator", "NZ", False)]
)
def test_who_writes_a_notice_sees_what_is_not_certain_in_our_reading_of_its_law(
    before, obligation: str, place: str, said: bool
) -> None:
    visitor, address = before(obligation, place, affected=[{"residence": place, "count": 5}])
    notices = address.partition("/duties")[0] + "/notices"
    visitor.get(address)

    visitor.follow(visitor.post(notices, clock=address.rpartition("/")[2]))

    assert ("confidence in our reading of this law" in visitor.text) is said
