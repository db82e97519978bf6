"""Signs of life for machines, and the place where half-typed forms are kept."""

from typing import Any

from flask import Blueprint, request
from flask_security import current_user
from sqlalchemy import text

from incident.services import drafts, health
from incident.web.forms import read_draft
from incident.web.frame import for_anybody, may, now, session

bp = Blueprint("status", __name__)


@bp.get("/healthz/live")
@for_anybody
def live() -> dict[str, Any]:
    """The web process answers."""
    return {"ok": True}


@bp.get("/healthz")
@bp.get("/healthz/ready")
@for_anybody
def ready() -> tuple[dict[str, Any], int]:
    """Database and scheduler work; 503 while one does not."""
    session.execute(text("SELECT 1"))
    state = health.scheduler(session, now=now(), zone="UTC")
    return {"ok": state.alive, "database": True, "scheduler": state.alive, "scheduler_words": state.words}, (
        200 if state.alive else 503
    )


@bp.post("/drafts")
@may("account.manage_own")
def keep_draft() -> tuple[dict[str, Any], int]:
    """Keep what is typed into a form so far: {"form": key, "content": {name: [values]}}."""
    read = read_draft(request.get_data())
    if read is None:
        return {"error": "This is not the shape of a draft."}, 400
    row = drafts.save(session, current_user, read[0], read[1], now=now())
    return {"saved_at": row.saved_at.isoformat()}, 200
