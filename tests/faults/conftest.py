"""Real scheduler processes on a real database with a real mail server, all of one test's own."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask

from incident.app import create_app
from incident.config import Mail, Settings
from incident.db import db
from incident.times import utcnow
from tests import mailserver
from tests.faults.processes import Installation, SchedulerProcess
from tests.mailserver import MailServer


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mailserver.running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    """The installation sends by SMTP to the test's mail server."""
    by_smtp = Mail(channel="smtp", host="127.0.0.1", port=mail.port, security="none", sender=settings.mail.sender)
    return settings.model_copy(update={"mail": by_smtp})


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The real time: other processes go by it."""
    return utcnow


@pytest.fixture
def app(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Flask]:
    """The application in the test's own process, beside the schedulers."""
    made = create_app(settings, clock=clock)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def installation(app: Flask, settings: Settings) -> Iterator[Installation]:
    """The installation as a test acts on it; every process that it started is ended."""
    made = Installation(app, settings)
    yield made
    made.end_all()


@pytest.fixture
def start(installation: Installation) -> Callable[[], SchedulerProcess]:
    """Start one more scheduler."""
    return installation.start
