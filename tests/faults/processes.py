"""Scheduler processes that a test starts, stops and kills, and what became of the messages meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from incident import scheduler
from incident.config import Settings
from incident.db import connections, db
from incident.db.models import Delivery, DeliveryClass, DeliveryState, User
from incident.services import deliveries, health, identity
from incident.services.desk import Desk
from tests.duties import open_duty

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0  # seconds until a test gives up; a tick comes every 10
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
CONTENT = {"reference": "INC-2026-001", "document": "Notice to the regulator", "author": "Ines Specimen", "due_at": None,
           "path": "/incidents/INC-2026-001/notices/1"}  # fmt: skip


class SchedulerProcess:
    """`incident scheduler` as its users start it."""

    def __init__(self, settings: Settings) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "incident.cli", "scheduler", "--config", str(ROOT / "config.example.toml")],
            env={**os.environ, **_environment(settings)}, cwd=ROOT, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        """End it without any warning (kill -9)."""
        os.kill(self._child.pid, signal.SIGKILL)

    def end(self) -> int:
        """Ask it to end (SIGTERM); its exit code."""
        self._child.terminate()
        return self._child.wait(PATIENCE)

    def wait(self) -> int:
        """Wait until it has ended by itself or was killed; its exit code."""
        return self._child.wait(PATIENCE)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None


def _environment(settings: Settings) -> dict[str, str]:
    mail = settings.mail
    return {
        "INCIDENT__INSTANCE": settings.instance,
        "INCIDENT__DATABASE__URL": settings.database_url,
        "INCIDENT__MAIL__CHANNEL": mail.channel,
        "INCIDENT__MAIL__HOST": mail.host,
        "INCIDENT__MAIL__PORT": str(mail.port),
        "INCIDENT__MAIL__SECURITY": mail.security,
    }


class Installation:
    """One installation, its processes, and its rows as the database has them now."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        self._processes: list[SchedulerProcess] = []

    def start(self) -> SchedulerProcess:
        """Start one more scheduler."""
        made = SchedulerProcess(self._settings)
        self._processes.append(made)
        return made

    def end_all(self) -> None:
        """End every process that was started here."""
        for process in self._processes:
            if process.runs:
                process.kill()
                process.wait()

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, Desk]]:
        """A session that is committed at the end of the block."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            connections.begin_write(session)
            yield session, self.app.extensions["breachdesk"].desk
            session.commit()

    def open_duties(self, number: int, *, now: datetime) -> None:
        """So many duties of one handler that start now, each with one reminder that is due."""
        with self.transaction() as (session, desk):
            owner = person(session, "handler@fernbrook.example", "handler", now)
            for _ in range(number):
                open_duty(session, desk, owner, by=owner, now=now)

    def ask(self, kind: DeliveryClass, *, now: datetime) -> int:
        """Ask for one message of a kind to an approver, with an officer there to be told when it fails; its id."""
        with self.transaction() as (session, desk):
            person(session, "officer@fernbrook.example", "privacy_officer", now)
            row = deliveries.enqueue(
                session, once_key=f"approval/{kind}", template="approval_wanted", content=CONTENT,
                to=person(session, "approver@fernbrook.example", "approver", now), recipient=None,
                delivery_class=kind, due_at=now, now=now, desk=desk,
            )  # fmt: skip
            session.flush()
            return row.id

    def messages(self) -> list[Delivery]:
        """Every message, in the order in which they were made."""
        with self.transaction() as (session, _):
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def message(self, number: int) -> Delivery:
        """One message."""
        return next(row for row in self.messages() if row.id == number)

    def all_sent(self) -> bool:
        """Whether there is nothing left to send."""
        return {row.state for row in self.messages()} == {DeliveryState.SENT}

    def health(self, at: datetime) -> health.SchedulerHealth:
        """What pages would say at this instant."""
        with self.transaction() as (session, _):
            return health.scheduler(session, now=at, zone="UTC")

    def drop_connections(self) -> None:
        """End every connection of this process to the database, on the database's side where there is one."""
        with self.app.app_context():
            if db.engine.dialect.name == "postgresql":
                with db.engine.connect() as connection:
                    connection.execute(text(OTHERS))
            else:
                db.engine.dispose()

    def tick(self, at: datetime) -> None:
        """What a scheduler would do at this instant."""
        scheduler.tick(self.app, at)


def person(session: Session, email: str, role: str, now: datetime) -> User:
    """A person with this address, made when there is none yet."""
    known = session.scalar(select(User).where(User.email == email))
    return known or identity.create(
        session, email=email, name=f"Invented {email.partition('@')[0]}", roles=[role], zone="UTC", by=None, now=now
    )


def until(what: Callable[[], bool]) -> None:
    """Wait until it is so; fail when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)
