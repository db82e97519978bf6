"""The people affected as a table by place of residence, as notices print it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident.domain import words
from incident.domain.register import people


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """The people of one place: how many, who they are, and their data where those differ from the whole; in words."""

    place: str
    number: str
    kinds: str
    data: str


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """The people affected, in the order of the facts. `basis`: how far to trust the numbers, "" when fully."""

    rows: tuple[PlaceRow, ...]
    total: str
    basis: str


def people_by_place(facts: Mapping[str, Any]) -> PeopleTable | None:
    """The table for a facts document; None while no place is known."""
    groups: Sequence[Mapping[str, Any]] = facts.get("affected") or ()
    if not groups:
        return None
    total, may_grow = people([facts])
    estimated = any(group.get("estimate") for group in groups)
    basis = [*(["estimate"] if estimated else []), *(["the numbers may still grow"] if may_grow else [])]
    return PeopleTable(
        rows=tuple(_row(group) for group in groups),
        total=f"At least {total:,}" if total and may_grow else _capital(words.count(total, estimate=estimated)),
        basis="; ".join(basis),
    )


def _row(group: Mapping[str, Any]) -> PlaceRow:
    return PlaceRow(
        place=words.place(group["residence"]),
        number=_capital(words.count(group.get("count"), estimate=bool(group.get("estimate")))),
        kinds=_capital(words.listed(words.kind_of_people(code) for code in group.get("people") or [])),
        data=_capital(words.listed(words.code(code) for code in group.get("data") or [])),
    )


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
