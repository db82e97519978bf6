"""Assessing again is an act with a name: seen before, reasoned, recorded; from then on that law is asked."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Assessment, AuditEntry, ClockState, IncidentState, Reminder, User
from incident.errors import EditConflict, FormInvalid, MoveRefused, NotAllowed, ReasonNeeded
from incident.services import assessments, clocks, contexts, facts, incidents, reassessments
from incident.services.desk import Desk
from incident.services.incidents import NewIncident
from tests.conftest import NOON
from tests.lawbook import duty, law, rulebook
from tests.lawbook import facts as known
from tests.services.breaches import Breach

LATER = NOON + timedelta(hours=2)
BEFORE = date(2026, 11, 1)
VERSIONS = duty(deadline="{ hours = 96 }", version="in_force_until = 2026-11-09") + """
  [[obligation.version]]
  in_force_from = 2026-11-10
  cite = "s 1, amended"
  deadline = { hours = 72 }
"""  # 96 hours until 9 November 2026, 72 hours from then on


@pytest.fixture
def old(desk: Desk, tmp_path: Path) -> Desk:
    """The desk with a small law of two versions."""
    return replace(desk, rulebook=rulebook(tmp_path / "old", law(VERSIONS + duty(name="NZ-TEST/media", notify="media"))))


@pytest.fixture
def new(desk: Desk, tmp_path: Path) -> Desk:
    """The desk after the law data changed: 48 hours, and nobody tells the media any more."""
    return replace(desk, rulebook=rulebook(tmp_path / "new", law(VERSIONS.replace("72", "48"))))


@pytest.fixture
def case(session: Session, old: Desk, people: dict[str, User]) -> Breach:
    """An incident of 20 November 2026, assessed that day."""
    officer = people["privacy_officer"]
    incident = incidents.create(session, NewIncident(title="A list was seen", kind="unknown", report={}), by=officer,
                                now=NOON, desk=old)  # fmt: skip
    context = contexts.open_context(session, incident, "Our own users", known(), sources={}, by=officer, now=NOON)
    assessments.reassess(session, context, by=officer, now=NOON, desk=old)
    return Breach(session, old, people, incident)


def again(case: Breach, desk: Desk, on: date = BEFORE, *, by: str = "privacy_officer", **more: object):
    seen = reassessments.seen(case.session, case.incident)
    given = {"reason": "The breach began under the earlier law.", "expected": seen}
    return reassessments.assess_again(
        case.session, case.incident, on=on, by=case.people[by], now=LATER, desk=desk, **{**given, **more}
    )


def hours(case: Breach) -> float:
    clock = case.clock("NZ-TEST/regulator", "NZ")
    return (clock.due_at - clock.started_at).total_seconds() / 3600


def entries(case: Breach, action: str) -> list[AuditEntry]:
    return list(case.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)))


def test_looking_at_what_would_change_writes_nothing(case: Breach, new: Desk) -> None:
    written = case.session.scalar(select(func.count(AuditEntry.seq)))

    (found,) = reassessments.preview(case.session, case.incident, on=BEFORE, desk=new)

    assert {change.moved.id: change.kind for change in found.changes} == {
        "NZ-TEST/regulator": "later", "NZ-TEST/media": "gone"
    }  # fmt: skip
    assert not case.session.dirty and not case.session.new
    assert case.session.scalar(select(func.count(AuditEntry.seq))) == written
    assert hours(case) == 72


def test_the_law_of_the_day_is_asked_and_the_clocks_follow_with_their_reminders(case: Breach, old: Desk) -> None:
    clock = case.clock("NZ-TEST/regulator", "NZ")

    again(case, old)

    assert hours(case) == 96
    waiting = select(Reminder.for_due_at).where(Reminder.clock_id == clock.id, Reminder.cancelled_at.is_(None))
    assert set(case.session.scalars(waiting)) <= {clock.due_at}


def test_a_changed_rulebook_is_taken_on_the_same_day(case: Breach, new: Desk) -> None:
    again(case, new, date(2026, 11, 20))

    assert hours(case) == 48
    assert case.clock("NZ-TEST/media", "NZ").state is ClockState.NOT_OWED


def test_what_was_promised_by_the_preview_is_what_happens(case: Breach, new: Desk) -> None:
    seen = reassessments.preview(case.session, case.incident, on=BEFORE, desk=new)

    done = again(case, new)

    assert [entry.changes for entry in done] == [entry.changes for entry in seen]
    (nothing_left,) = reassessments.preview(case.session, case.incident, on=BEFORE, desk=new)
    assert not nothing_left.changes


def test_from_then_on_a_change_of_the_facts_asks_the_law_of_that_day(case: Breach, old: Desk) -> None:
    again(case, old)
    context = contexts.of(case.session, case.incident)[0]

    facts.save(case.session, context, {"events.aware_at": "2026-11-20T08:30:00+13:00"}, notes={}, reason="A call before.",
               expected_number=1, by=case.people["handler"], now=LATER, desk=old)  # fmt: skip

    assert hours(case) == 96
    newest = assessments.latest(case.session, context)
    assert newest is not None and (newest.on_date, newest.reason) == ("2026-11-01", None)


def test_a_duty_that_was_met_stays_as_it_was(case: Breach, new: Desk) -> None:
    clock = case.clock("NZ-TEST/regulator", "NZ")
    clocks.stop(case.session, clock, at=NOON, words="By telephone", by=case.people["handler"], now=NOON, desk=case.desk)
    due = clock.due_at

    (found,) = again(case, new)

    assert {change.moved.id: change.held for change in found.changes} == {"NZ-TEST/regulator": "met", "NZ-TEST/media": None}
    assert (clock.state, clock.due_at, clock.late_seconds) == (ClockState.MET, due, 0)


def test_the_record_names_both_days_both_rulebooks_and_binds_the_reason(case: Breach, new: Desk) -> None:
    before = case.desk.rulebook.version

    again(case, new)

    (entry,) = entries(case, "assessment.again")
    assert entry.words == (
        f"Assessed again under the law of 1 November 2026, rulebook {new.rulebook.version}: 1 duty no longer owed, "
        f"1 later date (before: the law of 20 November 2026, rulebook {before})"
    )
    assert entry.detail["before"] == [{"rulebook": before, "on": "2026-11-20", "contexts": ["Our own users"]}]
    assert entry.detail["after"] == {"rulebook": new.rulebook.version, "on": "2026-11-01"}
    assert entry.detail["reason"] == audit.commitment("The breach began under the earlier law.")
    assert list(audit.faults(case.session)) == []


def test_the_reason_stays_with_the_assessment_and_is_read_in_the_history(case: Breach, new: Desk) -> None:
    again(case, new)

    (act,) = reassessments.history(case.session, case.incident)
    assert (act.on, act.reason, act.by, act.contexts) == (
        BEFORE, "The breach began under the earlier law.", "Moana Example", ("Our own users",)
    )  # fmt: skip
    assert case.session.scalar(select(func.count(Assessment.id)).where(Assessment.reason.is_(None))) == 1


def test_every_context_is_assessed_under_that_law_and_one_that_was_set_aside_is_not(case: Breach, old: Desk) -> None:
    officer = case.people["privacy_officer"]
    for name in ("Payroll", "Visitors"):
        more = contexts.open_context(case.session, case.incident, name, known(), sources={}, by=officer, now=NOON)
        assessments.reassess(case.session, more, by=officer, now=NOON, desk=old)
    contexts.remove(case.session, case.incident, more, reason="Not touched", by=officer, now=NOON)

    again(case, old)

    (basis,) = reassessments.bases(case.session, case.incident)
    assert (basis.on, basis.contexts) == (BEFORE, ("Our own users", "Payroll"))
    assert len(entries(case, "assessment.again")) == 1


@pytest.mark.parametrize("role", ["handler", "auditor", "administrator", "reporter"])
def test_only_a_privacy_officer_or_an_approver_may(case: Breach, old: Desk, role: str) -> None:
    with pytest.raises(NotAllowed):
        again(case, old, by=role)


def test_an_approver_may(case: Breach, old: Desk) -> None:
    again(case, old, by="approver")

    assert hours(case) == 96


def test_it_needs_a_reason(case: Breach, old: Desk) -> None:
    with pytest.raises(ReasonNeeded, match="Say why"):
        again(case, old, reason="  ")


@pytest.mark.parametrize(("day", "words"), [("2026-11-21", "in the future"), ("1994-12-31", "No law of the rulebook")])
def test_a_day_whose_law_cannot_be_asked_is_refused(case: Breach, old: Desk, day: str, words: str) -> None:
    with pytest.raises(FormInvalid, match=words):
        again(case, old, date.fromisoformat(day))


def test_the_law_that_it_rests_on_already_is_not_asked_again(case: Breach, old: Desk) -> None:
    with pytest.raises(FormInvalid, match="already"):
        again(case, old, date(2026, 11, 20))

    assert entries(case, "assessment.again") == []


def test_what_was_assessed_since_the_person_looked_has_to_be_looked_at_again(case: Breach, old: Desk) -> None:
    seen = reassessments.seen(case.session, case.incident)
    assessments.reassess(case.session, contexts.of(case.session, case.incident)[0], by=None, now=NOON, desk=old)

    with pytest.raises(EditConflict):
        again(case, old, expected=seen)


def test_a_closed_incident_stays_as_it_was(case: Breach, old: Desk) -> None:
    case.incident.state = IncidentState.CLOSED

    with pytest.raises(MoveRefused, match="closed"):
        again(case, old)
