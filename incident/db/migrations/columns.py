"""Column types and indexes as the migrations write them. What a past migration made of them must never change."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)  # aware UTC; SQLite keeps it without an offset
SECRET = sa.LargeBinary()  # AES-256-GCM


def states(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK that it is one of `values`."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def index(name: str, table: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    """Make an index; a partial one when `where` is given."""
    part = sa.text(where) if where else None
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=part, postgresql_where=part)


def is_sqlite() -> bool:
    """Whether the database at hand is SQLite; otherwise it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"
