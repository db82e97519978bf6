"""Sign-in sessions on our own table: the cookie holds a random token, the row its SHA-256 and the content.

ASVS 5.0 7.2: server-side, 256 bits, a new token at sign-in; 7.3: idle and absolute limits; 7.4: gone at sign-out.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Response

from incident import http
from incident.config import Settings
from incident.db import db
from incident.db.connections import begin_write
from incident.db.models import LoginSession
from incident.web import frame

SEEN_EVERY = timedelta(seconds=60)  # how exact the idle time is; one write a minute, not one a click


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """The content of one session; `token` is None until it is first stored."""

    def __init__(self, content: dict[str, Any], token: str | None, seen_at: datetime | None) -> None:
        """`seen_at`: when it was last stored, None for a new one."""
        super().__init__(content, self._changed)
        self.token, self.seen_at = token, seen_at
        self.user_before = content.get("_user_id")
        self.modified = False

    @staticmethod
    def _changed(self: "StoredSession") -> None:
        self.modified = True


class DatabaseSessions(SessionInterface):
    """Flask's session on the table login_session."""

    def __init__(self, settings: Settings) -> None:
        """`settings`: limits and whether the cookie is for HTTPS only."""
        self._secure = settings.server.behind_https
        self._name = "__Host-breachdesk" if self._secure else "breachdesk"
        self._idle = timedelta(minutes=settings.sessions.idle_minutes)
        self._absolute = timedelta(hours=settings.sessions.absolute_hours)

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        """The session of the cookie; an empty one when there is none, or it has ended."""
        token = request.cookies.get(self._name, "")
        if not token:
            return StoredSession({}, None, None)
        now = http.now()
        with Session(db.engine) as rows:
            row = rows.get(LoginSession, _digest(token))
            if row is None or row.seen_at + self._idle <= now or row.created_at + self._absolute <= now:
                return StoredSession({}, None, None)
            return StoredSession(dict(row.content), token, row.seen_at)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed. A person who signs in gets a new token; an empty session is taken out."""
        session = cast(StoredSession, session)
        now = http.now()
        idle = session.seen_at is not None and now - session.seen_at < SEEN_EVERY
        if not session.modified and (idle or session.token is None):
            return
        if not session:
            self._forget(session, response)
            return
        old, user = session.token, session.get("_user_id")
        token = secrets.token_urlsafe(32) if old is None or user != session.user_before else old
        with Session(db.engine) as rows:
            begin_write(rows)
            row = rows.get(LoginSession, _digest(token))
            if row is None:
                row = LoginSession(token_sha256=_digest(token), created_at=now)
                rows.add(row)
            row.content, row.seen_at, row.user_id = dict(session), now, frame.person_id()
            if old is not None and old != token:
                rows.execute(delete(LoginSession).where(LoginSession.token_sha256 == _digest(old)))
            rows.commit()
        if token != old:
            response.set_cookie(
                self._name, token, path="/", secure=self._secure, httponly=True, samesite="Lax",
                max_age=int(self._absolute.total_seconds()),
            )  # fmt: skip

    def _forget(self, session: StoredSession, response: Response) -> None:
        if session.token is None:
            return
        with Session(db.engine) as rows:
            begin_write(rows)
            rows.execute(delete(LoginSession).where(LoginSession.token_sha256 == _digest(session.token)))
            rows.commit()
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite="Lax")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
