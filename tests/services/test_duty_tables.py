"""Duties as people compare them: what is near stands first, and what the rows do not say is said beside them."""

import pytest

from incident.db.models import ClockState
from incident.domain import open_scope
from incident.services import clocks, duty_tables
from tests.conftest import NOON
from tests.services.breaches import FACTS, breach

HOSPITAL = {
    "organisation": {"country": "US-WI", "role": "controller", "kinds": ["health_provider"]},
    "events": {},
    "affected": [{"residence": "US-WI", "count": 629, "people": ["patients"]}],
    "data": ["health"],
    "act": ["loss"],
    "risk": {},
    "more_possible": ["affected", "organisation.kinds", "data", "act"],
}


def test_of_what_cannot_be_told_the_law_of_the_place_stands_before_laws_of_places_that_may_not_concern_us(
    session, desk, people
) -> None:
    case = breach(session, desk, people, NOON, **HOSPITAL)

    rows = clocks.of_incident(session, case.incident)
    undated = [row for row in rows if row.state is ClockState.CANNOT_TELL and row.remind_from is None]
    asked = [open_scope.WHERE.isdisjoint(row.finding["unknown"]) for row in undated]

    assert asked[0] and asked == sorted(asked, reverse=True)
    assert "US-HIPAA" in {row.regime for row, near in zip(undated, asked, strict=True) if near}


def test_a_clock_that_counts_from_another_event_asks_for_its_own(session, desk, people) -> None:
    events = {"aware_at": FACTS["events"]["aware_at"]}
    case = breach(session, desk, people, NOON, events=events)

    lacking = duty_tables.lacking_times(clocks.of_incident(session, case.incident), desk.rulebook)

    assert "events.determined_notifiable_at" in {entry.path for entry in lacking}
    assert all(entry.duties for entry in lacking)


def test_nothing_is_asked_for_where_every_clock_counts_from_its_own_event(session, desk, people) -> None:
    affected = [{"residence": "NZ", "count": 12, "people": ["customers"]}]
    case = breach(session, desk, people, NOON, affected=affected)

    assert duty_tables.lacking_times(clocks.of_incident(session, case.incident), desk.rulebook) == []


def test_a_notice_that_is_still_to_go_out_is_not_asked_for_as_a_time(session, desk, people) -> None:
    events = {"aware_at": FACTS["events"]["aware_at"]}
    affected = [{"residence": "SG", "count": 700, "people": ["customers"]}]
    case = breach(session, desk, people, NOON, events=events, affected=affected)

    lacking = duty_tables.lacking_times(clocks.of_incident(session, case.incident), desk.rulebook)

    assert lacking and "events.regulator_notified_at" not in {entry.path for entry in lacking}


@pytest.mark.parametrize(("place", "named"), [("AM", ("AM",)), ("NZ", ())])
def test_a_place_whose_law_is_not_here_is_named(session, desk, people, place: str, named: tuple[str, ...]) -> None:
    case = breach(session, desk, people, NOON, affected=[{"residence": place, "count": 5}])

    assert duty_tables.uncovered_places(session, case.incident, desk.rulebook).countries == named


def test_a_duty_of_a_law_that_is_read_with_doubt_says_so_in_its_row(session, desk, people) -> None:
    case = breach(session, desk, people, NOON, affected=[{"residence": "TR", "count": 5}, {"residence": "AD", "count": 5}])

    rows = [row for group in duty_tables.groups(session, case.incident, now=NOON) for row in group.rows]

    said = {row.confidence for row in rows if row.clock and row.clock.jurisdiction == "AD"}
    assert said == {"low"}
    assert {row.confidence for row in rows if row.clock and row.clock.obligation == "TR-KVKK/regulator"} == {""}
