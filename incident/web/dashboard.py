"""What needs you now: what is late, what is next, who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask_security import current_user

from incident import http
from incident.db.models import Clock, ClockState, Decision, DecisionState, Incident, IncidentState
from incident.domain.register import people
from incident.http import may, session
from incident.services import clocks, contexts, decisions, duty_tables, identity, incidents, notices
from incident.services.duty_tables import Counts, NextQuestion
from incident.services.leading import leading

bp = Blueprint("dashboard", __name__)
AHEAD = timedelta(days=7)
SHOWN = 8  # open incidents, and new reports, on the first page; the others are one click away
QUESTIONS = 5  # incidents whose next question stands there


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One open incident on the first page."""

    incident: Incident
    counts: Counts
    people: int | None
    may_grow: bool


@bp.get("/")
@may("incident.report")
def now() -> str:
    """The first page; a person who only reports sees their own reports."""
    if not identity.allows(current_user, "incident.view"):
        own = incidents.own_reports(session, by=current_user)
        return render_template("screens/dashboard/reporter.html", reports=own, moment=http.now())
    moment = http.now()
    open_ones = incidents.open_ones(session)
    fresh = [incident for incident in open_ones if incident.state is IncidentState.REPORTED]
    rows = leading(clocks.open_ones(session))
    running = [clock for clock in rows if clock.state is ClockState.RUNNING]
    late = [clock for clock in running if duty_tables.is_late(clock, moment)]
    return render_template(
        "screens/dashboard/now.html",
        moment=moment,
        references={incident.id: incident for incident in open_ones},
        counts=(len(open_ones), len(running), len(late)),
        late=late,
        next=_next(running, moment),
        due_in=duty_tables.due_in,
        tag_of=duty_tables.tag_of,
        soon=[clock for clock in rows if clock.remind_from and moment <= clock.remind_from <= moment + AHEAD],
        undated=[clock for clock in running if clock.remind_from is None],
        open_rows=_open_rows(open_ones[:SHOWN], rows, moment),
        nobody=[clock for clock in running if clock.owner_id is None],
        fresh=fresh[:SHOWN],
        fresh_more=max(len(fresh) - SHOWN, 0),
        approvals=notices.waiting_for(session, current_user),
        proposals=_proposals(open_ones),
        questions=_questions(open_ones),
    )


def _next(running: Sequence[Clock], moment: datetime) -> Clock | None:
    """The duty that is due next: mine before those of others or nobody."""
    ahead = [clock for clock in running if clock.remind_from and clock.remind_from >= moment]
    mine = [clock for clock in ahead if clock.owner_id == current_user.id]
    return next(iter(mine or ahead), None)


def _open_rows(shown: Sequence[Incident], rows: Sequence[Clock], moment: datetime) -> list[OpenRow]:
    mine: dict[int, list[Clock]] = {incident.id: [] for incident in shown}
    for clock in rows:
        if clock.incident_id in mine:
            mine[clock.incident_id].append(clock)
    return [_open_row(incident, mine[incident.id], moment) for incident in shown]


def _open_row(incident: Incident, mine: Sequence[Clock], moment: datetime) -> OpenRow:
    documents = [contexts.newest_facts(session, context).document for context in contexts.of(session, incident)]
    total, may_grow = people(documents)
    return OpenRow(incident, duty_tables.counts(mine, moment), total, may_grow)


def _proposals(open_ones: Sequence[Incident]) -> list[tuple[Incident, Decision]]:
    """Decisions of others that wait for a second person, when this person may be it."""
    if not identity.allows(current_user, "decision.second"):
        return []
    return [
        (incident, decision)
        for incident in open_ones
        for decision in decisions.all_of(session, incident)
        if decision.state is DecisionState.PROPOSED and decision.decided_by_id != current_user.id
    ]


def _questions(open_ones: Sequence[Incident]) -> list[tuple[Incident, NextQuestion]]:
    """The first open question of each incident, for as many as the page shows."""
    found: list[tuple[Incident, NextQuestion]] = []
    for incident in open_ones:
        if len(found) == QUESTIONS:
            break
        found += [(incident, entry) for entry in duty_tables.next_questions(session, incident)[:1]]
    return found
