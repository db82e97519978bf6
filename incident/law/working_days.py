"""Calendars of working days that a law itself defines, read from calendars/statutory.toml."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from incident.errors import LawDataError
from incident.law.loader import CONFIDENCE
from incident.law.tables import Table, read_toml

FILE = Path(__file__).parent / "data" / "calendars" / "statutory.toml"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days of every year, (month, day), both ends in it; `first` after `last` runs over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]
    why: str

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class StatutoryCalendar:
    """`base`: the public holidays and weekends that stay under it; `closed`: the days that the law adds."""

    base: str
    closed: tuple[Closure, ...]
    cite: str
    confidence: str
    doubts: tuple[str, ...]


@cache
def statutory() -> dict[str, StatutoryCalendar]:
    """Every calendar of the file by its name.

    Raises:
        LawDataError: the file is broken; key named.
    """
    shown = f"calendars/{FILE.name}"
    return {name: _calendar(Table(raw, f"{shown}: {name}")) for name, raw in read_toml(FILE, shown).items()}


def _calendar(table: Table) -> StatutoryCalendar:
    calendar = StatutoryCalendar(
        base=table.need("base", str),
        closed=tuple(_closure(Table(raw, f"{table.where}.closed")) for raw in table.need("closed", list)),
        cite=table.need("cite", str),
        confidence=table.choose("confidence", CONFIDENCE),
        doubts=tuple(table.take("doubts", list, [])),
    )
    table.end()
    return calendar


def _closure(table: Table) -> Closure:
    closure = Closure(_day(table, "from"), _day(table, "until"), table.need("why", str))
    table.end()
    return closure


def _day(table: Table, key: str) -> tuple[int, int]:
    text: Any = table.need(key, str)
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError as error:
        raise LawDataError(f"{table.where}.{key}: '{text}' is no day of the year, such as 12-29") from error
    return day.month, day.day
