"""Incidents as JSON: a line of the register, and one incident with its facts and its duties with their clocks."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incident.db.models import Assessment, Clock, Context, FactsVersion, Incident
from incident.domain.register import RegisterRow


def line(row: RegisterRow) -> dict[str, Any]:
    """A row of the register; instants in UTC."""
    values = asdict(row)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}


def whole(
    incident: Incident, contexts: Iterable[tuple[Context, FactsVersion, Assessment | None]], clocks: Iterable[Clock]
) -> dict[str, Any]:
    """One incident; `contexts`: each with the facts in force and its newest assessment."""
    return {
        "reference": incident.reference,
        "title": incident.title,
        "kind": incident.kind,
        "state": incident.state.value,
        "reported_at": incident.reported_at.isoformat(),
        "closed_at": _utc(incident.closed_at),
        "owner": incident.owner.name if incident.owner else None,
        "contexts": [_context(*entry) for entry in contexts],
        "duties": [_duty(clock) for clock in clocks],
    }


def _context(context: Context, facts: FactsVersion, assessment: Assessment | None) -> dict[str, Any]:
    return {
        "id": context.id,
        "name": context.name,
        "facts_version": facts.number,
        "facts": facts.document,
        "assessed_at": assessment.at.isoformat() if assessment else None,
        "law_of": assessment.on_date if assessment else None,
        "rulebook": assessment.rulebook if assessment else None,
    }


def _duty(clock: Clock) -> dict[str, Any]:
    """A duty with its clock. Times have the offset of the place whose law it is, as in an assessment."""
    finding = clock.finding or {}
    return {
        "id": clock.obligation,
        "context_id": clock.context_id,
        "regime": clock.regime,
        "jurisdiction": clock.jurisdiction,
        "notify": clock.notify,
        "title": clock.title,
        "addressee": clock.addressee,
        "customer": clock.customer.name if clock.customer else None,
        "state": clock.state.value,
        "due_at": _there(clock.due_at, clock),
        "due_expected_at": _there(clock.due_expected_at, clock),
        "due_lenient_at": _there(clock.due_lenient_at, clock),
        "clock": {
            "event": clock.event,
            "started_at": _there(clock.started_at, clock),
            "period": clock.period,
            "provisional": clock.provisional,
            "stopped_at": _there(clock.stopped_at, clock),
            "late_seconds": clock.late_seconds,
        },
        "zone": clock.zone,
        "owner": clock.owner.name if clock.owner else None,
        "citation": clock.citation,
        "rulebook": clock.rulebook,
        "because": list(finding.get("because") or []),
        "unknown": list(finding.get("unknown") or []),
        "overridden": finding.get("overridden"),
    }


def _there(instant: datetime | None, clock: Clock) -> str | None:
    return instant.astimezone(ZoneInfo(clock.zone)).isoformat() if instant else None


def _utc(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
