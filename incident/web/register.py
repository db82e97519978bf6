"""The register: every incident, notified or not; searched, paged, exported."""

import csv
import io
from dataclasses import asdict

from flask import Blueprint, render_template, request
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import IncidentState
from incident.domain.register import csv_cell
from incident.http import desk, may, now, session
from incident.services import identity, register, register_document
from incident.services.register import COLUMNS, Search

bp = Blueprint("register", __name__)


def _search() -> Search:
    state = request.args.get("state", "")
    known = {member.value for member in IncidentState}
    return Search(
        text=request.args.get("text", "")[:200],
        state=IncidentState(state) if state in known else None,
        kind=request.args.get("kind", ""),
        sort=request.args.get("sort", "newest"),
        after=request.args.get("after", ""),
    )


@bp.get("/register")
@may("register.view")
def index() -> str:
    """One page of the register."""
    search = _search()
    return render_template(
        "screens/register/index.html",
        search=search,
        page=register.page(session, search, by=current_user, zone=current_user.zone),
        kinds=desk().checklists,
        states=list(IncidentState),
        may_export=identity.allows(current_user, "register.export"),
    )


@bp.post("/register.csv")
@may("register.export")
def export() -> Response:
    """Every row that fits the search as CSV (RFC 4180), no cell of which starts a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in register.export(session, _search(), by=current_user, now=now()):
        values = asdict(row)
        writer.writerow([csv_cell(_plain(values[column])) for column in COLUMNS])
    response = Response("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
    return response


@bp.post("/register.pdf")
@may("register.export")
def document() -> Response:
    """Every row that fits the search as a document that can be handed over."""
    content = register_document.register_pdf(session, _search(), desk(), by=current_user, now=now())
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="register.pdf"'
    return response


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else value
