"""How a rehearsal is written: as tables for people or as one JSON document, an incident at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from incident.domain import rehearsal_words, words
from incident.domain.rehearsal import HELD, Change, Rehearsed
from incident.domain.rehearsal_words import Tally
from incident.services.rehearsals import Subject


class Output(Protocol):
    """Where a rehearsal goes to."""

    def begin(self, total: int) -> None:
        """So many incidents will follow."""

    def incident(self, subject: Subject, contexts: Sequence[Rehearsed]) -> None:
        """One incident was read; `contexts`: those in which something differs, none for most."""

    def unread(self, subject: Subject, why: str) -> None:
        """One incident could not be assessed."""

    def end(self, tally: Tally) -> None:
        """All were read."""


@contextmanager
def output_of(shape: str, rulebook: str, on: date | None, zone: str) -> Iterator[Output]:
    """The output of a shape, "table" or "json", with a progress bar where a person watches.

    `zone`: of the installation, for times that belong to no place.
    """
    out = Console(highlight=False)
    watched = out if out.is_terminal else Console(stderr=True)
    hidden = not watched.is_terminal or (shape == "json" and out.is_terminal)  # no bar between lines of JSON
    columns = (TextColumn("Incidents"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=watched, transient=True, disable=hidden, redirect_stdout=False, redirect_stderr=False)
    with bar:
        yield _Json(bar, rulebook, on) if shape == "json" else _Tables(bar, out, rulebook, on, zone)


class _Watched:
    """The progress bar that both outputs move on."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("Incidents", total=None)

    def begin(self, total: int) -> None:
        self._bar.update(self._task, total=total)

    def _next(self) -> None:
        self._bar.advance(self._task)


class _Tables(_Watched):
    """A table for each incident in which something differs, then the summary."""

    def __init__(self, bar: Progress, out: Console, rulebook: str, on: date | None, zone: str) -> None:
        super().__init__(bar)
        self._out, self._zone = out, zone
        day = f"the law of {words.day(on)}" if on else "the law of the day of each assessment"
        self._said = f"Rehearsed: {day}, rulebook {rulebook}. Nothing was written."

    def incident(self, subject: Subject, contexts: Sequence[Rehearsed]) -> None:
        self._next()
        for entry in contexts:
            self._say(f"\n{subject.reference} {subject.title}, {entry.case.context}", style="bold")
            self._say(_from_to(entry), style="dim")
            if entry.changes:
                self._out.print(_table(entry.changes))
            if entry.open_differ:
                sides = (rehearsal_words.open_words(laws, self._zone) for laws in (entry.open_before, entry.open_after))
                self._say(f"Laws that may not bind at all: {' -> '.join(sides)}")

    def unread(self, subject: Subject, why: str) -> None:
        self._next()
        click.echo(f"{subject.reference}: could not be assessed: {why}", err=True)

    def end(self, tally: Tally) -> None:
        self._bar.stop()
        self._say(f"\n{self._said}", style="dim")
        self._say(tally.words)

    def _say(self, line: str, style: str = "") -> None:
        """One line, whole also where the terminal is narrower, so that a search in it finds what stands there."""
        self._out.print(line, style=style, markup=False, soft_wrap=True)


def _from_to(entry: Rehearsed) -> str:
    case = entry.case
    return f"{case.on}, rulebook {case.rulebook} -> {entry.on}, rulebook {entry.rulebook}"


def _table(changes: Sequence[Change]) -> Table:
    table = Table(show_lines=True)
    for name in ("Place", "Duty", "Now", "Then"):
        table.add_column(name, overflow="fold")
    for change in changes:
        moved = change.moved
        where = "European Union" if moved.jurisdiction == "EU" else words.place(moved.jurisdiction)
        told = f"\n{moved.controller}" if moved.controller else ""
        kind = rehearsal_words.KINDS[change.kind][0] if change.held is None else HELD[change.held]
        table.add_row(
            escape(f"{where}{told}"),
            escape(f"{moved.title}\n{moved.id}\n{kind}"),
            escape(rehearsal_words.side(moved.old_finding, moved.old_due, moved.zone)),
            escape(rehearsal_words.side(moved.new_finding, moved.new_due, moved.zone)),
        )
    return table


class _Json(_Watched):
    """One document, an incident in which something differs a line, so that any number of them needs no memory."""

    def __init__(self, bar: Progress, rulebook: str, on: date | None) -> None:
        super().__init__(bar)
        day = on.isoformat() if on else None
        click.echo(f'{{"rulebook": {_text(rulebook)},\n "on": {_text(day)},\n "incidents": [', nl=False)
        self._before = "\n  "

    def incident(self, subject: Subject, contexts: Sequence[Rehearsed]) -> None:
        self._next()
        if contexts:
            self._write(subject, {"contexts": [rehearsal_words.document(entry) for entry in contexts]})

    def unread(self, subject: Subject, why: str) -> None:
        self._next()
        self._write(subject, {"unread": why})

    def _write(self, subject: Subject, more: dict[str, Any]) -> None:
        row = {"reference": subject.reference, "title": subject.title, "state": subject.state, **more}
        click.echo(f"{self._before}{_text(row)}", nl=False)
        self._before = ",\n  "

    def end(self, tally: Tally) -> None:
        click.echo(f'\n ],\n "summary": {_text(tally.document())}}}')


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
