"""Deliveries: every message that was sent or is to be sent; and the ones that wait for a person's word."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from incident.db.models import Delivery, DeliveryState, Incident
from incident.errors import FormInvalid
from incident.http import desk, may, now, session
from incident.services import deliveries, identity
from incident.web.forms import Form, render_again

bp = Blueprint("deliveries", __name__)
TEMPLATES = {
    "reminder": "Reminder of a duty",
    "new_report": "New report",
    "approval_wanted": "A notice waits for approval",
    "give_up": "A message could not be delivered",
    "uncertain_delivery": "A message may or may not have arrived",
    "sign_in_link": "Sign-in link",
}
STATES = {
    DeliveryState.PENDING: ("open", "Waits"),
    DeliveryState.SENDING: ("open", "Being sent"),
    DeliveryState.SENT: ("done", "Sent"),
    DeliveryState.FAILED: ("late", "Failed"),
    DeliveryState.UNCERTAIN: ("late", "Uncertain"),
    DeliveryState.CANCELLED: ("no", "Not sent"),
}


@bp.get("/deliveries")
@may("delivery.view")
def index() -> str:
    """What waits for a person first, then every message, the newest first."""
    return _page()


def _page(delivery_id: int | None = None, form: Form | None = None) -> str:
    """`delivery_id`: the message whose decision was refused, with what was typed in `form`."""
    page = deliveries.newest(session, by=current_user, before=Form(request.args).whole("before"))
    waiting = deliveries.waiting_for_a_person(session)
    ids = {row.incident_id for row in (*page.rows, *waiting) if row.incident_id is not None}
    incidents = session.execute(select(Incident.id, Incident.reference).where(Incident.id.in_(ids)))
    return render_template(
        "screens/deliveries/index.html",
        page=page,
        waiting=waiting,
        waiting_ids={row.id for row in waiting},
        references={row.id: row.reference for row in incidents},
        may_read=_may_read,
        reply=_reply,
        names=TEMPLATES,
        states=STATES,
        decisions=[(key, words, None) for key, words in deliveries.DECISIONS.items()],
        refused_id=delivery_id,
        form=form or Form(),
        folder=desk().settings.mail.channel == "folder",
        may_resolve=identity.allows(current_user, "delivery.resolve"),
        may_see_incidents=identity.allows(current_user, "incident.view"),
    )


def _may_read(row: Delivery) -> bool:
    """Whether this person may see recipient and subject: who sees incidents; of mail about accounts who runs those."""
    if identity.allows(current_user, "incident.view"):
        return True
    return row.incident_id is None and identity.allows(current_user, "users.manage")


def _reply(row: Delivery) -> list[str]:
    """What the server said and what was decided, without the recipient's address where it is not to be seen."""
    lines = list(dict.fromkeys(line for line in (row.reply, row.error) if line))
    return lines if _may_read(row) else [line.replace(row.recipient, "the recipient") for line in lines]


@bp.post("/deliveries/<int:delivery_id>/decision")
@may("delivery.resolve")
def resolve(delivery_id: int) -> Response | tuple[str, int]:
    """Record what a person found out about a message that is uncertain or failed, or wants done with it."""
    form = Form(request.form)
    decision = form.choice("decision", deliveries.DECISIONS, required=True)
    reason = form.text("reason", max=4000) or ""
    try:
        if not form.errors:
            deliveries.resolve(session, delivery_id, decision or "", reason=reason, by=current_user, now=now())
            return redirect(url_for("deliveries.index", _anchor=f"delivery-{delivery_id}"), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, delivery_id, form)
