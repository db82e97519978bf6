"""Breachdesk as its users start it: web server and scheduler as processes, a folder of their own, the computer's clock."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incident import instance
from incident.app import create_app
from incident.config import load_settings
from incident.db import connections, db, schema
from incident.db.models import User
from incident.services import identity
from incident.services.desk import Desk
from incident.times import utcnow
from tests.conftest import EXAMPLE, PEOPLE, ROOT

ZONE = "Pacific/Auckland"  # of the invented company and of everybody in it
PATIENCE = 60.0  # seconds until a process has started or ended


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

    def wait_until_it_answers(self) -> None:
        """Wait for the web server's first answer.

        Raises:
            AssertionError: it ended or did not answer in time; with what it said.
        """
        until = time.monotonic() + PATIENCE
        while not self._answers():
            said = (self.folder / "web.log").read_text(errors="replace")
            assert self._running["web"].poll() is None and time.monotonic() < until, said
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.base}/healthz/live", timeout=5) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

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


def email_of(role: str) -> str:
    """The address with which the person of this role signs in."""
    return f"{role}@fernbrook.example"


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
        site.wait_until_it_answers()
        yield site
    finally:
        site.end_all()
        with site.app.app_context():
            db.engine.dispose()
