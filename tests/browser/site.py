"""Breachdesk as its users start it: web server and scheduler as processes, a folder of their own, the computer's clock."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incident import instance
from incident.app import create_app
from incident.config import load_settings
from incident.db import connections, db, schema
from incident.db.models import User
from incident.domain.quick_report import QuickReport
from incident.services import contexts, identity, incidents
from incident.services.desk import Desk
from incident.times import utcnow
from tests.conftest import EXAMPLE, PEOPLE, ROOT

ZONE = "Pacific/Auckland"  # of the invented company and of everybody in it
PATIENCE = 60.0  # seconds until a test gives up; a scheduler gives a sign of life every 10


@dataclass(slots=True)
class Site:
    """A running installation. `app` is a second door to the same rows, for what a test prepares or looks up."""

    base: str
    folder: Path
    app: Flask
    _environment: dict[str, str]
    _running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start `incident web` or `incident scheduler`; what it says goes to a file in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "incident.cli", name, "--config", str(EXAMPLE)],
                env={**os.environ, **self._environment}, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip

    def end(self, name: str) -> None:
        """Ask a process to end, and wait for it."""
        child = self._running.pop(name)
        child.terminate()
        child.wait(PATIENCE)

    def end_all(self) -> None:
        """End every process of this installation."""
        for name in list(self._running):
            self.end(name)

    def answers(self) -> bool:
        """Whether the web server answers.

        Raises:
            AssertionError: it has ended; with what it said.
        """
        assert self._running["web"].poll() is None, (self.folder / "web.log").read_text(errors="replace")
        return self.health() is not None

    def health(self) -> int | None:
        """The status that a machine gets which asks for the health; None while nothing answers."""
        try:
            with urlopen(f"{self.base}/healthz", timeout=5) as answer:  # noqa: S310 - our own loopback address
                return int(answer.status)
        except HTTPError as refused:
            return refused.code
        except OSError:
            return None

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Desk]]:
        """A session that is committed at the end of the block."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            connections.begin_write(session)
            yield session, self.app.extensions["breachdesk"].desk
            session.commit()

    def open_accounts(self) -> None:
        """Make one person for each role."""
        with self.writing() as (session, _):
            for role, name in PEOPLE.items():
                identity.create(session, email=email_of(role), name=name, roles=[role], zone=ZONE, by=None, now=utcnow())

    def link(self, role: str) -> str:
        """The path of a one-time link for the person of this role."""
        with self.writing() as (session, _):
            person = session.scalars(select(User).where(User.email == email_of(role))).one()
            return f"/welcome/{identity.make_link(session, person, lasts=timedelta(hours=1), now=utcnow())}"

    def incident(self) -> "Opened":
        """A new incident, reported by the reporter and owned by the handler."""
        with self.writing() as (session, desk):
            reporter, handler = (
                session.scalars(select(User).where(User.email == email_of(role))).one() for role in ("reporter", "handler")
            )
            seen = QuickReport(
                what_happened="A list went to a wrong recipient.", noticed_at=utcnow(), kinds=("contact",),
                whose=("Our own users",), people_count=120, ongoing=False,
            )  # fmt: skip
            incident = incidents.report(session, seen, by=reporter, now=utcnow(), desk=desk)
            incidents.change(session, incident, title=incident.title, owner=handler, expected_version=incident.version,
                             by=handler, now=utcnow(), desk=desk)  # fmt: skip
            return Opened(incident.reference, contexts.of(session, incident)[0].id)


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident with one context."""

    ref: str
    context_id: int

    @property
    def path(self) -> str:
        """Of the overview."""
        return f"/incidents/{self.ref}"

    @property
    def facts(self) -> str:
        """Of the facts."""
        return f"{self.path}/facts/{self.context_id}"


def email_of(role: str) -> str:
    """The address with which the person of this role signs in."""
    return f"{role}@fernbrook.example"


def until(what: Callable[[], bool]) -> None:
    """Wait until it is so; fail when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


@contextmanager
def running(folder: Path, *, scheduler: bool = True) -> Iterator[Site]:
    """An installation with people and no incident, on a free port of this machine; its processes end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = {
        "INCIDENT__INSTANCE": str(folder / "instance"),
        "INCIDENT__BASE_URL": base,
        "INCIDENT__SERVER__PORT": str(port),
    }
    settings = load_settings(EXAMPLE, environment)
    instance.prepare(settings)
    schema.upgrade(settings.database_url)
    site = Site(base, folder, create_app(settings), environment)
    site.open_accounts()
    try:
        for name in ("web", "scheduler") if scheduler else ("web",):
            site.start(name)
        until(site.answers)
        yield site
    finally:
        site.end_all()
        with site.app.app_context():
            db.engine.dispose()
