"""What is owed: assessments, clocks, customers to tell, reminders that ought to go out."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.users import User
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime, states


class Assessment(Base):
    """What the rulebook answered for one version of the facts; the document is the contract's assessment."""

    __tablename__ = "assessment"
    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"), index=True)
    facts_version_id: Mapped[int] = mapped_column(ForeignKey("facts_version.id"))
    rulebook: Mapped[str] = mapped_column(String(120))
    on_date: Mapped[str] = mapped_column(String(10))  # ISO date whose law was asked
    document: Mapped[Any] = mapped_column(EncryptedJson("assessment.document"))
    # why a person had it assessed again under the law of another day or rulebook; None where it followed from the facts
    reason: Mapped[str | None] = mapped_column(EncryptedText("assessment.reason"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Customer(Base):
    """A customer (controller) that we owe a notice as its processor, imported from a list."""

    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("context_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(8))
    contract_hours: Mapped[float | None] = mapped_column()  # hours from our awareness; None: only the law's words
    contact: Mapped[str | None] = mapped_column(EncryptedText("customer.contact"))  # e-mail address


class ClockState(StrEnum):
    """Whether the duty is owed, and whether it was met."""

    CANNOT_TELL = "cannot_tell"
    RUNNING = "running"
    MET = "met"
    NOT_OWED = "not_owed"


class Clock(Base):
    """Running time for one obligation of one context. One duty, one row.

    `due_at` and the law it rests on are frozen when the clock starts; re-assessing is an act with a name.
    A promise to send later what was unknown (`promised_by_notice_id`) is a clock of its own.
    """

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("context_id", "obligation", "jurisdiction", "customer_id"),
        Index("ix_clock_one_duty", "context_id", "obligation", "jurisdiction", unique=True,
              sqlite_where=text("customer_id IS NULL"), postgresql_where=text("customer_id IS NULL")),
        Index("ix_clock_open_due", "state", "due_at"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    promised_by_notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notice.id", use_alter=True, name="fk_clock_promised_by_notice_id")
    )
    obligation: Mapped[str] = mapped_column(String(100))  # EU-GDPR/regulator
    jurisdiction: Mapped[str] = mapped_column(String(16))
    regime: Mapped[str] = mapped_column(String(64))
    notify: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(300))
    addressee: Mapped[str] = mapped_column(String(300))  # authority, customer, "affected individuals"
    authority_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[ClockState] = mapped_column(states(ClockState))
    event: Mapped[str | None] = mapped_column(String(64))
    provisional: Mapped[bool] = mapped_column()
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_lenient_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    period: Mapped[str | None] = mapped_column(String(300))  # the law's words
    zone: Mapped[str] = mapped_column(String(64))  # IANA: where it is due
    citation: Mapped[str] = mapped_column(String(300))
    finding: Mapped[Any] = mapped_column(EncryptedJson("clock.finding"))  # the obligation of the assessment, whole
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    rulebook: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_seconds: Mapped[int | None] = mapped_column()  # frozen at the stop; 0 = in time, None = no legal number
    stop_words: Mapped[str | None] = mapped_column(EncryptedText("clock.stop_words"))
    version: Mapped[int] = mapped_column()
    owner: Mapped[User | None] = relationship()
    customer: Mapped[Customer | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def remind_from(self) -> datetime | None:
        """The instant reminders count from: the strict legal one, else what the regulator expects, else None."""
        return self.due_at or self.due_expected_at


class Acknowledgement(Base):
    """A person says that they have this clock in hand; hourly reminders after the due time stop."""

    __tablename__ = "acknowledgement"
    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    words: Mapped[str | None] = mapped_column(EncryptedText("acknowledgement.words"))
    by: Mapped[User] = relationship()


class Reminder(Base):
    """One reminder or escalation that ought to go out; unique, so that no tick can ask for it twice."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("clock_id", "rung", "for_due_at", "recipient_id"),
        Index("ix_reminder_open", "remind_at", sqlite_where=text("queued_at IS NULL AND cancelled_at IS NULL"),
              postgresql_where=text("queued_at IS NULL AND cancelled_at IS NULL")),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    rung: Mapped[str] = mapped_column(String(32))  # start, half, before-24h, ..., due, after-1h
    for_due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # a moved deadline gives new reminders
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    remind_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    clock: Mapped[Clock] = relationship()
    recipient: Mapped[User] = relationship()
