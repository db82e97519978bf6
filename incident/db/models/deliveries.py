"""What is to be sent, each attempt and its receipt; and the sign of life of the scheduler."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from incident.db import Base
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime, states


class DeliveryClass(StrEnum):
    """A: internal, at least once. B: a legal notice, at most once without a person."""

    INTERNAL = "internal"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """`sending` is committed before anything leaves; `uncertain` waits for a person; `cancelled` was never sent."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Delivery(Base):
    """One message to one recipient through one channel."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_next_try_at", "state", "next_try_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    once_key: Mapped[str] = mapped_column(String(200), unique=True)  # what this message is, e.g. "reminder/12"
    delivery_class: Mapped[DeliveryClass] = mapped_column(states(DeliveryClass))
    state: Mapped[DeliveryState] = mapped_column(states(DeliveryState))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[str] = mapped_column(String(16))  # smtp, folder
    recipient: Mapped[str] = mapped_column(EncryptedText("delivery.recipient"))
    template: Mapped[str] = mapped_column(String(64))  # name under templates/emails/
    content: Mapped[Any] = mapped_column(EncryptedJson("delivery.content"))  # values for the template
    message_id: Mapped[str] = mapped_column(String(255), unique=True)  # the same on every attempt
    subject: Mapped[str | None] = mapped_column(String(300))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it ought to go out
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_by: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_seconds: Mapped[int | None] = mapped_column()
    reply: Mapped[str | None] = mapped_column(String(500))  # the server's words
    error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heartbeat(Base):
    """When a scheduler last ticked."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)  # host and process id
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
