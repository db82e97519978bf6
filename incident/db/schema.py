"""The tables of a database: brought up to this program, taken back, compared with what the program expects."""

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text

from incident.db.connections import prepare
from incident.errors import SchemaOutdated

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = 0x42444B4D  # advisory lock number on PostgreSQL: "BDKM"


def head() -> str:
    """The revision that this program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current(engine: Engine) -> str | None:
    """The revision of a database; None when it has no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check_schema(engine: Engine) -> None:
    """Refuse to work with tables of another version of the program.

    Raises:
        SchemaOutdated: the database is empty, older or newer; the message says what to do.
    """
    found = current(engine)
    if found == head():
        return
    if found is None:
        raise SchemaOutdated("The database has no tables yet. Make them with: incident migrate")
    if found not in _known():
        raise SchemaOutdated(
            f"The database was changed by a newer version of this program (revision {found}; this one knows "
            f"{head()}). Start the newer version, or restore the backup that was made before the upgrade."
        )
    raise SchemaOutdated(
        f"The database is of an older version of this program (revision {found}; this one needs {head()}). "
        "Make a backup, then run: incident migrate"
    )


def upgrade(database_url: str, *, to: str = "head") -> None:
    """Bring the tables up to a revision, all steps in one transaction: it is done as a whole or not at all.

    A second process that wants the same waits and finds nothing left to do.
    """
    _change(database_url, lambda config: command.upgrade(config, to))


def downgrade(database_url: str, *, to: str) -> None:
    """Take the tables back to a revision, "base" for none at all; what only the later ones can hold is lost."""
    _change(database_url, lambda config: command.downgrade(config, to))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _change(database_url: str, act: Callable[[Config], None]) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    prepare(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _references_later)
    config = _config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a step over many rows takes its time
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        act(config)
        _check_references(connection)


def _references_later(connection: SqliteConnection, _record: Any) -> None:
    """SQLite changes a table by making it anew; references are checked at the end (sqlite.org/lang_altertable.html)."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise SchemaOutdated(f"{len(broken)} rows point at rows that are not there; nothing was changed: {broken[:3]}")
