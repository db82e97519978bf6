"""The library: what is found, how it is grouped, what changed when."""

from dataclasses import replace
from datetime import date

import pytest

from incident.domain import law_changes, law_library, law_pages
from incident.domain.law_library import Wanted
from incident.law.rulebook import Rulebook, read_rulebook

ON = date(2026, 11, 25)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return read_rulebook()


def test_every_word_must_stand_in_one_law(rulebook: Rulebook) -> None:
    found = law_library.search(rulebook, Wanted(words="zealand california"), on=ON)

    assert [entry.regime.id for entry in found.entries if entry.regime.id == "NZ-PA2020"] == []


def test_accents_case_and_spaces_do_not_matter() -> None:
    assert law_library.plain("  Autorité   DE Contrôle ") == "autorite de controle"


def test_the_whole_country_comes_before_its_states_and_states_are_by_name(rulebook: Rulebook) -> None:
    found = law_library.search(rulebook, Wanted(region="united_states"), on=ON)

    ((region, ((country, entries),)),) = law_library.by_region(found.entries)

    assert (region, country) == ("united_states", "United States")
    parts = [entry.part for entry in entries]
    assert parts == sorted(parts) and parts[0] == "" and "California" in parts


def test_regions_are_counted_for_the_words_alone(rulebook: Rulebook) -> None:
    whole = law_library.search(rulebook, Wanted(), on=ON)
    part = law_library.search(rulebook, Wanted(region="europe", view="drafts"), on=ON)

    assert sum(whole.regions.values()) == len(rulebook.regimes)
    assert part.regions == whole.regions


def test_own_rules_stand_first(rulebook: Rulebook) -> None:
    own = replace(rulebook.regime("NZ-PA2020"), id="CARD", name="Card rules", region="own")
    found = law_library.search(replace(rulebook, regimes=(*rulebook.regimes, own)), Wanted(), on=ON)

    assert law_library.by_region(found.entries)[0][0] == "own"
    assert found.counts["own"] == 1


def test_a_change_says_what_it_was_before(rulebook: Rulebook) -> None:
    changes = law_changes.of(rulebook.regime("US-CA"), law_pages.titles_of(rulebook), on=ON)

    change = next(entry for entry in changes if entry.day == date(2026, 1, 1))
    assert not change.coming
    assert "before: in the most expedient time possible" in change.lines[0].words
    assert change.lines[0].duties == (("Tell the affected California residents", "duty-individuals"),)


def test_a_duty_that_ends_or_is_to_come_has_a_day_of_its_own(rulebook: Rulebook) -> None:
    regime = rulebook.regime("NZ-PA2020")
    duty = regime.obligations[0]
    first = duty.versions[0]
    ended = replace(first, in_force_until=date(2027, 6, 30))
    again = replace(first, in_force_from=date(2028, 1, 1))
    changed = replace(regime, obligations=(replace(duty, versions=(ended, again)), *regime.obligations[1:]))

    changes = law_changes.of(changed, law_pages.titles_of(rulebook), on=ON)

    assert [(entry.day, entry.coming) for entry in changes[:2]] == [(date(2028, 1, 1), True), (date(2027, 7, 1), True)]
    assert changes[0].lines[0].words.startswith("owed again: ")
    assert changes[1].lines[0].words == "no longer owed"


def test_every_law_has_at_least_the_day_of_its_first_duties(rulebook: Rulebook) -> None:
    titles = law_pages.titles_of(rulebook)

    for regime in rulebook.regimes:
        changes = law_changes.of(regime, titles, on=ON)
        assert changes[-1].day == law_pages.row(regime).since
        assert all(line.words for change in changes for line in change.lines), regime.id


def test_what_is_older_than_twelve_months_is_not_recent(rulebook: Rulebook) -> None:
    changes = law_changes.of(rulebook.regime("US-CA"), law_pages.titles_of(rulebook), on=ON)

    assert [entry.day for entry in law_changes.recent(changes, on=date(2026, 12, 31))] == [date(2026, 1, 1)]
    assert law_changes.recent(changes, on=date(2027, 1, 1)) == []
