"""Evidence: added as files, served only as downloads with their hash."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from incident.errors import FormInvalid
from incident.http import desk, may, now, session
from incident.services import evidence, identity, incidents
from incident.services.evidence import Upload
from incident.web.forms import Form, render_again

bp = Blueprint("evidence", __name__)


@bp.get("/incidents/<ref>/evidence")
@may("incident.view")
def index(ref: str) -> str:
    """Every piece of evidence with its hash, who added it and when."""
    return _page(ref)


def _page(ref: str, form: Form | None = None) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    return render_template(
        "screens/evidence/index.html",
        incident=incident,
        rows=evidence.all_of(session, incident),
        form=form or Form(),
        types=sorted(evidence.SAFE_TYPES),
        may_edit=identity.allows(current_user, "incident.edit"),
    )


@bp.post("/incidents/<ref>/evidence")
@may("incident.edit")
def add(ref: str) -> Response | tuple[str, int]:
    """Keep a file."""
    incident = incidents.by_reference(session, ref, by=current_user)
    form = Form(request.form)
    file = request.files.get("file")
    upload = Upload(name=(file.filename or "") if file else "", content=file.read() if file else b"")
    try:
        words = form.text("words", max=2000)
        evidence.add(session, incident, upload, words=words, by=current_user, now=now(), desk=desk())
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
        return render_again(_page, ref, form=form)
    return redirect(url_for("evidence.index", ref=ref), 303)


@bp.get("/incidents/<ref>/evidence/<int:evidence_id>")
@may("incident.view")
def download(ref: str, evidence_id: int) -> Response:
    """The stored bytes as a download, never shown in the page (ASVS 5.0 3.2.1)."""
    incident = incidents.by_reference(session, ref, by=current_user)
    row, content = evidence.content(session, incident, evidence_id, by=current_user, desk=desk())
    response = Response(content, content_type=row.file.media_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": row.name})
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
