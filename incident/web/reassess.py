"""Assessing an incident again under the law of another day, or with the rulebook as it is now: look first, then do it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import Incident
from incident.domain.rehearsal import HELD, Rehearsed
from incident.domain.rehearsal_words import changed_words, open_words
from incident.errors import EditConflict, FactsInvalid, FormInvalid, MoveRefused
from incident.http import desk, may, now, session
from incident.services import identity, incidents, reassessments
from incident.web.forms import Form, render_again

bp = Blueprint("reassess", __name__)
Answer = str | Response | tuple[str, int]


@bp.get("/incidents/<ref>/reassess")
@may("incident.view")
def show(ref: str) -> str:
    """The law that the duties rest on, each time it was asked again, and the form to do so."""
    return _page(incidents.by_reference(session, ref, by=current_user))


def _page(
    incident: Incident,
    form: Form | None = None,
    rehearsed: Sequence[Rehearsed] | None = None,
    theirs: str | None = None,
) -> str:
    return render_template(
        "screens/duties/reassess.html",
        incident=incident,
        bases=reassessments.bases(session, incident),
        seen=reassessments.seen(session, incident),
        history=reassessments.history(session, incident),
        rulebook=desk().rulebook.version,
        today=reassessments.today(now=now(), desk=desk()),
        form=form or Form(),
        rehearsed=rehearsed,
        changed=changed_words(rehearsed) if rehearsed is not None else "",
        open_words=open_words,
        held_words=HELD,
        zone=desk().settings.zone,
        theirs=theirs,
        may_assess=identity.allows(current_user, "assessment.again") and incident.state.value != "closed",
    )


@bp.post("/incidents/<ref>/reassess")
@may("assessment.again")
def again(ref: str) -> Answer:
    """First shows what would change; the second press does it."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    on = form.day("on")
    reason = form.text("reason", max=4000) or ""
    if on is None and "on" not in form.errors:
        form.errors["on"] = "Choose the day whose law is asked."
    if form.errors or on is None:
        return render_again(_page, incident, form=form)
    try:
        reassessments.check_day(incident, on, now=now(), desk=desk())
        if form.text("step", max=16) != "do":
            return _page(incident, form=form, rehearsed=reassessments.preview(session, incident, on=on, desk=desk()))
        rehearsed = reassessments.assess_again(
            session, incident, on=on, reason=reason, expected=form.version(), by=current_user, now=now(), desk=desk()
        )
    except FactsInvalid as refusal:
        form.errors["on"] = f"The facts can no longer be read: {refusal}. Correct them first."
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    except MoveRefused as refusal:
        form.errors["on"] = str(refusal)
    except EditConflict as conflict:
        return _page(incident, form=form, theirs=str(conflict)), 409
    if form.errors:
        return render_again(_page, incident, form=form)
    flash(f"Assessed again: {changed_words(rehearsed)}.")
    return redirect(url_for("duties.index", ref=ref), 303)
