"""A PostgreSQL server for the tests: from the system's packages, in a temporary folder, gone at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

PACKAGES = Path("/usr/lib/postgresql")
REMEDY = "PostgreSQL is not installed. Run: apt-get install postgresql"
START_SECONDS = 30
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # the tests end processes, not machines


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Each database is new and empty."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database(self, template: str = "template0") -> str:
        """The SQLAlchemy address of a new database, a copy of `template`."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def _dsn(self, name: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={name}"

    def answers(self) -> bool:
        """Whether it takes connections by now."""
        try:
            with psycopg.connect(self._dsn("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False


def programs() -> Path | None:
    """The folder of the newest installed server; None when there is none."""
    found = sorted(PACKAGES.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    return found[-1].parent if found else None


@contextmanager
def running() -> Iterator[Server]:
    """A server of the newest installed version, ended when the block ends. It never runs as root."""
    folder = programs()
    if folder is None:
        raise FileNotFoundError(REMEDY)
    place = Path(tempfile.mkdtemp(prefix="breachdesk-postgres-"))
    account = _account()
    if account is not None:
        os.chown(place, account.pw_uid, account.pw_gid)
    port = _free_port()
    _run(account, folder / "initdb", "-D", place / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
         "--locale=C.UTF-8")  # fmt: skip
    options = [part for option in QUICK for part in ("-c", option)]
    server = subprocess.Popen(
        [folder / "postgres", "-D", place / "data", "-h", "127.0.0.1", "-p", str(port), "-k", place, *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place, **_as(account),
    )  # fmt: skip
    try:
        found = Server(port)
        _wait(found, server)
        yield found
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed again
        server.wait(START_SECONDS)
        shutil.rmtree(place, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Who the server runs as when the tests run as root, which PostgreSQL refuses; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "env": {"PATH": os.defpath}}


def _run(account: pwd.struct_passwd | None, *command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/", **_as(account))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while not server.answers():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start (exit code {process.poll()})")
        time.sleep(0.05)
