"""When clocks start, and what stands in for a start that is not recorded."""

from datetime import datetime

import pytest

from incident.domain.starts import STEPS, Start, said, start_of
from incident.law.fields import EVENT_WORDS, FIELDS
from incident.law.model import Obligation

TUE, WED, THU, FRI = (f"2026-11-{day}T09:30:00+13:00" for day in (17, 18, 19, 20))


def obligation(own: str | tuple[str, ...] | None, *earlier: str) -> Obligation:
    events = (own,) if isinstance(own, str) else own or ()
    return Obligation(
        id="X/regulator", title="", owed_by="controller", notify="regulator", authority=None, authority_kind=None,
        place_mode="one", within=None, starts_on=events, provisional_from=earlier, versions=(),
    )  # fmt: skip


def test_the_own_event_starts_the_clock() -> None:
    start = start_of(obligation("aware_at", "suspected_at"), {"aware_at": FRI, "suspected_at": WED})

    assert start == Start("aware_at", datetime.fromisoformat(FRI), provisional=False)


def test_while_it_is_not_recorded_the_best_event_before_it_stands_in() -> None:
    duty = obligation("determined_notifiable_at", "aware_at", "discovered_at", "suspected_at")

    start = start_of(duty, {"suspected_at": WED, "aware_at": FRI, "determined_notifiable_at": None})

    assert start == Start("aware_at", datetime.fromisoformat(FRI), provisional=True)


def test_an_event_that_may_come_after_the_real_start_gives_way_to_one_before_it() -> None:
    duty = obligation("discovered_at", "processor_told_controller_at", "aware_at", "suspected_at")

    start = start_of(duty, {"aware_at": THU, "processor_told_controller_at": FRI, "suspected_at": WED})

    assert start.event == "suspected_at"


def test_of_events_that_may_come_after_the_real_start_the_earliest_stands_in() -> None:
    duty = obligation("discovered_at", "processor_told_controller_at", "aware_at", "suspected_at")

    start = start_of(duty, {"aware_at": THU, "processor_told_controller_at": FRI})

    assert (start.event, start.provisional) == ("aware_at", True)


def test_an_event_that_the_law_does_not_name_stands_in_for_nothing() -> None:
    start = start_of(obligation("aware_at", "discovered_at"), {"occurred_at": TUE})

    assert start == Start("aware_at", None, provisional=False)


def test_a_duty_without_a_clock_has_no_start() -> None:
    assert start_of(obligation(None), {"aware_at": FRI}) == Start(None, None)


def test_a_provisional_start_is_said() -> None:
    duty = obligation("determined_notifiable_at", "suspected_at")

    assert said(start_of(duty, {"suspected_at": WED}), duty) == [
        "Not recorded yet: when it was concluded that it must be notified. "
        "Until then the time runs from when it was first suspected."
    ]


def test_a_missing_start_is_said() -> None:
    duty = obligation("individuals_notified_at")

    assert said(start_of(duty, {}), duty) == [
        "The time starts when the people were told; that has not happened yet, or is not recorded."
    ]


@pytest.mark.parametrize("known", [STEPS, EVENT_WORDS])
def test_every_event_of_the_facts_has_its_place_in_time_and_its_words(known: dict[str, object]) -> None:
    events = {field.path.removeprefix("events.") for field in FIELDS if field.path.startswith("events.")}

    assert set(known) == events


def test_of_several_own_events_the_earlier_recorded_one_counts() -> None:
    duty = obligation(("discovered_at", "processor_told_controller_at"), "suspected_at")

    both = start_of(duty, {"discovered_at": FRI, "processor_told_controller_at": THU})
    one = start_of(duty, {"discovered_at": FRI, "suspected_at": WED})

    assert both == Start("processor_told_controller_at", datetime.fromisoformat(THU))
    assert one == Start("discovered_at", datetime.fromisoformat(FRI))
    assert "whichever is recorded as the earlier" in said(both, duty)[0]
