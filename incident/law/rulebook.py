"""The rulebook: every regime, authority and named place, with a hash over the files it was read from."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from incident.errors import LawDataError
from incident.law.answers import Asked
from incident.law.loader import read_authorities, read_conditions, read_regime, read_toml
from incident.law.model import Authority, Obligation, Regime, Version

EDITION = "2026.11"
DATA = Path(__file__).parent / "data"
NOT_REGIONS = ("authorities", "forms", "calendars")


@dataclass(frozen=True)
class Rulebook:
    """What the law says, as read from the files; never changed after reading."""

    version: str  # "2026.11+sha256:<first 16 hexadecimal digits>"
    regimes: tuple[Regime, ...]
    authorities: tuple[Authority, ...]
    places: Mapping[str, frozenset[str]]

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
        return place in self._authorities_by_place or any(regime.jurisdiction == place for regime in self.regimes)

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
    found = None
    for version in sorted(obligation.versions, key=lambda entry: entry.in_force_from):
        if version.in_force_from <= on and (version.in_force_until is None or on <= version.in_force_until):
            found = version
    return found


def load_rulebook(folder: Path = DATA) -> Rulebook:
    """Read every law file below `folder`.

    Raises:
        LawDataError: files are broken; file and key of the first fault of each are named, one a line.
    """
    rulebook, faults = read_rulebook(folder)
    if faults:
        raise LawDataError("\n".join(faults))
    return rulebook


def read_rulebook(folder: Path = DATA) -> tuple[Rulebook, tuple[str, ...]]:
    """What can be read below `folder`, and the first fault of each file that is broken.

    For checking the files. What binds is read with `load_rulebook`, which takes no faults.

    Raises:
        LawDataError: places.toml itself is broken.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    places = {name: frozenset(codes) for name, codes in read_toml(folder / "places.toml", "places.toml").items()}
    common = folder / "conditions.toml"
    shared = read_conditions(common, common.name, places) if common.is_file() else {}
    faults: list[str] = []
    authorities: list[Authority] = []
    for path in sorted((folder / "authorities").glob("*.toml")):
        with _noting(faults):
            authorities += read_authorities(path, f"authorities/{path.name}", places)
    regimes: list[Regime] = []
    for region in sorted(folder.iterdir()):
        if not region.is_dir() or region.name in NOT_REGIONS:
            continue
        for path in sorted(region.glob("*.toml")):
            if not path.name.endswith(".examples.toml"):
                with _noting(faults):
                    regimes.append(read_regime(path, path.relative_to(folder).as_posix(), region.name, places, shared))
    version = f"{EDITION}+sha256:{digest.hexdigest()[:16]}"
    rulebook = Rulebook(version, tuple(regimes), tuple(authorities), places)
    return rulebook, (*faults, *_faults_between(rulebook))


@contextmanager
def _noting(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except LawDataError as error:
        faults.append(str(error))


def _faults_between(rulebook: Rulebook) -> list[str]:
    """Faults that no file shows alone: an id that stands twice, a reference that leads nowhere or round in a circle."""
    ids = [regime.id for regime in rulebook.regimes]
    faults = [f"two files have the id '{name}'" for name in sorted(set(ids)) if ids.count(name) > 1]
    names = [authority.id for authority in rulebook.authorities]
    faults += [f"authorities: the id '{name}' stands twice" for name in sorted(set(names)) if names.count(name) > 1]
    duties = {obligation.id: obligation for regime in rulebook.regimes for obligation in regime.obligations}
    for regime in rulebook.regimes:
        for obligation in regime.obligations:
            where = f"{regime.id}: {obligation.id}"
            if obligation.authority and obligation.authority not in names:
                faults.append(f"{where}: authority '{obligation.authority}' is in no file of authorities/")
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
