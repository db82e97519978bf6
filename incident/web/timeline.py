"""The timeline of an incident: its entries of the audit chain, as people read them."""

from flask import Blueprint, render_template, request
from flask_security import current_user
from sqlalchemy import select

from incident.db.models import AuditEntry
from incident.http import may, session
from incident.services import incidents

bp = Blueprint("timeline", __name__)
PAGE = 100


@bp.get("/incidents/<ref>/timeline")
@may("incident.view")
def show(ref: str) -> str:
    """Who did what and when, the newest first; `?before=` leads to older entries."""
    incident = incidents.by_reference(session, ref, by=current_user)
    query = select(AuditEntry).where(AuditEntry.incident_id == incident.id)
    before = request.args.get("before", type=int)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    entries = list(session.scalars(query.order_by(AuditEntry.seq.desc()).limit(PAGE + 1)))
    return render_template(
        "screens/timeline/show.html",
        incident=incident,
        entries=entries[:PAGE],
        older=entries[PAGE - 1].seq if len(entries) > PAGE else None,
    )
