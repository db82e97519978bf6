"""The checklist screen: four phases, each item with who, when, evidence and state."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import ItemState
from incident.errors import NotFound
from incident.http import desk, may, now, session
from incident.services import checklists, identity, incidents
from incident.services.checklists import ItemChange
from incident.web.forms import Form, render_again

bp = Blueprint("checklists", __name__)


@bp.get("/incidents/<ref>/checklist")
@may("incident.view")
def show(ref: str) -> str:
    """Every item by phase; the one opened by `?item=` with its form."""
    return _page(ref)


def _page(ref: str, form: Form | None = None) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    rows = checklists.items(session, incident)
    opened = request.args.get("item", type=int)
    return render_template(
        "screens/checklists/show.html",
        incident=incident,
        rows=rows,
        facts=checklists.fact_states(session, incident, rows, zone=current_user.zone),
        progress=checklists.progress(rows),
        opened=next((row for row in rows if row.id == opened), None),
        kinds=desk().checklists,
        people=identity.workers(session),
        form=form or Form(),
        may_edit=identity.allows(current_user, "incident.edit"),
    )


@bp.post("/incidents/<ref>/checklist/<int:item_id>")
@may("incident.edit")
def change(ref: str, item_id: int) -> Response | tuple[str, int]:
    """Set state, evidence, owner and due time of one item."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    wanted = ItemChange(
        state=ItemState(form.choice("state", [state.value for state in ItemState], required=True) or "open"),
        evidence=form.text("evidence", max=4000),
        reason=form.text("reason", max=2000),
        owner_id=form.whole("owner"),
        due_at=form.instant("due_at"),
        version=form.version(),
    )
    if form.errors:
        return render_again(_page, ref, form=form)
    checklists.change(session, incident, item_id, wanted, by=current_user, now=now())
    return redirect(url_for("checklists.show", ref=ref) + f"#item-{item_id}", 303)


@bp.post("/incidents/<ref>/checklist/<int:item_id>/answered")
@may("incident.edit")
def settle(ref: str, item_id: int) -> Response:
    """Tick off an item that the facts answer: one press, the answer is kept as what shows it."""
    incident = incidents.by_reference(session, ref, by=current_user)
    version = Form(request.form).version()
    checklists.settle_by_fact(
        session, incident, item_id, expected_version=version, by=current_user, now=now(), zone=current_user.zone
    )
    return redirect(url_for("checklists.show", ref=ref) + f"#item-{item_id}", 303)


@bp.post("/incidents/<ref>/checklist")
@may("incident.edit")
def choose(ref: str) -> Response:
    """Choose the kind of incident, which opens its checklist; work already done stays."""
    incident = incidents.by_reference(session, ref, by=current_user)
    kind = request.form.get("kind", "")
    if kind not in desk().checklists:
        raise NotFound(f"There is no checklist “{kind}”. Choose one from the list.")
    checklists.open_for(session, incident, desk().checklists[kind], by=current_user, now=now())
    return redirect(url_for("checklists.show", ref=ref), 303)
