"""The worked examples of a regime in words, each with what came out when it was run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from incident.domain import examples, fact_words, words
from incident.domain.law_pages import titles_of
from incident.law.fields import FIELDS
from incident.law.model import Regime
from incident.law.place_words import in_sentence as place
from incident.law.rulebook import Rulebook

FINDINGS = {"applies": "owed", "does_not_apply": "not owed", "cannot_tell_yet": "cannot tell yet"}
INSTANTS = {"due_at": "due", "due_lenient_at": "lenient", "due_expected_at": "expected"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example expects of one duty. `where`: the place or customer, "" for the regime's own place."""

    duty: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A worked example. `facts`: (name, lines); `differences`: a sentence for each thing that came out otherwise."""

    name: str
    source: str
    on: date
    facts: tuple[tuple[str, list[str]], ...]
    expected: tuple[Expected, ...]
    differences: tuple[str, ...]


def of(regime: Regime, rulebook: Rulebook) -> list[ExampleView]:
    """Every worked example of a regime, run now."""
    titles = titles_of(rulebook)
    return [_view(example, regime, rulebook, titles) for example in regime.examples]


def _view(
    example: Mapping[str, Any], regime: Regime, rulebook: Rulebook, titles: Mapping[str, str]
) -> ExampleView:
    facts = example["facts"]
    known = [(field.path, value) for field in FIELDS if (value := fact_words.at(facts, field.path)) is not None]
    return ExampleView(
        name=example["name"],
        source=example["source"],
        on=example["on"],
        facts=tuple((fact_words.short(path), fact_words.lines(path, value, regime.zone)) for path, value in known),
        expected=tuple(_expected(entry, regime, rulebook, titles) for entry in example["expect"]),
        differences=examples.run_one(regime, example, _concerned(regime, example, rulebook)).differences,
    )


def _expected(
    entry: Mapping[str, Any], regime: Regime, rulebook: Rulebook, titles: Mapping[str, str]
) -> Expected:
    there = entry.get("jurisdiction") or regime.jurisdiction
    where = place(there) if there != regime.jurisdiction else ""
    zone = rulebook.zone_at(there) or regime.zone
    return Expected(titles.get(entry["id"], entry["id"]), entry.get("controller") or where, _words(entry, zone))


def _words(entry: Mapping[str, Any], zone: str) -> str:
    if entry.get("absent"):
        return "not in play"
    said = [FINDINGS[entry["finding"]]] if "finding" in entry else []
    for key, name in INSTANTS.items():
        if entry.get(key):
            said.append(f"{name} {words.when(datetime.fromisoformat(entry[key]), zone)}")
        elif key in entry:
            said.append(f"no {name} time")
    if entry.get("provisional"):
        said.append("provisional")
    if entry.get("unknown"):
        said.append(f"not known: {words.listed(fact_words.short(path).lower() for path in entry['unknown'])}")
    return ", ".join(said)


def _concerned(regime: Regime, example: Mapping[str, Any], rulebook: Rulebook) -> Rulebook:
    """The rulebook with only the regimes that the example can say anything about: the rest would take most of the time."""
    homes = {duty.id: one.id for one in rulebook.regimes for duty in one.obligations}
    wanted = [regime.id, *(homes[entry["id"]] for entry in example["expect"] if entry["id"] in homes)]
    for name in wanted:  # grows on the way, by the regimes whose dates are taken
        wanted += [homes[other] for other in _others(rulebook.by_id[name]) if homes[other] not in wanted]
    return replace(rulebook, regimes=tuple(one for one in rulebook.regimes if one.id in wanted))


def _others(regime: Regime) -> Sequence[str]:
    rules = [version.deadline for obligation in regime.obligations for version in obligation.versions]
    return [rule.not_later_than for rule in rules if rule.not_later_than]
