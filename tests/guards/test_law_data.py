"""The law files: every one reads, every worked example comes out, every version has what a reader must have."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from incident.domain import examples
from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.law.model import Obligation, Regime, Version
from incident.law.rulebook import in_force, law_of


@cache
def regimes() -> tuple[Regime, ...]:
    return law_of().regimes


IDS = [regime.id for regime in regimes()]


def versions(regime: Regime) -> Iterator[tuple[Obligation, Version]]:
    return ((obligation, version) for obligation in regime.obligations for version in obligation.versions)


def test_no_file_is_broken() -> None:
    rulebook = law_of()

    assert (*rulebook.faults, *examples.unknown_calendars(rulebook)) == ()


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_every_worked_example_comes_out_as_expected(regime: Regime) -> None:
    rulebook = law_of()

    assert [result for example in regime.examples if not (result := examples.run_one(regime, example, rulebook)).ok] == []


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_every_version_has_an_example_where_it_is_owed_and_one_where_it_is_not(regime: Regime) -> None:
    expected: dict[tuple[str, date], set[str]] = {}
    for example in regime.examples:
        for row in example["expect"]:
            duty = next((entry for entry in regime.obligations if entry.id == row["id"]), None)
            if duty is not None and (version := in_force(duty, example["on"])) is not None:
                expected.setdefault((duty.id, version.in_force_from), set()).add(_kind(row))

    lacking = [
        f"{obligation.id} from {version.in_force_from}: {sorted(expected.get((obligation.id, version.in_force_from), ()))}"
        for obligation, version in versions(regime)
        if not {"owed", "not"} <= expected.get((obligation.id, version.in_force_from), set())
    ]

    assert lacking == []


def _kind(row: dict[str, Any]) -> str:
    """Whether an expectation shows the duty owed, not owed or not in play, or open."""
    if row.get("absent") or row.get("finding") == "does_not_apply":
        return "not"
    return "owed" if row.get("finding") == "applies" else "open"


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_every_regime_and_version_can_be_traced_to_its_source(regime: Regime) -> None:
    assert regime.sources
    assert all(source.url.startswith("http") and source.title for source in regime.sources)
    assert regime.name
    for obligation, version in versions(regime):
        assert version.cite.strip(), obligation.id
        assert version.in_force_from <= date(2100, 1, 1), obligation.id
        assert all(item.cite.strip() for item in version.must_contain), obligation.id


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_the_ids_of_duties_begin_with_their_regime(regime: Regime) -> None:
    assert [entry.id for entry in regime.obligations if not entry.id.startswith(f"{regime.id}/")] == []


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_every_duty_has_somebody_to_be_told_or_is_internal(regime: Regime) -> None:
    reached = ("individuals", "controller", "internal", "public", "media", "services", "law_enforcement", "credit_bureaus")

    nobody = [
        entry.id for entry in regime.obligations if not (entry.authority or entry.authority_kind or entry.notify in reached)
    ]

    assert nobody == []


@pytest.mark.parametrize("regime", regimes(), ids=IDS)
def test_a_clock_starts_on_an_event_and_stands_in_only_for_another(regime: Regime) -> None:
    for entry in regime.obligations:
        assert entry.starts_on or not entry.provisional_from, entry.id
        assert not set(entry.starts_on) & set(entry.provisional_from), entry.id


def test_an_incident_of_which_nothing_is_known_names_every_law_that_may_bind() -> None:
    rulebook = law_of()

    found = assess(parse_facts({}), rulebook, on=date(2026, 11, 22))

    in_play = {entry["regime"] for entry in found["obligations"]} | {entry["regime"] for entry in found["drafts"]}
    off = {entry["regime"] for entry in found["switched_off"]}
    assert in_play | off == set(IDS)
    assert off == rulebook.off
