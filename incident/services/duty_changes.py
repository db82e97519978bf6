"""What would change the finding of a duty of an incident: asked when somebody opens it, never stored."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from incident.db.models import Clock, Context
from incident.domain.changes import Change, changes_of
from incident.domain.open_scope import DUTY
from incident.errors import DutyNotClear
from incident.law.facts import parse_facts
from incident.services import assessments, contexts
from incident.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """The changes, the version of the facts that they start from, and the day whose law was asked."""

    changes: tuple[Change, ...]
    facts_version: int
    on: date


def can_change(clock: Clock) -> bool:
    """Whether a law imposes this duty; a promise, and the question which laws bind, follow from no condition."""
    return clock.assessment_id is not None and clock.obligation != DUTY


def of_clock(session: Session, clock: Clock, *, now: datetime, desk: Desk) -> Asked:
    """What would change the finding of the law, from the newest facts of the clock's context.

    Raises:
        FactsInvalid: the facts no longer keep the contract.
    """
    context = session.get_one(Context, clock.context_id)
    newest = contexts.newest_facts(session, context)
    on = assessments.law_day(session, context, now=now, desk=desk)
    key = clock.obligation, clock.jurisdiction, clock.customer.name if clock.customer else ""
    try:
        found = changes_of(parse_facts(newest.document), desk.rulebook, key, on=on) if can_change(clock) else ()
    except DutyNotClear:  # the law file of this duty has gone; the clock stays
        found = ()
    return Asked(found, newest.number, on)
