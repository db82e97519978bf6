"""`incident run`, `web`, `scheduler`, `migrate`, `link`: the installation and its processes."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console

from incident.cli.settings import config_option, config_path, settings_of
from incident.config import Settings

STARTS_AGAIN_AFTER = 2.0  # seconds; a child that ends at once must not fill the log
ENDS_WITHIN = 10.0  # seconds a child has to end by itself
FIRST = ("first.administrator@organisation.example", "First administrator")
console = Console(highlight=False, soft_wrap=True)


@click.command()
@config_option
def migrate(config: Path | None) -> None:
    """Bring the database to this version's tables; make folder and keys at the first start."""
    bring_up(settings_of(config))
    console.print("The database is up to date.")


def bring_up(settings: Settings) -> None:
    """Folder, keys and tables of an installation; faults end the command with their words."""
    from incident import instance
    from incident.db import schema

    for made in instance.prepare(settings):
        console.print(f"Made {made}: readable by its owner alone. Keep a copy, apart from the database.")
    schema.upgrade(settings.database_url)


@click.command()
@config_option
def web(config: Path | None) -> None:
    """Answer browsers and programs (waitress, one process)."""
    import waitress

    from incident.app import create_app
    from incident.cli.logs import start_logging
    from incident.db import db, schema

    start_logging()
    settings = settings_of(config)
    app = create_app(settings)
    with app.app_context():
        schema.check_schema(db.engine)
    waitress.serve(
        app,
        host=settings.server.host,
        port=settings.server.port,
        threads=settings.server.threads,
        ident=None,
        max_request_body_size=settings.files.max_request_bytes + 1_000_000,  # the application refuses first, in words
    )


@click.command()
@config_option
def scheduler(config: Path | None) -> None:
    """Send what is due, sweep, give signs of life: a process of its own."""
    from incident import scheduler as process
    from incident.app import create_app
    from incident.cli.logs import start_logging

    start_logging()
    process.run(create_app(settings_of(config)))


@click.command()
@click.argument("email")
@config_option
def link(email: str, config: Path | None) -> None:
    """Print a one-time link that sets the password of the account with this address."""
    settings = settings_of(config)
    console.print(_link_for(settings, email))


def _link_for(settings: Settings, email: str) -> str:
    from sqlalchemy import func, select

    from incident.app import create_app
    from incident.db import connections, db
    from incident.db.models import User
    from incident.services import identity
    from incident.times import utcnow

    app = create_app(settings)
    with app.app_context():
        connections.begin_write(db.session())
        person = db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))
        if person is None:
            raise click.ClickException(f"There is no account with the address {email}.")
        token = identity.make_link(db.session(), person, lasts=identity.FIRST_LINK, now=utcnow())
        db.session.commit()
    return f"{settings.base_url}/welcome/{token}"


def first_link(settings: Settings) -> str | None:
    """A one-time link for the first administrator, who is made now; None when somebody has a password already."""
    from sqlalchemy import func, select

    from incident.app import create_app
    from incident.db import connections, db
    from incident.db.models import User
    from incident.services import identity
    from incident.times import utcnow

    app = create_app(settings)
    with app.app_context():
        connections.begin_write(db.session())
        if db.session.scalar(select(func.count(User.id)).where(User.password.is_not(None))):
            return None
        person = db.session.scalar(select(User).order_by(User.id).limit(1))
        if person is None:
            email, name = settings.contact.email or FIRST[0], settings.contact.name or FIRST[1]
            person = identity.create(
                db.session(), email=email, name=name, roles=["administrator", "privacy_officer"], zone=settings.zone,
                by=None, now=utcnow(),
            )  # fmt: skip
        token = identity.make_link(db.session(), person, lasts=timedelta(minutes=60), now=utcnow())
        db.session.commit()
    return f"{settings.base_url}/welcome/{token}"


@click.command()
@config_option
def run(config: Path | None) -> None:
    """Make ready, then start web server and scheduler; Ctrl-C ends both."""
    settings = settings_of(config)
    bring_up(settings)
    path = config_path(config)
    if path.name != "config.toml" and config is None:
        console.print("There is no config.toml here: this is the example's invented company. Copy config.example.toml.")
    address = first_link(settings)
    console.print(f"\nBreachdesk: [bold]{settings.base_url}[/bold]")
    if address:
        console.print(f"First administrator, once, within 60 minutes: [bold]{address}[/bold]")
    console.print("Ctrl-C ends it.\n")
    supervise(path, dict(os.environ))


def supervise(config: Path, environment: dict[str, str]) -> None:
    """Run web and scheduler until a signal comes; one that ends is started again."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    commands = {name: [sys.executable, "-m", "incident.cli", name, "--config", str(config)] for name in ("web", "scheduler")}
    running = {name: _start(command, environment) for name, command in commands.items()}
    while not ending.wait(STARTS_AGAIN_AFTER):
        for name, child in running.items():
            if child.poll() is not None:
                console.print(f"{name} ended with code {child.returncode}; it is started again.")
                running[name] = _start(commands[name], environment)
    for child in running.values():
        child.terminate()
    for child in running.values():
        try:
            child.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()


def _start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, env=environment, start_new_session=True)
