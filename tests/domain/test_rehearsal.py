"""What another law would change in a context: real differences alone, each named, what is settled left alone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from incident.domain.rehearsal import Case, Rehearsed, rehearse, slim
from incident.domain.rehearsal_words import Tally, changed_words, counted, document, open_words, side
from incident.errors import FactsInvalid
from incident.law.rulebook import Rulebook
from tests.lawbook import asked, duty, facts, law, rulebook

ON = date(2026, 11, 22)
REGULATOR = ("NZ-TEST/regulator", "NZ", "")
ANYWHERE = facts(affected=[{"residence": "NZ", "count": 10}], more_possible=["affected"])
ELSEWHERE = law(
    '[scope]\napplies_if = { people_in = "US" }\n' + duty(name="US-TEST/regulator", more='authority = "NZ-SA"'),
    name="US-TEST", place="US", zone="America/New_York",
)  # fmt: skip


def book(folder: Path, name: str, *laws: str) -> Rulebook:
    return rulebook(folder / name, *laws)


def case(law_book: Rulebook, known: dict[str, Any], **more: Any) -> Case:
    found = asked(law_book, known, on=ON.isoformat())
    return Case(1, "Our own users", ON, law_book.version, slim(found), known, more.pop("standing", {}), **more)


def changed(folder: Path, before: str, after: str, **more: Any) -> Rehearsed:
    """The usual case under the law `before`, rehearsed with the law `after`."""
    return rehearse(case(book(folder, "before", before), more.pop("known", facts()), **more), book(folder, "after", after))


def kinds(rehearsed: Rehearsed) -> list[tuple[str, str]]:
    return [(change.kind, change.moved.id) for change in rehearsed.changes]


def test_the_same_law_changes_nothing(tmp_path: Path) -> None:
    found = changed(tmp_path, law(duty()), law(duty()))

    assert (found.changes, found.differs, changed_words([found])) == ((), False, "no duty and no date changes")


def test_other_words_citations_and_doubts_are_no_difference(tmp_path: Path) -> None:
    reworded = law(duty()).replace('cite = "s 1"', 'cite = "s 1A"').replace("A doubt", "Another")

    found = changed(tmp_path, law(duty()), reworded)

    assert not found.differs
    assert found.rulebook != found.case.rulebook


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("{ hours = 72 }", "{ hours = 24 }", "earlier"),
        ("{ hours = 72 }", "{ hours = 96 }", "later"),
        ('{ prompt = "soon" }', "{ hours = 24 }", "dated"),
        ("{ hours = 72 }", '{ prompt = "soon" }', "undated"),
    ],
)
def test_a_date_that_moves_is_named_by_where_it_goes(tmp_path: Path, before: str, after: str, kind: str) -> None:
    found = changed(tmp_path, law(duty(deadline=before)), law(duty(deadline=after)))

    assert kinds(found) == [(kind, "NZ-TEST/regulator")]


def test_where_the_law_has_no_number_the_date_that_the_regulator_expects_counts(tmp_path: Path) -> None:
    def expected(hours: int) -> str:
        words = f'expected = {{ hours = {hours}, cite = "s 2", words = "soon" }}'
        return law(duty(deadline='{ prompt = "soon" }', version=words))

    found = changed(tmp_path, expected(72), expected(48))

    assert kinds(found) == [("earlier", "NZ-TEST/regulator")]


def test_only_the_lenient_reading_may_differ(tmp_path: Path) -> None:
    plain, rolled = "{ days = 2 }", '{ days = 2, roll = "optional", calendar = "NZ" }'  # ends on a Sunday

    found = changed(tmp_path, law(duty(deadline=plain)), law(duty(deadline=rolled)))

    assert kinds(found) == [("lenient", "NZ-TEST/regulator")]


def test_a_duty_of_a_new_law_is_new_and_one_of_a_law_that_went_is_gone(tmp_path: Path) -> None:
    other = law(duty(name="NZ-OTHER/regulator"), name="NZ-OTHER")

    found = changed(tmp_path, law(duty()), other)

    assert sorted(kinds(found)) == [("gone", "NZ-TEST/regulator"), ("new", "NZ-OTHER/regulator")]
    assert changed_words([found]) == "1 new duty, 1 duty no longer owed"


def test_a_duty_that_is_not_owed_either_way_is_no_difference(tmp_path: Path) -> None:
    never = duty(name="NZ-TEST/media", notify="media", version='applies_if = { fact = "data", includes_any = ["health"] }')

    found = changed(tmp_path, law(duty()), law(duty() + never))

    assert not found.differs


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("", 'applies_if = { fact = "risk.level", is = "high" }', "open"),
        ('applies_if = { fact = "risk.level", is = "high" }', "", "certain"),
        ('applies_if = { fact = "data", includes_any = ["health"] }', "", "new"),
        ("", 'applies_if = { fact = "data", includes_any = ["health"] }', "gone"),
    ],
)
def test_another_finding_is_named(tmp_path: Path, before: str, after: str, kind: str) -> None:
    found = changed(tmp_path, law(duty(version=before)), law(duty(version=after)))

    assert kinds(found) == [(kind, "NZ-TEST/regulator")]


def test_the_law_of_another_day_is_asked_when_one_is_named(tmp_path: Path) -> None:
    later = duty().replace("in_force_from = 2020-01-01", "in_force_from = 2027-01-01")
    here = book(tmp_path, "law", law(later))

    found = rehearse(case(here, facts()), here, on=date(2027, 1, 1))

    assert kinds(found) == [("new", "NZ-TEST/regulator")]
    assert (found.case.on, found.on) == (ON, date(2027, 1, 1))


@pytest.mark.parametrize("why", ["met", "decided"])
def test_what_was_met_or_decided_stays_and_does_not_count_as_a_change(tmp_path: Path, why: str) -> None:
    found = changed(tmp_path, law(duty()), law(duty(deadline="{ hours = 24 }")), standing={REGULATOR: why})

    assert [change.held for change in found.changes] == [why]
    assert (found.moving, found.differs) == ((), False)


def test_of_an_incident_that_is_no_breach_every_duty_stays_not_owed(tmp_path: Path) -> None:
    found = changed(tmp_path, law(duty()), law(duty(name="NZ-TEST/other")), held="decided")

    assert {change.held for change in found.changes} == {"decided"}
    assert not found.differs


def test_laws_that_may_not_bind_at_all_are_summed_up_and_no_duty_of_theirs_is_listed(tmp_path: Path) -> None:
    before, after = book(tmp_path, "before", law(duty())), book(tmp_path, "after", law(duty()), ELSEWHERE)

    found = rehearse(case(before, ANYWHERE), after)

    assert found.changes == ()
    assert found.open_differ and found.differs
    assert open_words(found.open_before, "UTC") == "none"
    assert open_words(found.open_after, "UTC") == "1 law with 1 duty, the first due Sun 22 Nov 2026, 20:30 UTC"


def test_a_duty_that_has_a_clock_of_its_own_is_listed_even_when_its_law_may_not_bind_any_more(tmp_path: Path) -> None:
    both = book(tmp_path, "both", law(duty()), ELSEWHERE)
    after = book(tmp_path, "after", law(duty()), ELSEWHERE.replace("hours = 72", "hours = 24"))

    found = rehearse(case(both, ANYWHERE, standing={("US-TEST/regulator", "US", ""): None}), after)

    assert kinds(found) == [("earlier", "US-TEST/regulator")]
    assert not found.open_differ


def test_facts_that_can_no_longer_be_read_are_refused_and_not_guessed(tmp_path: Path) -> None:
    here = book(tmp_path, "law", law(duty()))
    stored = case(here, facts())

    with pytest.raises(FactsInvalid):
        rehearse(Case(1, "x", ON, "x", stored.before, {"colour": "red"}, {}), here)


def test_a_side_of_the_table_gives_every_date_in_the_zone_of_the_place(tmp_path: Path) -> None:
    found = changed(tmp_path, law(duty()), law(duty(deadline="{ hours = 24 }")))
    (change,) = found.changes

    assert side(change.moved.new_finding, change.moved.new_due, change.moved.zone) == "owed\ndue Sat 21 Nov 2026, 09:30 NZDT"
    assert side(None, change.moved.old_due | {"due_at": None}, "UTC") == "not in play"


def test_the_document_has_both_sides_with_the_offset_of_the_place(tmp_path: Path) -> None:
    found = document(changed(tmp_path, law(duty()), law(duty(name="NZ-TEST/second"))))

    assert found["context"] == "Our own users"
    assert (found["before"]["on"], found["after"]["on"], found["open_laws"]) == ("2026-11-22", "2026-11-22", None)
    new, gone = found["changes"]
    assert new["before"] is None and gone["after"] is None
    assert new["after"] == {
        "finding": "applies", "due_at": "2026-11-23T09:30:00+13:00", "due_lenient_at": None, "due_expected_at": None
    }  # fmt: skip


def test_the_summary_counts_incidents_kinds_and_what_stays(tmp_path: Path) -> None:
    moves = changed(tmp_path / "one", law(duty()), law(duty(deadline="{ hours = 24 }")))
    held = changed(tmp_path / "two", law(duty()), law(duty(deadline="{ hours = 24 }")), standing={REGULATOR: "met"})
    tally = Tally()

    tally.add([moves, moves])
    tally.add([held])
    tally.add([])

    assert tally.words == (
        "3 incidents read, 1 would change: 2 earlier dates. 1 duty would come out otherwise: done, and stays as it was."
    )
    assert tally.differs
    assert tally.document()["changes"]["earlier"] == 2


def test_where_nothing_changes_the_summary_says_so_and_an_incident_that_cannot_be_read_is_not_passed_over() -> None:
    tally = Tally()
    tally.add([])

    assert (tally.words, tally.differs) == ("1 incident read, none would change.", False)
    tally.add_unread()
    assert (tally.words, tally.differs) == ("2 incidents read, none would change. 1 could not be assessed.", True)


def test_counts_stand_in_one_order_and_large_ones_can_be_read() -> None:
    assert counted({"later": 1, "new": 1200}) == "1,200 new duties, 1 later date"
