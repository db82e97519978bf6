"""What is owed, decided, written and filed."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import INSTANT, SECRET, index, is_sqlite, states

revision = "0003"
down_revision = "0002"

NOTICE_STATES = ("draft", "awaiting_approval", "approved", "issued", "filed", "superseded")
PROMISE = "fk_clock_promised_by_notice_id"  # clock and notice point at each other


def upgrade() -> None:
    """Make the tables."""
    _clock()
    _acknowledgement()
    _decision()
    _notice()
    _promise()
    _issued_document()
    _filing()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    if not is_sqlite():
        op.drop_constraint(PROMISE, "clock", type_="foreignkey")
    for table in ("filing", "issued_document", "notice", "decision", "acknowledgement", "clock"):
        op.drop_table(table)


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id"), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id")),
        sa.Column("promised_by_notice_id", sa.Integer(), *_inline_promise()),
        sa.Column("obligation", sa.String(100), nullable=False),
        sa.Column("jurisdiction", sa.String(16), nullable=False),
        sa.Column("regime", sa.String(64), nullable=False),
        sa.Column("notify", sa.String(32), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("addressee", sa.String(300), nullable=False),
        sa.Column("authority_id", sa.String(64)),
        sa.Column("state", states("clockstate", "cannot_tell", "running", "met", "not_owed"), nullable=False),
        sa.Column("event", sa.String(64)),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("due_lenient_at", INSTANT),
        sa.Column("due_expected_at", INSTANT),
        sa.Column("period", sa.String(300)),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("finding", SECRET, nullable=False),
        sa.Column("assessment_id", sa.Integer(), sa.ForeignKey("assessment.id")),
        sa.Column("rulebook", sa.String(120), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("stopped_at", INSTANT),
        sa.Column("late_seconds", sa.Integer()),
        sa.Column("stop_words", SECRET),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("context_id", "obligation", "jurisdiction", "customer_id"),
    )
    _clock_indexes()


def _clock_indexes() -> None:
    index("ix_clock_incident_id", "clock", "incident_id")
    index(
        "ix_clock_one_duty", "clock", "context_id", "obligation", "jurisdiction",
        where="customer_id IS NULL", unique=True,
    )  # fmt: skip
    index("ix_clock_open_due", "clock", "state", "due_at")


def _inline_promise() -> tuple[sa.ForeignKey, ...]:
    """SQLite cannot add a foreign key to a table that is there, but takes one to a table that is not there yet."""
    return (sa.ForeignKey("notice.id", name=PROMISE),) if is_sqlite() else ()


def _promise() -> None:
    if not is_sqlite():
        op.create_foreign_key(PROMISE, "clock", "notice", ["promised_by_notice_id"], ["id"])


def _acknowledgement() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("clock_id", sa.Integer(), sa.ForeignKey("clock.id"), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("words", SECRET),
    )
    index("ix_acknowledgement_clock_id", "acknowledgement", "clock_id")


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id")),
        sa.Column("clock_id", sa.Integer(), sa.ForeignKey("clock.id")),
        sa.Column("kind", states("decisionkind", "breach", "risk", "notify", "close"), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("reason", SECRET, nullable=False),
        sa.Column("state", states("decisionstate", "proposed", "confirmed", "refused"), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("second_person_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("second_at", INSTANT),
        sa.Column("second_words", SECRET),
        sa.Column("facts_version_id", sa.Integer(), sa.ForeignKey("facts_version.id")),
        sa.Column("rulebook", sa.String(120), nullable=False),
        sa.CheckConstraint("second_person_id IS NULL OR second_person_id <> decided_by_id", name="two_people"),
    )
    index("ix_decision_incident_id", "decision", "incident_id")


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("context_id", sa.Integer(), sa.ForeignKey("context.id"), nullable=False),
        sa.Column("clock_id", sa.Integer(), sa.ForeignKey("clock.id"), nullable=False),
        sa.Column("kind", states("noticekind", "regulator", "individuals", "customer"), nullable=False),
        sa.Column("stage", states("noticestage", "initial", "follow_up"), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", states("noticestate", *NOTICE_STATES), nullable=False),
        sa.Column("answers", SECRET, nullable=False),
        sa.Column("delay_reason", SECRET),
        sa.Column("facts_version_id", sa.Integer(), sa.ForeignKey("facts_version.id"), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("approver_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("approved_by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("approved_at", INSTANT),
        sa.Column("approval_words", SECRET),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("clock_id", "stage", "language", "number"),
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> author_id", name="two_people"),
    )
    index("ix_notice_clock_id", "notice", "clock_id")
    index("ix_notice_incident_id", "notice", "incident_id")


def _issued_document() -> None:
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("stored_file.sha256"), nullable=False),
        sa.Column("facts_sha256", sa.String(64), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
    )


def _filing() -> None:
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), nullable=False, unique=True),
        sa.Column("filed_at", INSTANT, nullable=False),
        sa.Column("filed_by", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("authority_reference", sa.String(200)),
        sa.Column("receipt_sha256", sa.String(64), sa.ForeignKey("stored_file.sha256")),
        sa.Column("receipt_name", sa.String(255)),
        sa.Column("late_seconds", sa.Integer()),
        sa.Column("recorded_by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
