"""Signs of life for machines, and the place where half-typed forms are kept."""

import re
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_security import current_user
from sqlalchemy import text
from werkzeug.wrappers import Response

from incident.db.models import OnceToken
from incident.http import for_anybody, may, now, session
from incident.services import drafts, health
from incident.web.forms import read_draft

bp = Blueprint("status", __name__)
OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")  # two slashes, or one and a backslash, begin another site's address


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
    """Keep what is typed into a form so far: {"form": key, "content": {name: [values]}, "once": its token}.

    A draft that was overtaken by the sending of its form is not kept: it would come back as if it were not saved.
    """
    read = read_draft(request.get_data())
    if read is None:
        return {"error": "This is not the shape of a draft."}, 400
    form, content, once = read
    if once and session.get(OnceToken, once) is not None:
        return {"error": "This form was sent already."}, 409
    row = drafts.save(session, current_user, form, content, now=now())
    return {"saved_at": row.saved_at.isoformat()}, 200


@bp.post("/drafts/drop")
@may("account.manage_own")
def drop_draft() -> Response:
    """Throw away what is kept of a form, `draft`, and go back to its page, `back`: a path of ours."""
    drafts.drop(session, current_user, request.form.get("draft", ""))
    back = request.form.get("back", "")
    return redirect(back if OWN_PATH.fullmatch(back) else url_for("dashboard.now"), 303)
