"""Words written in a notice are kept in the facts on request, so that nobody types them twice; none is replaced."""

import pytest

from incident.errors import NotAllowed, NotFound
from incident.services import contexts, facts, notice_words
from tests.conftest import NOON
from tests.services.breaches import FACTS, breach

NZ = ("NZ-PA2020/regulator", "NZ")
BARE = {key: text for key, text in FACTS["narrative"].items() if key == "what_happened"}
WRITTEN = {"measures_taken": "The account was closed.", "consequences": "False invoices."}


@pytest.fixture
def case(session, desk, people):
    return breach(session, desk, people, NOON, narrative=BARE)


def narrative(case) -> dict[str, str]:
    (context,) = contexts.of(case.session, case.incident)
    return facts.current(case.session, context).document["narrative"]


def test_what_was_written_and_the_facts_lack_is_offered(case) -> None:
    notice = case.draft(case.clock(*NZ), NOON, **WRITTEN, what_happened="Told otherwise here.")

    assert notice_words.new_words(case.session, notice, case.desk) == {
        "narrative.measures_taken": "The account was closed.",
        "narrative.likely_consequences": "False invoices.",
    }


def test_it_is_kept_with_the_notice_as_its_source_and_nothing_is_replaced(case, people) -> None:
    notice = case.draft(case.clock(*NZ), NOON, **WRITTEN, what_happened="Told otherwise here.")

    version = notice_words.keep(case.session, notice, by=people["handler"], now=NOON, desk=case.desk)

    assert narrative(case) == {
        **BARE, "measures_taken": "The account was closed.", "likely_consequences": "False invoices.",
    }  # fmt: skip
    assert version.notes["narrative.measures_taken"]["source"] == "Notice to Office of the Privacy Commissioner, version 1"


def test_what_is_kept_already_is_not_offered_again(case, people) -> None:
    notice = case.draft(case.clock(*NZ), NOON, **WRITTEN)
    notice_words.keep(case.session, notice, by=people["handler"], now=NOON, desk=case.desk)

    with pytest.raises(NotFound):
        notice_words.keep(case.session, notice, by=people["handler"], now=NOON, desk=case.desk)


def test_another_notice_then_starts_with_these_words(case, people) -> None:
    notice_words.keep(case.session, case.draft(case.clock(*NZ), NOON, **WRITTEN), by=people["handler"], now=NOON,
                      desk=case.desk)  # fmt: skip

    letter = case.draft(case.clock("NZ-PA2020/individuals", "NZ"), NOON)

    assert letter.answers["measures_taken"]["text"] == "The account was closed."


def test_an_answer_marked_as_to_follow_gives_the_facts_nothing(case) -> None:
    notice = case.draft(case.clock(*NZ), NOON, measures_taken=None)

    assert notice_words.new_words(case.session, notice, case.desk) == {}


def test_who_may_not_change_facts_keeps_nothing(case, people) -> None:
    notice = case.draft(case.clock(*NZ), NOON, **WRITTEN)

    with pytest.raises(NotAllowed):
        notice_words.keep(case.session, notice, by=people["auditor"], now=NOON, desk=case.desk)
