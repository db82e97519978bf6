"""The deadline arithmetic alone: which duty is meant, and when it is due from a given start."""

from datetime import date, datetime
from pathlib import Path

import pytest

from incident.domain import deadlines
from incident.errors import DutyNotClear, LawDataError
from tests.lawbook import duty, law, rulebook

ON = date(2026, 11, 22)
START = datetime.fromisoformat("2026-11-20T09:30:00+13:00")  # a Friday
SEVERAL = (
    duty(name="NZ-TEST/police", notify="second_regulator", deadline='{ not_later_than = "NZ-TEST/regulator" }')
    + duty(name="NZ-TEST/bank", notify="second_regulator", deadline="{ days = 2 }")
    + duty()
    + duty(name="NZ-TEST/regulator-final", deadline="{ months = 1 }", version="in_force_until = 2026-12-31")
)


def test_the_duty_named_after_law_and_reader_is_meant_and_the_others_are_named(tmp_path: Path) -> None:
    chosen = deadlines.choose(rulebook(tmp_path, law(SEVERAL)), "NZ-TEST", notify="regulator", duty_id=None, on=ON)

    assert chosen.obligation.id == "NZ-TEST/regulator"
    assert chosen.others == ("NZ-TEST/regulator-final",)


def test_several_that_fit_are_named_and_none_is_taken(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(SEVERAL))

    with pytest.raises(DutyNotClear, match=r"NZ-TEST/police, NZ-TEST/bank\. Choose one by its id"):
        deadlines.choose(book, "NZ-TEST", notify="second_regulator", duty_id=None, on=ON)


def test_one_is_taken_by_its_id(tmp_path: Path) -> None:
    chosen = deadlines.choose(rulebook(tmp_path, law(SEVERAL)), "NZ-TEST", notify=None, duty_id="NZ-TEST/bank", on=ON)

    assert chosen.obligation.id == "NZ-TEST/bank"


@pytest.mark.parametrize(("notify", "duty_id"), [("media", None), (None, "NZ-TEST/king")])
def test_a_duty_that_there_is_not_is_refused_with_those_there_are(
    tmp_path: Path, notify: str | None, duty_id: str | None
) -> None:
    book = rulebook(tmp_path, law(duty()))

    with pytest.raises(DutyNotClear, match=r"It has: NZ-TEST/regulator \(regulator\)"):
        deadlines.choose(book, "NZ-TEST", notify=notify, duty_id=duty_id, on=ON)


def test_a_duty_that_is_not_in_force_is_refused(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(duty()))

    with pytest.raises(DutyNotClear, match="not in force on 2019-12-31"):
        deadlines.choose(book, "NZ-TEST", notify="regulator", duty_id=None, on=date(2019, 12, 31))


def test_a_law_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match="no regime 'NZ'"):
        deadlines.choose(rulebook(tmp_path, law(duty())), "NZ", notify="regulator", duty_id=None, on=ON)


def test_hours_are_counted_from_the_start_that_is_given(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(duty()))
    chosen = deadlines.choose(book, "NZ-TEST", notify="regulator", duty_id=None, on=ON)

    times = deadlines.reckon(book, chosen, START, on=ON, place=None)

    assert times.due_at == datetime.fromisoformat("2026-11-23T09:30:00+13:00")
    assert times.steps[0] == "Starts Friday 20 November 2026, 09:30 NZDT."


def test_another_dutys_date_is_counted_from_the_same_start(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(SEVERAL))
    chosen = deadlines.choose(book, "NZ-TEST", notify=None, duty_id="NZ-TEST/police", on=ON)

    times = deadlines.reckon(book, chosen, START, on=ON, place=None)

    assert times.due_at == datetime.fromisoformat("2026-11-23T09:30:00+13:00")


def test_a_place_brings_its_time_and_its_holidays(tmp_path: Path) -> None:
    text = law(duty(deadline='{ hours = 72, counting = "EU-PERIODS" }'), place="EU", zone="Europe/Brussels")
    book = rulebook(tmp_path, text)
    chosen = deadlines.choose(book, "NZ-TEST", notify="regulator", duty_id=None, on=ON)
    start = datetime.fromisoformat("2026-11-27T16:30:00+00:00")

    times = deadlines.reckon(book, chosen, start, on=ON, place="IE")

    assert times.due_at is not None
    assert times.lenient_at is not None
    assert times.due_at.isoformat() == "2026-11-30T16:30:00+00:00"
    assert times.lenient_at.isoformat() == "2026-12-02T00:00:00+00:00"
