"""The checklist of one incident: each item with who, when, evidence and state."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.users import User
from incident.db.types import EncryptedText, UtcDateTime, states


class Phase(StrEnum):
    """The four steps of the Privacy Commissioner's guidance: contain, assess, notify, prevent."""

    CONTAIN = "contain"
    ASSESS = "assess"
    NOTIFY = "notify"
    PREVENT = "prevent"


class ItemState(StrEnum):
    """Open, done, or not applicable with a reason."""

    OPEN = "open"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class ChecklistItem(Base):
    """One question or task of an incident's checklist; its words come from the checklist file."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("incident_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    checklist: Mapped[str] = mapped_column(String(64))  # file name without ending
    key: Mapped[str] = mapped_column(String(64))
    phase: Mapped[Phase] = mapped_column(states(Phase))
    position: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(String(300))
    why: Mapped[str] = mapped_column(String(600))
    fact: Mapped[str | None] = mapped_column(String(64))  # path of the fact that it fills
    required: Mapped[bool] = mapped_column()
    state: Mapped[ItemState] = mapped_column(states(ItemState))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    evidence: Mapped[str | None] = mapped_column(EncryptedText("checklist_item.evidence"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("checklist_item.reason"))  # why not applicable
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])

    __mapper_args__ = {"version_id_col": version}
