"""The migrations make exactly the tables that the models describe, all at once or not at all."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Inspector, NullPool, create_engine, inspect, text

from incident.db import Base, schema
from incident.errors import SchemaOutdated
from tests.migrations import rows


def described(engine: Engine) -> dict[str, Any]:
    """Columns, keys, uniqueness, CHECKs and indexes of every table, in one form for both databases."""
    found: Inspector = inspect(engine)
    return {name: _table(found, name) for name in found.get_table_names() if name != rows.VERSION_TABLE}


def _table(found: Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(name)},
        "primary key": found.get_pk_constraint(name),
        "foreign keys": _by_name(found.get_foreign_keys(name)),
        "unique": _by_name(found.get_unique_constraints(name)),
        "checks": {check["name"]: check["sqltext"] for check in found.get_check_constraints(name)},
        "indexes": {index["name"]: _index(index) for index in found.get_indexes(name)},
    }


def _by_name(constraints: Any) -> dict[str, Any]:
    return {str(constraint["name"]): constraint for constraint in constraints}


def _index(index: Any) -> tuple[Any, ...]:
    where = [str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")]
    return index["column_names"], bool(index["unique"]), where


def test_the_migrations_end_where_the_models_are(bare_url: str, engine: Engine) -> None:
    schema.upgrade(bare_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_keys_checks_and_partial_indexes_are_those_of_the_models(new_url: Callable[[], str], engine: Engine) -> None:
    by_steps = new_url()
    Base.metadata.create_all(engine)

    schema.upgrade(by_steps)

    assert described(create_engine(by_steps, poolclass=NullPool)) == described(engine)


def test_a_state_that_nobody_knows_is_refused_by_the_database(bare_url: str, engine: Engine) -> None:
    schema.upgrade(bare_url)
    rows.fill(engine)

    with pytest.raises(Exception, match=r"(?i)check constraint"), engine.begin() as connection:
        connection.execute(text("UPDATE delivery SET state = 'lost'"))


def test_taken_back_to_the_beginning_nothing_is_left(bare_url: str, engine: Engine) -> None:
    schema.upgrade(bare_url)
    rows.fill(engine)

    schema.downgrade(bare_url, to="base")

    assert inspect(engine).get_table_names() == [rows.VERSION_TABLE]
    assert schema.current(engine) is None


def test_an_upgrade_that_fails_half_way_changes_nothing(bare_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE reminder (in_the_way INTEGER)"))  # one of the last tables to be made

    with pytest.raises(Exception, match="reminder"):
        schema.upgrade(bare_url)

    assert inspect(engine).get_table_names() == ["reminder"]


def test_two_upgrades_at_the_same_moment_wait_for_each_other(bare_url: str, engine: Engine) -> None:
    faults: list[Exception] = []

    def upgrade() -> None:
        try:
            schema.upgrade(bare_url)
        except Exception as error:
            faults.append(error)

    both = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert faults == []
    assert schema.current(engine) == schema.head()


def test_the_program_starts_only_with_the_tables_of_its_version(bare_url: str, engine: Engine) -> None:
    with pytest.raises(SchemaOutdated, match="no tables yet"):
        schema.check_schema(engine)
    schema.upgrade(bare_url, to="0001")
    with pytest.raises(SchemaOutdated, match=r"older version of this program \(revision 0001"):
        schema.check_schema(engine)
    schema.upgrade(bare_url)
    schema.check_schema(engine)


def test_a_database_of_a_newer_version_is_left_alone_and_the_remedy_is_named(bare_url: str, engine: Engine) -> None:
    schema.upgrade(bare_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaOutdated, match=r"newer version of this program \(revision 9999.*restore the backup"):
        schema.check_schema(engine)


def test_a_folder_with_a_percent_sign_in_its_name_is_no_trouble(tmp_path: Any) -> None:
    folder = tmp_path / "100% ours"
    folder.mkdir()
    url = f"sqlite:///{folder / 'breachdesk.sqlite3'}"

    schema.upgrade(url)

    assert re.fullmatch(r"\d{4}", schema.current(create_engine(url)) or "")
