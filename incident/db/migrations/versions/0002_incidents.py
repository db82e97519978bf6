"""Incidents with their checklist, files, contexts, customers and facts."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import INSTANT, SECRET, index, states

revision = "0002"
down_revision = "0001"

INCIDENT_STATES = ("reported", "triage", "breach", "not_a_breach", "closed")


def upgrade() -> None:
    """Make the tables."""
    _incident()
    _checklist_item()
    _stored_file()
    _evidence()
    _context()
    _customer()
    _facts_version()
    _assessment()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "assessment", "facts_version", "customer", "context", "evidence", "stored_file", "checklist_item", "incident",
    ):  # fmt: skip
        op.drop_table(table)


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", states("incidentstate", *INCIDENT_STATES), nullable=False),
        sa.Column("report", SECRET, nullable=False),
        sa.Column("reported_by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("reporter_words", sa.String(200)),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("supplier", sa.String(64)),
        sa.Column("supplier_told_at", INSTANT),
        sa.Column("short_path", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.String(100), unique=True),
        sa.Column("closed_at", INSTANT),
        sa.Column("lessons", SECRET),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    index("ix_incident_kind", "incident", "kind")
    index("ix_incident_owner_id", "incident", "owner_id")
    index("ix_incident_reported_at_id", "incident", "reported_at", "id")
    index("ix_incident_state", "incident", "state")


def _checklist_item() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("checklist", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("phase", states("phase", "contain", "assess", "notify", "prevent"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("why", sa.String(600), nullable=False),
        sa.Column("fact", sa.String(64)),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("state", states("itemstate", "open", "done", "not_applicable"), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("due_at", INSTANT),
        sa.Column("evidence", SECRET),
        sa.Column("reason", SECRET),
        sa.Column("changed_by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("changed_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("incident_id", "key"),
    )
    index("ix_checklist_item_incident_id", "checklist_item", "incident_id")


def _stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("stored_file.sha256"), nullable=False),
        sa.Column("name", SECRET, nullable=False),
        sa.Column("words", SECRET),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    index("ix_evidence_incident_id", "evidence", "incident_id")


def _context() -> None:
    op.create_table(
        "context",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.UniqueConstraint("incident_id", "name"),
    )
    index("ix_context_incident_id", "context", "incident_id")


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(8), nullable=False),
        sa.Column("contract_hours", sa.Double()),
        sa.Column("contact", SECRET),
        sa.UniqueConstraint("context_id", "name"),
    )


def _facts_version() -> None:
    op.create_table(
        "facts_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", SECRET, nullable=False),
        sa.Column("notes", SECRET, nullable=False),
        sa.Column("reason", SECRET),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("context_id", "number"),
    )


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id"), nullable=False),
        sa.Column("facts_version_id", sa.Integer(), sa.ForeignKey("facts_version.id"), nullable=False),
        sa.Column("rulebook", sa.String(120), nullable=False),
        sa.Column("on_date", sa.String(10), nullable=False),
        sa.Column("document", SECRET, nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("at", INSTANT, nullable=False),
    )
    index("ix_assessment_context_id", "assessment", "context_id")
