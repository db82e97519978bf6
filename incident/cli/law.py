"""`incident law`: the rulebook listed, one regime shown, every worked example run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incident.cli.documents import Day, today
from incident.cli.rehearse import rehearse
from incident.cli.settings import config_option, rulebook_of, settings_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from incident.law.model import Obligation, Regime
    from incident.law.rulebook import Rulebook

OTHER = 1  # exit code where something came out otherwise than expected


@click.group()
def law() -> None:
    """The laws that the program knows."""


law.add_command(rehearse)


@law.command(name="list")
@click.option("--on", type=Day(), help="Count the duties in force on this day; without it today (UTC).")
@click.option("--unsure", is_flag=True, help="Only laws and duties of medium or low confidence, with their doubts.")
@config_option
def list_regimes(on: date | None, unsure: bool, config: Path | None) -> None:
    """Every regime with its place, its duties in force, and the day it was last compared with its source."""
    from rich.console import Console

    rulebook, day = rulebook_of(config), on or today()
    console = Console(soft_wrap=unsure, highlight=False)
    if unsure:
        for line in _unsure(rulebook):
            console.print(line, markup=False)
        return
    console.print(_list(rulebook, day))


def _list(rulebook: Rulebook, day: date) -> Table:
    from rich.table import Table

    from incident.law.rulebook import in_force

    table = Table(title=f"Rulebook {rulebook.version}, {len(rulebook.regimes)} regimes", title_justify="left")
    for name in ("Id", "Law", "Place", "Status", "Duties", "Confidence", "Checked"):
        table.add_column(name, overflow="fold")
    for regime in sorted(rulebook.regimes, key=lambda entry: entry.id):
        count = sum(in_force(entry, day) is not None for entry in regime.obligations)
        status = "switched off" if regime.id in rulebook.off else regime.status
        table.add_row(regime.id, regime.name, regime.jurisdiction, status, str(count), regime.confidence,
                      regime.checked_on.isoformat())  # fmt: skip
    return table


def _unsure(rulebook: Rulebook) -> Iterator[str]:
    """What a lawyer looks at first: by confidence, the least certain law first, each with its doubts."""
    from incident.domain.law_pages import unsure_of

    for regime, confidence, duties in unsure_of(rulebook):
        off = ", switched off" if regime.id in rulebook.off else ""
        yield f"{regime.id}  {regime.name}: {confidence} confidence{off}"
        yield from (f"    {doubt}" for doubt in regime.doubts)
        for obligation, version in duties:
            yield f"  {obligation.id} from {version.in_force_from}: {version.confidence or regime.confidence}"
            yield from (f"    {doubt}" for doubt in version.doubts)


@law.command()
@click.argument("regime_id", metavar="ID")
@click.option("--on", type=Day(), help="Only what is in force on this day; without it every version.")
@config_option
def show(regime_id: str, on: date | None, config: Path | None) -> None:
    """One regime: its duties with citations and dates, its doubts, sources and worked examples."""
    from incident.errors import LawDataError

    try:
        regime = rulebook_of(config).regime(regime_id)
    except LawDataError as error:
        raise click.UsageError(str(error)) from error
    click.echo("\n".join(_shown(regime, on)))


def _shown(regime: Regime, on: date | None) -> Iterator[str]:
    draft = "  DRAFT: binds nobody" if regime.status == "draft" else ""
    yield f"{regime.id}  {regime.name}{draft}"
    yield f"{regime.jurisdiction}, times in {regime.zone}; checked on {regime.checked_on}; confidence {regime.confidence}"
    for obligation in regime.obligations:
        yield from _obligation(obligation, on)
    for title, lines in (
        ("Doubts", regime.doubts),
        ("Sources", tuple(f"{source.title}: {source.url}" for source in regime.sources)),
        ("Worked examples", tuple(f"{entry['on']}: {entry['name']} ({entry['source']})" for entry in regime.examples)),
    ):
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))


def _obligation(obligation: Obligation, on: date | None) -> Iterator[str]:
    from incident.domain.due_times import period_words
    from incident.law.rulebook import in_force

    versions = obligation.versions if on is None else [version for version in (in_force(obligation, on),) if version]
    if not versions:
        return
    yield ""
    yield f"{obligation.id}  {obligation.title}"
    starts = f"; clock starts on {' or '.join(obligation.starts_on)}" if obligation.starts_on else ""
    owner = "organisation" if obligation.owed_by == "any" else obligation.owed_by
    yield f"  owed by the {owner} to: {obligation.notify}{starts}"
    for version in versions:
        until = f" until {version.in_force_until}" if version.in_force_until else ""
        yield f"  from {version.in_force_from}{until}: {version.cite}"
        yield f"    period: {version.words or period_words(version.deadline)}"
        if version.expected:
            yield f"    expected by the regulator: {version.expected.words or period_words(version.expected)}"
        yield from (f"    doubt: {doubt}" for doubt in version.doubts)


@law.command()
@click.argument("regime_ids", metavar="[ID]...", nargs=-1)
@click.option("--stale", type=click.IntRange(min=0), metavar="DAYS",
              help="Instead list what was not compared with its source for so many days, the oldest first.")
@click.option("--on", type=Day(), help="With --stale: the day from which their age is counted; without it today (UTC).")
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Check a copy in this folder.")
@config_option
def check(
    regime_ids: tuple[str, ...], stale: int | None, on: date | None, data: Path | None, config: Path | None
) -> None:
    """Read every law file, also your own rules, and run every worked example, or those of the regimes named.

    Names file and key of what is broken and every difference; exit code 1 when there is one.
    """
    from rich.console import Console

    from incident.errors import LawDataError
    from incident.law.rulebook import DATA, read_rulebook

    folder = data or DATA
    try:
        rulebook = read_rulebook(folder, settings_of(config).law_choice)
    except LawDataError as error:
        raise click.ClickException(str(error)) from error
    if missing := sorted(set(regime_ids) - set(rulebook.by_id)):
        raise click.UsageError("\n".join([f"There is no readable regime {', '.join(missing)}.", *rulebook.faults]))
    chosen = [regime for regime in rulebook.regimes if not regime_ids or regime.id in regime_ids]
    if stale is not None:
        _print_ages(chosen, stale, on or today())
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    chosen, broken = _with_examples(chosen)
    faults = (*rulebook.faults, *broken, *_more_faults(rulebook, folder))
    for fault in faults:
        console.print(f"broken: {fault}")
    count, failed = _run(chosen, rulebook, console)
    if failed or faults:
        console.print(f"Worked examples that differ: {failed} of {count}. Faults in the files: {len(faults)}.")
        raise click.exceptions.Exit(OTHER)
    console.print(f"Regimes: {len(chosen)}. Worked examples: {count}, all come out as expected.")


def _with_examples(regimes: Sequence[Regime]) -> tuple[list[Regime], list[str]]:
    """The regimes whose worked examples can be read, and what is wrong with those of the others."""
    from incident.errors import LawDataError

    whole, faults = [], []
    for regime in regimes:
        try:
            len(regime.examples)
            whole.append(regime)
        except LawDataError as error:
            faults.append(str(error))
    return whole, faults


def _more_faults(rulebook: Rulebook, folder: Path) -> list[str]:
    """Faults beyond the regimes and authorities: calendars that are not known, forms that are broken."""
    from incident.domain.examples import unknown_calendars
    from incident.errors import LawDataError
    from incident.law.forms import load_forms

    faults = unknown_calendars(rulebook)
    try:
        load_forms(folder / "forms")
    except LawDataError as error:
        faults.append(str(error))
    return faults


def _run(chosen: Sequence[Regime], rulebook: Rulebook, console: Console) -> tuple[int, int]:
    """Run the worked examples with a progress bar; how many there were, and how many differ."""
    from rich.progress import track

    from incident.domain.examples import run_one

    examples = [(regime, example) for regime in chosen for example in regime.examples]
    failed = 0
    for regime, example in track(
        examples, "Worked examples", console=console, transient=True, disable=not console.is_terminal
    ):
        result = run_one(regime, example, rulebook)
        if not result.ok:
            failed += 1
            console.print(f"differs: {regime.id}: {result.name}")
            for line in result.differences:
                console.print(f"    {line}")
    return len(examples), failed


def _print_ages(chosen: Sequence[Regime], stale: int, day: date) -> None:
    old = [regime for regime in chosen if (day - regime.checked_on).days >= stale]
    for regime in sorted(old, key=lambda entry: (entry.checked_on, entry.id)):
        click.echo(f"{regime.checked_on}  {(day - regime.checked_on).days:>5} days  {regime.id}  {regime.name}")
    if not old:
        click.echo(f"Every one of them was compared with its source within {stale} days.")
