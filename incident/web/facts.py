"""Facts: the whole list, one question a page, the awareness time, versions side by side."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import Context, FactsVersion, Incident, User
from incident.domain import fact_words, place_names, quick_report
from incident.domain.clocks import compare as compare_deadlines
from incident.errors import EditConflict, FactsInvalid, NotFound, ReasonNeeded
from incident.http import desk, may, now, session
from incident.law.fields import BY_PATH, FIELDS, GROUPS, PEOPLE, Field
from incident.services import assessments, contexts, duty_tables, facts, identity, incidents, risk
from incident.web import fact_forms
from incident.web.forms import Form, render_again
from incident.web.frame import kept

bp = Blueprint("facts", __name__)
Answer = str | Response | tuple[str, int]
AWARE = "events.aware_at"


def _context(ref: str, context_id: int | None) -> tuple[Incident, Context]:
    incident = incidents.by_reference(session, ref, by=current_user)
    return incident, contexts.chosen(session, incident, context_id)


def _field(path: str) -> Field:
    if path not in BY_PATH:
        raise NotFound(f"There is no fact “{path[:60]}”.")
    return BY_PATH[path]


@bp.get("/incidents/<ref>/facts")
@bp.get("/incidents/<ref>/facts/<int:context_id>")
@may("incident.view")
def context(ref: str, context_id: int | None = None) -> str:
    """Every fact of one context with its value, source, author; those that no law asks for are folded."""
    incident, chosen = _context(ref, context_id)
    version = facts.current(session, chosen)
    asked = _asked(chosen)
    authors = _authors(version)
    rows = [_row(field, version, asked, authors) for field in FIELDS if field.path != "more_possible"]
    return render_template(
        "screens/facts/context.html",
        incident=incident,
        context=chosen,
        contexts=contexts.of(session, incident),
        version=version,
        groups=[(name, [row for row in rows if row["group"] == name]) for name in GROUPS],
        known=fact_words.known(version.document),
        total=len(FIELDS) - 1,
        questions=[entry for entry in duty_tables.next_questions(session, incident) if entry.context.id == chosen.id],
        may_edit=identity.allows(current_user, "incident.edit"),
    )


def _asked(chosen: Context) -> dict[str, list[str]]:
    """Path -> addressees of the duties that it would help to decide."""
    assessment = assessments.latest(session, chosen)
    found: dict[str, list[str]] = {}
    for duty in assessment.document["obligations"] if assessment else []:
        for path in duty.get("unknown") or []:
            found.setdefault(path, []).append(assessments.addressee(duty))
    return found


def _authors(version: FactsVersion) -> dict[int, str]:
    ids = {note.get("by") for note in version.notes.values() if note.get("by") is not None}
    return {person.id: person.name for person in session.query(User).filter(User.id.in_(ids))}


def _row(field: Field, version: FactsVersion, asked: Mapping[str, list[str]], authors: Mapping[int, str]) -> dict[str, Any]:
    value, note = fact_words.at(version.document, field.path), version.notes.get(field.path, {})
    return {
        "path": field.path,
        "group": field.group,
        "question": field.question,
        "lines": fact_words.lines(field.path, value, current_user.zone),
        "known": value is not None,
        "estimate": bool(note.get("estimate")),
        "source": note.get("source"),
        "by": authors.get(note.get("by", 0)),
        "at": note.get("at"),
        "grows": field.path in (version.document.get("more_possible") or []),
        "decides": len(asked.get(field.path, [])),
        "folded": value is None and field.path not in asked and field.group in ("When", "Who we are", "Protection"),
        "decision": field.path in fact_words.DECIDED,
    }


@bp.get("/incidents/<ref>/facts/<int:context_id>/<path>")
@may("incident.view")
def question(ref: str, context_id: int, path: str) -> str | Response:
    """One question with its answer, source, and what it decides."""
    if path == AWARE:
        return redirect(url_for("facts.awareness", ref=ref, context_id=context_id), 303)
    if path == "controllers":
        return redirect(url_for("customers.index", ref=ref, context=context_id), 303)
    return _question_page(ref, context_id, path)


def _question_page(ref: str, context_id: int, path: str, form: Form | None = None, theirs: str | None = None) -> str:
    incident, chosen = _context(ref, context_id)
    field = _field(path)
    version = facts.current(session, chosen)
    value = fact_words.at(version.document, path)
    note = version.notes.get(path, {})
    key = f"facts/{context_id}/{path}"
    shown = fact_forms.shown(field, value, note, version.document)
    form = kept(form or Form(), key)
    asked = _asked(chosen).get(path, [])
    return render_template(
        "screens/facts/decided.html" if path in fact_words.DECIDED else "screens/facts/question.html",
        incident=incident,
        context=chosen,
        field=field,
        options=fact_words.options(field),
        shown=shown,
        form=form,
        version=version,
        rows=_table(field, value, form),
        value_lines=fact_words.lines(path, value, current_user.zone),
        theirs=theirs,
        number=[entry.path for entry in FIELDS].index(path) + 1,
        total=len(FIELDS),
        asked=list(dict.fromkeys(asked)),
        places=place_names.offered() if field.type in ("groups", "place", "places") else [],
        people=[(code, fact_words.label("people", code)) for code in PEOPLE],
        data=fact_words.options(BY_PATH["data"]),
        regimes=[(regime.id, regime.name) for regime in desk().rulebook.regimes] if field.type == "events_for" else [],
        events=fact_forms.event_options(),
        report=quick_report.lines(incident.report or {}),
        suggestion=risk.suggestion_of(session, chosen) if path in fact_words.DECIDED else None,
        next_path=_next(incident, chosen, set(fact_words.DECIDED)),
        draft_key=key,
        may_edit=identity.allows(current_user, "incident.edit"),
    )


def _table(field: Field, value: Any, form: Form) -> list[dict[str, Any]]:
    """Rows of a table question: as typed when a form was sent or kept, else as stored."""
    if field.type not in ("groups", "events_for"):
        return []
    count = form.value("rows", "")
    if not str(count).isdigit():
        return fact_forms.group_rows(value) if field.type == "groups" else fact_forms.event_rows(value)
    numbers = range(min(int(count), 500))
    if field.type == "events_for":
        return [{name: form.value(f"{name}-{n}", "") for name in ("regime", "event", "time")} for n in numbers]
    return [fact_forms.typed_group(form, n) for n in numbers]


@bp.post("/incidents/<ref>/facts/<int:context_id>/<path>")
@may("incident.edit")
def save(ref: str, context_id: int, path: str) -> Answer:
    """Keep one answer as a new version of the facts, and assess it."""
    incident, chosen = _context(ref, context_id)
    field = _field(path)
    if path in fact_words.DECIDED or path in (AWARE, "controllers") or field.type not in fact_forms.READERS:
        raise NotFound(f"“{fact_words.short(path)}” is not answered on this page.")
    form = Form(request.form)
    answered = fact_forms.read(form, field, facts.current(session, chosen).document)
    if form.errors:
        return render_again(_question_page, ref, context_id, path, form=form)
    passed = _passed(incident, chosen, path)
    try:
        facts.save(
            session,
            chosen,
            answered.changes,
            notes=answered.notes,
            reason=None,
            expected_number=form.version(),
            by=current_user,
            now=now(),
            desk=desk(),
        )
    except FactsInvalid as refusal:
        for place, words in refusal.errors:
            form.errors.setdefault(fact_forms.fault_name(place, field), fact_words.fault(words, current_user.zone))
        return render_again(_question_page, ref, context_id, path, form=form)
    except EditConflict as conflict:
        return _question_page(ref, context_id, path, form=form, theirs=str(conflict)), 409
    return redirect(_after(incident, chosen, form, passed), 303)


def _passed(incident: Incident, chosen: Context, path: str) -> set[str]:
    """This question and those that stood before it, so that “not known yet” leads on and not back."""
    order = [entry.path for entry in duty_tables.next_questions(session, incident) if entry.context.id == chosen.id]
    return {path, *(order[: order.index(path)] if path in order else ())}


def _after(incident: Incident, chosen: Context, form: Form, passed: set[str]) -> str:
    then = form.text("then", max=16)
    if then == "stay":
        return request.path
    path = _next(incident, chosen, passed) if then == "next" else None
    if path is not None:
        return url_for("facts.question", ref=incident.reference, context_id=chosen.id, path=path)
    return url_for("facts.context", ref=incident.reference, context_id=chosen.id)


def _next(incident: Incident, chosen: Context, passed: set[str]) -> str | None:
    """The open question that decides most; what a person decides comes last, since it rests on the others."""
    questions = duty_tables.next_questions(session, incident)
    ahead = [entry.path for entry in questions if entry.context.id == chosen.id and entry.path not in passed]
    return next(iter(sorted(ahead, key=lambda path: path in fact_words.DECIDED)), None)


@bp.get("/incidents/<ref>/facts/<int:context_id>/awareness")
@may("incident.view")
def awareness(ref: str, context_id: int) -> str:
    """The awareness time, who set it and why; and the form to set it."""
    return _awareness_page(ref, context_id)


def _awareness_page(
    ref: str, context_id: int, form: Form | None = None, moves: Any = None, theirs: str | None = None
) -> str:
    incident, chosen = _context(ref, context_id)
    version = facts.current(session, chosen)
    note = version.notes.get(AWARE, {})
    stored = fact_words.at(version.document, AWARE)
    return render_template(
        "screens/facts/awareness.html",
        incident=incident,
        context=chosen,
        version=version,
        stored=stored,
        shown=fact_forms.shown(BY_PATH[AWARE], stored, note, version.document),
        note=note,
        author=_authors(version).get(note.get("by", 0)),
        history=_history(chosen),
        form=form or Form(),
        moves=moves,
        theirs=theirs,
        events=[
            (fact_words.short(path), fact_words.lines(path, fact_words.at(version.document, path), current_user.zone)[0])
            for path in ("events.occurred_at", "events.suspected_at", "events.discovered_at")
        ],
        may_edit=identity.allows(current_user, "incident.edit"),
    )


def _history(chosen: Context) -> list[tuple[FactsVersion, str]]:
    """The versions in which the awareness time changed, the newest first, with the time in words."""
    found: list[tuple[FactsVersion, str]] = []
    before: object = None
    for version in reversed(facts.versions(session, chosen)):
        value = fact_words.at(version.document, AWARE)
        if value != before:
            found.append((version, fact_words.lines(AWARE, value, current_user.zone)[0]))
        before = value
    return found[::-1]


@bp.post("/incidents/<ref>/facts/<int:context_id>/awareness")
@may("incident.edit")
def set_awareness(ref: str, context_id: int) -> Answer:
    """First shows old and new deadlines side by side; the second press sets the time."""
    _, chosen = _context(ref, context_id)
    form = Form(request.form)
    version = facts.current(session, chosen)
    answered = fact_forms.read(form, BY_PATH[AWARE], version.document)
    reason = form.text("reason", max=4000) or ""
    stored = fact_words.at(version.document, AWARE)
    if stored and not reason.strip() and answered.changes[AWARE] != stored:
        form.errors["reason"] = "Say why the awareness time changes. The reason stays with the record."
    if form.errors:
        return render_again(_awareness_page, ref, context_id, form=form)
    try:
        if form.text("step", max=16) != "set":
            return _awareness_page(ref, context_id, form=form, moves=_moves(chosen, version, answered.changes))
        facts.save(
            session,
            chosen,
            answered.changes,
            notes=answered.notes,
            reason=reason,
            expected_number=form.version(),
            by=current_user,
            now=now(),
            desk=desk(),
        )
    except FactsInvalid as refusal:
        for _, words in refusal.errors:
            form.errors.setdefault("answer", fact_words.fault(words, current_user.zone))
        return render_again(_awareness_page, ref, context_id, form=form)
    except ReasonNeeded as refusal:
        form.errors.update(refusal.errors)
        return render_again(_awareness_page, ref, context_id, form=form)
    except EditConflict as conflict:
        return _awareness_page(ref, context_id, form=form, theirs=str(conflict)), 409
    flash("The awareness time is set. The clocks count from it.")
    return redirect(url_for("facts.awareness", ref=ref, context_id=context_id), 303)


def _moves(chosen: Context, version: FactsVersion, changes: Mapping[str, Any]) -> Any:
    document = facts.with_changes(version.document, changes)
    old = assessments.trial(session, chosen, version.document, now=now(), desk=desk())
    new = assessments.trial(session, chosen, document, now=now(), desk=desk())
    return compare_deadlines(old, new)


@bp.get("/incidents/<ref>/facts/<int:context_id>/versions")
@may("incident.view")
def versions(ref: str, context_id: int) -> str:
    """Every version with its author, time and reason, and a choice of two to compare."""
    incident, chosen = _context(ref, context_id)
    rows = facts.versions(session, chosen)
    changed = [
        [fact_words.short(row.path) for row in facts.differences(older.document, newer.document, "UTC") if row.changed]
        for newer, older in pairwise(rows)
    ]
    return render_template(
        "screens/facts/versions.html", incident=incident, context=chosen, rows=rows, changed=[*changed, []]
    )


@bp.get("/incidents/<ref>/facts/<int:context_id>/versions/compare")
@may("incident.view")
def compare(ref: str, context_id: int) -> str:
    """Two versions side by side; what differs is marked."""
    incident, chosen = _context(ref, context_id)
    newest = facts.current(session, chosen).number
    new = request.args.get("new", default=newest, type=int)
    old = request.args.get("old", default=max(new - 1, 1), type=int)
    left, right = sorted((old, new))
    before, after = facts.version(session, chosen, left), facts.version(session, chosen, right)
    return render_template(
        "screens/facts/compare.html",
        incident=incident,
        context=chosen,
        before=before,
        after=after,
        rows=facts.differences(before.document, after.document, current_user.zone),
    )
