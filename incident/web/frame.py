"""What happens around every request: the guards, one transaction, the headers; and what every page shows."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from incident.db.connections import begin_write
from incident.db.models import OnceToken, User
from incident.domain import words
from incident.domain.clocks import left_words, span_words
from incident.http import SAFE, desk, now, session
from incident.services import drafts, health, identity
from incident.web import assets
from incident.web.forms import Form, typed_fields

SIGNING_IN = frozenset(f"security.{name}" for name in (
    "login", "logout", "two_factor_token_validation", "two_factor_rescue", "tf_select", "mf_recovery", "static",
))  # fmt: skip  # steps of Flask-Security before somebody is signed in; its other views need a person like ours


def init_app(app: Flask) -> None:
    """Put the guards around every request and the common words on every page."""
    app.before_request(_open)
    app.before_request(_guard)
    app.before_request(_once)
    app.after_request(_close)
    app.after_request(_headers)
    app.context_processor(_common)
    app.jinja_env.globals.update(
        current_user=current_user, may=_person_may, asset=assets.url, once_token=_once_token, place=words.place,
        kept=kept,
    )
    app.jinja_env.filters.update(
        number=lambda number: f"{number:,}",
        duration=_duration,
        left=left_words,
        local=_local,
        parse_time=datetime.fromisoformat,
        when=words.when,
        place=words.place,
    )


def _open() -> None:
    """A request that may write takes the write lock before its first look at the rows."""
    if request.method not in SAFE and not getattr(_view(), "reads_only", False):
        begin_write(session)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _guard() -> Any:
    """Refuse every view that is not marked; ask everybody else who they are."""
    view = _view()
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)  # another site's page sent this in the person's name (W3C Fetch Metadata; ASVS 5.0 3.5.1)
    if view is None or getattr(view, "for_anybody", False) or request.endpoint in SIGNING_IN:
        return None
    if current_user.is_authenticated:
        ruled = hasattr(view, "needs_action") or request.blueprint == "security"
        return None if ruled else ("Refused: this address has no rule who may use it.", 403)
    if request.blueprint == "api":
        return {"error": "Sign in, or send an API token in the header Authentication-Token."}, 401
    if request.method in SAFE:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    return resend_page(signed_in=False), 401


def resend_page(*, signed_in: bool) -> str:
    """The page for a form that came without a valid session: everything typed stands on it, ready to be sent again."""
    fields = typed_fields(request.form)
    return render_template(
        "screens/errors/resend.html", target=request.full_path.rstrip("?"), fields=fields, signed_in=signed_in
    )


def _once() -> Response | None:
    """A form's token is used up by its first success; a second press gets the answer of the first."""
    token = request.form.get("once", "") if request.method == "POST" and request.mimetype != "application/json" else ""
    if not token or len(token) > 64 or not current_user.is_authenticated:
        return None
    known = session.get(OnceToken, token)
    if known is None:
        row = OnceToken(token=token, user_id=current_user.id, location="", used_at=now())
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # the twin of this request was faster; it has been committed by now
            known = session.get(OnceToken, token, populate_existing=True)
        else:
            g.once = row
            return None
    if known is not None and known.user_id == current_user.id:
        return redirect(known.location or request.path, 303)
    return None


def _close(response: Response) -> Response:
    """Commit what succeeded, take back what was refused. The next page never shows what is not kept."""
    if request.method in SAFE:
        return response
    if response.status_code >= 400 or g.get("failed"):
        session.rollback()
        return response
    if (key := request.form.get("draft", "")) and response.status_code in (302, 303) and current_user.is_authenticated:
        drafts.drop(session, cast(User, current_user), key)  # what was typed is saved now
    row = g.pop("once", None)
    if row is not None:
        if response.status_code in (302, 303):
            row.location = response.headers["Location"][:500]
        else:
            session.delete(row)  # the page came back with a next step; its button has the same token
    session.commit()
    return response


def _headers(response: Response) -> Response:
    """Strict headers on every answer (ASVS 5.0 3.4); a view may set a stricter policy of its own."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if desk().settings.server.behind_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _person_may(action: str) -> bool:
    """Whether the person of this request may do `action`; False for nobody."""
    return bool(current_user.is_authenticated) and identity.allows(cast(User, current_user), action)


def kept(form: Form, key: str) -> Form:
    """The form as it was sent; else as this person had typed it before and not saved; else empty. `key`: its data-draft."""
    if form.sent:
        return form
    typed = drafts.load(session, cast(User, current_user), key)
    return Form(MultiDict(typed), from_draft=key) if typed else form


def _once_token() -> str:
    """A new token for one form on one page."""
    return secrets.token_urlsafe(18)


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def _duration(seconds: int) -> str:
    return span_words(timedelta(seconds=seconds))


def _common() -> dict[str, Any]:
    """What every page shows beside its own content."""
    here = desk()
    zone = current_user.zone if current_user.is_authenticated else here.settings.zone
    return {
        "page_now": now(),
        "scheduler": health.scheduler(session, now=now(), zone=zone),
        "rulebook_words": f"Rulebook {here.rulebook.version.split('+')[0]}",
        "organisation_name": here.settings.organisation.name,
        "reader_zone": zone,
    }


def person_id() -> int | None:
    """The id of the signed-in person; None for nobody."""
    return current_user.id if current_user.is_authenticated else None
