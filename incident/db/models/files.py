"""Files kept by content, and what they prove."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.models.users import User
from incident.db.types import EncryptedText, UtcDateTime


class StoredFile(Base):
    """One file in the store, named by the SHA-256 of its clear bytes; on disk it is encrypted."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)  # bytes, clear
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Evidence(Base):
    """A stored file or note of an incident."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(EncryptedText("evidence.name"))
    words: Mapped[str | None] = mapped_column(EncryptedText("evidence.words"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[User] = relationship()
    file: Mapped[StoredFile] = relationship()
