"""The risk suggestion of one context as screens show it: with the factors of the laws in play."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, Context
from incident.domain import severity, severity_factors
from incident.services import facts


def suggestion_of(session: Session, context: Context) -> dict[str, Any]:
    """What `severity.suggest` says of the present facts; `factors` holds the lists of the laws in play only."""
    known = facts.parsed(session, context)
    in_play = set(session.scalars(select(Clock.regime).where(Clock.context_id == context.id).distinct()))
    lists = [entry for entry in severity_factors.factors_of(known) if entry["regime"] in in_play]
    return {**severity.suggest(known), "factors": lists}
