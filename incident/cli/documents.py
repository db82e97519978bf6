"""Documents in and out of commands: JSON read with a clear word for every fault, and written the same way each time."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from incident import times
from incident.domain import documents
from incident.errors import DocumentUnreadable, FactsInvalid
from incident.law.facts import Facts, parse_facts

WRONG_INPUT = 2  # exit code, as click has it for wrong usage


def facts_of(name: str) -> Facts:
    """The facts of a file, or of standard input for "-"; ends the command with one line for each fault."""
    shown = "standard input" if name == "-" else name
    try:
        return parse_facts(documents.read(_bytes_of(name)))
    except FactsInvalid as error:
        refuse([f"{shown}: {path}: {message}" if path else f"{shown}: {message}" for path, message in error.errors])
    except DocumentUnreadable as error:
        refuse([f"{shown}: {error}"])
    except OSError as error:
        refuse([f"{shown}: cannot be read: {error.strerror}. Check the path, or use “-” for standard input."])


def _bytes_of(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def refuse(lines: Sequence[str]) -> NoReturn:
    """End the command: each line on standard error, exit code 2."""
    for line in lines:
        # Half characters of a broken document must not break the message about it.
        click.echo(line.encode("utf-8", "backslashreplace").decode(), err=True)
    raise click.exceptions.Exit(WRONG_INPUT)


def write_json(document: Any) -> None:
    """One JSON document on standard output, in the bytes of `documents.to_bytes`."""
    click.echo(documents.to_bytes(document), nl=False)


class Day(click.ParamType[date]):
    """A date as 2026-11-22."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a fault with the remedy."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no date. Write it as 2026-11-22.", param, ctx)


class Instant(click.ParamType[datetime]):
    """A time with an offset, as 2026-11-20T09:30+13:00."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant, or a fault with the remedy."""
        try:
            instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no time. Write it as 2026-11-20T09:30+13:00.", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"“{value}” has no time zone. Add an offset, such as {value}+13:00.", param, ctx)
        if not 1970 <= instant.year <= 2199:
            self.fail(f"“{value}” lies in the year {instant.year}. Check the year.", param, ctx)
        return instant


def today() -> date:
    """The day in UTC: the law of this day is asked where no other is named."""
    return times.utcnow().astimezone(UTC).date()
