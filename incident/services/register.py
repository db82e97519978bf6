"""The register of every incident, notified or not: searched, filtered, paged by key, exported."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import (
    Clock,
    ClockState,
    Context,
    Decision,
    DecisionState,
    FactsVersion,
    Incident,
    IncidentState,
    User,
)
from incident.domain import words
from incident.domain.register import RegisterRow, lacking, people
from incident.errors import FormInvalid
from incident.services import identity
from incident.services.leading import leading

PAGE = 50
MAX_ID = 2**63 - 1  # what a database takes as a whole number
SORTS = {
    "newest": (Incident.reported_at, True),
    "oldest": (Incident.reported_at, False),
    "title": (Incident.title, False),
}
COLUMNS = (
    "reference", "title", "kind", "state", "reported_at", "aware_at", "people", "people_may_grow", "places",
    "notified", "not_notified_reason", "lacks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. None or "" means any. `after` is the key of the last row of the page before."""

    text: str = ""
    state: IncidentState | None = None
    kind: str = ""
    sort: str = "newest"
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PAGE rows; `after` leads to the next page and is "" on the last."""

    rows: tuple[RegisterRow, ...]
    after: str
    total: int


def page(session: Session, search: Search, *, by: User, zone: str | None = None) -> Page:
    """One page of the register. `zone`: of the times of who was told; None for UTC as programs sort it.

    Raises:
        FormInvalid: the sort or the page key is not one of ours.
    """
    identity.require(by, "register.view")
    query = _filtered(select(Incident), search)
    total = session.scalar(_filtered(select(func.count(Incident.id)), search)) or 0
    found = list(session.scalars(_paged(query, search).limit(PAGE + 1)))
    after = _key(found[PAGE - 1], search.sort) if len(found) > PAGE else ""
    return Page(tuple(_rows(session, found[:PAGE], zone)), after, total)


def export(session: Session, search: Search, *, by: User, now: datetime) -> Iterator[RegisterRow]:
    """Every row that fits the search, for a file; the export itself is written to the audit chain."""
    identity.require(by, "register.export")
    audit.record(session, "register.exported", "Register exported", by=by, now=now, detail={"state": search.state})
    after = ""
    while True:
        part = page(session, Search(search.text, search.state, search.kind, search.sort, after), by=by)
        yield from part.rows
        after = part.after
        if not after:
            return


def _filtered(query: Select[Any], search: Search) -> Select[Any]:
    for word in search.text.split():
        plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{plain}%"
        in_title = Incident.title.ilike(pattern, escape="\\")
        query = query.where(or_(in_title, Incident.reference.ilike(pattern, escape="\\")))
    if search.state is not None:
        query = query.where(Incident.state == search.state)
    if search.kind:
        query = query.where(Incident.kind == search.kind)
    return query


def _rows(session: Session, incidents: Sequence[Incident], zone: str | None) -> list[RegisterRow]:
    ids = [incident.id for incident in incidents]
    documents = _documents(session, ids)
    clocks: dict[int, list[Clock]] = {}
    for clock in session.scalars(select(Clock).where(Clock.incident_id.in_(ids)).order_by(Clock.id)):
        clocks.setdefault(clock.incident_id, []).append(clock)
    reasons = {
        decision.incident_id: decision.reason
        for decision in session.scalars(
            select(Decision)
            .where(
                Decision.incident_id.in_(ids),
                Decision.state == DecisionState.CONFIRMED,
                or_(
                    Decision.outcome.in_(("not_a_breach", "do_not_notify")), Decision.outcome.like("level=unlikely,%")
                ),
            )
            .order_by(Decision.id)
        )
    }
    return [
        _row(incident, documents.get(incident.id, []), clocks.get(incident.id, []), reasons.get(incident.id), zone)
        for incident in incidents
    ]


def _documents(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    newest = (
        select(FactsVersion.context_id, func.max(FactsVersion.number).label("number"))
        .join(Context, Context.id == FactsVersion.context_id)
        .where(Context.incident_id.in_(ids))
        .group_by(FactsVersion.context_id)
        .subquery()
    )
    query = (
        select(Context.incident_id, FactsVersion.document)
        .join(Context, Context.id == FactsVersion.context_id)
        .join(newest, and_(newest.c.context_id == FactsVersion.context_id, newest.c.number == FactsVersion.number))
        .order_by(Context.position)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for incident_id, document in session.execute(query):
        found.setdefault(incident_id, []).append(document)
    return found


def _row(
    incident: Incident, documents: list[dict[str, Any]], clocks: list[Clock], reason: str | None, zone: str | None
) -> RegisterRow:
    count, may_grow = people(documents)
    groups = [group for document in documents for group in document.get("affected") or []]
    aware = [document["events"].get("aware_at") for document in documents if document.get("events")]
    times = sorted(datetime.fromisoformat(value).astimezone(UTC) for value in aware if value)
    told = [clock for clock in leading(clocks) if clock.state is ClockState.MET and clock.notify != "internal"]
    return RegisterRow(
        reference=incident.reference,
        title=incident.title,
        kind=incident.kind,
        state=incident.state.value,
        reported_at=incident.reported_at,
        aware_at=times[0] if times else None,
        people=count,
        people_may_grow=may_grow,
        places=tuple(dict.fromkeys(group["residence"] for group in groups)),
        notified=tuple(_told(clock, zone) for clock in told),
        not_notified_reason=None if told else reason,
        lacks=lacking(documents),
    )


def _told(clock: Clock, zone: str | None) -> str:
    """Who was told and when."""
    at = clock.stopped_at
    if at is None:
        return clock.addressee
    return f"{clock.addressee}, {words.when(at, zone)}" if zone else f"{clock.addressee} {at:%Y-%m-%d %H:%M} UTC"


def _key(incident: Incident, sort: str) -> str:
    value = incident.title if sort == "title" else incident.reported_at.isoformat()
    return base64.urlsafe_b64encode(json.dumps([value, incident.id]).encode()).decode()


def _paged(query: Select[Any], search: Search) -> Select[Any]:
    if search.sort not in SORTS:
        raise FormInvalid({"sort": f"Sort by one of {', '.join(SORTS)}."})
    column, falling = SORTS[search.sort]
    if search.after:
        value, last_id = _read_key(search.after, search.sort)
        first: ColumnElement[bool] = column < value if falling else column > value
        tie = Incident.id < last_id if falling else Incident.id > last_id
        query = query.where(or_(first, and_(column == value, tie)))
    order = (column.desc(), Incident.id.desc()) if falling else (column.asc(), Incident.id.asc())
    return query.order_by(*order)


def _read_key(key: str, sort: str) -> tuple[object, int]:
    try:
        value, last_id = json.loads(base64.urlsafe_b64decode(key.encode()))
        ours = isinstance(value, str) and "\x00" not in value and isinstance(last_id, int) and 0 < last_id <= MAX_ID
        if not ours:
            raise ValueError("not a key that this program made")
        value.encode()  # half a character cannot be looked for
        return (value if sort == "title" else datetime.fromisoformat(value).astimezone(UTC)), last_id
    except (ValueError, TypeError, RecursionError) as error:
        raise FormInvalid({"after": "This page address is not complete. Start again from the first page."}) from error
