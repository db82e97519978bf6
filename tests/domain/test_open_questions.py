"""The next questions: what decides most, what is due first, then by name."""

from typing import Any

from incident.domain.open_questions import next_questions


def entry(*unknown: str, due: str | None = None, expected: str | None = None) -> dict[str, Any]:
    return {"unknown": list(unknown), "due_at": due, "due_expected_at": expected}


def test_the_question_that_decides_most_duties_comes_first() -> None:
    asked = next_questions([entry("data"), entry("data", "act"), entry()])

    assert [(question["fact"], question["decides"]) for question in asked] == [("data", 2), ("act", 1)]


def test_of_equals_the_one_whose_duty_is_due_first_goes_before() -> None:
    late, soon = "2026-11-23T00:00:00+13:00", "2026-11-22T12:00:00+00:00"  # the second is one hour later

    asked = next_questions([entry("act", due=soon), entry("data", due=late), entry("medium")])

    assert [question["fact"] for question in asked] == ["data", "act", "medium"]


def test_of_equals_without_a_time_the_name_decides() -> None:
    assert [question["fact"] for question in next_questions([entry("medium"), entry("act")])] == ["act", "medium"]


def test_an_expected_time_stands_in_where_the_law_has_no_number() -> None:
    asked = next_questions(
        [entry("act", due="2026-11-24T00:00:00+13:00"), entry("act", expected="2026-11-23T00:00:00+13:00")]
    )

    assert asked[0]["earliest_due_at"] == "2026-11-23T00:00:00+13:00"


def test_without_any_time_there_is_no_earliest() -> None:
    assert next_questions([entry("act")])[0]["earliest_due_at"] is None


def test_the_question_is_asked_in_plain_words() -> None:
    assert next_questions([entry("act")])[0]["question"] == "What was done with the data?"


def test_nothing_open_asks_nothing() -> None:
    assert next_questions([entry(due="2026-11-24T00:00:00+13:00")]) == []
