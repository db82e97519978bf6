"""Duties: the list, and one duty with its law, its facts, its counting, its owner and its reminders."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import Clock, ClockState, Context, Notice, User
from incident.domain import change_documents, fact_words, law_pages, law_words, open_scope
from incident.domain.changes import Change
from incident.errors import ClockAlreadyStopped, FormInvalid
from incident.http import desk, may, now, session
from incident.law.fields import BY_PATH, question
from incident.law.rulebook import in_force
from incident.services import (
    assessments,
    clocks,
    contexts,
    duty_changes,
    duty_tables,
    facts,
    identity,
    incidents,
    notices,
    reassessments,
)
from incident.services.leading import OPEN
from incident.web.forms import Form, render_again

bp = Blueprint("duties", __name__)
Answer = Response | tuple[str, int]


@bp.get("/incidents/<ref>/duties")
@may("incident.view")
def index(ref: str) -> str:
    """Every duty of the incident, also those that are not owed, each with its reason."""
    incident = incidents.by_reference(session, ref, by=current_user)
    moment = now()
    rows = clocks.of_incident(session, incident)
    not_read, switched_off = duty_tables.left_out(session, incident)
    return render_template(
        "screens/duties/index.html",
        incident=incident,
        groups=duty_tables.groups(session, incident, now=moment),
        counts=duty_tables.counts_words(duty_tables.counts(rows, moment)),
        questions=duty_tables.next_questions(session, incident),
        uncovered=duty_tables.uncovered_places(session, incident, desk().rulebook),
        not_read=not_read,
        switched_off=switched_off,
        may_edit=identity.allows(current_user, "incident.edit"),
        bases=reassessments.bases(session, incident),
        rulebook=desk().rulebook.version,
    )


@bp.get("/incidents/<ref>/duties/<int:clock_id>")
@may("incident.view")
def show(ref: str, clock_id: int) -> str:
    """One duty: why, on which facts, how the time was counted, what to do."""
    return _page(ref, clock_id)


@bp.get("/incidents/<ref>/duties/<int:clock_id>/changes")
@may("incident.view")
def changes(ref: str, clock_id: int) -> str:
    """What would change the finding: the smallest changes of facts that would add this duty, remove it or decide it."""
    incident = incidents.by_reference(session, ref, by=current_user)
    clock = clocks.by_id(session, incident, clock_id)
    asked = duty_changes.of_clock(session, clock, now=now(), desk=desk())
    tag, tag_words = duty_tables.tag_of(clock, now())
    return render_template(
        "screens/duties/changes.html",
        incident=incident,
        clock=clock,
        context=session.get_one(Context, clock.context_id),
        tag=tag,
        tag_words=tag_words,
        asked=asked,
        groups=change_documents.by_outcome(asked.changes),
        questions=_asked_about,
        overridden=(clock.finding or {}).get("overridden"),
        may_edit=identity.allows(current_user, "incident.edit"),
    )


def _asked_about(change: Change) -> list[tuple[str, str]]:
    """(path, short name) of the questions that a change answers otherwise, each once."""
    named = (path.partition("[")[0] for path in change.facts)
    paths = dict.fromkeys(path if path in BY_PATH else path.rpartition(".")[0] for path in named)
    return [(path, fact_words.short(path)) for path in paths if path in BY_PATH]


def _page(ref: str, clock_id: int, form: Form | None = None) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    clock = clocks.by_id(session, incident, clock_id)
    context = session.get_one(Context, clock.context_id)
    document = contexts.newest_facts(session, context).document
    finding = clock.finding or {}
    tag, tag_words = duty_tables.tag_of(clock, now())
    written = [notice for notice in notices.all_of(session, incident) if notice.clock_id == clock.id]
    return render_template(
        "screens/duties/show.html",
        incident=incident,
        clock=clock,
        context=context,
        role=fact_words.at(document, "organisation.role"),
        tag=tag,
        tag_words=tag_words,
        why=duty_tables.why(clock),
        finding=finding,
        law=_law(clock),
        anchor=law_pages.anchor(clock.regime, clock.obligation),
        used=_facts_used(clock, document),
        unknown=[(path, question(path)) for path in finding.get("unknown") or []],
        steps=_steps(finding),
        can_change=duty_changes.can_change(clock),
        content=[{**item, "words": law_words.content(item["item"])} for item in finding.get("must_contain") or []],
        due_in=duty_tables.due_in(clock, now()),
        notice=written[0] if written else None,
        next_step=_next_step(clock, written[0] if written else None),
        reminders=clocks.reminder_rows(session, clock),
        acknowledgements=clocks.acknowledgements(session, clock),
        facts_version=_facts_number(clock),
        newest_version=contexts.newest_facts(session, context).number,
        people=[person for person in identity.workers(session) if identity.allows(person, "clock.act")],
        form=form or Form(),
        may_edit=identity.allows(current_user, "incident.edit"),
        may_act=identity.allows(current_user, "clock.act"),
        may_stop=identity.allows(current_user, "filing.record"),
        may_write=identity.allows(current_user, "notice.edit"),
        open=clock.state in OPEN,
    )


def _law(clock: Clock) -> dict[str, Any]:
    """Quote, days in force, sources and doubts of the law behind the duty, from the rulebook."""
    rulebook = desk().rulebook
    regime = rulebook.by_id.get(clock.regime)
    if regime is None:
        return {}
    duty = next((entry for entry in regime.obligations if entry.id == clock.obligation), None)
    assessment = assessments.of_clock(session, clock)
    version = in_force(duty, assessments.day_of(assessment)) if duty and assessment else None
    authority = rulebook.authority(clock.authority_id) if clock.authority_id else None
    return {
        "regime": regime,
        "duty": duty,
        "version": version,
        "authority": authority,
        "doubts": tuple(version.doubts if version else ()) or regime.doubts,
        "confidence": (version.confidence if version else "") or regime.confidence,
    }


def _facts_used(clock: Clock, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The facts that the finding rests on, as (path, question, value in words)."""
    finding = clock.finding or {}
    event = [f"events.{clock.event}"] if clock.event else []
    paths = [*(finding.get("facts_used") or []), *event]
    return [
        {
            "path": path,
            "name": fact_words.short(path),
            "lines": fact_words.lines(path, fact_words.at(document, path), current_user.zone),
        }
        for path in dict.fromkeys(paths)
        if path in BY_PATH
    ]


def _steps(finding: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Counting steps by reading: strict, lenient, expected; each with words and an optional note."""
    steps = finding.get("steps") or []
    if isinstance(steps, Mapping):
        return {reading: [_step(entry) for entry in entries] for reading, entries in steps.items() if entries}
    return {"strict": [_step(entry) for entry in steps]} if steps else {}


def _step(entry: Any) -> dict[str, str]:
    if isinstance(entry, Mapping):
        return {"words": str(entry.get("words") or entry.get("step") or ""), "note": str(entry.get("note") or "")}
    return {"words": str(entry), "note": ""}


def _facts_number(clock: Clock) -> int | None:
    assessment = assessments.of_clock(session, clock)
    return facts.number_of(session, assessment.facts_version_id) if assessment else None


def _next_step(clock: Clock, notice: Notice | None) -> str:
    """One sentence: what brings this duty to its end."""
    if clock.state is ClockState.MET:
        return "Nothing. The duty was met."
    if clock.state is ClockState.NOT_OWED:
        return "Nothing, as the facts stand. Look again when they change."
    if clock.obligation == open_scope.DUTY:
        return "Answer what is not known yet. Each answer brings laws into play or rules them out."
    if clock.state is ClockState.CANNOT_TELL:
        return "Answer what is not known yet. Until then act as if it were owed: its time runs."
    if clock.notify == "internal":
        return "Do it, then record here when it was done."
    if notice is None:
        return "Write the notice. It is filled from the facts, then approved by a second person, issued and filed."
    return {
        "draft": "Finish the draft and send it for approval.",
        "awaiting_approval": "A second person approves the notice.",
        "approved": "Issue the notice, then file it.",
        "issued": "File the issued notice and record when, how and under which reference.",
    }.get(notice.state.value, "Open the notice.")


def _clock(ref: str, clock_id: int) -> Clock:
    incident = incidents.by_reference(session, ref, by=current_user)
    return clocks.by_id(session, incident, clock_id)


@bp.post("/incidents/<ref>/duties/<int:clock_id>/owner")
@may("clock.act")
def assign(ref: str, clock_id: int) -> Answer:
    """Give the duty to somebody, or take it over."""
    clock = _clock(ref, clock_id)
    form = Form(request.form)
    owner_id = form.whole("owner")
    owner = session.get(User, owner_id) if owner_id is not None else None
    if owner_id is not None and owner is None:
        form.errors["owner"] = "This person is not known. Choose one of the list."
    try:
        if not form.errors:
            clocks.assign(
                session, clock, owner, expected_version=form.version(), by=current_user, now=now(), desk=desk()
            )
            return redirect(url_for("duties.show", ref=ref, clock_id=clock_id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, ref, clock_id, form=form)


@bp.post("/incidents/<ref>/duties/<int:clock_id>/acknowledge")
@may("clock.act")
def acknowledge(ref: str, clock_id: int) -> Answer:
    """Say that one has the duty in hand; hourly reminders after its limit stop."""
    clock = _clock(ref, clock_id)
    form = Form(request.form)
    words = form.text("words", max=2000) or ""
    if form.errors:
        return render_again(_page, ref, clock_id, form=form)
    clocks.acknowledge(session, clock, words=words, by=current_user, now=now(), desk=desk())
    return redirect(url_for("duties.show", ref=ref, clock_id=clock_id), 303)


@bp.post("/incidents/<ref>/duties/<int:clock_id>/done")
@may("filing.record")
def stop(ref: str, clock_id: int) -> Answer:
    """Record that a duty without a document was met: an assessment finished, a record made, somebody told by telephone."""
    clock = _clock(ref, clock_id)
    form = Form(request.form)
    at = form.instant("at")
    words = form.text("how", max=4000, required=True) or ""
    if at is None and "at" not in form.errors:
        form.errors["at"] = "Give the day and time at which it was done."
    try:
        if not form.errors and at is not None:
            clocks.stop(session, clock, at=at, words=words, by=current_user, now=now(), desk=desk())
            return redirect(url_for("duties.show", ref=ref, clock_id=clock_id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    except ClockAlreadyStopped as refusal:
        form.errors["at"] = str(refusal)
    return render_again(_page, ref, clock_id, form=form)
