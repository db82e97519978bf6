"""When duties are due: own periods, other duties' dates, delays, contracts."""

from pathlib import Path
from typing import Any

import pytest

from tests.lawbook import asked, duty, facts, law, one, rulebook

OTHER = "NZ-TEST/individuals"


def pair(*, mine: str, other: str, other_version: str = "", version: str = "", starts: str | None = None) -> str:
    """A regulator's duty that leans on the duty to individuals."""
    own = duty(deadline=mine, version=version) if starts is None else duty(deadline=mine, version=version, starts=starts)
    return law(own + duty(name=OTHER, notify="individuals", deadline=other, version=other_version))


def events(**more: str) -> dict[str, Any]:
    return facts(events={"aware_at": "2026-11-20T09:30:00+13:00", **more})  # a Friday


def regulator(folder: Path, text: str, document: dict[str, Any]) -> dict[str, Any]:
    return one(asked(rulebook(folder, text), document))


def test_not_later_than_takes_the_other_dutys_date_and_its_reading(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other='{ days = 9, roll = "optional", calendar = "NZ" }')

    entry = regulator(tmp_path, text, events())

    assert entry["due_at"] == "2026-11-29T23:59:59+13:00"  # a Sunday
    assert entry["due_lenient_at"] == "2026-11-30T23:59:59+13:00"
    assert entry["steps"]["strict"][0] == "Owed not later than “Tell individuals” (NZ-TEST/individuals)."


def test_a_chain_of_dates_is_followed_to_its_end(tmp_path: Path) -> None:
    last = duty(name="NZ-TEST/media", notify="media", deadline="{ days = 4 }")
    middle = duty(name=OTHER, notify="individuals", deadline='{ not_later_than = "NZ-TEST/media" }')
    text = law(duty(deadline=f'{{ not_later_than = "{OTHER}" }}') + middle + last)

    assert regulator(tmp_path, text, events())["due_at"] == "2026-11-24T23:59:59+13:00"


@pytest.mark.parametrize(
    ("own", "due"), [("days = 3", "2026-11-23T23:59:59+13:00"), ("days = 20", "2026-11-30T23:59:59+13:00")]
)
def test_beside_a_number_the_earlier_of_the_two_counts(tmp_path: Path, own: str, due: str) -> None:
    text = pair(mine=f'{{ {own}, not_later_than = "{OTHER}" }}', other="{ days = 10 }")

    assert regulator(tmp_path, text, events())["due_at"] == due


def test_a_duty_without_a_start_of_its_own_has_the_others_date(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ days = 3 }",
                starts='clock = { starts_on = "determined_notifiable_at" }')  # fmt: skip

    assert regulator(tmp_path, text, events())["due_at"] == "2026-11-23T23:59:59+13:00"


def test_another_duty_that_is_not_owed_lends_no_date(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ days = 3 }",
                other_version='applies_if = { fact = "risk.level", is = "high" }')  # fmt: skip

    assert regulator(tmp_path, text, {**events(), "risk": {"level": "unlikely"}})["due_at"] is None


def test_another_duty_that_is_open_lends_its_date(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ days = 3 }",
                other_version='applies_if = { fact = "risk.level", is = "high" }')  # fmt: skip

    assert regulator(tmp_path, text, events())["due_at"] == "2026-11-23T23:59:59+13:00"


def test_once_people_are_told_what_is_owed_not_later_ends_with_that_day(tmp_path: Path) -> None:
    text = pair(mine=f'{{ business_days = 14, calendar = "NZ", not_later_than = "{OTHER}" }}', other="{ days = 45 }")

    entry = regulator(tmp_path, text, events(individuals_notified_at="2026-11-25T11:00:00+13:00"))

    assert entry["due_at"] == "2026-11-25T23:59:59+13:00"  # a Wednesday


def test_a_limit_in_hours_that_was_met_ends_at_that_instant(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ hours = 72 }")

    entry = regulator(tmp_path, text, events(individuals_notified_at="2026-11-20T11:00:00+13:00"))

    assert entry["due_at"] == "2026-11-20T11:00:00+13:00"


def test_people_told_after_the_limit_move_nothing(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ days = 3 }")

    entry = regulator(tmp_path, text, events(individuals_notified_at="2026-12-01T11:00:00+13:00"))

    assert entry["due_at"] == "2026-11-23T23:59:59+13:00"


def test_the_other_dutys_date_is_taken_in_the_same_place(tmp_path: Path) -> None:
    residence = 'places = { mode = "each_residence", within = "EEA" }'
    own = duty(more=residence, deadline=f'{{ not_later_than = "{OTHER}" }}')
    text = law(own + duty(name=OTHER, notify="individuals", more=residence, deadline="{ days = 1 }"))
    people = [{"residence": "FI", "count": 1}, {"residence": "IE", "count": 1}]

    found = asked(rulebook(tmp_path, text), {**events(), "affected": people})

    assert one(found, place="FI")["due_at"] == "2026-11-20T23:59:59+02:00"
    assert one(found, place="IE")["due_at"] == "2026-11-20T23:59:59+00:00"


def test_what_is_expected_of_the_other_duty_is_expected_here(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other='{ prompt = "promptly" }',
                other_version="expected = { hours = 24 }")  # fmt: skip

    entry = regulator(tmp_path, text, events())

    assert (entry["due_at"], entry["due_expected_at"]) == (None, "2026-11-21T09:30:00+13:00")


EXPECTED = 'expected = { hours = 72, cite = "guide" }'


def test_an_expectation_is_never_the_legal_limit(tmp_path: Path) -> None:
    text = law(duty(deadline='{ prompt = "as soon as practicable" }', version=EXPECTED))

    entry = regulator(tmp_path, text, events())

    assert (entry["due_at"], entry["due_expected_at"]) == (None, "2026-11-23T09:30:00+13:00")
    assert entry["clock"]["period"] == "as soon as practicable"
    assert entry["steps"]["expected"][-1] == "Published by the regulator, not a limit of the law (guide)."


@pytest.mark.parametrize("deadline", ['{ none = "No period" }', '{ prompt = "promptly" }'])
def test_a_law_without_a_number_gives_no_date(tmp_path: Path, deadline: str) -> None:
    entry = regulator(tmp_path, law(duty(deadline=deadline)), events())

    assert entry["due_at"] is None
    assert entry["clock"]["started_at"] == "2026-11-20T09:30:00+13:00"


def test_a_clock_without_any_event_has_no_start_and_the_duty_stays(tmp_path: Path) -> None:
    entry = regulator(tmp_path, law(duty()), facts(events={}))

    assert entry["finding"] == "applies"
    assert entry["clock"] == {"event": "aware_at", "started_at": None, "period": "72 hours", "provisional": False}
    assert entry["due_at"] is None


def test_a_provisional_clock_says_so_and_gives_a_date(tmp_path: Path) -> None:
    entry = regulator(tmp_path, law(duty()), facts(events={"suspected_at": "2026-11-19T08:05:00+13:00"}))

    assert entry["clock"]["provisional"] is True
    assert entry["due_at"] == "2026-11-22T08:05:00+13:00"
    assert entry["steps"]["strict"][0].startswith("Not recorded yet: when you became aware")


def test_elapsed_hours_are_counted_over_the_change_of_the_clocks(tmp_path: Path) -> None:
    document = facts(events={"aware_at": "2027-04-02T12:00:00+13:00"})  # Friday; the clocks go back on Sunday

    assert regulator(tmp_path, law(duty()), document)["due_at"] == "2027-04-05T11:00:00+12:00"


def test_the_words_of_the_law_are_its_period(tmp_path: Path) -> None:
    entry = regulator(tmp_path, law(duty(version='words = "within three days"')), events())

    assert entry["clock"]["period"] == "within three days"


DELAY = (
    'delay = { if = { fact = "law_enforcement.delay_requested", is = true }, '
    'until = "law_enforcement.delay_until", cite = "s 6" }'
)


def held(folder: Path, *, requested: bool | None, until: str | None, deadline: str = "{ days = 3 }") -> dict[str, Any]:
    document = {**events(), "law_enforcement": {"delay_requested": requested, "delay_until": until}}
    return regulator(folder, law(duty(deadline=deadline, version=DELAY)), document)


def test_a_permitted_delay_moves_the_date_to_its_end(tmp_path: Path) -> None:
    entry = held(tmp_path, requested=True, until="2026-12-01T12:00:00+13:00")

    assert entry["finding"] == "applies"
    assert entry["due_at"] == "2026-12-01T12:00:00+13:00"
    assert "until Tuesday 1 December 2026, 12:00 NZDT and is then owed at once" in entry["steps"]["strict"][-1]


@pytest.mark.parametrize("requested", [False, None])
def test_a_delay_that_is_not_known_to_hold_moves_nothing(tmp_path: Path, requested: bool | None) -> None:
    entry = held(tmp_path, requested=requested, until="2026-12-01T12:00:00+13:00")

    assert entry["due_at"] == "2026-11-23T23:59:59+13:00"


def test_a_delay_without_a_recorded_end_moves_nothing_and_says_so(tmp_path: Path) -> None:
    entry = held(tmp_path, requested=True, until=None)

    assert entry["due_at"] == "2026-11-23T23:59:59+13:00"
    assert "its end is not recorded" in entry["steps"]["strict"][-1]


def test_a_delay_never_makes_a_date_earlier(tmp_path: Path) -> None:
    entry = held(tmp_path, requested=True, until="2026-11-21T12:00:00+13:00")

    assert entry["due_at"] == "2026-11-23T23:59:59+13:00"
    assert "moves nothing" in entry["steps"]["strict"][-1]


def test_a_delay_gives_no_date_to_a_law_without_a_number(tmp_path: Path) -> None:
    entry = held(tmp_path, requested=True, until="2026-12-01T12:00:00+13:00", deadline='{ prompt = "promptly" }')

    assert entry["due_at"] is None
    assert "the notice may wait until Tuesday 1 December 2026" in entry["steps"]["strict"][-1]


def test_a_delay_of_one_duty_does_not_move_what_is_owed_not_later_than_it(tmp_path: Path) -> None:
    text = pair(mine=f'{{ not_later_than = "{OTHER}" }}', other="{ days = 3 }", other_version=DELAY)
    hold = {"delay_requested": True, "delay_until": "2026-12-01T12:00:00+13:00"}

    found = asked(rulebook(tmp_path, text), {**events(), "law_enforcement": hold})

    assert one(found, OTHER)["due_at"] == "2026-12-01T12:00:00+13:00"
    assert one(found)["due_at"] == "2026-11-23T23:59:59+13:00"


def by_contract(folder: Path, deadline: str, hours: float, **times: str) -> dict[str, Any]:
    starts = 'clock = { starts_on = "determined_notifiable_at", provisional_from = ["discovered_at"] }'
    places = 'places = { mode = "each_controller" }'
    text = law(duty(notify="controller", by="processor", more=places, deadline=deadline, starts=starts))
    document = facts(organisation={"country": "NZ", "role": "processor"}, events=times,
                     controllers=[{"name": "Kea Books", "contract_hours": hours}])  # fmt: skip
    return regulator(folder, text, document)


AWARE, CONCLUDED = "2026-11-20T09:30:00+13:00", "2026-11-21T09:30:00+13:00"


def test_the_contracts_hours_run_from_our_awareness_and_are_named_as_the_contracts(tmp_path: Path) -> None:
    entry = by_contract(tmp_path, '{ prompt = "promptly" }', 24, aware_at=AWARE, determined_notifiable_at=CONCLUDED)

    assert entry["due_at"] == "2026-11-21T09:30:00+13:00"
    assert entry["clock"]["event"] == "aware_at"
    assert entry["clock"]["period"] == "24 hours by contract; the law: promptly"
    assert entry["steps"]["strict"][0].endswith("this is the contract's limit, not the law's.")


def test_an_earlier_start_of_the_laws_clock_starts_the_contracts_too(tmp_path: Path) -> None:
    found = "2026-11-19T09:30:00+13:00"

    entry = by_contract(tmp_path, '{ prompt = "promptly" }', 24, aware_at=AWARE, discovered_at=found)

    assert entry["due_at"] == "2026-11-20T09:30:00+13:00"


def test_an_earlier_limit_of_the_law_goes_before_the_contract(tmp_path: Path) -> None:
    entry = by_contract(tmp_path, "{ hours = 10 }", 72, aware_at=AWARE, determined_notifiable_at=CONCLUDED)

    assert entry["due_at"] == "2026-11-21T19:30:00+13:00"
    assert entry["clock"]["period"] == "10 hours"
    assert entry["steps"]["strict"][-1].endswith("the law's limit counts.")


def test_a_contract_without_any_start_gives_no_date_and_says_so(tmp_path: Path) -> None:
    entry = by_contract(tmp_path, '{ prompt = "promptly" }', 24)

    assert entry["due_at"] is None
    assert "which is not recorded" in entry["steps"]["strict"][-1]


@pytest.mark.parametrize(
    ("deadline", "period"),
    [
        ('{ days = 30, prompt = "without delay" }', "without delay, at most 30 days"),
        ('{ business_days = 4, calendar = "NZ" }', "4 working days"),
        ("{ months = 1 }", "1 month"),
        ("{ year_end_days = 60 }", "60 days after the end of the year"),
        ('{ none = "Keep it" }', "Keep it"),
        (f'{{ not_later_than = "{OTHER}" }}', f"not later than {OTHER}"),
    ],
)
def test_a_rule_without_words_of_the_law_is_said_in_ours(tmp_path: Path, deadline: str, period: str) -> None:
    assert regulator(tmp_path, pair(mine=deadline, other="{ days = 3 }"), events())["clock"]["period"] == period


@pytest.mark.parametrize(
    ("aware", "due", "said"),
    [
        ("2026-11-19T20:00:00+13:00", "2026-11-20T13:30:00+13:00", "the earlier end counts"),  # 24 h end at 20:00
        ("2026-11-19T12:00:00+13:00", "2026-11-20T12:00:00+13:00", "the earlier end counts"),
        ("2026-11-18T12:00:00+13:00", "2026-11-20T13:30:00+13:00", "it falls away"),
        (None, "2026-11-20T13:30:00+13:00", "it is not counted yet"),
    ],
)
def test_a_second_limit_counts_where_it_ends_earlier_and_falls_away_where_it_ended_before(
    tmp_path: Path, aware: str | None, due: str, said: str
) -> None:
    rule = '{ hours = 4, limit = { hours = 24, from = "aware_at", cite = "s 5" } }'
    text = law(duty(deadline=rule, starts='clock = { starts_on = "classified_at" }'))

    found = regulator(tmp_path, text, {"events": {"aware_at": aware, "classified_at": "2026-11-20T09:30:00+13:00"}})

    assert found["due_at"] == due
    assert any(said in step for step in found["steps"]["strict"])


THEN = (
    'delay = { if = { fact = "law_enforcement.delay_requested", is = true }, until = "law_enforcement.delay_until", '
    'cite = "s 6", then = { days = 7 } }'
)


def waiting(until: str) -> dict[str, Any]:
    return {**events(), "law_enforcement": {"delay_requested": True, "delay_until": until}}


def test_after_a_wait_that_ends_past_the_limit_the_time_that_the_law_leaves_runs(tmp_path: Path) -> None:
    entry = regulator(tmp_path, law(duty(deadline="{ days = 10 }", version=THEN)), waiting("2026-12-10T12:00:00+13:00"))

    assert entry["due_at"] == "2026-12-17T23:59:59+13:00"
    assert any("from then another time runs" in step for step in entry["steps"]["strict"])


def test_a_wait_that_ends_before_the_limit_moves_only_the_lenient_reading(tmp_path: Path) -> None:
    entry = regulator(tmp_path, law(duty(deadline="{ days = 10 }", version=THEN)), waiting("2026-11-28T12:00:00+13:00"))

    assert entry["due_at"] == "2026-11-30T23:59:59+13:00"
    assert entry["due_lenient_at"] == "2026-12-05T23:59:59+13:00"


def test_a_law_may_leave_only_the_rest_of_the_time_where_the_wait_ends_before_the_limit(tmp_path: Path) -> None:
    version = THEN.replace("then =", "then_past_limit_only = true, then =")

    entry = regulator(tmp_path, law(duty(deadline="{ days = 10 }", version=version)), waiting("2026-11-28T12:00:00+13:00"))

    assert entry["due_at"] == "2026-11-30T23:59:59+13:00"
    assert entry["due_lenient_at"] is None


def test_what_a_regulator_has_published_may_count_from_another_event(tmp_path: Path) -> None:
    expected = 'expected = { days = 3, from = "discovered_at", cite = "page" }'
    text = law(duty(deadline='{ prompt = "promptly" }', version=expected))

    found = regulator(tmp_path, text, events(discovered_at="2026-11-18T10:00:00+13:00"))

    assert found["due_expected_at"] == "2026-11-21T23:59:59+13:00"
