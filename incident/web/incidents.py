"""The incident at a glance, the list of open ones, and their title and owner."""

from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from incident.db.models import AuditEntry, Clock, ClockState, Incident, User
from incident.domain import quick_report
from incident.domain.register import people
from incident.domain.strip import Row
from incident.errors import FormInvalid, MoveRefused, ReasonNeeded
from incident.http import desk, may, now, session
from incident.services import assessments, checklists, clocks, contexts, duty_tables, identity, incidents
from incident.web.forms import Form, render_again

bp = Blueprint("incidents", __name__)
PAGE = 50  # open incidents on a page
TIMELINE = 6  # newest entries on the overview; the rest is one click away


@bp.get("/incidents")
@may("incident.view")
def index() -> str:
    """The open incidents with their people, their clocks and who has them, the newest first, page by page."""
    moment = now()
    found = incidents.open_ones(session)
    start = min(max(request.args.get("from", default=0, type=int), 0), max(len(found) - 1, 0))
    rows = []
    for incident in found[start : start + PAGE]:
        mine = clocks.of_incident(session, incident)
        rows.append((incident, duty_tables.counts(mine, moment), _people(incident)))
    return render_template(
        "screens/incidents/index.html",
        rows=rows,
        total=len(found),
        start=start,
        before=max(start - PAGE, 0) if start else None,
        after=start + PAGE if start + PAGE < len(found) else None,
    )


def _people(incident: Incident) -> tuple[int | None, bool]:
    documents = [contexts.newest_facts(session, context).document for context in contexts.of(session, incident)]
    return people(documents)


@bp.get("/incidents/<ref>")
@may("incident.view")
def overview(ref: str) -> str:
    """What is owed, to whom, by when, who has it, what is not known yet, what to do next."""
    return _page(ref)


def _page(ref: str, form: Form | None = None) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    moment = now()
    rows = clocks.of_incident(session, incident)
    drawing = duty_tables.drawing(rows, now=moment, zone=current_user.zone)
    questions = duty_tables.next_questions(session, incident)
    items = checklists.items(session, incident)
    return render_template(
        "screens/incidents/overview.html",
        incident=incident,
        header=_header(incident),
        strip=drawing,
        strip_links={row.ids: _strip_link(ref, row, rows) for row in drawing.rows},
        strip_words={row.ids: duty_tables.strip_due(row, now=moment) for row in drawing.rows},
        groups=duty_tables.groups(session, incident, now=moment),
        counts=duty_tables.counts_words(duty_tables.counts(rows, moment)),
        overdue=[clock for clock in rows if duty_tables.is_late(clock, moment)],
        nobody=sum(clock.owner_id is None and clock.state is ClockState.RUNNING for clock in rows),
        question=questions[0] if questions else None,
        more_questions=max(len(questions) - 1, 0),
        phases=checklists.progress(items),
        next_item=next((item for item in items if item.state.value == "open"), None),
        lacking=duty_tables.lacking_times(rows, desk().rulebook),
        uncovered=duty_tables.uncovered_places(session, incident, desk().rulebook),
        entries=_timeline(incident),
        entry_count=session.scalar(select(func.count()).where(AuditEntry.incident_id == incident.id)),
        form=form or Form(),
        people=identity.workers(session),
        inventory=_addable(incident),
        may_edit=identity.allows(current_user, "incident.edit"),
        answers=quick_report.lines(incident.report or {}),
    )


def _strip_link(ref: str, row: Row, rows: list[Clock]) -> str:
    """A row of one clock leads to its duty, one of many customers to their list."""
    clock = next(clock for clock in rows if clock.id == row.ids[0])
    if len(row.ids) > 1 and clock.customer_id is not None:
        return url_for("customers.index", ref=ref, context=clock.context_id)
    if len(row.ids) > 1:
        return url_for("duties.index", ref=ref)
    return url_for("duties.show", ref=ref, clock_id=clock.id)


def _header(incident: Incident) -> dict[str, object]:
    """Aware, people, supplier: what the head of the page says beside the title."""
    versions = [contexts.newest_facts(session, context) for context in contexts.of(session, incident)]
    documents = [version.document for version in versions]
    aware = [document["events"]["aware_at"] for document in documents if (document.get("events") or {}).get("aware_at")]
    total, may_grow = people(documents)
    supplier = next((entry.name for entry in desk().settings.suppliers if entry.key == incident.supplier), incident.supplier)
    made = [row for context in contexts.of(session, incident) if (row := assessments.latest(session, context))]
    return {
        "aware": sorted({datetime.fromisoformat(time) for time in aware}),
        "total": total,
        "may_grow": may_grow,
        "places": duty_tables.people_words(documents),
        "supplier": supplier,
        "assessed_at": max((row.at for row in made), default=None),
        "first_context": versions[0].context_id if versions else None,
        "kept": _kept(incident),
    }


def _kept(incident: Incident) -> tuple[date, date] | None:
    """Until when the register entry and the evidence of a closed incident are kept; None while it is open."""
    if incident.closed_at is None:
        return None
    closed, years = incident.closed_at.date(), desk().settings.retention
    return _years_later(closed, years.register_years), _years_later(closed, years.evidence_years)


def _years_later(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


def _timeline(incident: Incident) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.incident_id == incident.id).order_by(AuditEntry.seq.desc())
    return list(session.scalars(query.limit(TIMELINE)))


def _addable(incident: Incident) -> list[str]:
    present = {context.name for context in contexts.of(session, incident)}
    return [entry.name for entry in desk().settings.data_inventory if entry.name not in present]


@bp.post("/incidents/<ref>")
@may("incident.edit")
def change(ref: str) -> Response | tuple[str, int]:
    """Another title or owner."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    title = form.text("title", max=200, required=True) or ""
    owner_id = form.whole("owner")
    owner = session.get(User, owner_id) if owner_id is not None else None
    try:
        if not form.errors:
            incidents.change(
                session,
                incident,
                title=title,
                owner=owner,
                expected_version=form.version(),
                by=current_user,
                now=now(),
                desk=desk(),
            )
            return redirect(url_for("incidents.overview", ref=ref), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, ref, form=form)


@bp.post("/incidents/<ref>/contexts")
@may("incident.edit")
def add_context(ref: str) -> Response | tuple[str, int]:
    """Add a processing context: one of the data inventory, or another."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    name = form.text("context_name", max=200) or form.text("context_other", max=200) or ""
    roles = {entry.name: entry.role for entry in desk().settings.data_inventory}
    role = roles.get(name) or form.choice("context_role", ["controller", "processor", "joint_controller"]) or "controller"
    try:
        if not form.errors:
            context = contexts.add(session, incident, name, role, by=current_user, now=now(), desk=desk())
            assessments.reassess(session, context, by=current_user, now=now(), desk=desk())
            return redirect(url_for("facts.context", ref=ref, context_id=context.id), 303)
    except FormInvalid as refusal:
        form.errors.update({f"context_{name}": words for name, words in refusal.errors.items()})
    return render_again(_page, ref, form=form)


@bp.post("/incidents/<ref>/contexts/<int:context_id>/remove")
@may("incident.edit")
def remove_context(ref: str, context_id: int) -> Response | tuple[str, int]:
    """Set a context aside that the incident does not touch."""
    incident = incidents.by_reference(session, ref, by=current_user)
    context = contexts.by_id(session, incident, context_id)
    form = Form(request.form)
    reason = form.text(f"reason-{context_id}", max=4000) or ""
    try:
        contexts.remove(session, incident, context, reason=reason, by=current_user, now=now())
        assessments.reassess(session, context, by=current_user, now=now(), desk=desk())
        return redirect(url_for("incidents.overview", ref=ref), 303)
    except (ReasonNeeded, MoveRefused) as refusal:
        form.errors[f"reason-{context_id}"] = str(refusal)
    return render_again(_page, ref, form=form)
