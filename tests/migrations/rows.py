"""One row for every table of a database, whatever its tables are; and all rows of a database, to be compared."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Engine, Float, Integer, LargeBinary, MetaData, Table

from incident.db import Base, models

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
VERSION_TABLE = "alembic_version"
SECOND_PERSON = ("second_person_id", "approved_by_id")  # a CHECK wants another person there: nobody

assert models  # so that Base.metadata knows every table


def tables(engine: Engine) -> list[Table]:
    """The tables that are there, those that others point at first."""
    found = MetaData()
    found.reflect(engine)
    order = [table.name for table in Base.metadata.sorted_tables]
    present = [table for table in found.tables.values() if table.name != VERSION_TABLE]
    return sorted(present, key=lambda table: order.index(table.name))


def fill(engine: Engine) -> None:
    """Put a row into every table that is there; the encrypted columns hold bytes that nobody reads here."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in tables(engine):
            connection.execute(table.insert().values({column.name: _value(table, column) for column in table.columns}))


def dump(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by table."""
    with engine.connect() as connection:
        return {table.name: [dict(row) for row in connection.execute(table.select()).mappings()] for table in tables(engine)}


def _value(table: Table, column: Column[Any]) -> object:
    if column.name in SECOND_PERSON or (table.name, column.name) == ("clock", "promised_by_notice_id"):
        return None
    known = Base.metadata.tables[table.name].columns.get(column.name)
    choices = getattr(known.type, "enums", None) if known is not None else None
    if choices:
        return choices[0]
    kind = column.type
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer | BigInteger):
        return 1
    if isinstance(kind, Float):
        return 1.5
    if isinstance(kind, DateTime):
        return NOON
    if isinstance(kind, LargeBinary):
        return b"\x01 sealed \xff"
    return {"a": ["b"]} if isinstance(kind, JSON) else "x"
