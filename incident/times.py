"""The only module that reads the system clock."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC)
