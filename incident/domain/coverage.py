"""Places whose own law nobody has written into the rulebook: there “nothing owed” would only mean “not looked at”."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incident.domain import words
from incident.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Places (ISO 3166) that facts name. `countries`: no law is there; `parts`: one of the country, none of the part."""

    countries: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def countries_words(self) -> str:
        """The countries by name: “South Korea and Japan”."""
        return words.listed(words.place(code) for code in self.countries)

    @property
    def parts_words(self) -> str:
        """The states and provinces by name."""
        return words.listed(words.place(code) for code in self.parts)


def uncovered(documents: Iterable[Mapping[str, Any]], rulebook: Rulebook) -> Uncovered:
    """The places of people and of the organisation, over all contexts, that the rulebook does not know, in order."""
    named = dict.fromkeys(place for document in documents for place in _places(document))
    missing = [place for place in named if not rulebook.knows(place)]
    countries = dict.fromkeys(place.split("-")[0] for place in missing if not rulebook.knows(place.split("-")[0]))
    return Uncovered(tuple(countries), tuple(place for place in missing if place.split("-")[0] not in countries))


def _places(document: Mapping[str, Any]) -> Iterable[str]:
    for group in document.get("affected") or ():
        if group.get("count") != 0:
            yield group["residence"]
    organisation = document.get("organisation") or {}
    if organisation.get("country"):
        yield organisation["country"]
    yield from organisation.get("establishments") or ()
