"""The audit chain: each entry carries the hash of the one before it (hash chain in our own table)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.connections import lock_audit_chain
from incident.db.models.audit import AuditEntry
from incident.db.models.users import User

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One place where the chain does not hold; `seq` is the entry's number."""

    seq: int
    words: str


def commitment(value: object) -> str:
    """SHA-256 of a value's canonical JSON: binds what was typed without holding it."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8 (the order of RFC 8785; our values hold no floats to round)."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def record(
    session: Session,
    action: str,
    words: str,
    *,
    by: User | None,
    now: datetime,
    incident_id: int | None = None,
    about: tuple[str, object] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction.

    Args:
        action: noun.verb, e.g. "facts.saved".
        words: a sentence of the program, as the timeline shows it; no text that a person typed.
        by: who did it; None for the program itself.
        now: aware instant.
        about: kind and id of the thing changed, e.g. ("notice", 12).
        detail: JSON values; what a person typed only as `commitment(...)`.
    """
    lock_audit_chain(session)
    session.flush()
    last = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    entry = AuditEntry(
        seq=(last.seq if last else 0) + 1,
        at=now.astimezone(UTC),
        actor_id=by.id if by else None,
        actor_name=by.name if by else "Breachdesk",
        action=action,
        incident_id=incident_id,
        object_kind=about[0] if about else None,
        object_id=str(about[1]) if about else None,
        words=words[:500],
        detail=dict(detail or {}),
        prev_hash=last.hash if last else FIRST_HASH,
        hash="",
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry's canonical JSON, the hash of the entry before it included."""
    body = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "incident_id": entry.incident_id,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "words": entry.words,
        "detail": entry.detail,
        "prev_hash": entry.prev_hash,
    }
    return hashlib.sha256(canonical(body)).hexdigest()


def faults(session: Session) -> Iterator[ChainFault]:
    """Every place where the chain does not hold, in order; none when it is whole."""
    expected_seq, expected_prev = 1, FIRST_HASH
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)):
        if entry.seq != expected_seq:
            yield ChainFault(expected_seq, f"entry {expected_seq} is missing before entry {entry.seq}")
        elif entry.prev_hash != expected_prev:
            yield ChainFault(entry.seq, f"entry {entry.seq} does not follow the entry before it")
        if entry_hash(entry) != entry.hash:
            yield ChainFault(entry.seq, f"entry {entry.seq} was changed after it was written")
        expected_seq, expected_prev = entry.seq + 1, entry.hash
