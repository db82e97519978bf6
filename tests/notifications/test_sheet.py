"""What documents may hold: texts as people type them, nothing empty, nothing that would be cut."""

from datetime import datetime

import pytest

from notifications.documents import Answer, Section, SummaryFact
from notifications.errors import DocumentInvalid
from notifications.letters import CALIFORNIA_HEADINGS, CALIFORNIA_TITLE, Envelope, FactRow, Part, window_lines
from notifications.sheet import Bullets, Column, Table, blocks
from tests.notifications import samples


def test_an_empty_line_ends_a_paragraph_and_a_single_break_stays_in_it():
    assert blocks("One\nstill one\n\n\nTwo\r\n") == ("One\nstill one", "Two")


def test_lines_that_start_with_a_dash_are_a_list_where_they_stand():
    found = blocks("Before:\n- first\n• second\nAfter\n\n- alone")

    assert found == ("Before:", Bullets(("first", "second")), "After", Bullets(("alone",)))


def test_a_hyphen_inside_a_line_and_a_negative_number_start_no_list():
    assert blocks("-5 degrees\nwell-known") == ("-5 degrees\nwell-known",)


def test_white_space_alone_is_no_text():
    assert blocks(" \n\t\n ") == ()


def test_a_document_whose_time_has_no_zone_is_refused():
    with pytest.raises(DocumentInvalid, match="no zone"):
        samples.sheet(created_at=datetime(2026, 11, 23, 11, 20))  # noqa: DTZ001


def test_the_foot_names_id_version_and_the_first_digits_of_the_facts():
    assert samples.sheet(version=3).footer == "INC-2026-014-NZ-7, version 3  ·  Facts SHA-256 8cc3 6971 29e1 de19"
    assert samples.sheet(facts=None).footer == "INC-2026-014-NZ-7, version 1"


def test_a_notice_with_an_unanswered_question_is_only_possible_as_a_draft():
    nothing = (Answer("1.1", "What happened"),)

    assert samples.notice(draft=True, answers=nothing).sections[0].answers[0].is_open
    with pytest.raises(DocumentInvalid, match=r"1\.1 What happened: it has no answer"):
        samples.notice(answers=nothing)


def test_a_section_without_answers_is_refused():
    with pytest.raises(DocumentInvalid, match="no answers"):
        Section("3", "Timeline", ())


def test_the_summary_holds_eight_facts_at_most():
    with pytest.raises(DocumentInvalid, match="at most 8"):
        samples.notice(summary=(SummaryFact("a", "b"),) * 9)


def test_a_table_row_of_another_length_is_refused():
    with pytest.raises(DocumentInvalid, match="a row has 1 cells for 2 columns"):
        Table("People", (Column("Place"), Column("People")), (("New Zealand",),))


def test_tables_of_fewer_than_fifteen_rows_stay_whole():
    assert samples.table(14).kept_whole
    assert not samples.table(15).kept_whole


@pytest.mark.parametrize("width", [7, 9, 82])
def test_a_column_has_an_even_width_from_eight_to_eighty(width):
    with pytest.raises(DocumentInvalid, match="even number"):
        Column("Place", width)


def test_an_address_that_does_not_fit_the_window_is_refused_and_never_cut():
    with pytest.raises(DocumentInvalid, match="needs 7 lines"):
        Envelope("nz", tuple(f"Line {number}" for number in range(7)), "Back")


def test_a_long_line_of_an_address_takes_two_and_wide_letters_count_double():
    assert window_lines(("x" * 46, "x" * 47, "東" * 24)) == 1 + 2 + 2
    assert samples.envelope("nz", *["line"] * 6).tight


def test_an_empty_part_of_a_letter_is_refused():
    with pytest.raises(DocumentInvalid, match="this part of the letter is empty"):
        Part("What happened")


def test_a_letter_that_lacks_an_answer_is_only_possible_as_a_draft():
    part = Part("What happened", unanswered=("When it happened",))

    draft = samples.letter(parts=(part,), sheet=samples.sheet(draft=True, facts=None))

    assert draft.parts == (part,)
    with pytest.raises(DocumentInvalid, match="When it happened"):
        samples.letter(parts=(part,))


def test_a_notice_to_a_customer_that_lacks_a_fact_is_refused():
    with pytest.raises(DocumentInvalid, match="Your people"):
        samples.customer_notice(facts=(FactRow("Your people"),))


def test_california_has_its_title_and_its_five_headings_in_their_order():
    parts = tuple(Part(heading, ("Text.",)) for heading in CALIFORNIA_HEADINGS)

    assert samples.letter(parts=parts, title=CALIFORNIA_TITLE, statutory=True).statutory
    with pytest.raises(DocumentInvalid, match="Notice of Data Breach"):
        samples.letter(parts=parts, title="A data breach", statutory=True)
    with pytest.raises(DocumentInvalid, match="these headings"):
        samples.letter(parts=parts[::-1], title=CALIFORNIA_TITLE, statutory=True)
