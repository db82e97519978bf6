"""What the database itself refuses, whoever asks: the audit chain only grows, records are never changed."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from incident.db import schema
from tests.migrations import rows


@pytest.fixture
def filled(bare_url: str, engine: Engine) -> Engine:
    """A database with a row in every table."""
    schema.upgrade(bare_url)
    rows.fill(engine)
    return engine


def refused(engine: Engine, statement: str) -> str:
    """What the database says when it refuses; everything must still be there."""
    before = rows.dump(engine)
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        connection.execute(text(statement))
    assert rows.dump(engine) == before
    return str(caught.value.orig)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET words = 'nothing happened'",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq = 1",
    ],
)
def test_no_entry_of_the_audit_chain_can_be_changed_or_taken_out(filled: Engine, statement: str) -> None:
    assert "the audit chain only grows" in refused(filled, statement)


def test_the_audit_chain_cannot_be_emptied_at_once(filled: Engine) -> None:
    if filled.dialect.name == "sqlite":
        assert "the audit chain only grows" in refused(filled, "DELETE FROM audit_entry WHERE true")
    else:
        assert "the audit chain only grows" in refused(filled, "TRUNCATE audit_entry CASCADE")


@pytest.mark.parametrize("same", ["seq", "hash"])
def test_an_entry_cannot_be_replaced_by_another(filled: Engine, same: str) -> None:
    seq, digest = ("1", "'y'") if same == "seq" else ("2", "'x'")
    columns = "seq, at, actor_name, action, words, detail, prev_hash, hash"
    values = f"{seq}, '2026-11-24 12:00:00', 'x', 'x', 'x', '{{}}', 'x', {digest}"
    if filled.dialect.name == "sqlite":
        said = refused(filled, f"INSERT OR REPLACE INTO audit_entry ({columns}) VALUES ({values})")  # noqa: S608
    else:
        on_conflict = f"ON CONFLICT ({same}) DO UPDATE SET words = 'replaced'"
        said = refused(filled, f"INSERT INTO audit_entry ({columns}) VALUES ({values}) {on_conflict}")  # noqa: S608
    assert "the audit chain only grows" in said


def test_a_further_entry_is_taken(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_entry (seq, at, actor_name, action, words, detail, prev_hash, hash) "
                "VALUES (2, '2026-11-24 12:00:01', 'x', 'x', 'x', '{}', 'x', 'y')"
            )
        )

    assert len(rows.dump(filled)["audit_entry"]) == 2


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("facts_version", "number = 2"),
        ("facts_version", "reason = NULL"),
        ("issued_document", "facts_sha256 = 'y'"),
        ("stored_file", "size = 2"),
    ],
)
def test_facts_documents_and_files_that_were_recorded_are_never_changed(
    filled: Engine, table: str, change: str
) -> None:
    assert f"{table}: this record is never changed" in refused(filled, f"UPDATE {table} SET {change}")  # noqa: S608


@pytest.mark.parametrize("table", ["decision", "notice"])
def test_one_person_cannot_be_both_people(filled: Engine, table: str) -> None:
    change = {
        "decision": "UPDATE decision SET second_person_id = decided_by_id",
        "notice": "UPDATE notice SET approved_by_id = author_id",
    }[table]

    assert f"ck_{table}_two_people" in refused(filled, change)
