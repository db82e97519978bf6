"""The rules of a law file in words."""

from dataclasses import replace
from datetime import date

import pytest

from incident.domain import law_examples, law_pages, law_words
from incident.law.answers import Answer, Condition
from incident.law.loader import ITEMS, NOTIFY
from incident.law.model import Deadline, Delay
from incident.law.rulebook import law_of


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        (Deadline(hours=72), ["72 hours without a stop, through nights, weekends, holidays and changes of the clock."]),
        (Deadline(days=1), ["1 calendar day, weekends and holidays too; the day of the event is not counted.",
                            "The last day ends at 23:59:59 there."]),
        (Deadline(days=30, first_day="included"),
         ["30 calendar days, weekends and holidays too; the day of the event is counted.",
          "The last day ends at 23:59:59 there."]),
        (Deadline(business_days=4, calendar="US-federal"),
         ["4 working days of the calendar US-federal; the day of the event is not counted.",
          "The last day ends at 23:59:59 there."]),
        (Deadline(months=1), ["1 month by the calendar, to the same date or the month's last day.",
                              "The last day ends at 23:59:59 there."]),
        (Deadline(year_end_days=60), ["60 days from the end of the calendar year in which the clock starts.",
                                      "The last day ends at 23:59:59 there."]),
        (Deadline(prompt="as soon as practicable"), ["The law gives no number, so no due time is shown."]),
        (Deadline(none="kept for six years"), ["No time runs."]),
        (Deadline(not_later_than="X/people"),
         ["Never later than “Tell the people” (X/people): it takes that date where it is earlier."]),
        (Deadline(prompt="at once", cite="s 9"), ["The law gives no number, so no due time is shown.", "The period: s 9."]),
    ],
)  # fmt: skip
def test_counting_is_said_in_sentences(rule: Deadline, lines: list[str]) -> None:
    assert list(law_words.counting(rule, {"X/people": "Tell the people"})) == lines


@pytest.mark.parametrize(
    ("roll", "words"), [("optional", "On a lenient reading one may move"), ("required", "The law moves")]
)
def test_a_last_day_that_may_be_moved_says_that_the_earlier_one_stays_the_due_day(roll: str, words: str) -> None:
    lines = law_words.counting(Deadline(days=30, roll=roll, calendar="NZ"), {})

    assert lines[-1].startswith(words)
    assert "The earlier day stays the due day" in lines[-1]


def test_the_date_of_another_duty_is_named_by_its_title() -> None:
    assert law_words.period(Deadline(not_later_than="X/people"), {"X/people": "Tell the people"}) == (
        "not later than “Tell the people”"
    )


def test_every_item_and_every_addressee_of_the_law_data_has_words() -> None:
    assert set(law_words.CONTENT) == ITEMS
    assert set(law_words.NOTIFY) == NOTIFY


@pytest.mark.parametrize("on", [date(2012, 1, 2), date(2026, 11, 25), date(2040, 1, 2)])
def test_every_regime_can_be_said_on_any_day(on: date) -> None:
    rulebook = law_of()

    for regime in rulebook.regimes:
        duties = law_pages.duties(regime, rulebook, on=on)
        assert [duty.obligation for duty in duties] == list(regime.obligations)
        for duty in duties:
            assert len(duty.others) + 1 == len(duty.obligation.versions)
            assert duty.shown.period
            assert duty.shown.counting


def test_a_duty_that_is_not_in_force_says_so() -> None:
    rulebook = law_of()
    regime = rulebook.regime("US-NY")
    first = replace(regime.obligations[0].versions[0], in_force_from=date(2030, 1, 1), in_force_until=None)
    later = replace(regime, obligations=(replace(regime.obligations[0], versions=(first,)),))

    assert law_pages.duties(later, rulebook, on=date(2026, 11, 25))[0].state == "coming"
    assert law_pages.duties(regime, rulebook, on=date(2026, 11, 25))[0].state == ""


def test_the_lowest_confidence_of_a_part_is_that_of_the_line() -> None:
    regime = law_of().regime("US-NY")
    obligation = regime.obligations[0]
    unsure = replace(obligation, versions=(replace(obligation.versions[0], confidence="low"),))

    assert law_pages.row(replace(regime, obligations=(unsure, *regime.obligations[1:]))).lowest == "low"


def test_a_wait_says_what_time_is_left_after_it() -> None:
    delay = Delay(Condition(lambda of: Answer(True)), "law_enforcement.delay_until", "s 6", Deadline(days=30))

    assert law_words.until(delay) == "Until the time recorded as “Asked to wait until”; then 30 days"


def test_a_worked_example_that_comes_out_otherwise_shows_the_difference() -> None:
    rulebook = law_of()
    regime = rulebook.regime("US-NY")
    example = {**next(iter(regime.examples)), "expect": [{"id": "US-NY/individuals", "finding": "does_not_apply"}]}

    view = law_examples.of(replace(regime, examples=(example,)), rulebook)[0]

    assert "finding is applies" in view.differences[0]
    assert view.expected[0].words == "not owed"


def test_worked_examples_give_on_the_page_what_they_give_with_the_whole_rulebook() -> None:
    rulebook = law_of()

    for name in ("EU-GDPR", "US-CA", "US-NY", "US-HIPAA", "NZ-PA2020", "JP-APPI", "EU-DORA"):
        views = law_examples.of(rulebook.regime(name), rulebook)
        assert [view.name for view in views if view.differences] == []
