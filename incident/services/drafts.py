"""What a person has typed into a form and not yet saved: kept until it is saved or thrown away by them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incident.db.models import Draft, User
from incident.errors import FormInvalid

MAX_FIELDS = 2_000
MAX_CHARACTERS = 2_500_000  # a list of customers with room to spare
Typed = dict[str, list[str]]


def load(session: Session, user: User, form: str) -> Typed | None:
    """The fields of a form as typed, name -> values; None when nothing is kept."""
    content: Typed | None = session.scalar(select(Draft.content).where(Draft.user_id == user.id, Draft.form == form))
    return content


def save(session: Session, user: User, form: str, typed: Mapping[str, list[str]], *, now: datetime) -> Draft:
    """Keep what is typed in place of what was kept before.

    Raises:
        FormInvalid: no name of a form, or more text than any form takes.
    """
    size = sum(len(name) + sum(len(value) for value in values) for name, values in typed.items())
    if not form or len(form) > 200 or len(typed) > MAX_FIELDS or size > MAX_CHARACTERS:
        raise FormInvalid({"content": "This is more than a form holds. Shorten the longest text."})
    row = session.scalar(select(Draft).where(Draft.user_id == user.id, Draft.form == form))
    if row is None:
        row = Draft(user_id=user.id, form=form)
        session.add(row)
    row.content, row.saved_at = {name: list(values) for name, values in typed.items()}, now
    session.flush()
    return row


def drop(session: Session, user: User, form: str) -> None:
    """Throw away what was typed: it is saved now, or its author does not want it."""
    session.execute(delete(Draft).where(Draft.user_id == user.id, Draft.form == form))
