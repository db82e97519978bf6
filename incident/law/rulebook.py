"""The rulebook: every regime, authority and named place, with a hash over the files it was read from."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from incident.errors import LawDataError
from incident.law.answers import Asked
from incident.law.loader import read_authorities, read_conditions, read_regime
from incident.law.model import Authority, Obligation, Regime, Version
from incident.law.reach import Reach
from incident.law.tables import read_toml

EDITION = "2026.11"
DATA = Path(__file__).parent / "data"
NOT_REGIONS = ("authorities", "forms", "calendars", "risk")
OWN = "own"  # the region of an organisation's own rules


@dataclass(frozen=True, slots=True)
class Choice:
    """What an installation adds: a folder of own rules in the same format, regimes switched on and off by id."""

    own: Path | None = None
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()


AS_WRITTEN = Choice()


@dataclass(frozen=True)
class Rulebook:
    """What the law says, as read from the files; never changed after reading.

    `off`: ids of regimes that are read and shown, and not counted. `faults`: what could not be read, a line for each.
    """

    version: str  # "2026.11+sha256:<first 16 hexadecimal digits>"
    regimes: tuple[Regime, ...]
    authorities: tuple[Authority, ...]
    places: Mapping[str, frozenset[str]]
    off: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()

    def counts(self, regime: Regime) -> bool:
        """Whether a regime is counted and binds: neither a draft nor switched off."""
        return regime.status == "active" and regime.id not in self.off

    @cached_property
    def all_on(self) -> "Rulebook":
        """The same with every regime counted, for checking them."""
        return replace(self, off=frozenset())

    @cached_property
    def reach(self) -> Reach:
        """Which regimes the places of an incident can bring into play."""
        return Reach(self.regimes, self.places)

    @cached_property
    def plans(self) -> dict[Any, Any]:
        """What was worked out from the law alone and is the same for every incident; for the asking side to keep."""
        return {}

    @cached_property
    def by_id(self) -> dict[str, Regime]:
        """Regimes by their id."""
        return {regime.id: regime for regime in self.regimes}

    def regime(self, regime_id: str) -> Regime:
        """One regime; raises LawDataError with the nearest ids when there is none."""
        if regime_id not in self.by_id:
            near = [name for name in self.by_id if name.split("-")[0] == regime_id.split("-")[0]]
            remedy = f"near it: {', '.join(near)}" if near else "see: incident law list"
            raise LawDataError(f"there is no regime '{regime_id}'; {remedy}")
        return self.by_id[regime_id]

    def authority(self, authority_id: str) -> Authority | None:
        """One authority, None when there is none of this id."""
        return self._authorities_by_id.get(authority_id)

    def authority_at(self, kind: str, place: str, asked: Asked) -> Authority | None:
        """The authority of this kind for a place: of the subdivision, else of its country; None when none."""
        for code in (place, place.split("-")[0]):
            for entry in self._authorities_by_place.get(code, ()):
                if entry.kind == kind and (entry.when is None or entry.when(asked).value):
                    return entry
        return None

    def zone_at(self, place: str) -> str | None:
        """The IANA zone of a place: that of an authority of the subdivision, else of its country; None when none."""
        for code in (place, place.split("-")[0]):
            if code in self._authorities_by_place:
                return self._authorities_by_place[code][0].zone
        return None

    def knows(self, place: str) -> bool:
        """Whether a law, or an authority of one, is of just this place: a country, or a part of one."""
        return place in self._authorities_by_place or place in self._jurisdictions

    @cached_property
    def _jurisdictions(self) -> frozenset[str]:
        return frozenset(regime.jurisdiction for regime in self.regimes)

    @cached_property
    def _authorities_by_id(self) -> dict[str, Authority]:
        return {entry.id: entry for entry in self.authorities}

    @cached_property
    def _authorities_by_place(self) -> dict[str, list[Authority]]:
        found: dict[str, list[Authority]] = {}
        for entry in self.authorities:
            found.setdefault(entry.jurisdiction, []).append(entry)
        return found


def in_force(obligation: Obligation, on: date) -> Version | None:
    """The version of an obligation that applies on a day; None before the first and after the last."""
    for version in reversed(obligation.versions):
        if version.in_force_from <= on:
            return version if version.in_force_until is None or on <= version.in_force_until else None
    return None


def load_rulebook(folder: Path = DATA) -> Rulebook:
    """Read every law file below `folder`.

    Raises:
        LawDataError: files are broken; file and key of the first fault of each are named, one a line.
    """
    rulebook = read_rulebook(folder)
    if rulebook.faults:
        raise LawDataError("\n".join(rulebook.faults))
    return rulebook


@cache
def law_of(choice: Choice = AS_WRITTEN) -> Rulebook:
    """The rulebook of this program with what an installation adds, read once in a process: its files do not change.

    Raises:
        LawDataError: places.toml or conditions.toml itself is broken.
    """
    return read_rulebook(DATA, choice)


def read_rulebook(folder: Path = DATA, choice: Choice = AS_WRITTEN) -> Rulebook:
    """What can be read below `folder` and of an installation's own rules; its `faults` name what cannot.

    A running installation goes on with the rest: one broken file must not take away every other law.

    Raises:
        LawDataError: places.toml or conditions.toml itself is broken.
    """
    reading = _Reading(folder)
    for path in sorted((folder / "authorities").glob("*.toml")):
        reading.authorities_of(path, f"authorities/{path.name}")
    for region in sorted(folder.iterdir()):
        if region.is_dir() and region.name not in NOT_REGIONS:
            reading.regimes_of(region, region.name, region.name)
    if choice.own is not None:
        reading.own_rules(choice.own)
    return reading.rulebook(choice)


class _Reading:
    """The files as they are read, one after another, and the first fault of each."""

    def __init__(self, folder: Path) -> None:
        self._digest = hashlib.sha256()
        self._add(folder)
        raw = read_toml(folder / "places.toml", "places.toml")
        self._places = {name: frozenset(codes) for name, codes in raw.items()}
        common = folder / "conditions.toml"
        self._shared = read_conditions(common, common.name, self._places) if common.is_file() else {}
        self._regimes: list[Regime] = []
        self._authorities: list[Authority] = []
        self._faults: list[str] = []

    def _add(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*.toml")):
            self._digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")

    def authorities_of(self, path: Path, shown: str) -> None:
        with _noting(self._faults):
            self._authorities += read_authorities(path, shown, self._places)

    def regimes_of(self, folder: Path, region: str, shown: str) -> None:
        for path in sorted(folder.glob("*.toml")):
            if not path.name.endswith(".examples.toml"):
                with _noting(self._faults):
                    self._take(read_regime(path, f"{shown}/{path.name}", region, self._places, self._shared))

    def _take(self, regime: Regime) -> None:
        if any(other.id == regime.id for other in self._regimes):
            raise LawDataError(f"two files have the id '{regime.id}'; the first one read counts")
        self._regimes.append(regime)

    def own_rules(self, folder: Path) -> None:
        if not folder.is_dir():
            self._faults.append(f"rules_dir: there is no folder {folder}")
            return
        self._add(folder)
        for path in sorted((folder / "authorities").glob("*.toml")):
            self.authorities_of(path, f"{folder.name}/authorities/{path.name}")
        self.regimes_of(folder, OWN, folder.name)

    def rulebook(self, choice: Choice) -> Rulebook:
        ids = {regime.id for regime in self._regimes}
        asked = [("switched_on", choice.on), ("switched_off", choice.off)]
        unknown = [f"{key}: there is no regime '{name}'" for key, names in asked for name in sorted(names - ids)]
        off = {regime.id for regime in self._regimes if regime.switch == "off"} - choice.on | (choice.off & ids)
        self._digest.update("".join(sorted(off)).encode())
        rulebook = Rulebook(
            version=f"{EDITION}+sha256:{self._digest.hexdigest()[:16]}",
            regimes=tuple(self._regimes),
            authorities=tuple(self._authorities),
            places=self._places,
            off=frozenset(off),
        )
        return replace(rulebook, faults=(*self._faults, *_faults_between(rulebook), *unknown))


@contextmanager
def _noting(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except LawDataError as error:
        faults.append(str(error))


def _faults_between(rulebook: Rulebook) -> list[str]:
    """Faults that no file shows alone: an id that stands twice, a reference that leads nowhere or round in a circle."""
    names = [authority.id for authority in rulebook.authorities]
    faults = [f"authorities: the id '{name}' stands twice" for name in sorted(set(names)) if names.count(name) > 1]
    duties = {obligation.id: obligation for regime in rulebook.regimes for obligation in regime.obligations}
    for regime in rulebook.regimes:
        for obligation in regime.obligations:
            where = f"{regime.id}: {obligation.id}"
            if obligation.authority and obligation.authority not in names:
                faults.append(f"{where}: authority '{obligation.authority}' is in no file of authorities/")
            if obligation.events_of and obligation.events_of not in rulebook.by_id:
                faults.append(f"{where}: clock.of: there is no regime '{obligation.events_of}'")
            for other in sorted(_others(obligation) - set(duties)):
                faults.append(f"{where}: not_later_than '{other}' is no obligation of any file")
            if _leads_back(obligation, duties):
                faults.append(f"{where}: not_later_than leads back to this same obligation")
    return faults


def _others(obligation: Obligation) -> set[str]:
    return {version.deadline.not_later_than for version in obligation.versions} - {None}  # type: ignore[return-value]


def _leads_back(obligation: Obligation, duties: Mapping[str, Obligation]) -> bool:
    ahead, seen = _others(obligation), set[str]()
    while ahead:
        seen |= ahead
        ahead = {name for other in ahead if other in duties for name in _others(duties[other])} - seen
    return obligation.id in seen
