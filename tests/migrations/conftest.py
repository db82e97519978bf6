"""Databases without any table, on each kind."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine

from incident.db.connections import prepare
from tests import databases


@pytest.fixture(params=(databases.SQLITE, databases.POSTGRESQL))
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of a new database without any table, each time another."""
    numbers = count()
    if request.param == databases.SQLITE:
        return lambda: f"sqlite:///{tmp_path / f'bare{next(numbers)}.sqlite3'}"
    server = request.getfixturevalue("postgres_server")
    return lambda: server.new_database()


@pytest.fixture
def bare_url(new_url: Callable[[], str]) -> str:
    """The address of one database without any table."""
    return new_url()


@pytest.fixture
def engine(bare_url: str) -> Iterator[Engine]:
    """An engine on that database, as the program uses it."""
    made = create_engine(bare_url, poolclass=NullPool)
    prepare(made)
    yield made
    made.dispose()
