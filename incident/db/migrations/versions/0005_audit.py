"""The audit chain; and what the database refuses to change."""

import sqlalchemy as sa
from alembic import op

from incident.db.migrations.columns import INSTANT, index, is_sqlite

revision = "0005"
down_revision = "0004"

FROZEN = ("facts_version", "issued_document", "stored_file")  # never changed; a later row stands beside the earlier one
WORDS = "{table}: this record is never changed"
CHAIN_WORDS = "audit_entry: the audit chain only grows"


def upgrade() -> None:
    """Make the chain and the triggers that refuse."""
    _audit_entry()
    if is_sqlite():
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def downgrade() -> None:
    """Drop them. The triggers of the chain go with its table."""
    for table in FROZEN:
        op.execute(f"DROP TRIGGER {table}_no_update" + ("" if is_sqlite() else f" ON {table}"))
    op.drop_table("audit_entry")
    if not is_sqlite():
        op.execute("DROP FUNCTION refuse_change()")


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id")),
        sa.Column("object_kind", sa.String(32)),
        sa.Column("object_id", sa.String(64)),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    index("ix_audit_entry_incident_id_seq", "audit_entry", "incident_id", "seq")


def _refuse_on_sqlite() -> None:
    for event in ("UPDATE", "DELETE"):
        _sqlite_trigger(f"audit_entry_no_{event.lower()}", f"BEFORE {event} ON audit_entry", CHAIN_WORDS)
    # INSERT OR REPLACE takes the old row out without a DELETE trigger (sqlite.org/lang_conflict.html).
    known = "EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq OR hash = NEW.hash)"
    _sqlite_trigger("audit_entry_no_replace", f"BEFORE INSERT ON audit_entry WHEN {known}", CHAIN_WORDS)
    for table in FROZEN:
        _sqlite_trigger(f"{table}_no_update", f"BEFORE UPDATE ON {table}", WORDS.format(table=table))


def _sqlite_trigger(name: str, when: str, words: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for event in ("UPDATE", "DELETE"):
        _postgresql_trigger(f"audit_entry_no_{event.lower()}", f"{event} ON audit_entry FOR EACH ROW", CHAIN_WORDS)
    _postgresql_trigger("audit_entry_no_truncate", "TRUNCATE ON audit_entry FOR EACH STATEMENT", CHAIN_WORDS)
    for table in FROZEN:
        _postgresql_trigger(f"{table}_no_update", f"UPDATE ON {table} FOR EACH ROW", WORDS.format(table=table))


def _postgresql_trigger(name: str, when: str, words: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION refuse_change('{words}')")
