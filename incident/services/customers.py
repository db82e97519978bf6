"""Customers that we must tell as their processor: imported as a list, kept as rows and as facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Clock, Context, Customer, User
from incident.domain import customer_list, fact_words
from incident.errors import FormInvalid, MoveRefused, NotFound
from incident.services import facts, identity
from incident.services.desk import Desk
from incident.services.leading import leading


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: names that are new, names whose row changes, names that stay as they are."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def listed(session: Session, context: Context) -> list[tuple[Customer, Clock | None]]:
    """The customers that the facts in force name, by name, each with the clock of its notice."""
    named = {entry["name"] for entry in _controllers(session, context)}
    rows = session.scalars(select(Customer).where(Customer.context_id == context.id).order_by(Customer.name))
    query = select(Clock).where(
        Clock.context_id == context.id, Clock.customer_id.is_not(None), Clock.promised_by_notice_id.is_(None)
    )
    clocks = {clock.customer_id: clock for clock in leading(session.scalars(query.order_by(Clock.id)).all())}
    return [(row, clocks.get(row.id)) for row in rows if row.name in named]


def preview(session: Session, context: Context, rows: tuple[customer_list.CustomerRow, ...]) -> Preview:
    """What loading these rows would change; nothing is written."""
    present = {entry["name"]: entry for entry in _controllers(session, context)}
    contacts = {row.name: row.contact for row in session.scalars(select(Customer).where(Customer.context_id == context.id))}
    added, changed, unchanged = [], [], []
    for row in rows:
        if row.name not in present:
            added.append(row.name)
        elif present[row.name] != _entry(row) or contacts.get(row.name) != row.contact:
            changed.append(row.name)
        else:
            unchanged.append(row.name)
    return Preview(tuple(added), tuple(changed), tuple(unchanged))


def load(
    session: Session,
    context: Context,
    rows: tuple[customer_list.CustomerRow, ...],
    *,
    source: str,
    by: User,
    now: datetime,
    desk: Desk,
) -> Preview:
    """Add these customers and bring those of the same name up to date; the others stay. Each gets its clock.

    Raises:
        MoveRefused: the context is not that of a processor.
        FormInvalid: no rows.
    """
    identity.require(by, "incident.edit")
    if not rows:
        raise FormInvalid({"list": "The list has no customer. Add at least one line below the names of the columns."})
    version = facts.current(session, context)
    if fact_words.at(version.document, "organisation.role") != "processor":
        raise MoveRefused(f"In “{context.name}” we are not a processor. Set the role first, then import its customers.")
    outcome = preview(session, context, rows)
    known = {row.name: row for row in session.scalars(select(Customer).where(Customer.context_id == context.id))}
    for row in rows:
        customer = known.get(row.name)
        if customer is None:
            customer = Customer(context_id=context.id, name=row.name)
            session.add(customer)
        customer.country, customer.contract_hours, customer.contact = row.country, row.contract_hours, row.contact
    session.flush()
    audit.record(
        session,
        "customers.loaded",
        f"Customers of “{context.name}”: {len(outcome.added)} added, {len(outcome.changed)} changed",
        by=by,
        now=now,
        incident_id=context.incident_id,
        about=("context", context.id),
        detail={"rows": len(rows), "list": audit.commitment([[row.name, row.country, row.contact] for row in rows])},
    )
    merged = {entry["name"]: entry for entry in version.document.get("controllers") or []}
    merged.update({row.name: _entry(row) for row in rows})
    _save(session, context, list(merged.values()), version.number, source, by=by, now=now, desk=desk)
    return outcome


def remove(session: Session, context: Context, customer_id: int, *, by: User, now: datetime, desk: Desk) -> None:
    """Take a customer out of the facts; its clock is no longer owed. One that was told stays in the record.

    Raises:
        NotFound: no such customer in this context.
    """
    identity.require(by, "incident.edit")
    customer = session.get(Customer, customer_id)
    if customer is None or customer.context_id != context.id:
        raise NotFound(f"There is no customer {customer_id} in “{context.name}”.")
    version = facts.current(session, context)
    left = [entry for entry in version.document.get("controllers") or [] if entry["name"] != customer.name]
    _save(session, context, left, version.number, "List of customers", by=by, now=now, desk=desk)


def _save(
    session: Session,
    context: Context,
    controllers: list[dict[str, Any]],
    number: int,
    source: str,
    *,
    by: User,
    now: datetime,
    desk: Desk,
) -> None:
    facts.save(
        session,
        context,
        {"controllers": controllers},
        notes={"controllers": {"source": source}},
        reason=None,
        expected_number=number,
        by=by,
        now=now,
        desk=desk,
    )


def _controllers(session: Session, context: Context) -> list[dict[str, Any]]:
    return list(facts.current(session, context).document.get("controllers") or [])


def _entry(row: customer_list.CustomerRow) -> dict[str, Any]:
    return {"name": row.name, "country": row.country, "contract_hours": row.contract_hours}
