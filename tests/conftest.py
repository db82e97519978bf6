"""What tests share: an installation in a temporary folder, a clock that is set, people of every role, browsers' hands."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incident import instance
from incident.app import create_app
from incident.config import Settings, load_settings
from incident.db import connections, db, schema
from incident.db.models import User
from incident.services import identity
from incident.services.desk import Desk
from tests import databases, postgres
from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config.example.toml"
NOON = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # a Friday, 13:00 in Auckland
PEOPLE = {
    "reporter": "Tui Placeholder",
    "handler": "Ines Specimen",
    "privacy_officer": "Moana Example",
    "approver": "Rafe Sample",
    "auditor": "Audrey Fixture",
    "administrator": "Ada Dummy",
}  # one person for each role; all invented


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-all", action="store_true", help="what a test needs and this machine lacks is a failure")


@pytest.fixture(scope="session")
def needs(request: pytest.FixtureRequest) -> Callable[[bool, str], None]:
    """Skip with the remedy when something is not installed; fail where nothing may be skipped."""

    def check(present: bool, remedy: str) -> None:
        if present:
            return
        if request.config.getoption("--require-all"):
            pytest.fail(remedy)
        pytest.skip(remedy)

    return check


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test sets it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> datetime:
        """Set it later by a timedelta's arguments; the new instant."""
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "breachdesk.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Settings:
    """The example's invented company in a folder of its own, with keys and an empty database.

    On SQLite, unless the test is marked with `on_both` (tests/databases.py).
    """
    environment = {"INCIDENT__INSTANCE": str(tmp_path / "instance")}
    if getattr(request, "param", databases.SQLITE) == databases.POSTGRESQL:
        environment["INCIDENT__DATABASE__URL"] = request.getfixturevalue("postgres_url")
    made = load_settings(EXAMPLE, environment)
    instance.prepare(made)
    if not made.database.url:
        shutil.copyfile(empty_database, made.instance_folder / "breachdesk.sqlite3")
    return made


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application on that installation."""
    made = create_app(settings, clock=clock)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def desk(app: Flask) -> Desk:
    found: Desk = app.extensions["breachdesk"].desk
    return found


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that may write, inside an application context."""
    with app.app_context():
        connections.begin_write(db.session())
        yield db.session()
        db.session.rollback()


@pytest.fixture
def people(session: Session) -> dict[str, User]:
    """One person for each role, by role; kept in the database."""
    made = {
        role: identity.create(
            session, email=f"{role}@fernbrook.example", name=name, roles=[role], zone="Pacific/Auckland", by=None, now=NOON
        )
        for role, name in PEOPLE.items()
    }
    session.commit()
    connections.begin_write(session)
    return made


@pytest.fixture
def visit(app: Flask, clock: Clock) -> Callable[[str], Visitor]:
    """Sign somebody of a role in and hand over their browser; the person is made when there is none yet."""

    def open_as(role: str) -> Visitor:
        with app.app_context():
            connections.begin_write(db.session())
            email = f"{role}@fernbrook.example"
            person = db.session.query(User).filter_by(email=email).one_or_none() or identity.create(
                db.session(), email=email, name=PEOPLE[role], roles=[role], zone="Pacific/Auckland", by=None, now=clock()
            )
            token = identity.make_link(db.session(), person, lasts=timedelta(hours=1), now=clock())
            db.session.commit()
        visitor = Visitor(app.test_client())
        visitor.get(f"/welcome/{token}")
        words = f"four unrelated words {role}"
        answer = visitor.post(f"/welcome/{token}", password=words, again=words)
        assert answer.status_code == 303, visitor.text
        return visitor

    return open_as


@pytest.fixture(scope="session")
def postgres_server(needs: Callable[[bool, str], None]) -> Iterator[postgres.Server]:
    """A PostgreSQL server of the tests' own."""
    needs(postgres.programs() is not None, postgres.REMEDY)
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """The name of a PostgreSQL database with every table and no row, to be copied."""
    url = postgres_server.new_database()
    schema.upgrade(url)
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, postgres_template: str) -> str:
    """The address of a new PostgreSQL database with every table and no row."""
    return postgres_server.new_database(template=postgres_template)
