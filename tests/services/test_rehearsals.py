"""What a rehearsal reads: every incident once, as it stands, with what was met and decided."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from incident.db import connections
from incident.db.models import Decision, DecisionKind, DecisionState, IncidentState, User
from incident.services import clocks, contexts, facts, rehearsals
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.databases import on_both
from tests.services.breaches import Breach, breach

REGULATOR = ("NZ-PA2020/regulator", "NZ", "")


@pytest.fixture
def case(session: Session, desk: Desk, people: dict[str, User]) -> Breach:
    return breach(session, desk, people, NOON)


def standing(case: Breach) -> str | None:
    (found,) = rehearsals.of_incident(case.session, case.incident).cases
    return found.standing[REGULATOR]


def refuse_to_notify(case: Breach) -> None:
    people = case.people
    context = contexts.of(case.session, case.incident)[0]
    case.session.add(
        Decision(
            incident_id=case.incident.id, clock_id=case.clock(*REGULATOR[:2]).id, kind=DecisionKind.NOTIFY,
            outcome="do_not_notify", reason="x", state=DecisionState.CONFIRMED, needs_second=True,
            decided_by_id=people["handler"].id, decided_at=NOON, second_person_id=people["approver"].id,
            facts_version_id=facts.current(case.session, context).id, rulebook="x",
        )
    )  # fmt: skip
    case.session.flush()


def test_a_case_holds_the_newest_facts_the_newest_assessment_and_each_duty_with_a_clock(case: Breach) -> None:
    context = contexts.of(case.session, case.incident)[0]
    facts.save(case.session, context, {"records_count": 7}, notes={}, reason=None, expected_number=1,
               by=case.people["handler"], now=NOON, desk=case.desk)  # fmt: skip

    (found,) = rehearsals.of_incident(case.session, case.incident).cases

    assert found.facts["records_count"] == 7
    assert (found.on.isoformat(), found.rulebook) == ("2026-11-20", case.desk.rulebook.version)
    assert REGULATOR in found.standing and {entry["id"] for entry in found.before} >= {REGULATOR[0]}
    assert standing(case) is None


def test_a_duty_that_was_met_is_held(case: Breach) -> None:
    clocks.stop(case.session, case.clock(*REGULATOR[:2]), at=NOON, words="", by=case.people["handler"],
                now=NOON + timedelta(hours=1), desk=case.desk)  # fmt: skip

    assert standing(case) == "met"


def test_a_duty_that_people_decided_against_is_held_while_the_facts_are_those_of_the_decision(case: Breach) -> None:
    refuse_to_notify(case)
    before = standing(case)
    context = contexts.of(case.session, case.incident)[0]

    facts.save(case.session, context, {"records_count": 7}, notes={}, reason=None, expected_number=1,
               by=case.people["handler"], now=NOON, desk=case.desk)  # fmt: skip

    assert (before, standing(case)) == ("decided", None)


def test_of_an_incident_that_is_no_breach_everything_is_held(case: Breach) -> None:
    case.incident.state = IncidentState.NOT_A_BREACH

    (found,) = rehearsals.of_incident(case.session, case.incident).cases

    assert found.held == "decided"


def test_a_context_that_was_set_aside_is_left_out(case: Breach) -> None:
    contexts.of(case.session, case.incident)[0].removed_at = NOON

    assert rehearsals.of_incident(case.session, case.incident).cases == ()


@on_both
def test_every_incident_comes_once_a_page_at_a_time(
    session: Session, desk: Desk, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "PAGE", 2)
    made = [breach(session, desk, people, NOON).incident for _ in range(5)]
    made[1].state = IncidentState.CLOSED
    session.flush()

    def read(*, open_only: bool) -> list[list[str]]:
        pages, after = [], 0
        while found := rehearsals.page(session, after=after, open_only=open_only):
            pages.append([subject.reference for subject in found])
            after = found[-1].id
        return pages

    names = [incident.reference for incident in made]
    assert read(open_only=False) == [names[:2], names[2:4], names[4:]]
    assert read(open_only=True) == [[names[0], names[2]], names[3:]]
    assert (rehearsals.count(session, open_only=False), rehearsals.count(session, open_only=True)) == (5, 4)


@on_both
def test_a_transaction_that_only_reads_refuses_every_write(session: Session, case: Breach) -> None:
    session.commit()
    connections.begin_read(session)

    assert rehearsals.page(session, after=0, open_only=False)
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session.execute(text("UPDATE incident SET title = 'x'"))
