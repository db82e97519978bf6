"""Decisions: two people where a duty is taken away, never overwritten, resting on one version of the facts."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Context, DecisionKind, DecisionState, Incident, ItemState, User
from incident.domain.quick_report import QuickReport
from incident.errors import ItemsOpen, MoveRefused, NotAllowed, ReasonNeeded, SecondPersonNeeded
from incident.services import checklists, clocks, contexts, decisions, facts, incidents
from incident.services.checklists import ItemChange
from incident.services.decisions import Proposal
from incident.services.desk import Desk
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


@dataclass
class Case:
    """One incident with one context, and hands to work on it."""

    session: Session
    desk: Desk
    people: dict[str, User]
    incident: Incident
    context: Context

    def save(self, **changes: object) -> None:
        number = facts.current(self.session, self.context).number
        paths = {path.replace("__", "."): value for path, value in changes.items()}
        facts.save(self.session, self.context, paths, notes={}, reason=None, expected_number=number,
                   by=self.people["handler"], now=NOON, desk=self.desk)  # fmt: skip

    def clock(self, obligation: str) -> Clock:
        query = select(Clock).where(Clock.context_id == self.context.id, Clock.obligation == obligation)
        return self.session.scalars(query).one()

    def propose(self, kind: DecisionKind, outcome: str, reason: str = "Because of this.", **more: int):
        return decisions.propose(self.session, self.incident, Proposal(kind, outcome, reason, **more),
                                 by=self.people["privacy_officer"], now=NOON, desk=self.desk)  # fmt: skip

    def second(self, decision_id: int, *, by: str = "approver", agree: bool = True, words: str = "Agreed."):
        return decisions.second(self.session, decision_id, agree=agree, words=words, by=self.people[by], now=LATER,
                                desk=self.desk)  # fmt: skip

    def tick_off(self) -> None:
        for item in checklists.items(self.session, self.incident):
            change = ItemChange(ItemState.DONE, "Seen.", None, None, None, item.version)
            checklists.change(self.session, self.incident, item.id, change, by=self.people["handler"], now=NOON)


@pytest.fixture
def case(session: Session, desk: Desk, people: dict[str, User]) -> Case:
    report = QuickReport(
        what_happened="A list was seen.", noticed_at=NOON - timedelta(hours=1), kinds=("contact",),
        whose=("Our own users",), people_count=10, ongoing=False,
    )  # fmt: skip
    incident = incidents.report(session, report, by=people["reporter"], now=NOON, desk=desk)
    made = Case(session, desk, people, incident, contexts.of(session, incident)[0])
    made.save(
        events__aware_at=(NOON - timedelta(minutes=30)).isoformat(), nature=["confidentiality"], act=["access"],
        medium="electronic", recipient="hostile", data=["name", "email"], protection__encrypted=False,
        affected=[{"residence": "NZ", "count": 10}, {"residence": "GB", "count": 3}], more_possible=None,
    )  # fmt: skip
    return made


def test_a_higher_risk_stands_at_once_and_a_lower_one_waits_for_a_second_person(case: Case) -> None:
    high = case.propose(DecisionKind.RISK, decisions.risk_outcome("high", "yes", "yes"), context_id=case.context.id)
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)

    assert high.state is DecisionState.CONFIRMED
    assert low.state is DecisionState.PROPOSED
    assert facts.current(case.session, case.context).document["risk"]["level"] == "high"


def test_a_confirmed_lower_risk_takes_the_duty_away_and_the_earlier_decision_stays(case: Case) -> None:
    case.propose(DecisionKind.RISK, decisions.risk_outcome("risk", "yes", "yes"), context_id=case.context.id)
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)
    assert case.clock("UK-GDPR/regulator").state is ClockState.RUNNING

    case.second(low.id)

    assert case.clock("UK-GDPR/regulator").state is ClockState.NOT_OWED
    assert [row.outcome for row in decisions.all_of(case.session, case.incident)] == [
        "level=unlikely,serious_harm=no,misuse_likely=no",
        "level=risk,serious_harm=yes,misuse_likely=yes",
    ]


def test_nobody_is_their_own_second_person_neither_in_the_program_nor_in_the_database(case: Case) -> None:
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)

    with pytest.raises(SecondPersonNeeded):
        case.second(low.id, by="privacy_officer")
    low.second_person_id = low.decided_by_id
    with pytest.raises(IntegrityError):
        case.session.flush()


def test_a_decision_needs_a_reason_and_a_refusal_says_why(case: Case) -> None:
    with pytest.raises(ReasonNeeded):
        case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), " ", context_id=case.context.id)
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)

    with pytest.raises(ReasonNeeded):
        case.second(low.id, agree=False, words="")


@pytest.mark.parametrize("role", ["reporter", "handler", "auditor", "administrator"])
def test_only_officers_and_approvers_confirm(case: Case, role: str) -> None:
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)

    with pytest.raises(NotAllowed):
        case.second(low.id, by=role)


def test_not_to_notify_needs_two_people_and_holds_only_for_the_facts_it_rests_on(case: Case) -> None:
    case.save(risk__level="risk")
    clock = case.clock("UK-GDPR/regulator")
    decision = case.propose(DecisionKind.NOTIFY, "do_not_notify", clock_id=clock.id)
    assert clock.state is ClockState.RUNNING

    case.second(decision.id)
    assert clock.state is ClockState.NOT_OWED
    case.save(affected=[{"residence": "NZ", "count": 10}, {"residence": "GB", "count": 3000}])

    assert case.clock("UK-GDPR/regulator").state is ClockState.RUNNING


def test_a_breach_is_not_decided_while_required_items_are_open_and_they_are_named(case: Case) -> None:
    with pytest.raises(ItemsOpen) as refused:
        case.propose(DecisionKind.BREACH, "breach")

    assert refused.value.items
    case.tick_off()
    assert case.propose(DecisionKind.BREACH, "breach").state is DecisionState.CONFIRMED
    assert case.incident.state.value == "breach"


def test_an_incident_cannot_close_while_a_duty_is_open_and_the_refusal_names_it(case: Case) -> None:
    case.save(risk__level="risk")
    case.tick_off()
    case.propose(DecisionKind.BREACH, "breach")

    with pytest.raises(ItemsOpen) as refused:
        case.propose(DecisionKind.CLOSE, "close")

    assert any("Information Commission" in item for item in refused.value.items)


def test_what_was_not_a_breach_owes_nothing_and_can_close(case: Case) -> None:
    case.tick_off()
    none = case.propose(DecisionKind.BREACH, "not_a_breach")
    assert case.incident.state.value == "triage"

    case.second(none.id)

    assert case.incident.state.value == "not_a_breach"
    assert case.clock("UK-GDPR/regulator").state is ClockState.NOT_OWED
    closing = case.propose(DecisionKind.CLOSE, "close")
    case.second(closing.id)
    assert case.incident.closed_at == LATER


def test_a_decision_is_confirmed_once(case: Case) -> None:
    low = case.propose(DecisionKind.RISK, decisions.risk_outcome("unlikely", "no", "no"), context_id=case.context.id)
    case.second(low.id)

    with pytest.raises(MoveRefused):
        case.second(low.id)


def test_a_duty_that_was_met_keeps_its_time_whatever_the_facts_become(case: Case) -> None:
    case.save(risk__level="risk")
    clock = case.clock("UK-GDPR/regulator")
    clocks.stop(case.session, clock, at=NOON, words="Filed", by=case.people["handler"], now=LATER, desk=case.desk)
    due, late = clock.due_at, clock.late_seconds

    case.save(risk__level="unlikely")

    assert (clock.state, clock.due_at, clock.late_seconds) == (ClockState.MET, due, late)
    assert late == 0
