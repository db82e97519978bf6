"""The addresses of the API. What assess and due are given is not stored."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask_security import current_user
from werkzeug.exceptions import UnsupportedMediaType

from incident.api import faults, given, incident_documents, openapi
from incident.db.models import IncidentState
from incident.domain import deadlines, documents, law_documents
from incident.domain.assess import assess as assessed
from incident.domain.assess import assess_as_suggested
from incident.domain.change_documents import with_changes
from incident.domain.severity_factors import with_factors
from incident.errors import DutyNotClear, FormInvalid, NotFound
from incident.http import SAFE, desk, may, now, reads_only, session
from incident.law.model import Regime
from incident.law.schema import json_schema
from incident.services import assessments, clocks, contexts, incidents, register
from incident.services.register import Search

bp = Blueprint("api", __name__, url_prefix="/api/v1")
faults.init_blueprint(bp)
MAX_BODY_BYTES = 1_000_000  # a facts document with 10,000 customers has 0.7 MB


@bp.url_value_preprocessor
def limit(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Refuse a larger body before anything reads it, the search for a token in it too."""
    request.max_content_length = min(MAX_BODY_BYTES, desk().settings.files.max_request_bytes)


@bp.before_request
def only_json() -> None:
    """A request that is not safe must be JSON: a form of another site cannot send that."""
    if request.method not in SAFE and request.mimetype != "application/json":
        raise UnsupportedMediaType


def _answer(document: Any) -> Response:
    """A document in the bytes of the command line."""
    return Response(documents.to_bytes(document), content_type="application/json")


def _today() -> date:
    """The day in UTC: the law of this day is asked where no other is named."""
    return now().date()


@bp.post("/assess")
@may("law.view")
@reads_only
def assess() -> Response:
    """The duties that follow from the facts in the body, by when and why."""
    asked = given.Parameters(("on", "accept_suggested_risk", "changes"))
    on, accept, duty_id = asked.day("on"), asked.truth("accept_suggested_risk"), asked.text("changes")
    asked.check()
    facts = given.facts()
    document = with_factors((assess_as_suggested if accept else assessed)(facts, desk().rulebook, on=on or _today()), facts)
    if duty_id is None:
        return _answer(document)
    try:
        return _answer(with_changes(document, facts, desk().rulebook, duty_id))
    except DutyNotClear as error:
        raise FormInvalid({"changes": str(error)}) from error


@bp.get("/due")
@may("law.view")
def due() -> Response:
    """When a duty is due if its clock starts at a given time: the arithmetic alone."""
    asked = given.Parameters(("regime", "notify", "id", "from", "place", "on"))
    notify, duty_id, place = asked.text("notify"), asked.text("id"), asked.place("place")
    regime_id, start, on = asked.text("regime", required=True), asked.instant("from"), asked.day("on") or _today()
    if (notify is None) == (duty_id is None):
        asked.errors.setdefault("notify", "Name the duty by notify or by id, one of the two.")
    if regime_id is not None and regime_id not in desk().rulebook.by_id:
        asked.errors["regime"] = f"There is no law “{regime_id[:80]}”. GET {bp.url_prefix}/law lists them."
    if asked.errors or regime_id is None or start is None:
        raise FormInvalid(asked.errors)
    try:
        chosen = deadlines.choose(desk().rulebook, regime_id, notify=notify, duty_id=duty_id, on=on)
    except DutyNotClear as error:
        raise FormInvalid({"id" if duty_id else "notify": str(error)}) from error
    return _answer(deadlines.document(desk().rulebook, chosen, start, on=on, place=place))


@bp.get("/law")
@may("law.view")
def law_list() -> Response:
    """Every law of the rulebook in a line."""
    given.Parameters(()).check()
    return _answer(law_documents.library(desk().rulebook))


@bp.get("/law/<regime_id>")
@may("law.view")
def law_show(regime_id: str) -> Response:
    """One law with its duties, every version of them, its authorities, doubts, sources and worked examples."""
    given.Parameters(()).check()
    return _answer(law_documents.regime(_regime(regime_id), desk().rulebook))


def _regime(regime_id: str) -> Regime:
    found = desk().rulebook.by_id.get(regime_id)
    if found is None:
        raise NotFound(f"There is no law “{regime_id[:80]}”. GET {bp.url_prefix}/law lists them.")
    return found


@bp.get("/facts-schema")
@may("law.view")
def facts_schema() -> Response:
    """The JSON Schema of the facts document, with question, type and unit of every field."""
    given.Parameters(()).check()
    return _answer(json_schema())


@bp.get("/openapi.json")
@may("law.view")
def description() -> Response:
    """This API as OpenAPI 3.1."""
    given.Parameters(()).check()
    return _answer(openapi.document(desk().settings.base_url))


@bp.get("/incidents")
@may("register.view")
def incident_list() -> Response:
    """A page of the register; `after` leads to the next one."""
    asked = given.Parameters(("text", "state", "kind", "sort", "after"))
    states = [state.value for state in IncidentState]
    state = asked.text("state")
    if state is not None and state not in states:
        asked.errors["state"] = f"Must be one of {', '.join(states)}."
    asked.check()
    search = Search(
        text=asked.text("text") or "",
        state=IncidentState(state) if state else None,
        kind=asked.text("kind") or "",
        sort=asked.text("sort") or "newest",
        after=asked.text("after") or "",
    )
    page = register.page(session, search, by=current_user)
    return _answer(
        {
            "incidents": [incident_documents.line(row) for row in page.rows],
            "total": page.total,
            "after": page.after or None,
        }
    )


@bp.get("/incidents/<ref>")
@may("incident.view")
def incident_show(ref: str) -> Response:
    """One incident with the facts in force and its duties with their clocks."""
    given.Parameters(()).check()
    incident = incidents.by_reference(session, ref, by=current_user)
    touched = [
        (context, contexts.newest_facts(session, context), assessments.latest(session, context))
        for context in contexts.of(session, incident)
    ]
    return _answer(incident_documents.whole(incident, touched, clocks.of_incident(session, incident)))
