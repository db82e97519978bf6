"""Laws that may not bind at all: one clock with one ladder, which ends by itself once the questions are answered."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Reminder, User
from incident.domain import open_scope
from incident.errors import FormInvalid
from incident.services import clocks, contexts, facts
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.services.breaches import breach

GROWING: dict[str, Any] = {"affected": [{"residence": "NZ", "count": 5}], "more_possible": ["affected"]}


def rows(session: Session, **where: Any) -> list[Clock]:
    return list(session.scalars(select(Clock).filter_by(**where).order_by(Clock.id)))


def test_while_people_may_live_anywhere_one_clock_stands_for_the_laws_of_the_world(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    breach(session, desk, people, NOON, **GROWING)

    (one,) = rows(session, obligation=open_scope.DUTY)

    assert one.state is ClockState.CANNOT_TELL
    assert len(one.finding["laws"]) > 20
    assert one.due_at is not None
    assert all(law["due_at"] is None or datetime.fromisoformat(law["due_at"]) >= one.due_at for law in one.finding["laws"])
    assert not [clock for clock in rows(session, state=ClockState.CANNOT_TELL) if clock.regime == "US-CA"]


def test_it_has_reminders_like_any_other(session: Session, desk: Desk, people: dict[str, User]) -> None:
    breach(session, desk, people, NOON, **GROWING)
    (one,) = rows(session, obligation=open_scope.DUTY)

    waiting = session.scalar(select(func.count()).where(Reminder.clock_id == one.id, Reminder.cancelled_at.is_(None)))

    assert waiting


def test_once_it_is_known_where_people_live_it_ends_and_the_duties_of_these_places_have_clocks(
    session: Session, desk: Desk, people: dict[str, User]
) -> None:
    case = breach(session, desk, people, NOON, **GROWING)
    context = contexts.of(session, case.incident)[0]
    number = facts.current(session, context).number
    known = {"affected": [{"residence": "NZ", "count": 5}, {"residence": "US-CA", "count": 2}], "more_possible": []}

    facts.save(session, context, known, notes={}, reason=None, expected_number=number, by=people["handler"],
               now=NOON + timedelta(hours=1), desk=desk)  # fmt: skip

    (one,) = rows(session, obligation=open_scope.DUTY)
    assert one.state is ClockState.NOT_OWED
    assert "Answered" in one.finding["overridden"]
    assert rows(session, regime="US-CA")


def test_it_cannot_be_recorded_as_done(session: Session, desk: Desk, people: dict[str, User]) -> None:
    breach(session, desk, people, NOON, **GROWING)
    (one,) = rows(session, obligation=open_scope.DUTY)

    with pytest.raises(FormInvalid, match="ends by itself"):
        clocks.stop(session, one, at=NOON, words="All laws read", by=people["privacy_officer"], now=NOON, desk=desk)
