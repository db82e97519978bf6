"""`incident law rehearse`: which duties and dates of the recorded incidents another law would change. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incident.cli.documents import Day, refuse
from incident.cli.settings import config_option, rulebook_of, settings_of

if TYPE_CHECKING:
    from flask import Flask

    from incident.cli.rehearsal_out import Output
    from incident.config import Settings
    from incident.domain.rehearsal_words import Tally
    from incident.law.rulebook import Rulebook
    from incident.services.rehearsals import Subject

DIFFERS = 1  # exit code where something would change
FIXED = ("calendars", "risk")  # folders of the law data that the program reads from its own place alone


@click.command()
@click.option("--with", "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="A copy of the law data with changes; without a places.toml in it, own rules in place of rules_dir.")
@click.option("--on", type=Day(), help="Ask the law of this day; without it that of each assessment's own day.")
@click.option("--open", "open_only", is_flag=True, help="Only incidents that are not closed.")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@config_option
def rehearse(folder: Path | None, on: date | None, open_only: bool, shape: str, config: Path | None) -> None:
    """Show which duties and dates of the recorded incidents would change under another law.

    Compares what people see now with the newest facts asked of the law of DIR, of another day, or of both; without
    either with the rulebook in use. Nothing is written. Exit code 1 when something would change, 0 when nothing would.
    """
    from incident.app import create_app
    from incident.cli.rehearsal_out import output_of
    from incident.domain.rehearsal_words import Tally

    settings = settings_of(config)
    rulebook = _rulebook_with(folder, settings) if folder else rulebook_of(config)
    app, tally = create_app(settings), Tally()
    with app.app_context(), output_of(shape, rulebook.version, on, settings.zone) as output:
        _run(app, rulebook, on, open_only=open_only, tally=tally, output=output)
        output.end(tally)
    if tally.differs:
        raise click.exceptions.Exit(DIFFERS)


def _rulebook_with(folder: Path, settings: Settings) -> Rulebook:
    """The rulebook of a folder; any fault of its files ends the command, since laws that are not read would seem gone."""
    from incident.domain.examples import unknown_calendars
    from incident.errors import LawDataError
    from incident.law.rulebook import DATA, read_rulebook

    whole = (folder / "places.toml").is_file()
    try:
        if whole:
            rulebook = read_rulebook(folder, settings.law_choice)
        else:
            rulebook = read_rulebook(DATA, replace(settings.law_choice, own=folder))
    except LawDataError as error:
        refuse([f"broken: {error}"])
    if faults := (*rulebook.faults, *unknown_calendars(rulebook)):
        refuse([f"broken: {fault}" for fault in faults])
    for name in _not_rehearsed(folder) if whole else ():
        click.echo(f"Not rehearsed: {name} differs; calendars and risk factors are read from the program's own.", err=True)
    return rulebook


def _not_rehearsed(folder: Path) -> Iterator[str]:
    """Files of the copy that differ, and that the program does not read from there."""
    from incident.law.rulebook import DATA

    for name in FIXED:
        for path in sorted((folder / name).rglob("*.toml")):
            own = DATA / path.relative_to(folder)
            if not own.is_file() or own.read_bytes() != path.read_bytes():
                yield path.relative_to(folder).as_posix()


def _run(
    app: Flask, rulebook: Rulebook, on: date | None, *, open_only: bool, tally: Tally, output: Output
) -> None:
    """Read every incident, a page at a time, each page in a read-only transaction that ends before it is rehearsed."""
    from incident.db import connections, db, schema
    from incident.services import rehearsals

    session = db.session()
    schema.check_schema(db.engine)
    connections.begin_read(session)
    output.begin(rehearsals.count(session, open_only=open_only))
    subjects = rehearsals.page(session, after=0, open_only=open_only)
    while subjects:
        session.rollback()
        for subject in subjects:
            _one(subject, rulebook, on, tally=tally, output=output)
        connections.begin_read(session)
        subjects = rehearsals.page(session, after=subjects[-1].id, open_only=open_only)
    session.close()
    db.engine.dispose()


def _one(subject: Subject, rulebook: Rulebook, on: date | None, *, tally: Tally, output: Output) -> None:
    from incident.domain.rehearsal import rehearse as rehearsed
    from incident.errors import FactsInvalid, LawDataError

    try:
        contexts = [rehearsed(case, rulebook, on=on) for case in subject.cases]
    except (FactsInvalid, LawDataError) as error:
        tally.add_unread()
        output.unread(subject, str(error))
        return
    tally.add(contexts)
    output.incident(subject, [entry for entry in contexts if entry.changes or entry.open_differ])
