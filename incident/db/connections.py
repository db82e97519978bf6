"""How a connection behaves: durable and strict on SQLite, bounded on PostgreSQL; and who may write when."""

from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

AUDIT_LOCK = 0x42444B41  # advisory lock number on PostgreSQL: "BDKA"
BUSY_TIMEOUT_MS = 10_000  # how long a writer waits for another before it gives up


def prepare(engine: Engine) -> None:
    """Set every new connection of `engine` up as docs/operating.md says (sqlite.org pragma, PostgreSQL manual)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "connect", _postgresql_connect)


def _sqlite_connect(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    kind = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


def _postgresql_connect(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '30s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def begin_write(session: Session) -> None:
    """Start the transaction as a writer: takes SQLite's write lock at once, so that no read has to be upgraded.

    Call it before the first query of a request or tick that may write. Raises
    sqlalchemy.exc.OperationalError when another writer holds the lock longer than BUSY_TIMEOUT_MS.
    """
    session.connection(execution_options={"writes": True})


def begin_read(session: Session) -> None:
    """Start a transaction in which the database itself refuses every write; for a command that only looks.

    On SQLite the connection stays so until it is closed.
    """
    connection = session.connection(execution_options={"postgresql_readonly": True})
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON")


def lock_audit_chain(session: Session) -> None:
    """Hold the end of the audit chain until the transaction ends; SQLite's write lock does it by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": AUDIT_LOCK})
