"""Laws of which it is open whether they bind: one thing to do with the time of the first, not a clock for each duty."""

from typing import Any

from incident.domain import open_scope


def entry(
    number: int, due: str | None, *, unknown: tuple[str, ...] = ("affected",), finding: str = "cannot_tell_yet"
) -> dict[str, Any]:
    started = "2026-11-20T09:30:00+01:00"
    return {
        "id": f"L{number}/regulator", "regime": f"L{number}", "law": f"Law {number}", "jurisdiction": "FR",
        "title": "Tell the authority", "owed_by": "controller", "finding": finding, "due_at": due, "due_expected_at": None,
        "unknown": [*unknown, "risk.level"], "scope_unknown": list(unknown),
        "clock": {"event": "aware_at", "started_at": started, "period": "72 hours", "provisional": False},
    }  # fmt: skip


FRIDAY, SATURDAY = "2026-11-20T23:00:00+09:00", "2026-11-21T00:00:00+13:00"


def test_a_law_is_far_where_only_people_or_establishments_not_named_yet_could_bring_it_into_play() -> None:
    assert open_scope.is_far(entry(1, None))
    assert open_scope.is_far(entry(1, None, unknown=("organisation.establishments",)))
    assert not open_scope.is_far(entry(1, None, unknown=("organisation.kinds",)))
    assert not open_scope.is_far(entry(1, None, unknown=()))
    assert not open_scope.is_far(entry(1, None, finding="does_not_apply"))


def test_what_would_not_be_owed_there_either_is_nothing_to_do() -> None:
    assert open_scope.is_idle(entry(1, None, finding="does_not_apply"))
    assert not open_scope.is_idle(entry(1, None))
    assert not open_scope.is_idle(entry(1, None, unknown=("organisation.kinds",), finding="does_not_apply"))


def test_they_stand_together_due_when_the_first_would_be_due() -> None:
    found = open_scope.as_one([entry(1, FRIDAY), entry(2, SATURDAY), entry(3, None)], place="NZ", zone="Pacific/Auckland")

    assert found is not None
    assert found["due_at"] == SATURDAY  # 11:00 in UTC, three hours before the other
    assert found["finding"] == "cannot_tell_yet"
    assert [law["regime"] for law in found["laws"]] == ["L2", "L1", "L3"]
    assert found["unknown"][:1] == ["affected"]
    assert found["clock"]["provisional"]


def test_a_long_list_of_places_names_the_first_and_says_how_many_more() -> None:
    codes = ("FR", "DE", "IT", "ES", "PT", "BE", "NL", "LU", "US-CA", "US-NY")
    far = [{**entry(number, None), "jurisdiction": codes[number % len(codes)]} for number in range(40)]

    found = open_scope.as_one(far, place="NZ", zone="Pacific/Auckland")

    assert found is not None
    assert found["because"][0].startswith("It is not known yet whether any of 40 laws with 40 duties binds: laws of Fra")
    assert found["because"][0].endswith("Belgium and 3 more")  # the Netherlands, Luxembourg and the United States
    assert found["citation"] == "40 laws with 40 duties"
    assert len(found["laws"]) == 40


def test_where_none_is_open_there_is_nothing_to_do() -> None:
    assert open_scope.as_one([], place="NZ", zone="Pacific/Auckland") is None
