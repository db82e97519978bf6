"""`incident assess`, `due` and `facts`: from facts to duties, the deadline arithmetic alone, the facts document."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incident.cli.documents import Day, Instant, facts_of, refuse, today, write_json
from incident.cli.settings import config_option, rulebook_of

if TYPE_CHECKING:
    from incident.law.facts import Facts
    from incident.law.rulebook import Rulebook

ON = click.option("--on", type=Day(), help="The day whose law is asked; without it today (UTC).")


@click.command()
@click.argument("file", metavar="FACTS.json")
@click.option("--format", "shape", type=click.Choice(["json", "table"]), default="json", show_default=True)
@ON
@click.option("--accept-suggested-risk", "accept", is_flag=True, help="Take the suggested risk as the decision; says so.")
@click.option("--changes", "duty_id", metavar="DUTY-ID", help="Say what would add, remove or decide this duty.")
@config_option
def assess(
    file: str, shape: str, on: date | None, accept: bool, duty_id: str | None, config: Path | None
) -> None:
    """Say which duties follow from the facts of FACTS.json, by when and why; “-” reads standard input.

    Wrong facts end the command with one line for each fault and exit code 2.
    """
    from incident.domain.assess import assess as assessed
    from incident.domain.assess import assess_as_suggested
    from incident.domain.severity_factors import with_factors

    facts = facts_of(file)
    asked = assess_as_suggested if accept else assessed
    rulebook = rulebook_of(config)
    document = with_factors(asked(facts, rulebook, on=on or today()), facts)
    if duty_id is not None:
        document = _with_changes(document, facts, rulebook, duty_id)
    if shape == "json":
        write_json(document)
        return
    from incident.cli.tables import print_assessment, print_changes

    (print_assessment if duty_id is None else print_changes)(document)


def _with_changes(document: dict[str, Any], facts: "Facts", rulebook: "Rulebook", duty_id: str) -> dict[str, Any]:
    from incident.domain.change_documents import with_changes
    from incident.errors import DutyNotClear

    try:
        return with_changes(document, facts, rulebook, duty_id)
    except DutyNotClear as error:
        refuse([str(error)])


@click.command()
@click.option("--regime", required=True, help="Id of the law, such as EU-GDPR; see: incident law list.")
@click.option("--notify", help="Who is told: regulator, individuals, controller, ...")
@click.option("--id", "duty_id", help="Id of the duty, such as US-NY/state-police, where several notify the same.")
@click.option("--from", "start", required=True, type=Instant(), help="Start of the clock, with an offset.")
@click.option("--place", help="Place where it is owed, for its time and holidays, such as DE or US-CA.")
@ON
@config_option
def due(
    regime: str,
    notify: str | None,
    duty_id: str | None,
    start: datetime,
    place: str | None,
    on: date | None,
    config: Path | None,
) -> None:
    """Print when a duty is due if its clock starts at a given time: the arithmetic alone, as JSON."""
    from incident.domain import deadlines
    from incident.errors import BreachdeskError

    if (notify is None) == (duty_id is None):
        raise click.UsageError("Name the duty by --notify or by --id, one of the two.")
    _check_place(place)
    rulebook, day = rulebook_of(config), on or today()
    try:
        chosen = deadlines.choose(rulebook, regime, notify=notify, duty_id=duty_id, on=day)
    except BreachdeskError as error:
        refuse([str(error)])
    write_json(deadlines.document(rulebook, chosen, start, on=day, place=place))


def _check_place(place: str | None) -> None:
    from incident.law.facts import is_place

    if place is not None and not is_place(place):
        raise click.BadParameter(f"“{place}” is no place code. Use ISO 3166: DE, or US-CA.", param_hint="--place")


@click.command()
@click.option("--schema", is_flag=True, help="The JSON Schema, with question, type and unit of every field.")
def facts(schema: bool) -> None:
    """Print every field of the facts document with its question; with --schema as JSON Schema."""
    from incident.law.fields import FIELDS, GROUPS
    from incident.law.schema import json_schema

    if schema:
        write_json(json_schema())
        return
    for group in GROUPS:
        click.echo(f"\n{group}")
        for field in FIELDS:
            if field.group == group:
                click.echo(f"  {field.path}  ({field.type})  {field.question}")
