"""The API described by OpenAPI 3.1, made from the same schemas that its documents keep."""

from typing import Any

from incident.api import schemas
from incident.db.models import IncidentState
from incident.services.register import SORTS

FAULTS = {
    400: "The body is no JSON document; line and column are named.",
    401: "Nobody is signed in, and no token was sent.",
    403: "This account may not do that.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body must be JSON.",
    422: "Something given cannot be taken; every fault is named with its field.",
}
ON = ("on", "The day whose law is asked; without it today (UTC).", {"type": "string", "format": "date"}, False)
Parameter = tuple[str, str, dict[str, Any], bool]


def document(base_url: str) -> dict[str, Any]:
    """The description; `base_url`: the public address of this installation."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Breachdesk",
            "version": "1",
            "description": "From the facts of a breach to the duties, their law and their time. What assess and due are "
            "given is not stored. The same facts, rulebook and day always give the same bytes.",
        },
        "servers": [{"url": f"{base_url.rstrip('/')}/api/v1"}],
        "security": [{"token": []}, {"session": []}],
        "paths": _paths(),
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authentication-Token",
                    "description": "Made on the page of the own account. It ends with the password, with “sign out "
                    "everywhere”, or after 90 days.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "breachdesk",
                    "description": "The session of the screens; its name is __Host-breachdesk behind HTTPS.",
                },
            },
        },
    }


def _paths() -> dict[str, Any]:
    regime = [("regime_id", "Id of the law, such as EU-GDPR.")]
    ref = [("ref", "Its reference, such as INC-2026-001.")]
    return {
        "/assess": {
            "post": {
                **_operation("assess", "The duties that follow from facts", "Assessment", (400, 413, 415, 422), _ASSESS),
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": schemas.ref("Facts")}},
                },
            }
        },
        "/due": {"get": _operation("due", "When a duty is due if its clock starts at a time", "Due", (422,), _DUE)},
        "/law": {"get": _operation("law_list", "Every law of the rulebook", "LawList", (422,))},
        "/law/{regime_id}": {"get": _operation("law_show", "One law, whole", "Law", (404, 422), path=regime)},
        "/facts-schema": {"get": _operation("facts_schema", "The JSON Schema of the facts document", None, (422,))},
        "/openapi.json": {"get": _operation("description", "This description", None, (422,))},
        "/incidents": {
            "get": _operation("incident_list", "A page of the register", "IncidentList", (403, 422), _REGISTER)
        },
        "/incidents/{ref}": {
            "get": _operation("incident_show", "One incident, its duties and clocks", "Incident", (403, 404, 422), path=ref)
        },
    }


_ASSESS: tuple[Parameter, ...] = (
    ON,
    ("accept_suggested_risk", "Take the suggested risk as the decision; the answer says so.", {"type": "boolean"}, False),
    ("changes", "Id of a duty, such as US-CA/regulator: the answer says what would add, remove or decide it.",
     schemas.TEXT, False),
)  # fmt: skip
_DUE: tuple[Parameter, ...] = (
    ("regime", "Id of the law, such as EU-GDPR.", schemas.TEXT, True),
    ("notify", "Who is told: regulator, individuals, controller, … Give this or id.", schemas.TEXT, False),
    ("id", "Id of the duty, such as US-NY/state-police. Give this or notify.", schemas.TEXT, False),
    ("from", "Start of the clock, with an offset; write its plus sign as %2B.", schemas.INSTANT, True),
    ("place", "Place where it is owed, for its time and holidays, such as DE or US-CA.", schemas.TEXT, False),
    ON,
)
_REGISTER: tuple[Parameter, ...] = (
    ("text", "Words of the title, or the reference.", schemas.TEXT, False),
    ("state", "Only incidents in this state.", schemas.one_of(*(state.value for state in IncidentState)), False),
    ("kind", "Only incidents of this kind.", schemas.TEXT, False),
    ("sort", "Order of the rows; without it the newest first.", schemas.one_of(*SORTS), False),
    ("after", "From the page before: leads to the next page.", schemas.TEXT, False),
)


def _operation(
    name: str,
    summary: str,
    answer: str | None,
    faults: tuple[int, ...],
    query: tuple[Parameter, ...] = (),
    path: list[tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """One operation; `answer`: the schema of its document, None for a document that is itself a schema."""
    schema = schemas.ref(answer) if answer else {"type": "object"}
    parameters = [
        *({"name": key, "in": "path", "required": True, "description": words, "schema": schemas.TEXT}
          for key, words in path or ()),
        *({"name": key, "in": "query", "required": needed, "description": words, "schema": shape}
          for key, words, shape, needed in query),
    ]  # fmt: skip
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            "200": {"description": "The document.", "content": {"application/json": {"schema": schema}}},
            **{
                str(code): {
                    "description": FAULTS[code],
                    "content": {"application/json": {"schema": schemas.ref("Fault")}},
                }
                for code in sorted({401, *faults})
            },
        },
    }
