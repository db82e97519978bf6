"""Counting periods: the worked rows of the law dossiers and elapsed time across clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident.domain import periods
from incident.errors import LawDataError
from incident.law.model import Deadline

FROM, TO = datetime(2000, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 (hypothesis wants them without a zone)
EU_72 = Deadline(hours=72, counting="EU-PERIODS")

# (place, zone, aware, strict, hour_rule, lenient_part, lenient_full), all local; EU-PERIODS worked examples 1 to 12
WORKED = [
    ("DE", "Europe/Berlin", "2026-11-24T09:12", "2026-11-27T09:12", "2026-11-27T10:00", None, None),
    ("DE", "Europe/Berlin", "2026-11-23T14:00", "2026-11-26T14:00", "2026-11-26T15:00", None, None),
    ("IE", "Europe/Dublin", "2026-11-27T16:30", "2026-11-30T16:30", "2026-11-30T17:00", None, "2026-12-02T00:00"),
    ("DE", "Europe/Berlin", "2026-12-23T18:05", "2026-12-26T18:05", "2026-12-26T19:00", None, "2026-12-29T00:00"),
    ("PL", "Europe/Warsaw", "2026-12-23T18:05", "2026-12-26T18:05", "2026-12-26T19:00",
     "2026-12-29T00:00", "2026-12-30T00:00"),
    ("DE", "Europe/Berlin", "2027-03-25T18:40", "2027-03-28T19:40", "2027-03-28T20:00",
     "2027-03-31T00:00", "2027-04-01T00:00"),
    ("FR", "Europe/Paris", "2026-10-23T15:20", "2026-10-26T14:20", "2026-10-26T15:00", None, "2026-10-28T00:00"),
    ("GR", "Europe/Athens", "2027-03-27T22:10", "2027-03-30T23:10", "2027-03-31T00:00", None, None),
    ("FR", "Europe/Paris", "2026-11-25T11:45", "2026-11-28T11:45", "2026-11-28T12:00", None, None),
    ("PT", "Europe/Lisbon", "2026-11-24T15:30", "2026-11-27T15:30", "2026-11-27T16:00", None, None),
    ("ES", "Europe/Madrid", "2026-12-31T17:00:30", "2027-01-03T17:00:30", "2027-01-03T18:00",
     "2027-01-05T00:00", "2027-01-06T00:00"),
    ("FR", "Europe/Paris", "2026-11-25T00:00", "2026-11-28T00:00", "2026-11-28T01:00", None, None),
    ("FI", "Europe/Helsinki", "2026-11-25T01:00", "2026-11-28T01:00", "2026-11-28T02:00", None, None),
    ("DE", "Europe/Berlin", "2026-11-26T10:00", "2026-11-29T10:00", "2026-11-29T11:00", None, "2026-12-01T00:00"),
]  # fmt: skip


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("place", "zone", "aware", "strict", "hour_rule", "part", "full"), WORKED)
def test_each_worked_row_of_the_72_hours_comes_out_on_every_reading(
    place: str, zone: str, aware: str, strict: str, hour_rule: str, part: str | None, full: str | None
) -> None:
    due = periods.count(EU_72, local(aware, zone), zone, place)
    expected = {
        "strict": strict,
        "hour_rule": hour_rule,
        "lenient_part": part or hour_rule,
        "lenient_full": full or part or hour_rule,
    }
    assert {name: instant.replace(tzinfo=None) for name, instant in due.readings} == {
        name: datetime.fromisoformat(text) for name, text in expected.items()
    }
    assert due.due_at == local(strict, zone)
    assert due.lenient_at == dict(due.readings)["lenient_full"]


@pytest.mark.parametrize("minute", [17, 59])
def test_the_published_check_value_is_the_hour_rule(minute: int) -> None:
    start = datetime(2020, 12, 22, 12, minute, tzinfo=ZoneInfo("Europe/Berlin"))
    readings = dict(periods.count(EU_72, start, "Europe/Berlin", "DE").readings)
    assert readings["hour_rule"] == datetime(2020, 12, 25, 13, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_period_shorter_than_two_days_is_never_stretched_to_working_days() -> None:
    start = local("2026-11-27T16:30", "Europe/Dublin")
    due = periods.count(Deadline(hours=24, counting="EU-PERIODS"), start, "Europe/Dublin", "IE")
    assert due.lenient_at == local("2026-11-28T17:00", "Europe/Dublin")


def test_the_clock_change_is_said_in_the_steps() -> None:
    due = periods.count(Deadline(hours=72), local("2026-10-23T15:20", "Europe/Paris"), "Europe/Paris", "FR")
    assert any("clocks go back by 60 minutes" in step for step in due.steps)


@given(
    start=st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC)),
    hours=st.integers(min_value=0, max_value=2000),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "America/Santiago"]),
)
def test_hours_are_elapsed_hours_in_every_zone(start: datetime, hours: int, zone: str) -> None:
    due = periods.count(Deadline(hours=hours), start, zone, "FR").due_at
    assert due is not None
    assert due - start == timedelta(hours=hours)
    assert due.utcoffset() == datetime.fromtimestamp(due.timestamp(), ZoneInfo(zone)).utcoffset()


@given(
    start=st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC)),
    place=st.sampled_from([("FR", "Europe/Paris"), ("PL", "Europe/Warsaw"), ("GR", "Europe/Athens")]),
)
def test_each_reading_is_no_earlier_than_the_one_before(start: datetime, place: tuple[str, str]) -> None:
    due = periods.count(EU_72, start, place[1], place[0])
    instants = [instant.timestamp() for _, instant in due.readings]
    assert instants == sorted(instants)
    assert timedelta(0) < timedelta(seconds=instants[1] - instants[0]) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("rule", "start", "zone", "due"),
    [
        (Deadline(days=30), "2026-03-03T23:59:59-08:00", "America/Los_Angeles", "2026-04-02T23:59:59-07:00"),
        (Deadline(days=30, first_day="included"), "2026-03-03T09:00-08:00", "America/Los_Angeles",
         "2026-04-01T23:59:59-07:00"),
        (Deadline(days=3), "2026-11-20T00:30+13:00", "Pacific/Auckland", "2026-11-23T23:59:59+13:00"),
        (Deadline(months=1), "2027-01-31T10:00+00:00", "Europe/London", "2027-02-28T23:59:59+00:00"),
        (Deadline(months=1), "2028-01-31T10:00+00:00", "Europe/London", "2028-02-29T23:59:59+00:00"),
        (Deadline(years=1), "2028-02-29T10:00+00:00", "Europe/London", "2029-02-28T23:59:59+00:00"),
        (Deadline(year_end_days=60), "2026-07-01T10:00-04:00", "America/New_York", "2027-03-01T23:59:59-05:00"),
        (Deadline(year_end_days=60), "2027-12-31T23:30-05:00", "America/New_York", "2028-02-29T23:59:59-05:00"),
        (Deadline(business_days=4, calendar="US-federal"), "2026-11-24T10:00-05:00", "America/New_York",
         "2026-12-01T23:59:59-05:00"),
        (Deadline(business_days=2, calendar="NZ", first_day="included"), "2026-11-20T10:00+13:00",
         "Pacific/Auckland", "2026-11-23T23:59:59+13:00"),
    ],
)  # fmt: skip
def test_days_months_and_working_days_end_with_the_local_day(
    rule: Deadline, start: str, zone: str, due: str
) -> None:
    found = periods.count(rule, datetime.fromisoformat(start), zone, "US")
    assert found.due_at is not None
    assert found.due_at.isoformat() == due
    assert found.steps


def test_an_optional_roll_keeps_the_safe_day_and_shows_the_later_one() -> None:
    rule = Deadline(days=30, roll="optional", calendar="US-CA")
    due = periods.count(rule, datetime.fromisoformat("2026-05-01T09:00-07:00"), "America/Los_Angeles", "US-CA")
    assert due.due_at is not None and due.due_at.isoformat() == "2026-05-31T23:59:59-07:00"
    assert due.lenient_at is not None and due.lenient_at.isoformat() == "2026-06-01T23:59:59-07:00"


def test_a_last_day_that_is_a_working_day_has_no_lenient_reading() -> None:
    rule = Deadline(days=30, roll="optional", calendar="US-CA")
    due = periods.count(rule, datetime.fromisoformat("2026-05-05T09:00-07:00"), "America/Los_Angeles", "US-CA")
    assert due.lenient_at is None


def test_words_without_a_number_give_no_time_and_say_so() -> None:
    due = periods.count(Deadline(prompt="without undue delay"), datetime(2026, 1, 1, tzinfo=UTC), "Europe/Paris", "FR")
    assert due.due_at is None
    assert due.steps == ("The law gives no number: without undue delay.",)


def test_a_calendar_that_is_not_known_is_refused_by_name() -> None:
    with pytest.raises(LawDataError, match="Atlantis"):
        periods.count(Deadline(business_days=1, calendar="Atlantis"), datetime(2026, 1, 1, tzinfo=UTC), "UTC", "FR")


def test_a_required_roll_moves_the_legal_day_and_keeps_the_earlier_one_as_the_safe_one() -> None:
    rule = Deadline(days=3, roll="required", calendar="DE")
    due = periods.count(rule, datetime.fromisoformat("2026-11-26T09:00+01:00"), "Europe/Berlin", "DE")  # Thursday

    assert due.due_at is not None and due.due_at.isoformat() == "2026-11-29T23:59:59+01:00"
    assert due.lenient_at is not None and due.lenient_at.isoformat() == "2026-11-30T23:59:59+01:00"
    assert "The law moves the end to Monday 30 November 2026" in due.lenient_steps[0]


def test_the_lenient_reading_is_told_apart_from_the_strict_one() -> None:
    due = periods.count(EU_72, local("2026-11-27T16:30", "Europe/Dublin"), "Europe/Dublin", "IE")

    assert not any("1182/71" in step for step in due.steps)
    assert any("Art. 3(5)" in step for step in due.lenient_steps)


def test_working_days_that_are_left_out_are_named() -> None:
    rule = Deadline(business_days=4, calendar="US-federal")
    due = periods.count(rule, datetime.fromisoformat("2026-11-24T10:00-05:00"), "America/New_York", "US")

    assert any("Thu 26 Nov (Thanksgiving" in step and "Sat 28 Nov (Saturday)" in step for step in due.steps)


def test_a_start_on_a_day_of_rest_is_not_counted_as_the_first_working_day() -> None:
    rule = Deadline(business_days=2, calendar="NZ", first_day="included")
    due = periods.count(rule, datetime.fromisoformat("2026-11-21T10:00+13:00"), "Pacific/Auckland", "NZ")  # Saturday

    assert due.due_at is not None and due.due_at.isoformat() == "2026-11-24T23:59:59+13:00"


def test_the_day_of_the_event_is_that_of_the_place_and_not_of_the_clock_that_wrote_it_down() -> None:
    start = datetime.fromisoformat("2026-03-04T07:30:00+00:00")  # still Tuesday 3 March in Los Angeles

    due = periods.count(Deadline(days=30), start, "America/Los_Angeles", "US-CA")

    assert due.due_at is not None and due.due_at.isoformat() == "2026-04-02T23:59:59-07:00"


def test_hours_may_be_parts_of_hours() -> None:
    due = periods.count(Deadline(hours=1.5), datetime(2026, 1, 1, tzinfo=UTC), "UTC", "FR")

    assert due.due_at == datetime(2026, 1, 1, 1, 30, tzinfo=UTC)


@given(
    start=st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC)),
    earlier=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)),
    rule=st.sampled_from(
        [Deadline(hours=72), EU_72, Deadline(days=30), Deadline(months=1), Deadline(years=1), Deadline(year_end_days=60),
         Deadline(business_days=4, calendar="NZ"), Deadline(business_days=4, calendar="NZ", first_day="included")]
    ),
)  # fmt: skip
def test_an_earlier_start_never_ends_later(start: datetime, earlier: timedelta, rule: Deadline) -> None:
    due = periods.count(rule, start, "Pacific/Auckland", "NZ").due_at
    sooner = periods.count(rule, start - earlier, "Pacific/Auckland", "NZ").due_at

    assert due is not None and sooner is not None
    assert sooner.astimezone(UTC) <= due.astimezone(UTC)  # two times of one zone would compare by the wall clock


DORA = Deadline(hours=72, roll="optional", roll_until="12:00", calendar="place")
FINMA = Deadline(hours=24, counting="WORKING-DAYS", calendar="CH")


def test_hours_that_may_roll_end_at_noon_of_the_next_working_day_on_the_lenient_reading() -> None:
    start = local("2026-08-06T13:00", "Europe/Berlin")  # Thursday; 72 hours end on Sunday

    due = periods.count(DORA, start, "Europe/Berlin", "DE")

    assert due.due_at == local("2026-08-09T13:00", "Europe/Berlin")
    assert due.lenient_at == local("2026-08-10T12:00", "Europe/Berlin")


def test_a_second_limit_that_ends_earlier_counts() -> None:
    start = local("2026-08-06T13:00", "Europe/Berlin")

    due = periods.count(Deadline(hours=4), start, "Europe/Berlin", "DE", limit_at=local("2026-08-06T14:00", "Europe/Berlin"))

    assert due.due_at == local("2026-08-06T14:00", "Europe/Berlin")


def test_hours_of_working_days_alone_are_the_lenient_reading_and_elapsed_hours_the_safe_one() -> None:
    start = local("2026-11-27T15:00", "Europe/Zurich")  # Friday

    due = periods.count(FINMA, start, "Europe/Zurich", "CH")

    assert due.due_at == local("2026-11-28T15:00", "Europe/Zurich")
    assert due.lenient_at == local("2026-11-30T15:00", "Europe/Zurich")


def test_hours_of_working_days_alone_have_no_lenient_reading_within_the_week() -> None:
    due = periods.count(FINMA, local("2026-11-24T15:00", "Europe/Zurich"), "Europe/Zurich", "CH")  # Tuesday

    assert due.lenient_at is None


@pytest.mark.parametrize(
    ("start", "strict", "lenient"),
    [
        ("2026-11-24T10:00", "2026-11-27", None),  # Tuesday: Wednesday, Thursday, Friday
        ("2026-11-26T10:00", "2026-11-29", "2026-11-30"),  # Thursday: the last day is Sunday; Friday and Monday work
        ("2026-11-27T10:00", "2026-11-30", "2026-12-01"),  # Friday: only Monday works, so Tuesday is the second
        ("2026-12-23T10:00", "2026-12-26", "2026-12-28"),  # Wednesday before Christmas in Germany
    ],
)
def test_three_days_of_union_law_hold_two_working_days_and_roll_on_the_lenient_reading(
    start: str, strict: str, lenient: str | None
) -> None:
    rule = Deadline(days=3, counting="EU-PERIODS", calendar="place")

    due = periods.count(rule, local(start, "Europe/Berlin"), "Europe/Berlin", "DE")

    assert due.due_at == local(f"{strict}T23:59:59", "Europe/Berlin")
    assert due.lenient_at == (local(f"{lenient}T23:59:59", "Europe/Berlin") if lenient else None)


def test_a_day_of_the_next_year_is_the_end_whenever_in_the_year_the_clock_starts() -> None:
    rule = Deadline(year_end_date="03-01")

    for start in ("2026-01-01T00:00", "2026-12-31T23:59"):
        due = periods.count(rule, local(start, "America/Toronto"), "America/Toronto", "CA-ON")

        assert due.due_at == local("2027-03-01T23:59:59", "America/Toronto")
