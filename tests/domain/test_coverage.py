"""Places whose law is not in the rulebook are named, since “nothing owed” would otherwise mean “not looked at”."""

from functools import cache

import pytest

from incident.domain.coverage import uncovered
from incident.law.rulebook import Rulebook, law_of


@cache
def rulebook() -> Rulebook:
    return law_of()


def living(*places: str) -> dict[str, object]:
    return {"affected": [{"residence": place, "count": 1} for place in places]}


@pytest.mark.parametrize("place", ["NZ", "AU", "GB", "CH", "SG", "CA", "FR", "NO", "DE-BY", "US-CA", "US-NY"])
def test_a_place_with_a_law_or_an_authority_is_known(place: str) -> None:
    found = uncovered([living(place)], rulebook())

    assert (found.countries, found.parts) == ((), ())


def test_a_country_without_any_law_is_named() -> None:
    found = uncovered([living("NZ", "AM"), living("RU", "AM")], rulebook())

    assert found.countries == ("AM", "RU")
    assert found.countries_words == "Armenia and Russian Federation"


def test_a_part_of_such_a_country_names_the_country() -> None:
    assert uncovered([living("RU-MOW")], rulebook()).countries == ("RU",)


def test_a_state_without_a_law_of_its_own_is_named_beside_the_law_of_its_country() -> None:
    found = uncovered([living("AU-TAS", "AU-SA")], rulebook())

    assert found.countries == ()
    assert found.parts_words == "Tasmania (Australia) and South Australia (Australia)"


def test_the_places_of_the_organisation_count_too() -> None:
    document = {"organisation": {"country": "AM", "establishments": ["NZ", "RU"]}}

    assert uncovered([document], rulebook()).countries == ("AM", "RU")


def test_a_place_where_nobody_is_affected_is_not_named() -> None:
    assert uncovered([{"affected": [{"residence": "AM", "count": 0}]}], rulebook()).countries == ()
