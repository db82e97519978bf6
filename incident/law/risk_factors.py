"""What laws list for judging the harm of a breach: `data/risk/factors.toml`, read once."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from incident.errors import LawDataError
from incident.law.loader import CONFIDENCE
from incident.law.tables import Table, read_toml

FILE = Path(__file__).parent / "data" / "risk" / "factors.toml"
READS = (
    "action", "sensitivity", "harm", "recipient", "protection", "overcome", "acquired", "extent", "misuse", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a law: the provision, its words, and how the facts are read for it (one of READS)."""

    cite: str
    words: str
    reads: str


@dataclass(frozen=True, slots=True)
class FactorList:
    """The factors of one law. `asks`: the test; `up`, `down`: what a factor that points so says of it."""

    regime: str
    name: str
    asks: str
    cite: str
    up: str
    down: str
    confidence: str
    checked_on: date
    factors: tuple[Factor, ...]


@cache
def factor_lists(file: Path = FILE) -> tuple[FactorList, ...]:
    """Every list of the file, in its order.

    Raises:
        LawDataError: a key is missing, unknown or wrong; file and key are named.
    """
    top = Table(read_toml(file, file.name), file.name)
    rows = top.need("list", list)
    top.end()
    return tuple(_list(Table(row, f"{file.name}: list[{number}]")) for number, row in enumerate(rows))


def _list(table: Table) -> FactorList:
    found = FactorList(
        regime=table.need("regime", str),
        name=table.need("name", str),
        asks=table.need("asks", str),
        cite=table.need("cite", str),
        up=table.need("up", str),
        down=table.need("down", str),
        confidence=table.choose("confidence", CONFIDENCE),
        checked_on=table.need("checked_on", date),
        factors=tuple(
            _factor(Table(row, f"{table.where}.factor[{number}]")) for number, row in enumerate(table.need("factor", list))
        ),
    )
    table.end()
    if not found.factors:
        raise LawDataError(f"{table.where}: 'factor' is empty")
    return found


def _factor(table: Table) -> Factor:
    found = Factor(cite=table.need("cite", str), words=table.need("words", str), reads=table.choose("reads", READS))
    table.end()
    return found
