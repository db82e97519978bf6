"""The law library: every regime by region and country, found by words, by what is not certain, by what changed."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from incident.domain import law_changes, law_pages
from incident.domain.law_changes import Change
from incident.domain.law_pages import RegimeRow
from incident.law.model import Regime
from incident.law.rulebook import OWN, Rulebook

REGIONS = {
    OWN: "Own rules",
    "africa": "Africa",
    "asia_pacific": "Asia and the Pacific",
    "canada": "Canada",
    "europe": "Europe",
    "latin_america": "Latin America and the Caribbean",
    "middle_east": "Middle East",
    "united_states": "United States",
}  # the folders of the law data in the order of the library
VIEWS = ("all", "unsure", "changed", "drafts", "off", "own")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `words`: all of them must be found; `region`: of REGIONS, "" for all; `view`: of VIEWS."""

    words: str = ""
    region: str = ""
    view: str = "all"


@dataclass(frozen=True, slots=True)
class Entry:
    """One regime in the library. `part`: the state or province, "" for a whole country.

    `off`: read and not counted. `changes`: of the last twelve months and to come. `found`: the authorities and
    provisions in which the words were found, () where they stand in name, id or place.
    """

    row: RegimeRow
    country: str
    part: str
    off: bool
    changes: tuple[Change, ...]
    found: tuple[str, ...] = ()

    @property
    def regime(self) -> Regime:
        """The regime itself."""
        return self.row.regime

    def is_in(self, view: str) -> bool:
        """Whether it belongs to a view of VIEWS."""
        belongs = {
            "unsure": self.row.lowest != "high",
            "changed": bool(self.changes),
            "drafts": self.regime.status == "draft",
            "off": self.off,
            "own": self.regime.region == OWN,
        }
        return belongs.get(view, True)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `entries` in no order, `counts` of each view for the same words and region, `regions` likewise."""

    entries: tuple[Entry, ...]
    counts: Mapping[str, int]
    regions: Mapping[str, int]


def search(rulebook: Rulebook, wanted: Wanted, *, on: date) -> Found:
    """The regimes that fit; `on`: the day from which the changes of the last twelve months are counted."""
    titles = law_pages.titles_of(rulebook)
    fitting = []
    for regime in rulebook.regimes:
        found = _found(regime, rulebook, plain(wanted.words).split())
        if found is not None:
            fitting.append(replace(_entry(regime, rulebook, titles, on), found=found))
    here = [entry for entry in fitting if wanted.region in ("", entry.regime.region)]
    return Found(
        entries=tuple(entry for entry in here if entry.is_in(wanted.view)),
        counts={view: sum(entry.is_in(view) for entry in here) for view in VIEWS},
        regions={name: sum(entry.regime.region == name for entry in fitting) for name in _regions(rulebook)},
    )


def by_region(entries: Sequence[Entry]) -> list[tuple[str, list[tuple[str, list[Entry]]]]]:
    """(region, its countries), each country with its regimes: the whole country first, then its parts by name."""
    ordered = sorted(entries, key=lambda entry: (entry.country, entry.part, entry.regime.name.casefold()))
    regions = [*REGIONS, *sorted({entry.regime.region for entry in entries} - set(REGIONS))]
    found = []
    for region in regions:
        mine = [entry for entry in ordered if entry.regime.region == region]
        countries = dict.fromkeys(entry.country for entry in mine)
        if mine:
            found.append((region, [(name, [entry for entry in mine if entry.country == name]) for name in countries]))
    return found


def region_words(region: str) -> str:
    """A region by its name."""
    return REGIONS.get(region, region.replace("_", " ").capitalize())


def plain(text: str) -> str:
    """Text as it is compared: lower case, without accents, no double spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _regions(rulebook: Rulebook) -> list[str]:
    present = {regime.region for regime in rulebook.regimes}
    return [*(name for name in REGIONS if name in present), *sorted(present - set(REGIONS))]


def _entry(regime: Regime, rulebook: Rulebook, titles: Mapping[str, str], on: date) -> Entry:
    row = law_pages.row(regime)
    changes = law_changes.recent(law_changes.of(regime, titles, on=on), on=on)
    country = law_pages.country_of(regime.jurisdiction)
    return Entry(row, country, row.place.removeprefix(country).removeprefix(": "), regime.id in rulebook.off, tuple(changes))


def _found(regime: Regime, rulebook: Rulebook, asked: Sequence[str]) -> tuple[str, ...] | None:
    """Where words stand that name, id and place do not hold; None where one stands nowhere in the regime."""
    if not asked:
        return ()
    head = plain(f"{regime.name} {regime.id} {law_pages.place_of(regime.jurisdiction)} {regime.jurisdiction}")
    elsewhere = [word for word in asked if word not in head]
    if not elsewhere:
        return ()
    lines = [(line, plain(line)) for line in _lines(regime, rulebook)]
    shown: dict[str, None] = {}
    for word in elsewhere:
        line = next((line for line, text in lines if word in text), None)
        if line is None:
            return None
        shown[line] = None
    together = next((line for line, text in lines if all(word in text for word in elsewhere)), None)
    return (together,) if together else tuple(shown)


def _lines(regime: Regime, rulebook: Rulebook) -> Iterable[str]:
    """Authorities with their places, sources and provisions of a regime, each once."""
    lines: dict[str, None] = {}
    for source in regime.sources:
        lines[source.title] = None
    for duty in regime.obligations:
        for entry in law_pages.authorities_of(duty, regime, rulebook):
            local = f" ({entry.local_name})" if entry.local_name and entry.local_name != entry.name else ""
            lines[f"{entry.name}{local}, {law_pages.place_of(entry.jurisdiction)}"] = None
        for version in duty.versions:
            lines[version.cite] = None
    return lines
