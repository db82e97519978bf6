"""Notices: drafts, approvals, frozen documents and filings."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.duties import Clock
from incident.db.models.users import User
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime, states


class NoticeKind(StrEnum):
    """Whom the document is for."""

    REGULATOR = "regulator"
    INDIVIDUALS = "individuals"
    CUSTOMER = "customer"


class NoticeStage(StrEnum):
    """First notice of a breach, or what was promised to follow."""

    INITIAL = "initial"
    FOLLOW_UP = "follow_up"


class NoticeState(StrEnum):
    """A notice's way; the moves are in incident/domain/lifecycle.py."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    ISSUED = "issued"
    FILED = "filed"
    SUPERSEDED = "superseded"


class Notice(Base):
    """One version of a document owed to somebody. After issue nothing of it changes; an edit is a new version."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("clock_id", "stage", "language", "number"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> author_id", name="two_people"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(states(NoticeKind))
    stage: Mapped[NoticeStage] = mapped_column(states(NoticeStage))
    form: Mapped[str] = mapped_column(String(64))  # id in incident/law/data/forms/
    language: Mapped[str] = mapped_column(String(16))  # BCP 47
    number: Mapped[int] = mapped_column()  # version, from 1
    state: Mapped[NoticeState] = mapped_column(states(NoticeState))
    answers: Mapped[Any] = mapped_column(EncryptedJson("notice.answers"))  # {question id: {"text", "to_follow"}}
    delay_reason: Mapped[str | None] = mapped_column(EncryptedText("notice.delay_reason"))
    facts_version_id: Mapped[int] = mapped_column(ForeignKey("facts_version.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who is asked
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approval_words: Mapped[str | None] = mapped_column(EncryptedText("notice.approval_words"))
    version: Mapped[int] = mapped_column()
    clock: Mapped[Clock] = relationship(foreign_keys=[clock_id])
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    __mapper_args__ = {"version_id_col": version}


class IssuedDocument(Base):
    """The frozen PDF of an approved notice; its bytes are kept by their SHA-256."""

    __tablename__ = "issued_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    facts_sha256: Mapped[str] = mapped_column(String(64))
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[User] = relationship()


class Filing(Base):
    """That a notice was handed in: when, by whom, by which channel, with which reference and receipt."""

    __tablename__ = "filing"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), unique=True)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_by: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(200))
    authority_reference: Mapped[str | None] = mapped_column(String(200))
    receipt_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    receipt_name: Mapped[str | None] = mapped_column(String(255))
    late_seconds: Mapped[int | None] = mapped_column()  # frozen; 0 = in time, None = no legal number
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
