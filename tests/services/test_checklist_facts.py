"""Items of a checklist that stand for a fact are ticked off by it, in one press and never before it is known."""

import pytest

from incident.db.models import ItemState
from incident.errors import EditConflict, NotAllowed, NotFound
from incident.services import checklists, contexts
from tests.conftest import NOON
from tests.services.breaches import breach

ZONE = "Pacific/Auckland"


@pytest.fixture
def case(session, desk, people):
    return breach(session, desk, people, NOON)


def item(case, fact: str):
    return next(row for row in checklists.items(case.session, case.incident) if row.fact == fact)


def states(case):
    rows = checklists.items(case.session, case.incident)
    return checklists.fact_states(case.session, case.incident, rows, zone=ZONE)


def settled(case, row, *, by="handler", version=None):
    return checklists.settle_by_fact(
        case.session, case.incident, row.id, expected_version=row.version if version is None else version,
        by=case.people[by], now=NOON, zone=ZONE,
    )  # fmt: skip


def test_an_answered_fact_is_shown_in_words(case) -> None:
    assert states(case)[item(case, "events.aware_at").id].answer == "Fri 20 Nov 2026, 09:30 NZDT"


def test_contexts_that_answer_differently_are_named(case, session, people) -> None:
    by = people["handler"]
    contexts.open_context(session, case.incident, "Invoices", {"data": ["invoice"]}, sources={}, by=by, now=NOON)

    answer = states(case)[item(case, "data").id].answer

    assert answer is not None and answer.startswith("Our own users: Names; E-mail addresses")
    assert answer.endswith(". Invoices: Invoices")


def test_an_item_is_done_with_the_answer_as_its_evidence(case) -> None:
    row = settled(case, item(case, "protection.encrypted"))

    assert row.state is ItemState.DONE
    assert row.evidence == "The facts say: No"


def test_a_fact_that_is_not_known_names_the_context_that_lacks_it(case) -> None:
    state = states(case)[item(case, "impact.ongoing").id]

    assert state.answer is None
    assert state.lacking is not None and state.lacking.name == "Our own users"


def test_an_item_is_not_ticked_off_by_a_fact_that_one_context_lacks(case, session, people) -> None:
    contexts.open_context(session, case.incident, "Invoices", {"data": []}, sources={}, by=people["handler"], now=NOON)

    with pytest.raises(NotFound, match="do not answer this item yet"):
        settled(case, item(case, "events.aware_at"))


def test_an_empty_list_that_may_grow_answers_nothing(case, session, desk, people) -> None:
    other = breach(session, desk, people, NOON, data=[], more_possible=["data"])

    assert states(other)[item(other, "data").id].answer is None


def test_an_item_without_a_fact_is_not_ticked_off_this_way(case) -> None:
    row = next(row for row in checklists.items(case.session, case.incident) if row.fact is None)

    with pytest.raises(NotFound):
        settled(case, row)


def test_two_people_at_once_are_told(case) -> None:
    with pytest.raises(EditConflict):
        settled(case, item(case, "data"), version=99)


def test_who_may_not_edit_ticks_nothing_off(case) -> None:
    with pytest.raises(NotAllowed):
        settled(case, item(case, "data"), by="auditor")
