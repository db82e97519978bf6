"""The tamper-evident chain behind the timeline."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from incident.db import Base
from incident.db.types import UtcDateTime


class AuditEntry(Base):
    """One link: what was done, by whom, when, to what; and the hash of the link before it.

    Holds no free text that a person typed about affected people: `words` is a sentence of the program with
    names of fields, states and times; what was typed is bound by its SHA-256 in `detail`.
    The database refuses update and delete (triggers in the migration).
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_incident_id_seq", "incident_id", "seq"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, without gaps
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the program itself
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(64))  # "facts.saved", "notice.approved"
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    object_kind: Mapped[str | None] = mapped_column(String(32))
    object_id: Mapped[str | None] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(500))
    detail: Mapped[Any] = mapped_column(JSON)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
