"""Accounts, their roles and sessions, and what people have typed but not saved."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import INSTANT, SECRET, index

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _role()
    _user()
    _user_role()
    _sign_in_link()
    _login_session()
    _login_attempt()
    _draft()
    _once_token()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in ("once_token", "draft", "login_attempt", "login_session", "sign_in_link", "user_role", "user", "role"):
        op.drop_table(table)


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(32), nullable=False, unique=True),
        sa.Column("description", sa.String(200)),
    )


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(255), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("deputy_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("absent_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("tf_primary_method", sa.String(64)),
        sa.Column("tf_totp_secret", SECRET),
        sa.Column("mf_recovery_codes", SECRET),
    )


def _user_role() -> None:
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), primary_key=True),
        sa.Column("role_id", sa.Integer(), sa.ForeignKey("role.id"), primary_key=True),
    )


def _sign_in_link() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
    )


def _login_session() -> None:
    op.create_table(
        "login_session",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("content", SECRET, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
    )
    index("ix_login_session_user_id", "login_session", "user_id")


def _login_attempt() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subject_sha256", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    index("ix_login_attempt_subject_sha256", "login_attempt", "subject_sha256")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("content", SECRET, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.UniqueConstraint("user_id", "form"),
    )


def _once_token() -> None:
    op.create_table(
        "once_token",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("location", sa.String(500), nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
    )
