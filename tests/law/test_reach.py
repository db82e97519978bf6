"""Which laws the places of an incident can bring into play: none that could bind is left out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident.law.answers import Asked
from incident.law.rulebook import Rulebook, law_of
from tests.lawbook import duty, law, rulebook

CODES = ["NZ", "AU", "AU-NSW", "US", "US-CA", "US-NY", "DE", "DE-BY", "FR", "GB", "CH", "SG", "CA-QC", "BR", "ZA", "IS"]
ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def everything() -> Rulebook:
    return law_of()


def groups() -> st.SearchStrategy[list[dict[str, Any]]]:
    group = st.fixed_dictionaries({"residence": st.sampled_from(CODES), "count": st.sampled_from([None, 0, 1, 500, 501])})
    return st.lists(group, max_size=4)


@given(
    country=st.none() | st.sampled_from(CODES),
    establishments=st.none() | st.lists(st.sampled_from(CODES), max_size=3),
    affected=st.none() | groups(),
    growing=st.booleans(),
    kinds=st.none() | st.lists(st.sampled_from(["business", "government", "bank", "hipaa_covered_entity"]), max_size=2),
)
def test_a_law_is_left_out_only_where_its_scope_says_no(
    everything: Rulebook,
    country: str | None,
    establishments: list[str] | None,
    affected: list[dict[str, Any]] | None,
    growing: bool,
    kinds: list[str] | None,
) -> None:
    facts = {
        "organisation": {"country": country, "establishments": establishments, "role": "controller", "kinds": kinds},
        "affected": affected,
        "more_possible": ["affected"] if growing else [],
    }

    reached = {regime.id for regime in everything.reach.of(facts)}

    for regime in everything.regimes:
        if regime.id not in reached:
            assert regime.scope is not None
            assert regime.scope(Asked(facts, everything.places)).value is False


def test_the_laws_of_places_that_nobody_names_are_not_asked(tmp_path: Path) -> None:
    here = law('[scope]\napplies_if = { people_in = "NZ" }\n' + duty())
    there = law('[scope]\napplies_if = { people_in = "EEA" }\n' + duty(name="FR-TEST/regulator"), name="FR-TEST", place="FR")
    book = rulebook(tmp_path, here, there)
    facts = {"organisation": {"country": "NZ", "establishments": []}, "affected": [{"residence": "NZ", "count": 1}]}

    assert [regime.id for regime in book.reach.of(facts)] == ["NZ-TEST"]
    assert len(book.reach.of({**facts, "more_possible": ["affected"]})) == 2
