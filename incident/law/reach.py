"""Which regimes the places of an incident can bring into play, so that the laws of other places need not be asked.

A regime is left out only where its scope would say no: where it asks for people or an establishment in places of
which the facts name none, and the facts are complete in that. What is not known leaves nothing out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from incident.law.answers import lookup
from incident.law.model import Regime

Places = Mapping[str, frozenset[str]]


class Reach:
    """The regimes by the places that their scopes ask for."""

    def __init__(self, regimes: Sequence[Regime], places: Places) -> None:
        """`places`: the names of places.toml."""
        self._regimes = regimes
        self._everywhere: list[int] = []
        self._in: dict[str, list[int]] = {}
        self._around: dict[str, list[int]] = {}  # by the country of a part that a scope names
        for number, regime in enumerate(regimes):
            asked = _asked(regime.scope.table, places) if regime.scope else None
            if asked is None:
                self._everywhere.append(number)
                continue
            for code in asked:
                self._in.setdefault(code, []).append(number)
            for country in {code.split("-")[0] for code in asked if "-" in code}:
                self._around.setdefault(country, []).append(number)

    def of(self, facts: Mapping[str, Any]) -> Sequence[Regime]:
        """Every regime whose scope may be met by these facts, in the order of the rulebook; others, too, may be in it."""
        codes = _named(facts)
        if codes is None:
            return self._regimes
        found = set(self._everywhere)
        for code in codes:
            country, _, part = code.partition("-")
            found.update(self._in.get(code, ()))
            if part:
                found.update(self._in.get(country, ()))
            else:
                found.update(self._around.get(country, ()))
        return [self._regimes[number] for number in sorted(found)]


def _named(facts: Mapping[str, Any]) -> set[str] | None:
    """Every place that the facts name; None while that list is not complete."""
    country, establishments = lookup(facts, "organisation.country"), lookup(facts, "organisation.establishments")
    groups = facts.get("affected")
    if country is None or establishments is None or groups is None or "affected" in (facts.get("more_possible") or ()):
        return None
    return {country, *establishments, *(group["residence"] for group in groups if group.get("count") != 0)}


def _asked(table: Mapping[str, Any], places: Places) -> frozenset[str] | None:
    """The places without which a condition cannot hold; None where it may hold without any."""
    if "organisation_in" in table:
        return _codes(table["organisation_in"], places)
    if "people_in" in table:
        few = "at_most" in table or "less_than" in table  # nobody at all is few
        return None if few else _codes(table["people_in"], places)
    if "all" in table:
        parts = [found for part in table["all"] if (found := _asked(part, places)) is not None]
        return min(parts, key=lambda found: (len(found), sorted(found)), default=None)
    if "any" in table:
        return _union(_asked(part, places) for part in table["any"])
    return None


def _union(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)


def _codes(place: str | Sequence[str], places: Places) -> frozenset[str] | None:
    names = [place] if isinstance(place, str) else place
    if "*" in names:
        return None
    return frozenset(code for name in names for code in places.get(name, (name,)))
