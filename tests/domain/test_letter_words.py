"""What letters say in plain words: days as people read them, data as theirs."""

from datetime import UTC, datetime

import pytest

from incident.domain import letter_words
from incident.law.fields import DATA

FROM = datetime(2026, 11, 18, 9, 14, tzinfo=UTC)  # Wednesday, 22:14 in Auckland


def test_every_kind_of_data_has_words_for_a_letter():
    assert set(letter_words.YOURS) == set(DATA)


def test_what_shares_a_line_is_said_as_one_thing_of_the_reader():
    assert all(
        letter_words.YOURS[code].startswith("your ") for kinds in letter_words.TOGETHER for code in kinds
    )  # “your ” is written once for the line


def test_like_kinds_of_data_share_a_line_in_the_order_of_the_facts():
    lines = letter_words.data_lines(["bank_account", "email", "name", "health", "passport"], "en-NZ")

    assert lines.split("\n") == [
        "- your bank account number",
        "- your name and e-mail address",
        "- information about your health",
        "- your passport number",
    ]


def test_a_day_is_written_as_the_reader_writes_it_in_the_zone_of_the_document():
    assert letter_words.day(FROM, "Pacific/Auckland", "en-NZ") == "18 November 2026"
    assert letter_words.day(FROM, "America/Los_Angeles", "en-US") == "November 18, 2026"
    assert letter_words.day(datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "Pacific/Auckland", "en-NZ") == "19 November 2026"


@pytest.mark.parametrize(
    ("until", "language", "words"),
    [
        (datetime(2026, 11, 18, 10, 0, tzinfo=UTC), "en-NZ", "on 18 November 2026"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), "en-NZ", "between 18 and 20 November 2026"),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), "en-NZ", "between 18 November and 2 December 2026"),
        (datetime(2027, 1, 2, 0, 0, tzinfo=UTC), "en-NZ", "between 18 November 2026 and 2 January 2027"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), "en-US", "between November 18 and November 20, 2026"),
    ],
)
def test_a_span_of_days_names_month_and_year_once_where_they_are_the_same(until, language, words):
    assert letter_words.span(FROM, until, "Pacific/Auckland", language) == words


def test_nothing_to_advise_is_no_advice():
    assert letter_words.advice_lines(["name"]) == ""
    assert letter_words.advice_lines(["payment_card", "email"]).count("\n- ") == 1
