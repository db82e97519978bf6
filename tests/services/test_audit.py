"""The audit chain: written with the change, refused by the database to be altered, and any alteration is found."""

import sqlite3
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from incident.cli import main
from incident.config import Settings
from incident.db import audit, db
from incident.db.models import AuditEntry, User
from tests.conftest import NOON


def written(session: Session, people: dict[str, User], number: int = 5) -> None:
    for step in range(number):
        audit.record(session, "incident.changed", f"Step {step}", by=people["handler"], now=NOON, detail={"step": step})
    session.commit()


def raw(settings: Settings, *statements: str) -> None:
    """Change the file behind the program's back, as somebody with the file could."""
    file = sqlite3.connect(settings.instance_folder / "breachdesk.sqlite3")
    for name, in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()


def test_the_chain_of_what_was_written_is_whole(session: Session, people: dict[str, User]) -> None:
    written(session, people)

    assert list(audit.faults(session)) == []


def test_the_database_refuses_to_change_or_delete_an_entry(session: Session, people: dict[str, User]) -> None:
    written(session, people)

    with pytest.raises(DatabaseError):
        session.execute(update(AuditEntry).values(words="Nothing happened"))
    session.rollback()
    with pytest.raises(DatabaseError):
        session.delete(session.scalars(select(AuditEntry)).first())
        session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET words = 'Nothing happened' WHERE seq = 8",
        "UPDATE audit_entry SET actor_name = 'Somebody else' WHERE seq = 8",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE seq = 8",
        "UPDATE audit_entry SET detail = '{}' WHERE seq = 8",
        "DELETE FROM audit_entry WHERE seq = 8",
        "UPDATE audit_entry SET seq = 100 WHERE seq = 8",
    ],
)
def test_any_change_deletion_or_reordering_is_found(
    app: Flask, settings: Settings, session: Session, people: dict[str, User], statement: str
) -> None:
    written(session, people)

    raw(settings, statement)

    with app.app_context():
        assert [fault.seq for fault in audit.faults(db.session())]


def test_verify_says_whole_or_names_the_entry_and_ends_with_an_error(
    settings: Settings, session: Session, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENT__INSTANCE", settings.instance)
    written(session, people)
    whole = CliRunner().invoke(main, ["verify"])

    raw(settings, "UPDATE audit_entry SET words = 'Nothing happened' WHERE seq = 8")
    broken = CliRunner().invoke(main, ["verify"])

    assert whole.exit_code == 0 and "unbroken chain" in whole.output
    assert broken.exit_code == 1 and "audit entry 8" in broken.output


def test_what_a_person_typed_is_not_in_the_chain(visit: Callable[..., object], app: Flask) -> None:
    from tests.web.test_journey import reported

    reported(visit, what_happened="The canary sings at noon.")  # type: ignore[arg-type]

    with app.app_context():
        for entry in db.session.scalars(select(AuditEntry)):
            assert "canary" not in f"{entry.words} {entry.detail}"
