"""What is only needed for a while and then taken out: signs of life, tokens, failed sign-ins, ended sessions."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from incident.db.models import Heartbeat, LoginAttempt, LoginSession, OnceToken, SignInLink
from incident.services.desk import Desk

HEARTBEATS = timedelta(days=1)
ONCE_TOKENS = timedelta(days=30)  # a page left open for weeks and sent twice is still one record
LOGIN_ATTEMPTS = timedelta(days=1)  # far longer than the window in which they count
SIGN_IN_LINKS = timedelta(days=30)


def prune(session: Session, *, now: datetime, desk: Desk) -> int:
    """Take out what has served its time; the number of rows. Nothing of the record is among it."""
    limits = desk.settings.sessions
    idle, absolute = timedelta(minutes=limits.idle_minutes), timedelta(hours=limits.absolute_hours)
    ended = or_(LoginSession.seen_at <= now - idle, LoginSession.created_at <= now - absolute)
    queries = (
        delete(Heartbeat).where(or_(Heartbeat.at < now - HEARTBEATS, Heartbeat.at > now + HEARTBEATS)),
        delete(OnceToken).where(OnceToken.used_at < now - ONCE_TOKENS),
        delete(LoginAttempt).where(LoginAttempt.at < now - LOGIN_ATTEMPTS),
        delete(LoginSession).where(ended),
        delete(SignInLink).where(SignInLink.expires_at < now - SIGN_IN_LINKS),
    )
    return sum(session.connection().execute(query).rowcount for query in queries)
