"""The rulebook: every regime, authority and named place, with a hash over the files it was read from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from incident.errors import LawDataError
from incident.law.answers import Asked
from incident.law.loader import read_authorities, read_regime, read_toml
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
        return next((entry for entry in self.authorities if entry.id == authority_id), None)

    def authority_at(self, kind: str, place: str, asked: Asked) -> Authority | None:
        """The authority of this kind for a place: of the subdivision, else of its country; None when none."""
        for code in (place, place.split("-")[0]):
            for entry in self.authorities:
                if entry.kind == kind and entry.jurisdiction == code and (entry.when is None or entry.when(asked).value):
                    return entry
        return None


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
        LawDataError: a file is broken; file and key are named.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    places = {name: frozenset(codes) for name, codes in read_toml(folder / "places.toml", "places.toml").items()}
    authorities = [
        authority
        for path in sorted((folder / "authorities").glob("*.toml"))
        for authority in read_authorities(path, f"authorities/{path.name}", places)
    ]
    regimes = tuple(
        read_regime(path, path.relative_to(folder).as_posix(), region.name, places)
        for region in sorted(folder.iterdir())
        if region.is_dir() and region.name not in NOT_REGIONS
        for path in sorted(region.glob("*.toml"))
        if not path.name.endswith(".examples.toml")
    )
    rulebook = Rulebook(f"{EDITION}+sha256:{digest.hexdigest()[:16]}", regimes, tuple(authorities), places)
    _check(rulebook)
    return rulebook


def _check(rulebook: Rulebook) -> None:
    ids = [regime.id for regime in rulebook.regimes]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise LawDataError(f"two files have the id '{twice}'")
    names = [authority.id for authority in rulebook.authorities]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise LawDataError(f"authorities: the id '{twice}' stands twice")
    duties = {obligation.id for regime in rulebook.regimes for obligation in regime.obligations}
    for regime in rulebook.regimes:
        for obligation in regime.obligations:
            where = f"{regime.id}: {obligation.id}"
            if obligation.authority and obligation.authority not in names:
                raise LawDataError(f"{where}: authority '{obligation.authority}' is in no file of authorities/")
            for version in obligation.versions:
                other = version.deadline.not_later_than
                if other and other not in duties:
                    raise LawDataError(f"{where}: not_later_than '{other}' is no obligation of any file")
