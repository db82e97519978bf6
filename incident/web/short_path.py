"""The short path on the screen: one page, nine answers, for a message to one trusted recipient who deleted it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import Context, Incident
from incident.domain import fact_words, place_names, words
from incident.errors import FactsInvalid, FormInvalid, MoveRefused
from incident.http import desk, may, now, session
from incident.law.facts import MAX_TEXT
from incident.law.fields import BY_PATH, ROLES
from incident.services import contexts, facts, incidents, short_path
from incident.services.short_path import SmallMessage
from incident.web.forms import Form, render_again

bp = Blueprint("short_path", __name__)
QUESTIONS = 9


def _found(ref: str, context_id: int | None) -> tuple[Incident, Context]:
    incident = incidents.by_reference(session, ref, by=current_user)
    return incident, contexts.chosen(session, incident, context_id)


@bp.get("/incidents/<ref>/short-path")
@may("incident.edit")
def show(ref: str) -> str:
    """The nine questions, filled with what the report says already."""
    return _page(ref, request.args.get("context", type=int))


def _page(ref: str, context_id: int | None, form: Form | None = None) -> str:
    incident, context = _found(ref, context_id)
    document = facts.current(session, context).document
    named = next((entry for entry in desk().settings.data_inventory if entry.name == context.name), None)
    kept = list(named.data) if named and named.data else list(BY_PATH["data"].values)
    listed = list(dict.fromkeys([*kept, *(document.get("data") or [])]))
    return render_template(
        "screens/reports/short_path.html",
        incident=incident,
        context=context,
        contexts=contexts.of(session, incident),
        document=document,
        said=(incident.report or {}).get("what_happened") or "",
        aware=fact_words.at(document, "events.aware_at") or fact_words.at(document, "events.discovered_at"),
        role=fact_words.at(document, "organisation.role") or "",
        roles=fact_words.options(BY_PATH["organisation.role"]),
        data=[(code, fact_words.label("data", code)) for code in listed],
        places=place_names.offered(),
        home=words.place(desk().settings.organisation.country),
        form=form or Form(),
        total=QUESTIONS,
    )


@bp.post("/incidents/<ref>/short-path/<int:context_id>")
@may("incident.edit")
def record(ref: str, context_id: int) -> Response | tuple[str, int]:
    """Keep the answers; what only a second person can confirm waits for one."""
    incident, context = _found(ref, context_id)
    form = Form(request.form)
    answers = _answers(form)
    try:
        if answers is not None and not form.errors:
            short_path.record(session, incident, context, answers, by=current_user, now=now(), desk=desk())
            return redirect(url_for("decisions.index", ref=ref), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    except FactsInvalid as refusal:
        form.errors.update({path.split(".")[-1]: message for path, message in refusal.errors})
    except MoveRefused as refusal:
        form.errors["what_happened"] = str(refusal)
    return render_again(_page, ref, context_id, form=form)


def _answers(form: Form) -> SmallMessage | None:
    texts = {
        name: form.text(name, max=MAX_TEXT, required=True)
        for name in ("what_happened", "recipient_words", "measures_taken", "no_risk_because")
    }
    aware, role = form.instant("aware_at"), form.choice("role", ROLES, required=True)
    data, people = form.many("data", BY_PATH["data"].values), form.whole("people", required=True)
    typed = form.text("place", max=100, required=True)
    place = place_names.read(typed) if typed else None
    if aware is None and "aware_at" not in form.errors:
        form.errors["aware_at"] = "Give the day and time at which you noticed it. A guess is fine."
    if not data and "data" not in form.errors:
        form.errors["data"] = "Choose at least one kind of data. If it was none about people, this is no breach."
    if typed and place is None:
        form.errors["place"] = f"“{typed[:60]}” is no place that we know. Write the country, or a code such as NZ."
    if form.errors or aware is None or role is None or people is None or place is None:
        return None
    return SmallMessage(aware_at=aware, role=role, data=tuple(data), people=people, place=place,
                        **{name: text or "" for name, text in texts.items()})  # fmt: skip
