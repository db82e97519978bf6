"""The worked examples of the law files, run: what came out where something else was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incident.domain import calendars
from incident.domain.assess import assess
from incident.domain.periods import HERE
from incident.errors import FactsInvalid, LawDataError
from incident.law.facts import parse_facts
from incident.law.model import Deadline, Regime
from incident.law.rulebook import Rulebook

INSTANTS = ("due_at", "due_lenient_at", "due_expected_at")
EXPECTED = ("id", "jurisdiction", "controller", "finding", *INSTANTS, "provisional", "unknown", "absent")


@dataclass(frozen=True, slots=True)
class Result:
    """One worked example. `differences`: a sentence for each; empty when all came out as expected."""

    regime: str
    name: str
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences


def run(rulebook: Rulebook) -> Iterator[Result]:
    """Every worked example of a rulebook, one at a time, in the order of the files."""
    for regime in rulebook.regimes:
        for example in regime.examples:
            yield run_one(regime, example, rulebook)


def run_one(regime: Regime, example: Mapping[str, Any], rulebook: Rulebook) -> Result:
    """One worked example asked of the whole rulebook, also of a law that is switched off."""
    try:
        found = assess(parse_facts(example["facts"]), rulebook.all_on, on=example["on"])
    except FactsInvalid as error:
        return Result(regime.id, example["name"], tuple(f"facts.{path}: {message}" for path, message in error.errors))
    except LawDataError as error:
        return Result(regime.id, example["name"], (str(error),))
    entries = [*found["obligations"], *found["drafts"]]
    differences = [line for expected in example["expect"] for line in _compare(expected, entries, rulebook)]
    return Result(regime.id, example["name"], tuple(differences))


def unknown_calendars(rulebook: Rulebook) -> list[str]:
    """A sentence for each calendar that a law file names and the program does not have."""
    faults = []
    for regime in rulebook.regimes:
        for obligation in regime.obligations:
            for version in obligation.versions:
                for rule in (version.deadline, version.expected):
                    if fault := _calendar_fault(rule):
                        faults.append(f"{regime.id}: {obligation.id}, {version.in_force_from}: {fault}")
    return faults


def _calendar_fault(rule: Deadline | None) -> str | None:
    if rule is None or rule.calendar in (None, HERE):
        return None
    try:
        calendars.named(rule.calendar or "")
    except LawDataError as error:
        return str(error)
    return None


def _compare(expected: Mapping[str, Any], entries: list[dict[str, Any]], rulebook: Rulebook) -> list[str]:
    name = " ".join(str(expected[key]) for key in ("id", "jurisdiction", "controller") if key in expected)
    if unknown := sorted(set(expected) - set(EXPECTED)):
        return [f"{name}: expect does not know the key '{unknown[0]}'; known are {', '.join(EXPECTED)}"]
    duties = {obligation.id for regime in rulebook.regimes for obligation in regime.obligations}
    if expected.get("id") not in duties:
        return [f"{name or 'expect'}: 'id' must name an obligation of the rulebook"]
    mine = [entry for entry in entries if all(expected.get(key, entry[key]) == entry[key] for key in EXPECTED[:3])]
    if expected.get("absent"):
        return [f"{name}: is in play, expected was that it is not"] if mine else []
    if not mine:
        others = sorted({entry["jurisdiction"] for entry in entries if entry["id"] == expected["id"]})
        return [f"{name}: is not in play" + (f"; it is for {', '.join(others)}" if others else "")]
    return [line for entry in mine for line in _differences(name, expected, entry)]


def _differences(name: str, expected: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    found = {**entry, "provisional": entry["clock"]["provisional"]}
    lines = []
    for key in ("finding", *INSTANTS, "provisional", "unknown"):
        if key in expected and not _same(key, expected[key], found[key]):
            why = f" (because: {'; '.join(entry['because'])})" if key in ("finding", "unknown") else ""
            lines.append(f"{name}: {key} is {found[key]}, expected was {expected[key]}{why}")
    return lines


def _same(key: str, expected: Any, found: Any) -> bool:
    """Whether they agree. Instants agree in the instant and in the offset; "" stands for no instant, as TOML has no null."""
    if key == "unknown":
        return sorted(expected) == sorted(found)
    if key in INSTANTS and isinstance(expected, str) and expected and found:
        return str(found) == datetime.fromisoformat(expected).isoformat()
    return bool((expected or None) == found) if key in INSTANTS else bool(expected == found)
