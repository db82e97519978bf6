"""What the screens and the API both have of a request: the installation, the session, the instant, who may do what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g
from flask_security import current_user
from sqlalchemy.orm import Session

from incident.db import db
from incident.services import identity
from incident.services.desk import Desk

View = TypeVar("View", bound=Callable[..., Any])
SAFE = ("GET", "HEAD", "OPTIONS")
session = cast(Session, db.session)  # the scoped session: one for each request


@dataclass(frozen=True, slots=True)
class Installation:
    """One running web server: the desk and its clock."""

    desk: Desk
    clock: Callable[[], datetime]


def installation() -> Installation:
    """The installation that answers this request."""
    return cast(Installation, current_app.extensions["breachdesk"])


def desk() -> Desk:
    """Settings, rulebook, checklists, forms and files."""
    return installation().desk


def now() -> datetime:
    """The instant of this request, aware UTC; the same from its beginning to its end."""
    if "now" not in g:
        g.now = installation().clock()
    return cast(datetime, g.now)


def may(action: str) -> Callable[[View], View]:
    """Mark a view with the action of incident.domain.permissions that it needs. A view without a mark is refused."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            identity.require(current_user, action)
            return view(*args, **kwargs)

        guarded.needs_action = action  # type: ignore[attr-defined]
        return cast(View, guarded)

    return mark


def for_anybody(view: View) -> View:
    """Mark a view that needs no account: a one-time link, a sign of life, a stylesheet."""
    view.for_anybody = True  # type: ignore[attr-defined]
    return view


def reads_only(view: View) -> View:
    """Mark a view that writes nothing although it is sent a body: it does not wait for other writers, nor they for it."""
    view.reads_only = True  # type: ignore[attr-defined]
    return view
