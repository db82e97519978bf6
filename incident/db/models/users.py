"""People with an account, their roles and sessions, and what they have typed but not yet saved."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incident.db import Base
from incident.db.types import EncryptedJson, EncryptedText, UtcDateTime


class RoleName(StrEnum):
    """What a person may do; a person may have several."""

    REPORTER = "reporter"
    HANDLER = "handler"
    PRIVACY_OFFICER = "privacy_officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """One of RoleName."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))


class User(Base, UserMixin):
    """A person with an account. Never deleted, only made inactive: the record names them."""

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    zone: Mapped[str] = mapped_column(String(64))  # IANA name: times are shown to this person in it
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    absent_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(EncryptedText("user.tf_totp_secret"))
    mf_recovery_codes: Mapped[Any] = mapped_column(EncryptedJson("user.mf_recovery_codes"), nullable=True)
    roles: Mapped[list[Role]] = relationship(secondary=user_role, lazy="selectin")  # type: ignore[assignment]
    deputy: Mapped["User | None"] = relationship(remote_side=[id])

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)


class LoginSession(Base):
    """One signed-in browser. The cookie holds only a random token; its SHA-256 is kept here."""

    __tablename__ = "login_session"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    content: Mapped[Any] = mapped_column(EncryptedJson("login_session.content"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginAttempt(Base):
    """A failed sign-in, counted per account and per address so that guessing is slow on every instance."""

    __tablename__ = "login_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the e-mail or the address
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInLink(Base):
    """A one-time link that sets a password: for the first administrator, an invitation or a reset."""

    __tablename__ = "sign_in_link"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Draft(Base):
    """What a person has typed into a form and not yet saved; kept until saved or thrown away by them."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "form"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    form: Mapped[str] = mapped_column(String(200))  # e.g. "facts/12", "quick-report"
    content: Mapped[Any] = mapped_column(EncryptedJson("draft.content"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OnceToken(Base):
    """A form's once-token after its first use: a second click gets the first answer again."""

    __tablename__ = "once_token"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    location: Mapped[str] = mapped_column(String(500))  # where the first use led
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
