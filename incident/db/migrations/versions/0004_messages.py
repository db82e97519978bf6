"""What is sent, which reminders ought to be, and the scheduler's sign of life."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import INSTANT, SECRET, index, states

revision = "0004"
down_revision = "0003"

DELIVERY_STATES = ("pending", "sending", "sent", "failed", "uncertain", "cancelled")


def upgrade() -> None:
    """Make the tables."""
    _delivery()
    _reminder()
    _heartbeat()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in ("heartbeat", "reminder", "delivery"):
        op.drop_table(table)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("once_key", sa.String(200), nullable=False, unique=True),
        sa.Column("delivery_class", states("deliveryclass", "internal", "notice"), nullable=False),
        sa.Column("state", states("deliverystate", *DELIVERY_STATES), nullable=False),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id")),
        sa.Column("clock_id", sa.Integer(), sa.ForeignKey("clock.id")),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("recipient", SECRET, nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("content", SECRET, nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False, unique=True),
        sa.Column("subject", sa.String(300)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_by", sa.String(64)),
        sa.Column("sent_at", INSTANT),
        sa.Column("late_seconds", sa.Integer()),
        sa.Column("reply", sa.String(500)),
        sa.Column("error", sa.String(500)),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    index("ix_delivery_clock_id", "delivery", "clock_id")
    index("ix_delivery_incident_id", "delivery", "incident_id")
    index("ix_delivery_state_next_try_at", "delivery", "state", "next_try_at")


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("clock_id", sa.Integer(), sa.ForeignKey("clock.id"), nullable=False),
        sa.Column("rung", sa.String(32), nullable=False),
        sa.Column("for_due_at", INSTANT, nullable=False),
        sa.Column("recipient_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("remind_at", INSTANT, nullable=False),
        sa.Column("queued_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id")),
        sa.UniqueConstraint("clock_id", "rung", "for_due_at", "recipient_id"),
    )
    index("ix_reminder_clock_id", "reminder", "clock_id")
    index("ix_reminder_open", "reminder", "remind_at", where="queued_at IS NULL AND cancelled_at IS NULL")


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
    )
    index("ix_heartbeat_at", "heartbeat", "at")
