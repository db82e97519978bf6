"""`incident verify` and `incident import`: is the record whole, and how does it take in what was kept elsewhere."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from incident.cli.settings import config_option, settings_of
from incident.config import Settings

console = Console(highlight=False, soft_wrap=True)


@click.command()
@config_option
def verify(config: Path | None) -> None:
    """Check the audit chain link by link, and every stored file against its hash. Exit code 1 when one fails."""
    from sqlalchemy import func, select

    from incident.app import create_app
    from incident.db import audit, db
    from incident.db.models import AuditEntry, StoredFile
    from incident.errors import BreachdeskError

    app = create_app(settings_of(config))
    found = 0
    with app.app_context():
        entries = db.session.scalar(select(func.count(AuditEntry.seq))) or 0
        for fault in audit.faults(db.session()):
            console.print(f"[red]audit entry {fault.seq}[/red]: {fault.words}")
            found += 1
        store = app.extensions["breachdesk"].desk.files
        rows = db.session.scalars(select(StoredFile.sha256).order_by(StoredFile.sha256)).all()
        for sha256 in rows:
            try:
                store.get(sha256)
            except BreachdeskError as error:
                console.print(f"[red]file {sha256[:16]}[/red]: {error}")
                found += 1
    if found:
        raise click.exceptions.Exit(1)
    console.print(f"Whole: {entries} audit entries in an unbroken chain, {len(rows)} files as recorded.")


@click.group(name="import")
def import_group() -> None:
    """Take in incidents that were kept elsewhere."""


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", "email", required=True, help="E-mail address of the person in whose name they are imported.")
@click.option("--report", type=click.Path(path_type=Path), help="Also write the outcome of each record to this JSON file.")
@config_option
def veris(file: Path, email: str, report: Path | None, config: Path | None) -> None:
    """Import VERIS incidents (schema 1.2 and later); says per record what could not be mapped.

    Exit code 1 when a record was not taken; the others are.
    """
    from incident.errors import BreachdeskError
    from incident.services import imports

    settings = settings_of(config)
    try:
        outcome = _import(imports.read_veris_file(file), email, settings)
    except BreachdeskError as error:
        raise click.ClickException(str(error)) from error
    _say(outcome)
    if report:
        _write(report, outcome)
    if any(row["reference"] is None for row in outcome):
        raise click.exceptions.Exit(1)


def _import(records: list[object], email: str, settings: Settings) -> list[dict[str, Any]]:
    """What became of each record. Each is committed by itself, so that an end half-way loses nothing."""
    from sqlalchemy import func, select

    from incident.app import create_app
    from incident.db import connections, db
    from incident.db.models import User
    from incident.services import imports
    from incident.times import utcnow

    app = create_app(settings)
    outcome = []
    with app.app_context(), Progress(console=Console(stderr=True)) as progress:
        person = db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))
        if person is None:
            raise click.ClickException(f"There is no account with the address {email}.")
        desk, person_id = app.extensions["breachdesk"].desk, person.id
        db.session.rollback()
        for number, record in enumerate(progress.track(records, description="Importing"), 1):
            connections.begin_write(db.session())
            by = db.session.get_one(User, person_id)
            result = imports.one_veris(db.session(), number, record, by=by, now=utcnow(), desk=desk)
            db.session.commit()
            outcome.append(_outcome(result))
    return outcome


def _outcome(result: Any) -> dict[str, Any]:
    return {
        "number": result.number,
        "incident_id": result.import_id,
        "reference": result.reference,
        "already_there": result.already_there,
        "notes": list(result.notes),
    }


def _say(outcome: list[dict[str, Any]]) -> None:
    """What holds of every record that was taken once, then each record with what is its own."""
    if not outcome:
        console.print("The file holds no records.")
        return
    taken = [row for row in outcome if row["reference"] is not None and not row["already_there"]]
    common = [note for note in taken[0]["notes"] if all(note in row["notes"] for row in taken)] if len(taken) > 1 else []
    for note in common:
        console.print(f"In every record: {note}.", markup=False)
    for row in outcome:
        notes = "; ".join(note for note in row["notes"] if note not in common) or "everything else was mapped"
        name = row["reference"] or "not taken"
        console.print(f"{row['number']:>4} {name} ({row['incident_id'] or 'no incident_id'}): {notes}", markup=False)
    there = sum(row["already_there"] for row in outcome)
    console.print(f"\n{len(taken)} imported, {there} there before, {len(outcome) - len(taken) - there} not taken.")


def _write(report: Path, outcome: list[dict[str, Any]]) -> None:
    try:
        report.write_text(json.dumps(outcome, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise click.ClickException(f"{report}: cannot be written ({error}). The records above were imported.") from error
