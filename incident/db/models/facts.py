"""The facts of each processing context, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.users import User
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime


class Context(Base):
    """One processing context of an incident: its own role, data and people (contract, processing contexts)."""

    __tablename__ = "context"
    __table_args__ = (UniqueConstraint("incident_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))  # "Our own users"
    position: Mapped[int] = mapped_column()
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # set aside: the incident does not touch it


class FactsVersion(Base):
    """One saved state of a context's facts document; never changed, the newest is in force."""

    __tablename__ = "facts_version"
    __table_args__ = (UniqueConstraint("context_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    number: Mapped[int] = mapped_column()  # from 1
    document: Mapped[Any] = mapped_column(EncryptedJson("facts_version.document"))
    # {path: {"source": words, "estimate": bool, "by": user id, "at": ISO}} for each answered fact
    notes: Mapped[Any] = mapped_column(EncryptedJson("facts_version.notes"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("facts_version.reason"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[User | None] = relationship()
