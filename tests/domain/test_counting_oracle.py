"""Periods counted twice: by Breachdesk, and by tests/oracle, which walks through time and shares no code with it.

benchmarks/counting.py asks the same of a million cases; the seeds here are the first of those.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incident.domain.periods import has_number
from incident.law.model import Deadline
from incident.law.rulebook import law_of
from tests.conftest import ROOT
from tests.counted import by_breachdesk, by_walking, difference
from tests.oracle.cases import SHAPES, drawn, numbered, zones
from tests.oracle.periods import Period

AMOUNTS = ("hours", "days", "business_days", "months", "years", "year_end_days")

dice = st.randoms(use_true_random=False)
shapes = st.sampled_from(sorted(SHAPES))
places = st.sampled_from(zones())


def test_the_oracle_shares_no_code_with_what_it_judges() -> None:
    for file in (ROOT / "tests" / "oracle").glob("*.py"):
        assert not re.search(r"^\s*(from|import) (incident|tests\.(?!oracle))", file.read_text("utf-8"), re.MULTILINE), file


@pytest.mark.parametrize("seed", range(1, 21))
def test_twenty_thousand_periods_in_every_zone_end_when_a_walk_through_them_ends(seed: int) -> None:
    assert [words for _, period in numbered(seed) if (words := difference(period))] == []


@settings(max_examples=150, deadline=None)
@given(dice=dice, shape=shapes, zone=places)
def test_any_period_ends_when_a_walk_through_it_ends(dice: Random, shape: str, zone: str) -> None:
    assert difference(drawn(dice, shape, zone)) is None


def test_every_shape_of_the_law_files_is_among_the_cases() -> None:
    drawn_shapes = {_shape(period, period.limit_at) for seed in (1, 2, 3) for _, period in numbered(seed)}
    versions = [version for regime in law_of().regimes for duty in regime.obligations for version in duty.versions]
    rules = [rule for version in versions for rule in (version.deadline, version.expected) if rule and has_number(rule)]

    assert {_shape(rule, rule.limit) for rule in rules} <= drawn_shapes


@settings(max_examples=150, deadline=None)
@given(dice=dice, shape=shapes, zone=places, earlier=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_an_earlier_start_never_ends_later_in_any_shape_or_zone(
    dice: Random, shape: str, zone: str, earlier: timedelta
) -> None:
    period = drawn(dice, shape, zone)
    before = replace(period, start=period.start.astimezone(UTC) - earlier)
    assume(_day(before) <= _day(period))  # clocks that go back at 00:01 show Sunday, then Saturday again

    assert _due(before) <= _due(period)
    if not (period.hours and period.roll_until):  # noon of Monday for Saturday is later than Monday 9:00 for itself
        assert _latest(before) <= _latest(period)


@settings(max_examples=150, deadline=None)
@given(dice=dice, shape=shapes, zone=places, more=st.integers(1, 5))
def test_a_longer_period_never_ends_earlier(dice: Random, shape: str, zone: str, more: int) -> None:
    period = drawn(dice, shape, zone)
    longer = {name: getattr(period, name) + more for name in AMOUNTS if getattr(period, name) is not None}

    assert _due(period) <= _due(replace(period, **longer))


@settings(max_examples=150, deadline=None)
@given(dice=dice, shape=shapes, zone=places)
def test_no_reading_ends_before_the_safe_one(dice: Random, shape: str, zone: str) -> None:
    due, lenient, readings = by_breachdesk(drawn(dice, shape, zone))

    later = [datetime.fromisoformat(text) for text in (lenient, *readings.values()) if text]
    assert all(datetime.fromisoformat(due) <= at for at in later)


@settings(max_examples=100, deadline=None)
@given(dice=dice, shape=shapes, zone=places, minutes=st.integers(-720, 840))
def test_the_offset_in_which_the_start_was_written_down_changes_nothing(
    dice: Random, shape: str, zone: str, minutes: int
) -> None:
    period = drawn(dice, shape, zone)
    written = replace(period, start=period.start.astimezone(timezone(timedelta(minutes=minutes))))

    assert by_breachdesk(written) == by_breachdesk(period)


# (zone, start, period, end): days that clock changes make longer or shorter
DAYS = [
    ("Africa/Cairo", "2026-10-28T12:00+03:00", {"days": 1}, "2026-10-29T23:59:59+02:00"),  # 23:00 to 24:00 comes twice
    ("America/Havana", "2026-10-30T12:00-04:00", {"days": 1}, "2026-10-31T23:59:59-04:00"),  # Sunday's midnight does
    ("America/Santiago", "2026-09-04T12:00-04:00", {"days": 1}, "2026-09-05T23:59:59-04:00"),  # no midnight follows
    ("America/Nuuk", "2026-03-27T12:00-02:00", {"days": 1}, "2026-03-28T22:59:59-02:00"),  # the day has no 23:00
    ("America/St_Johns", "2010-11-05T12:00-02:30", {"days": 1}, "2010-11-06T23:59:59-03:30"),  # Saturday comes back
    ("Pacific/Apia", "2011-12-29T12:00-10:00", {"days": 1}, "2011-12-29T23:59:59-10:00"),  # 30 December never was
    ("Pacific/Apia", "2011-12-29T12:00-10:00", {"days": 2}, "2011-12-31T23:59:59+14:00"),
    ("Australia/Lord_Howe", "2027-04-04T01:10+11:00", {"hours": 1}, "2027-04-04T01:40+10:30"),
]


@pytest.mark.parametrize(("zone", "start", "amount", "end"), DAYS)
def test_a_day_ends_with_its_last_second_however_the_clocks_are_set(
    zone: str, start: str, amount: dict[str, int], end: str
) -> None:
    period = Period(datetime.fromisoformat(start), zone, "US", **amount)  # type: ignore[arg-type]

    due, _, _ = by_breachdesk(period)

    assert due == by_walking(period)[0] == datetime.fromisoformat(end).isoformat()


# (place, zone, start, period, lenient end): edges that chance seldom meets
RARE = [
    ("HU", "Europe/Budapest", "2026-01-07T10:00+01:00", {"days": 3, "counting": "EU-PERIODS", "calendar": "place"},
     "2026-01-12T23:59:59+01:00"),  # Hungary works on Saturday 10 January; Union law does not see it
    ("HU", "Europe/Budapest", "2026-01-07T10:00+01:00", {"days": 3, "roll": "required", "calendar": "place"}, ""),
    ("CH", "Europe/Zurich", "2026-11-27T00:00+01:00", {"hours": 24, "counting": "WORKING-DAYS", "calendar": "CH"}, ""),
    ("IE", "Europe/Dublin", "2026-11-27T23:30+00:00", {"hours": 72, "counting": "EU-PERIODS"}, "2026-12-02T00:00:00+00:00"),
    ("PT", "Atlantic/Azores", "2026-10-25T00:30-01:00", {"hours": 72, "counting": "EU-PERIODS"},
     "2026-10-28T01:00:00-01:00"),  # the second 00:30 of that Sunday
    ("AE", "Asia/Dubai", "2021-12-30T09:00+04:00", {"days": 1, "roll": "optional", "calendar": "place"},
     "2022-01-03T23:59:59+04:00"),  # Friday; on 1 January 2022 the weekend moved to Saturday and Sunday
]  # fmt: skip


@pytest.mark.parametrize(("place", "zone", "start", "parts", "lenient"), RARE)
def test_edges_that_chance_seldom_meets_come_out_the_same_both_ways(
    place: str, zone: str, start: str, parts: dict[str, Any], lenient: str
) -> None:
    period = Period(datetime.fromisoformat(start), zone, place, **parts)

    assert difference(period) is None
    assert by_breachdesk(period)[1] == lenient


def _shape(rule: Deadline | Period, limit: object) -> tuple[object, ...]:
    amounts = tuple(name for name in (*AMOUNTS, "year_end_date") if getattr(rule, name) is not None)
    return amounts, rule.counting, rule.first_day, rule.roll, rule.roll_until, limit is not None


def _day(period: Period) -> str:
    return by_breachdesk(Period(period.start, period.zone, period.place, days=0))[0][:10]


def _due(period: Period) -> datetime:
    return datetime.fromisoformat(by_breachdesk(period)[0])


def _latest(period: Period) -> datetime:
    due, lenient, _ = by_breachdesk(period)
    return datetime.fromisoformat(lenient or due)
