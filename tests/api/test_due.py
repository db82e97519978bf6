"""GET /api/v1/due: the deadline arithmetic of one duty."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from incident.cli import main
from tests.api.conftest import Caller

Call = Callable[[str], Caller]
START = "2026-06-08T16:00:00-04:00"  # a Monday


def test_a_period_of_days_ends_with_the_last_second_of_its_day(call: Call) -> None:
    answer = call("handler").get("/due", **{"regime": "US-NY", "notify": "individuals", "from": START, "on": "2026-06-09"})

    assert answer.status_code == 200
    assert answer.get_json()["due_at"] == "2026-07-08T23:59:59-04:00"  # a Wednesday
    assert answer.get_json()["steps"]


def test_the_bytes_are_those_of_the_command_line(call: Call) -> None:
    asked = {"regime": "US-NY", "id": "US-NY/state-police", "from": START, "on": "2026-06-09"}
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    printed = CliRunner().invoke(main, ["due", *options]).stdout_bytes

    answer = call("handler").get("/due", **asked)

    assert answer.data == printed
    assert b"due_at" in printed


def test_a_plus_sign_that_the_address_turned_into_a_space_is_put_back(call: Call) -> None:
    caller = call("handler")

    plain = caller.client.get(
        "/api/v1/due?regime=US-NY&notify=individuals&on=2026-06-09&from=2026-06-09T08:00+12:00", headers=caller.headers
    )

    assert plain.status_code == 200
    assert plain.get_json()["from"] == "2026-06-09T08:00:00+12:00"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, {"regime", "from", "notify"}),
        ({"regime": "US-NY", "notify": "individuals", "id": "US-NY/individuals", "from": START}, {"notify"}),
        ({"regime": "XX-NONE", "notify": "individuals", "from": START}, {"regime"}),
        ({"regime": "US-NY", "notify": "second_regulator", "from": START}, {"notify"}),
        ({"regime": "US-NY", "id": "US-NY/nobody", "from": START}, {"id"}),
        ({"regime": "US-NY", "notify": "individuals", "from": START, "on": "1999-01-01"}, {"notify"}),
        ({"regime": "US-NY", "notify": "individuals", "from": "2026-06-08T16:00"}, {"from"}),
        ({"regime": "US-NY", "notify": "individuals", "from": "Monday"}, {"from"}),
        ({"regime": "US-NY", "notify": "individuals", "from": "0026-06-08T16:00-04:00"}, {"from"}),
        ({"regime": "US-NY", "notify": "individuals", "from": START, "place": "Albany"}, {"place"}),
        ({"regime": "US-NY", "notify": "individuals", "from": START, "zone": "UTC"}, {"zone"}),
    ],
)
def test_what_cannot_be_counted_is_refused_and_the_parameter_named(
    call: Call, query: dict[str, str], fields: set[str]
) -> None:
    answer = call("handler").get("/due", **query)

    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.get_json()["errors"]} == fields


def test_several_duties_towards_the_same_are_listed_so_that_one_can_be_chosen(call: Call) -> None:
    answer = call("handler").get("/due", **{"regime": "US-NY", "notify": "second_regulator", "from": START})

    assert "US-NY/department-of-state" in answer.get_json()["errors"][0]["message"]
