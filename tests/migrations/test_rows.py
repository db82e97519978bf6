"""What is in the tables survives every step, up and down."""

from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from incident.db import schema
from tests.migrations import rows


def steps() -> list[tuple[str, str]]:
    """(the revision before, the revision) of every step but the first, the oldest first."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    found = reversed(list(ScriptDirectory.from_config(config).walk_revisions()))
    return [(str(script.down_revision), script.revision) for script in found if script.down_revision]


@pytest.mark.parametrize(("before", "after"), steps())
def test_rows_survive_the_step_up_and_the_step_down(bare_url: str, engine: Engine, before: str, after: str) -> None:
    schema.upgrade(bare_url, to=before)
    rows.fill(engine)
    kept = rows.dump(engine)

    schema.upgrade(bare_url, to=after)
    up = rows.dump(engine)
    schema.downgrade(bare_url, to=before)
    down = rows.dump(engine)

    assert {name: _as_before(up[name], kept[name]) for name in kept} == kept
    assert down == kept


def _as_before(found: list[dict[str, Any]], kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the columns that they had before; a step may add some."""
    return [{name: new[name] for name in old} for new, old in zip(found, kept, strict=True)]


def test_assessments_that_were_there_have_no_reason_and_one_that_was_given_is_lost_on_the_way_back(
    bare_url: str, engine: Engine
) -> None:
    schema.upgrade(bare_url, to="0005")
    rows.fill(engine)
    schema.upgrade(bare_url, to="0006")
    (before,) = rows.dump(engine)["assessment"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE assessment SET reason = :reason"), {"reason": b"\x01 sealed"})

    schema.downgrade(bare_url, to="0005")
    schema.upgrade(bare_url, to="0006")

    assert before["reason"] is None
    assert rows.dump(engine)["assessment"] == [before]


def test_every_table_holds_a_row_when_all_steps_are_taken_back_and_forth(bare_url: str, engine: Engine) -> None:
    schema.upgrade(bare_url)
    rows.fill(engine)

    schema.downgrade(bare_url, to="0001")
    people = rows.dump(engine)
    schema.upgrade(bare_url)

    assert all(len(found) == 1 for found in people.values())
    assert {name: rows.dump(engine)[name] for name in people} == people
