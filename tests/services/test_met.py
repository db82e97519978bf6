"""What was told starts the clocks that run from it, without anybody typing it into the facts again."""

from datetime import timedelta

from sqlalchemy.orm import Session

from incident.db.models import Clock, User
from incident.services import clocks, contexts
from incident.services import facts as saved
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.services.breaches import Breach, breach

MANY = [{"residence": "US-CA", "count": 600, "people": ["customers"], "data": ["name", "driver_licence"]}]
LATER = NOON + timedelta(hours=20)


def case(session: Session, desk: Desk, people: dict[str, User]) -> Breach:
    return breach(session, desk, people, NOON, affected=MANY)


def told(found: Breach, duty: str, place: str) -> Clock:
    clock = found.clock(duty, place)
    officer = found.people["privacy_officer"]
    return clocks.stop(found.session, clock, at=LATER, words="Letters posted", by=officer, now=LATER, desk=found.desk)


def test_once_the_people_are_told_the_attorney_generals_clock_runs(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    found = case(session, desk, people)
    assert found.clock("US-CA/regulator", "US-CA").due_at is None

    told(found, "US-CA/individuals", "US-CA")

    clock = found.clock("US-CA/regulator", "US-CA")
    assert clock.started_at == LATER
    assert clock.due_at is not None and clock.due_at.astimezone(LATER.tzinfo) > LATER + timedelta(days=14)
    assert not clock.provisional


def test_the_facts_are_not_changed_by_it(session: Session, desk: Desk, people: dict[str, User]) -> None:
    found = case(session, desk, people)
    context = contexts.of(session, found.incident)[0]
    before = saved.current(session, context)

    told(found, "US-CA/individuals", "US-CA")

    assert saved.current(session, context).id == before.id


def test_what_one_law_was_told_starts_no_clock_of_another(session: Session, desk: Desk, people: dict[str, User]) -> None:
    both = [*MANY, {"residence": "US-IA", "count": 600, "people": ["customers"], "data": ["name", "driver_licence"]}]
    found = breach(session, desk, people, NOON, affected=both)

    told(found, "US-CA/individuals", "US-CA")

    assert found.clock("US-IA/regulator", "US-IA").started_at is None


def test_a_time_in_the_facts_goes_before_it(session: Session, desk: Desk, people: dict[str, User]) -> None:
    own = (NOON + timedelta(hours=3)).isoformat()
    found = breach(session, desk, people, NOON, affected=MANY, events_for={"US-CA": {"individuals_notified_at": own}})

    told(found, "US-CA/individuals", "US-CA")

    assert found.clock("US-CA/regulator", "US-CA").started_at == NOON + timedelta(hours=3)


def test_a_copy_to_a_state_runs_from_when_the_federal_department_was_told(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    hospital = {"country": "US-IL", "establishments": ["US-IL"], "role": "controller", "kinds": ["hipaa_covered_entity"]}
    patients = [{"residence": "US-IL", "count": 700, "people": ["patients"], "data": ["name", "health"]}]
    found = breach(session, desk, people, NOON, organisation=hospital, affected=patients, data=["name", "health"])
    assert found.clock("US-IL/regulator-hipaa", "US-IL").started_at is None

    told(found, "US-HIPAA/regulator", "US")

    assert found.clock("US-IL/regulator-hipaa", "US-IL").started_at == LATER
