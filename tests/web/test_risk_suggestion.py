"""The risk suggestion on the screens: its reasons, what argues against it, what is missing, the factors of laws in play."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from incident.db import connections, db
from incident.db.models import User
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.services.breaches import breach
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def officer(app: Flask, desk: Desk, visit: Visit) -> Callable[..., tuple[Visitor, str, int]]:
    """A privacy officer before an incident with changed facts: her browser, the incident's path, its context."""

    def before(**changes: Any) -> tuple[Visitor, str, int]:
        visitor = visit("privacy_officer")
        with app.app_context():
            connections.begin_write(db.session())
            person = db.session.query(User).filter_by(email="privacy_officer@fernbrook.example").one()
            made = breach(db.session(), desk, {"privacy_officer": person}, NOON, **changes)
            path = f"/incidents/{made.incident.reference}"
            context = made.clock("NZ-PA2020/regulator", "NZ").context_id
            db.session.commit()
        return visitor, path, context

    return before


@pytest.mark.parametrize("screen", ["decisions", "facts/{}/risk.level"])
def test_the_suggestion_stands_with_reasons_and_what_argues_against_it(officer, screen: str) -> None:
    visitor, path, context = officer()

    visitor.get(f"{path}/{screen.format(context)}")

    for words in ("A high risk", "identity theft", "What argues against it", "half a point less", "Not known yet",
                  "More than 100 people are affected", "The working: SE = DPC x EI + CB"):  # fmt: skip
        assert words in visitor.text, words


def test_what_is_not_known_yet_leads_to_its_question(officer) -> None:
    visitor, path, context = officer(protection={"encrypted": None})

    visitor.get(f"{path}/decisions")

    assert f'href="{path}/facts/{context}/protection.encrypted"' in visitor.page
    assert "could lower it" in visitor.text


def test_only_the_factors_of_laws_in_play_are_shown(officer) -> None:
    visitor, path, _ = officer()

    visitor.get(f"{path}/decisions")

    assert "Factors of Privacy Act 2020 s 113" in visitor.text
    assert "s 113(e)" in visitor.text and "The data could be read as they were" in visitor.text
    assert "10.1(8)" not in visitor.text


def test_without_kinds_of_data_nothing_is_suggested_and_they_are_asked_for(officer) -> None:
    visitor, path, context = officer(data=None, affected=[{"residence": "NZ", "count": 3}])

    visitor.get(f"{path}/facts/{context}/risk.level")

    assert "Nothing can be suggested yet" in visitor.text
    assert f'href="{path}/facts/{context}/data"' in visitor.page


@pytest.mark.parametrize("path", ["data_context", "protection.hash_strength"])
def test_the_facts_that_the_suggestion_looks_at_can_be_answered(officer, path: str) -> None:
    visitor, incident, context = officer()
    answer = {"data_context": "long_period", "protection.hash_strength": "weak"}[path]
    words = {"data_context": "They cover a long time", "protection.hash_strength": "Weakly: a fast method"}[path]
    visitor.get(f"{incident}/facts/{context}/{path}")

    assert visitor.post(f"{incident}/facts/{context}/{path}", answer=answer).status_code == 303

    visitor.get(f"{incident}/facts/{context}/{path}")
    assert words in visitor.text
