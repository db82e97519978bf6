"""What was reported, and what people decided about it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.users import User
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime, states


class IncidentState(StrEnum):
    """Where an incident stands; the moves are in incident/domain/lifecycle.py."""

    REPORTED = "reported"
    TRIAGE = "triage"
    BREACH = "breach"
    NOT_A_BREACH = "not_a_breach"
    CLOSED = "closed"


class Incident(Base):
    """What was reported; may turn out not to be a breach."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_reported_at_id", "reported_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)  # INC-2026-014
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32), index=True)  # a checklist key, "unknown" at first
    state: Mapped[IncidentState] = mapped_column(states(IncidentState), index=True)
    report: Mapped[Any] = mapped_column(EncryptedJson("incident.report"))  # the five answers, as given
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reporter_words: Mapped[str | None] = mapped_column(String(200))  # who told us, when not the reporter
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    supplier: Mapped[str | None] = mapped_column(String(64))  # key in the configuration
    supplier_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    short_path: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[str | None] = mapped_column(String(100), unique=True)  # id in the source of an import
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lessons: Mapped[str | None] = mapped_column(EncryptedText("incident.lessons"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    reported_by: Mapped[User | None] = relationship(foreign_keys=[reported_by_id])

    __mapper_args__ = {"version_id_col": version}


class DecisionKind(StrEnum):
    """What is decided."""

    BREACH = "breach"  # is it a personal data breach
    RISK = "risk"  # risk level / serious harm of one context
    NOTIFY = "notify"  # one duty: notify or not
    CLOSE = "close"


class DecisionState(StrEnum):
    """Proposed by one person, then confirmed or refused by a second where two are needed."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Decision(Base):
    """Who decided what, why, on which facts and law. Never overwritten: a later one stands beside it."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("second_person_id IS NULL OR second_person_id <> decided_by_id", name="two_people"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    context_id: Mapped[int | None] = mapped_column(ForeignKey("context.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))  # kind "notify"
    kind: Mapped[DecisionKind] = mapped_column(states(DecisionKind))
    outcome: Mapped[str] = mapped_column(String(64))  # "breach", "not_a_breach", "notify", "do_not_notify", "risk:high"
    reason: Mapped[str] = mapped_column(EncryptedText("decision.reason"))
    state: Mapped[DecisionState] = mapped_column(states(DecisionState))
    needs_second: Mapped[bool] = mapped_column()
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_words: Mapped[str | None] = mapped_column(EncryptedText("decision.second_words"))
    facts_version_id: Mapped[int | None] = mapped_column(ForeignKey("facts_version.id"))
    rulebook: Mapped[str] = mapped_column(String(120))
    decided_by: Mapped[User] = relationship(foreign_keys=[decided_by_id])
    second_person: Mapped[User | None] = relationship(foreign_keys=[second_person_id])
