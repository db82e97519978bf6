"""What would change a finding: every change that is named was tried, is as small as it can be, and forgets nothing."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident.domain.assess import assess
from incident.domain.changes import Change, changes_of
from incident.errors import DutyNotClear
from incident.law.answers import lookup
from incident.law.facts import Facts, parse_facts
from incident.law.rulebook import Rulebook
from tests.any_incident import COMMON, ON, book, by_key, found, incidents
from tests.lawbook import duty, facts, law, rulebook

KEY = ("NZ-TEST/regulator", "NZ", "")
CALIFORNIA = {
    "organisation": {"country": "US", "establishments": ["US"], "role": "controller", "kinds": ["business"]},
    "events": {"discovered_at": "2026-06-08T16:00:00-04:00"},  # a Monday
    "act": ["acquisition"],
    "medium": "electronic",
    "data": ["name", "ssn"],
    "protection": {"encrypted": False},
    "cause": "external_attack",
    "recipient": "hostile",
}


def changes(law_book: Rulebook, document: dict[str, Any], key: tuple[str, str, str] = KEY) -> tuple[Change, ...]:
    return changes_of(parse_facts(document), law_book, key, on=ON)


def said(found: tuple[Change, ...]) -> list[str]:
    return [change.words for change in found]


def of(tmp_path: Path, version: str, more: str = "", body: str = "") -> Rulebook:
    """A law with one duty, under these conditions."""
    return rulebook(tmp_path / "law", law(body + duty(version=version, more=more)))


def test_a_bound_is_passed_at_the_next_number(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { people_in = "NZ", at_least = 500 }')

    (change, *_) = changes(law_book, facts(affected=[{"residence": "NZ", "count": 40}]))

    assert change.words == "If 500 people in New Zealand are affected instead of 40, it is owed."
    assert (change.before, change.after) == ("does_not_apply", "applies")
    assert change.facts == {"affected[0].count": 500}
    assert change.size == 1


def test_people_elsewhere_in_the_place_count_towards_the_bound(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { people_in = "NZ", more_than = 500 }')

    people = [{"residence": "NZ", "count": 40}, {"residence": "NZ-AUK", "count": 400}]
    (change, *_) = changes(law_book, facts(affected=people))

    assert change.facts == {"affected[1].count": 461}


def test_a_number_that_is_not_known_decides_on_both_sides_of_the_bound(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { people_in = "NZ", at_least = 500 }')

    found = changes(law_book, facts(affected=[{"residence": "NZ"}]))

    assert said(found)[:2] == [
        "If 500 people in New Zealand are affected, it is owed.",
        "If 499 people in New Zealand are affected, it is not owed.",
    ]
    assert {change.kind for change in found[:2]} == {"open"}


def test_a_fact_that_is_not_known_is_named_with_both_answers(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { fact = "protection.encrypted", is = false }')

    found = changes(law_book, facts())

    assert said(found)[:2] == [
        "If the data were not encrypted, it is owed.",
        "If the data were encrypted, it is not owed.",
    ]


def test_of_many_kinds_of_data_any_one_is_enough_and_they_are_named_together(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { fact = "data", includes_any = ["bank_account", "ssn", "health"] }')

    (change, *_) = changes(law_book, facts())

    assert change.words == (
        "If bank account numbers, social security numbers or health information are among the data, it is owed."
    )
    assert change.facts == {"data": ["name", "email", "bank_account"]}


def test_values_are_named_together_only_where_each_does_with_each(tmp_path: Path) -> None:
    law_book = of(
        tmp_path,
        'applies_if = { any = [{ all = [{ fact = "cause", is = "error" }, { fact = "recipient", is = "internal" }] }, '
        '{ all = [{ fact = "cause", is = "theft" }, { fact = "recipient", is = "public" }] }] }',
    )

    for change in changes(law_book, facts(cause="loss", recipient="none")):
        assert " or " not in change.words


def test_of_the_data_that_make_it_owed_the_fewest_are_taken_away(tmp_path: Path) -> None:
    law_book = of(
        tmp_path,
        'applies_if = { all = [{ fact = "data", includes_any = ["name"] }, '
        '{ fact = "data", includes_any = ["ssn", "health"] }] }',
    )

    found = changes(law_book, facts(data=["name", "ssn", "health"]))

    assert found[0].words == "If no names are among the data, it is not owed."
    assert "If no social security numbers or health information are among the data, it is not owed." in said(found)
    assert [change.size for change in found if change.kind == "fact"] == [1, 2]


def test_two_facts_that_only_together_change_it_are_one_change(tmp_path: Path) -> None:
    law_book = of(
        tmp_path,
        'applies_unless = [{ all = [{ fact = "protection.encrypted", is = true }, '
        '{ fact = "protection.key_compromised", is = false }] }]',
    )
    document = facts(protection={"encrypted": False, "key_compromised": True})

    (change, *_) = changes(law_book, document)

    assert change.words == "If the data were encrypted and the key is not compromised, it is not owed."
    assert change.size == 2
    one = parse_facts({**document, "protection": {"encrypted": True, "key_compromised": True}})
    assert changes_of(one, law_book, KEY, on=ON)[0].size == 1


def test_what_only_a_person_decides_is_marked(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_unless = [{ fact = "risk.level", is = "unlikely" }]')

    (change, *_) = changes(law_book, facts(risk={"level": "high"}))

    assert change.words == "If a person decides that a risk is unlikely, it is not owed."
    assert change.kind == "judgement"
    assert change.judged


def test_what_is_as_it_is_comes_last(tmp_path: Path) -> None:
    bank = '{ fact = "organisation.kinds", includes_any = ["bank"] }'
    law_book = of(tmp_path, f'applies_unless = [{{ fact = "medium", is = "paper" }}, {bank}]')

    found = changes(law_book, facts(medium="electronic"))

    assert [change.kind for change in found] == ["fact", "fixed", "fixed"]
    assert {*said(found[1:])} == {
        "If the kinds of organisation include bank, it is not owed.",
        "If you are the processor, it is not owed.",
    }


def test_what_is_known_is_never_forgotten(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_unless = [{ fact = "risk.serious_harm", known = true }]')

    assert changes(law_book, facts(risk={"serious_harm": False})) == ()


def test_an_event_is_recorded_and_never_taken_back(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { fact = "events.determined_notifiable_at", known = true }')

    (change, *_) = changes(law_book, facts())

    assert change.words == "If it is recorded when it was concluded that it must be notified, it is owed."
    events = {**facts()["events"], "determined_notifiable_at": "2026-11-21T09:00:00+13:00"}
    after = changes(law_book, facts(events=events))
    assert not any(path.startswith("events.") for change in after for path in change.facts)


def test_a_group_with_data_of_its_own_is_changed_by_itself(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { people_in = "NZ", where = { fact = "data", includes_any = ["health"] } }')

    people = [{"residence": "NZ", "count": 3, "data": ["name"]}]
    (change, *_) = changes(law_book, facts(data=["health"], affected=people))

    assert change.words == "If health information are among the data of the people in New Zealand, it is owed."
    assert change.facts == {"affected[0].data": ["name", "health"]}


def test_a_list_that_may_still_grow_must_be_complete_before_it_rules_anything_out(tmp_path: Path) -> None:
    law_book = of(tmp_path, 'applies_if = { fact = "data", includes_any = ["health"] }')

    found = changes(law_book, facts(more_possible=["data"]))

    assert "If the list “Kinds of data” is complete, it is not owed." in said(found)


def test_of_a_list_of_which_nothing_is_known_only_what_is_named_is_ruled_out(tmp_path: Path) -> None:
    law_book = of(
        tmp_path,
        'applies_if = { any = [{ fact = "act", includes_any = ["access"] }, { fact = "act", includes_any = ["loss"] }] }',
    )

    found = [change for change in changes(law_book, facts(act=None)) if "act" in change.facts and change.after != "applies"]

    assert [change.words for change in found] == ["If the data were not seen or open to be seen or lost, it is not owed."]


def test_where_only_the_country_is_known_the_part_decides(tmp_path: Path) -> None:
    law_book = rulebook(
        tmp_path / "law", law('[scope]\napplies_if = { people_in = "US-CA" }\n' + duty(), name="NZ-TEST", place="US-CA")
    )
    document = facts(affected=[{"residence": "US", "count": 9}])

    found = changes(law_book, document, ("NZ-TEST/regulator", "US-CA", ""))

    assert said(found)[:2] == [
        "If the people in the United States live in California (United States), it is owed.",
        "If none of the people in the United States live in California (United States), it is not owed.",
    ]


def test_a_law_that_does_not_bind_is_brought_into_play(tmp_path: Path) -> None:
    law_book = rulebook(tmp_path / "law", law('[scope]\napplies_if = { organisation_in = "EEA" }\n' + duty()))

    (change, *_) = changes(law_book, facts())

    assert change.words == "If the organisation is established in the EEA, it is owed."
    assert change.before == "does_not_apply"


def test_while_much_is_not_known_the_first_step_is_named_before_the_long_way(tmp_path: Path) -> None:
    asked = ["protection.encrypted", "protection.key_compromised", "impact.ransomware", "impact.ongoing", "risk.imminent"]
    parts = ", ".join(f'{{ fact = "{path}", is = true }}' for path in asked)
    law_book = of(tmp_path, f"applies_if = {{ all = [{parts}] }}")

    found = changes(law_book, facts(organisation={"country": "NZ", "role": "processor"}))

    assert found[0].words == "If you are the controller or joint controller, it cannot be told yet."
    assert found[0].after == "cannot_tell_yet"
    assert found[-1].after == "applies"
    assert found[-1].size == 6


def test_a_version_that_begins_or_ends_is_named_with_its_day(tmp_path: Path) -> None:
    later = """
  [[obligation.version]]
  in_force_from = 2027-05-13
  in_force_until = 2028-05-12
  cite = "s 2"
  deadline = { hours = 24 }
"""
    law_book = of(tmp_path, 'in_force_until = 2021-12-31\n  applies_if = { fact = "medium", is = "paper" }' + later)

    found = changes(law_book, facts())

    assert said(found) == [
        "From 13 May 2027 it is owed, if the facts stay as they are.",
        "From 13 May 2028 it is no longer owed, if the facts stay as they are.",
    ]
    assert [change.on for change in found] == [date(2027, 5, 13), date(2028, 5, 13)]
    assert all(change.facts == {} for change in found)


def test_one_of_many_customers_stands_for_all(tmp_path: Path) -> None:
    told = duty(
        name="NZ-TEST/controller",
        notify="controller",
        by="processor",
        more='places = { mode = "each_controller" }',
        version='applies_if = { fact = "data", includes_any = ["health"] }',
    )
    law_book = rulebook(tmp_path / "law", law(told))
    who = {**facts()["organisation"], "role": "processor"}
    document = facts(organisation=who, controllers=[{"name": f"Customer {number}"} for number in range(3_000)])

    (change, *_) = changes(law_book, document, ("NZ-TEST/controller", "NZ", "Customer 7"))

    assert change.words == "If health information are among the data, it is owed."


def test_a_duty_that_is_in_no_law_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DutyNotClear, match="no duty “NZ-TEST/nobody”"):
        changes(of(tmp_path, ""), facts(), ("NZ-TEST/nobody", "NZ", ""))


def test_california_asks_for_the_attorney_general_at_501_people() -> None:
    at_500 = {**CALIFORNIA, "affected": [{"residence": "US-CA", "count": 500}]}
    at_501 = {**CALIFORNIA, "affected": [{"residence": "US-CA", "count": 501}]}
    key = ("US-CA/regulator", "US-CA", "")

    assert said(changes(book(), at_500, key)) == [
        "If 501 people in California (United States) are affected instead of 500, it is owed."
    ]
    found = changes(book(), at_501, key)
    assert found[0].words == "If 500 people in California (United States) are affected instead of 501, it is not owed."
    assert "If the data were encrypted and the key is not compromised, it is not owed." in said(found)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("unlikely", "If a person decides that there is a risk or that the risk is high, it is owed."),
        ("risk", "If a person decides that a risk is unlikely, it is not owed."),
    ],
)
def test_under_the_gdpr_the_decision_on_the_risk_changes_the_notice_to_the_authority(level: str, words: str) -> None:
    document = {
        "organisation": {"country": "DE", "establishments": ["DE"], "role": "controller", "kinds": ["business"]},
        "events": {"aware_at": "2026-11-20T09:30:00+01:00"},
        "nature": ["confidentiality"],
        "act": ["access"],
        "data": ["name", "email"],
        "affected": [{"residence": "DE", "count": 100}],
        "risk": {"level": level},
    }

    assert words in said(changes(book(), document, ("EU-GDPR/regulator", "DE", "")))


def test_in_new_zealand_serious_harm_decides_both_ways() -> None:
    found = changes(book(), facts(), ("NZ-PA2020/regulator", "NZ", ""))

    assert said(found)[:2] == [
        "If a person decides that serious harm is likely, it is owed.",
        "If a person decides that serious harm is not likely, it is not owed.",
    ]


# The whole rulebook


def finding(document: Mapping[str, Any], key: tuple[str, str, str]) -> str:
    """What the assessment itself says of a duty, with the one law alone; a duty without a place of its own: anywhere."""
    regime = next(regime for regime in book().regimes if any(entry.id == key[0] for entry in regime.obligations))
    obligation = next(entry for entry in regime.obligations if entry.id == key[0])
    alone = replace(book(), regimes=(replace(regime, status="active"),), off=frozenset())
    entries = by_key(assess(parse_facts(document), alone, on=ON))
    here = [entry["finding"] for name, entry in entries.items() if name == key]
    moves = obligation.place_mode == "one_stop_shop" or (key[1] == regime.jurisdiction and not key[2])
    if not here and moves:
        here = [entry["finding"] for name, entry in entries.items() if name[0] == key[0]]
    return next((value for value in ("applies", "cannot_tell_yet") if value in here), "does_not_apply")


def is_ruled_out(path: str, value: Any, document: Mapping[str, Any]) -> bool:
    """Whether a list of which nothing is known stands as empty for what is not in it; it says less than “nothing”."""
    return value == [] and lookup(document, path) is None


def parts_of(change: Change) -> list[dict[str, Any]]:
    """The facts of a change, those of one new group of people together."""
    found: dict[str, dict[str, Any]] = {}
    for path, value in change.facts.items():
        group = path.partition(".")[0]
        new = f"{group}.residence" in change.facts
        found.setdefault(group if new else path, {})[path] = value
    return list(found.values())


@settings(max_examples=15, deadline=None)
@given(document=incidents, seed=st.integers(0, 9))
def test_every_change_gives_the_finding_that_it_says_and_no_part_of_it_does(document: dict[str, Any], seed: int) -> None:
    given_facts = parse_facts(document)
    before = by_key(found(document))

    for key in random.Random(seed).sample(sorted(before), min(5, len(before))):  # noqa: S311
        for change in changes_of(given_facts, book(), key, on=ON):
            assert change.before == before[key]["finding"]
            if change.kind == "law":
                continue
            assert None not in change.facts.values(), change
            assert finding(change.applied(given_facts).document, key) == change.after, change
            parts = parts_of(change)
            for left_out in parts if len(parts) > 1 else []:
                fewer = {path: value for path, value in change.facts.items() if path not in left_out}
                if any(is_ruled_out(path, value, document) for path, value in fewer.items()):
                    continue
                assert finding(replace(change, facts=fewer).applied(given_facts).document, key) != change.after, change


@pytest.mark.parametrize("document", [{}, COMMON], ids=["nothing known", "common"])
def test_of_every_law_a_duty_can_be_asked_for_its_changes(document: dict[str, Any]) -> None:
    for regime in book().regimes:
        obligation = random.Random(regime.id).choice(regime.obligations)  # noqa: S311
        found = changes_of(Facts(document), book(), (obligation.id, regime.jurisdiction, ""), on=ON)
        assert len({change.words for change in found}) == len(found) <= 8, obligation.id
