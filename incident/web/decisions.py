"""Decisions: proposed by one person, confirmed by a second; earlier ones stay."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from incident.db.models import Clock, ClockState, Context, DecisionKind, Incident, Phase
from incident.errors import FormInvalid, ItemsOpen, MoveRefused, ReasonNeeded
from incident.http import desk, may, now, session
from incident.services import checklists, clocks, decisions, identity, incidents, risk
from incident.services.decisions import Proposal
from incident.web.forms import Form, render_again
from incident.web.law import address_of

bp = Blueprint("decisions", __name__)


@bp.get("/incidents/<ref>/decisions")
@may("incident.view")
def index(ref: str) -> str:
    """What was decided, by whom and why; and what can be decided now."""
    return _page(ref)


def _page(ref: str, form: Form | None = None, items_open: tuple[str, ...] = ()) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    rows = checklists.items(session, incident)
    contexts = list(
        session.scalars(select(Context).where(Context.incident_id == incident.id).order_by(Context.position))
    )
    return render_template(
        "screens/decisions/index.html",
        incident=incident,
        decisions=decisions.all_of(session, incident),
        contexts=contexts,
        suggestions={context.id: risk.suggestion_of(session, context) for context in contexts},
        clocks=_decidable(incident),
        duties={clock.id: clock for clock in clocks.of_incident(session, incident)},
        law_of=address_of,
        open_items=checklists.required_open(rows, Phase.CONTAIN, Phase.ASSESS),
        items_open=items_open,
        form=form or Form(),
        may_propose=identity.allows(current_user, "decision.propose"),
        may_second=identity.allows(current_user, "decision.second"),
    )


def _decidable(incident: Incident) -> list[Clock]:
    states = (ClockState.RUNNING, ClockState.CANNOT_TELL)
    query = select(Clock).where(Clock.incident_id == incident.id, Clock.state.in_(states), Clock.notify != "internal")
    return list(session.scalars(query.order_by(Clock.due_at, Clock.id)))


@bp.post("/incidents/<ref>/decisions")
@may("decision.propose")
def propose(ref: str) -> Response | tuple[str, int]:
    """Record a decision; one that takes a duty away waits for a second person."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    kind = form.choice("kind", [member.value for member in DecisionKind], required=True)
    try:
        proposal = Proposal(
            kind=DecisionKind(kind or "breach"),
            outcome=_outcome(form, kind),
            reason=form.text("reason", max=8000) or "",
            context_id=form.whole("context") if kind == "risk" else None,
            clock_id=form.whole("clock") if kind == "notify" else None,
        )
        if not form.errors:
            decisions.propose(session, incident, proposal, by=current_user, now=now(), desk=desk())
            return redirect(url_for("decisions.index", ref=ref), 303)
    except ItemsOpen as refusal:
        return render_again(_page, ref, form=form, items_open=refusal.items)
    except (FormInvalid, ReasonNeeded) as refusal:
        form.errors.update(refusal.errors)
    except MoveRefused as refusal:
        form.errors["kind"] = str(refusal)
    return render_again(_page, ref, form=form)


def _outcome(form: Form, kind: str | None) -> str:
    if kind == "risk":
        parts = [form.text(name, max=32) or "not_known" for name in decisions.RISK_FACTS]
        return decisions.risk_outcome(*parts)
    if kind == "close":
        return "close"
    allowed = {"breach": ["breach", "not_a_breach"], "notify": ["notify", "do_not_notify"]}.get(kind or "", [])
    return form.choice("outcome", allowed, required=True) or ""


@bp.post("/incidents/<ref>/decisions/<int:decision_id>")
@may("decision.second")
def second(ref: str, decision_id: int) -> Response | tuple[str, int]:
    """Confirm or refuse what somebody else decided."""
    incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    answer = form.choice("answer", ["confirm", "refuse"], required=True)
    words = form.text("words", max=4000) or ""
    try:
        if not form.errors:
            decisions.second(
                session, decision_id, agree=answer == "confirm", words=words, by=current_user, now=now(), desk=desk()
            )
            return redirect(url_for("decisions.index", ref=ref), 303)
    except ItemsOpen as refusal:
        return render_again(_page, ref, form=form, items_open=refusal.items)
    except FormInvalid as refusal:
        form.errors.update({f"{name}-{decision_id}": words for name, words in refusal.errors.items()})
    return render_again(_page, ref, form=form)
