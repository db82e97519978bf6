"""Working days of places."""

from datetime import date

import pytest

from incident.domain import calendars
from incident.errors import LawDataError


@pytest.mark.parametrize(
    ("name", "day", "works"),
    [
        ("DE", date(2026, 12, 24), True),
        ("PL", date(2026, 12, 24), False),
        ("US-federal", date(2026, 11, 26), False),
        ("DE-BY", date(2026, 1, 6), False),
        ("DE", date(2026, 1, 6), True),
        ("AU-NSW", date(2026, 6, 8), False),
        ("SG", date(2026, 8, 10), False),
        ("NZ", date(2026, 11, 20), True),
        ("NZ", date(2026, 11, 21), False),
    ],
)
def test_public_holidays_and_weekends_are_no_working_days(name: str, day: date, works: bool) -> None:
    assert calendars.named(name).is_working(day) is works


def test_a_place_without_a_known_calendar_has_its_weekends() -> None:
    calendar = calendars.of_place("EU")
    assert not calendar.holidays_known
    assert calendar.why_not(date(2026, 11, 21)) == "Saturday"
    assert calendar.is_working(date(2026, 12, 25))


def test_a_part_without_holidays_of_its_own_takes_those_of_its_country() -> None:
    assert calendars.of_place("FR-75").name == "FR"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(LawDataError, match="XX-YY"):
        calendars.named("XX-YY")


@pytest.mark.parametrize(
    ("name", "day", "works"),
    [
        ("JP-administrative", date(2026, 12, 28), True),
        ("JP-administrative", date(2026, 12, 29), False),
        ("JP-administrative", date(2027, 1, 3), False),
        ("JP-administrative", date(2027, 1, 4), True),
        ("NZ-Privacy-Act", date(2027, 1, 15), False),
        ("NZ-Privacy-Act", date(2027, 1, 18), True),
        ("NZ", date(2027, 1, 15), True),
    ],
)
def test_a_law_may_close_days_beyond_the_public_holidays(name: str, day: date, works: bool) -> None:
    assert calendars.named(name).is_working(day) is works


@pytest.mark.parametrize(
    ("name", "day", "works"),
    [
        ("AE", date(2021, 12, 31), False),  # a Friday: the weekend was Friday and Saturday
        ("AE", date(2022, 1, 2), False),  # a Sunday: since 2022 it is Saturday and Sunday
        ("AE", date(2026, 11, 27), True),
        ("JO", date(2026, 11, 27), False),
        ("IL", date(2026, 11, 29), True),
        ("SA", date(2013, 6, 27), False),  # a Thursday: the last one of the old weekend
        ("SA", date(2013, 7, 4), True),
    ],
)
def test_a_weekend_is_that_of_its_time_and_country(name: str, day: date, works: bool) -> None:
    assert calendars.named(name).is_working(day) is works


@pytest.mark.parametrize(("name", "day"), [("HU", date(2026, 1, 10)), ("CN", date(2026, 10, 10))])
def test_a_saturday_on_which_a_country_works_instead_counts_except_under_union_law(name: str, day: date) -> None:
    assert day.weekday() == calendars.SATURDAY
    assert calendars.named(name).is_working(day)
    assert not calendars.named(name).by_union_law().is_working(day)
