"""What was already told, as events: clocks that run from a notice start when the notice was filed, without retyping it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Context

EVENTS = {
    "regulator": "regulator_notified_at",
    "second_regulator": "regulator_notified_at",
    "individuals": "individuals_notified_at",
}  # by whom a duty tells; the law of that duty sees the event, other laws do not


def with_events(session: Session, context: Context, document: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a context, with the time at which each law's regulator and people were first told.

    What the facts say themselves goes before it. The facts are not changed: no new version of them is written, so a
    decision that rests on one stays.
    """
    told: dict[str, dict[str, datetime]] = {}
    query = select(Clock.regime, Clock.notify, Clock.stopped_at).where(
        Clock.context_id == context.id,
        Clock.state == ClockState.MET,
        Clock.stopped_at.is_not(None),
        Clock.notify.in_(EVENTS),
        Clock.promised_by_notice_id.is_(None),
    )
    for regime, notify, at in session.execute(query):
        events, event = told.setdefault(regime, {}), EVENTS[notify]
        if at is not None:
            events[event] = min(events.get(event, at), at)
    if not told:
        return dict(document)
    own = document.get("events_for") or {}
    seen = {
        regime: {**{event: at.isoformat() for event, at in events.items()}, **_known(own.get(regime) or {})}
        for regime, events in told.items()
    }
    return {**document, "events_for": {**own, **seen}}


def _known(events: Mapping[str, Any]) -> dict[str, Any]:
    return {event: at for event, at in events.items() if at is not None}
