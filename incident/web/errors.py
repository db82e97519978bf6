"""Errors as pages: each exception with its status, a plain title and the remedy; the typed words stay."""

import errno
import logging
import secrets
from typing import Any

from flask import Flask, request
from flask import render_template as render
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from incident import errors
from incident.http import session
from incident.web import frame
from incident.web.forms import typed_fields
from notifications.errors import DocumentInvalid, DocumentWarning, LettersMissing, RenderingFailed

log = logging.getLogger(__name__)
STATUS: dict[type[errors.BreachdeskError], tuple[int, str]] = {
    errors.NotFound: (404, "There is no such page"),
    errors.NotAllowed: (403, "Your account may not do this"),
    errors.EditConflict: (409, "Somebody else changed the same thing"),
    errors.MoveRefused: (409, "This cannot be done from here"),
    errors.ClockAlreadyStopped: (409, "This duty was already met"),
    errors.SecondPersonNeeded: (409, "A second person is needed"),
    errors.ItemsOpen: (409, "Something is still open"),
    errors.FormInvalid: (422, "An answer cannot be taken"),
    errors.FactsInvalid: (422, "The facts cannot be taken"),
    errors.FileDamaged: (500, "A stored file is damaged"),
    errors.WrongDataKey: (500, "Stored values cannot be read"),
}
HTTP_WORDS = {
    400: ("This request cannot be read", "Go back, load the page again and send it once more."),
    404: ("There is no such page", "Check the address, or start from the first page."),
    405: ("This address takes no such request", "Use the buttons of the page."),
    413: ("This is too large", "Send less at once: split the file or the list. Nothing was stored."),
    415: ("This kind of content is not taken", "Send a form, or JSON where the address is of the API."),
    429: ("Too many requests", "Wait a minute, then try again."),
}
BUSY = ("The database is busy", "Nothing was lost. Wait a few seconds, then send it again.")
FULL = ("The disk is full", "Nothing was stored, nothing half-written. Free space, or tell your administrator.")
UNEXPECTED = "Something went wrong on our side"


def init_app(app: Flask) -> None:
    """Register every handler."""
    for kind in STATUS:
        app.register_error_handler(kind, _ours)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale_row)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(RenderingFailed, _rendering)
    app.register_error_handler(DocumentWarning, _rendering)
    app.register_error_handler(DocumentInvalid, _unprintable)
    app.register_error_handler(LettersMissing, _unprintable)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, title: str, remedy: str, **more: Any) -> tuple[str, int]:
    """The error page; for the API the same as JSON."""
    session.rollback()
    if request.blueprint == "api" or request.path.startswith("/api/"):
        return {"error": f"{title}. {remedy}".strip()}, status  # type: ignore[return-value]
    fields = _typed()
    return render("screens/errors/error.html", status=status, title=title, remedy=remedy, fields=fields, **more), status


def _typed() -> list[tuple[str, str]]:
    """What the person typed, for the page; nothing where the request was too large to be read."""
    if request.method != "POST" or request.mimetype == "application/json":
        return []
    try:
        return typed_fields(request.form)
    except HTTPException:
        return []


def _ours(error: errors.BreachdeskError) -> tuple[str, int]:
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, errors.EditConflict) and request.method == "POST":
        session.rollback()
        fields = typed_fields(request.form)
        return render("screens/errors/conflict.html", words=str(error), fields=fields, back=request.referrer), status
    if status == 500:
        log.error("%s", error)
    items = error.items if isinstance(error, errors.ItemsOpen) else ()
    return page(status, title, str(error), items=items)


def _stale_form(error: CSRFError) -> tuple[str, int]:
    """The form was opened in a session that has ended; everything typed stands on the page."""
    session.rollback()
    if request.mimetype == "application/json" or request.path == "/drafts":
        return {"error": "The session has ended. Sign in again; what you typed is still on the page."}, 400  # type: ignore[return-value]
    return frame.resend_page(signed_in=bool(current_user.is_authenticated)), 400


def _http(error: HTTPException) -> tuple[str, int] | Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    title, remedy = HTTP_WORDS.get(error.code, (error.name, "Go back and try again."))
    return page(error.code, title, remedy)


def _stale_row(_error: StaleDataError) -> tuple[str, int]:
    return _ours(errors.EditConflict("Somebody else saved this in the meantime. Load the page again."))


def _database(error: DBAPIError) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words or error.connection_invalidated or "connection" in words:
        return (*page(503, *BUSY), {"Retry-After": "10"})
    if "full" in words or "disk i/o" in words or "no space" in words:
        return page(507, *FULL)
    return _unexpected(error)


def _system(error: OSError) -> tuple[str, int]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return page(507, *FULL)
    return _unexpected(error)


def _unprintable(error: DocumentInvalid | LettersMissing) -> tuple[str, int]:
    """A text that cannot be printed as it stands: the place and the remedy are in the words."""
    return page(422, "This cannot be printed as it stands", f"{error} Nothing was stored.")


def _rendering(error: Exception) -> tuple[str, int]:
    log.error("%s", error)
    return page(500, "The document could not be laid out", f"{error} Nothing was stored.")


def _unexpected(error: Exception) -> tuple[str, int]:
    """The reader sees a number, never the words of the error; the log has both."""
    number = secrets.token_hex(4)
    log.exception("unexpected error %s", number, exc_info=error)
    return page(500, UNEXPECTED, f"Nothing half-done was kept. Tell your administrator the number {number}.")
