"""Faults as JSON: {"error": words, "errors": [{"field", "message"}]} with the status that says whose fault it is."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from incident.errors import (
    BreachdeskError,
    DocumentUnreadable,
    FactsInvalid,
    FormInvalid,
    NotAllowed,
    NotFound,
)

Answer = tuple[dict[str, Any], int]
STATUS: dict[type[BreachdeskError], int] = {DocumentUnreadable: 400, NotAllowed: 403, NotFound: 404}
HTTP_WORDS = {
    413: "This is too large for a facts document. Nothing was read.",
    415: "Send JSON, with the header Content-Type: application/json.",
}


def init_blueprint(bp: Blueprint) -> None:
    """Answer in JSON whatever goes wrong in this blueprint; what is not named here the application answers."""
    for kind in STATUS:
        bp.register_error_handler(kind, _ours)
    bp.register_error_handler(FactsInvalid, _facts)
    bp.register_error_handler(FormInvalid, _parameters)
    bp.register_error_handler(RecursionError, _nested)
    bp.register_error_handler(HTTPException, _http)


def body(words: str, faults: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The document of a fault; `faults`: (field, message)."""
    return {"error": words, "errors": [{"field": field, "message": message} for field, message in faults]}


def _ours(error: BreachdeskError) -> Answer:
    return body(str(error)), next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _facts(error: FactsInvalid) -> Answer:
    return body("The facts cannot be taken.", error.errors), 422


def _parameters(error: FormInvalid) -> Answer:
    return body("The parameters of the address cannot be taken.", error.errors.items()), 422


def _nested(_error: RecursionError) -> Answer:
    """A body so deep that reading it came to the end of the stack, also where the token was looked for in it."""
    return body("It is nested too deeply for a document of ours. See the schema of the facts."), 400


def _http(error: HTTPException) -> Answer:
    code = error.code or 500
    return body(HTTP_WORDS.get(code, error.description or error.name)), code
