"""Conditions in words: nothing of a condition is lost, and no shape is left without words."""

from collections.abc import Iterator

import pytest

from incident.domain.condition_words import Said, say
from incident.law.answers import Condition
from incident.law.conditions import read_condition
from incident.law.place_words import in_sentence
from incident.law.rulebook import law_of


def every_condition() -> Iterator[Condition]:
    for regime in law_of().regimes:
        found = [regime.scope]
        for obligation in regime.obligations:
            for version in obligation.versions:
                found += [version.applies_if, *version.applies_unless, *(item.only_if for item in version.must_contain)]
                found += [version.delay.condition] if version.delay else []
        yield from (condition for condition in found if condition is not None)


def words_of(said: Said) -> str:
    return " | ".join([said.words, *(words_of(part) for part in said.parts)])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"fact": "risk.level", "is": "high"}, "Risk to the people: high"),
        ({"fact": "medium", "is_not": "paper"}, "Form of the data: not paper"),
        ({"fact": "protection.encrypted", "is": False}, "Data encrypted: no"),
        ({"fact": "recipient", "in": ["public", "unknown"]}, "Recipient: public or somebody who cannot be identified"),
        ({"fact": "impact.unavailable_hours", "at_least": 24}, "Unavailable hours: at least 24"),
        ({"fact": "events.aware_at", "known": True},
         "Known: when you became aware that personal data are affected"),
        ({"fact": "events.payment_made_at", "known": False}, "Not known: when a ransom was paid"),
        ({"fact": "data", "includes_any": ["health", "genetic"]},
         "Kinds of data include health information or genetic data"),
        ({"fact": "data", "includes_all": ["name", "ssn"]}, "Kinds of data include names and social security numbers"),
        ({"organisation_in": ["NZ", "AU"]}, "The organisation is established in New Zealand or Australia"),
        ({"people_in": "*"}, "Affected people live anywhere"),
        ({"people_in": "US-CA", "more_than": 500}, "More than 500 affected people live in California (United States)"),
        ({"people_in": "EEA", "less_than": 1000}, "Fewer than 1,000 affected people live in the EEA"),
    ],
)  # fmt: skip
def test_each_shape_has_its_sentence(table: dict[str, object], words: str) -> None:
    assert say(read_condition(table, {}, "test").table).words == words


def test_a_group_names_its_parts_and_keeps_reason_and_provision() -> None:
    table = {"any": [{"fact": "risk.level", "is": "high", "cite": "s 1", "why": "A reason."}, {"organisation_in": "NZ"}]}

    said = say(read_condition(table, {}, "test").table)

    assert said.words == "One of these holds, or more"
    assert said.parts[0] == Said("Risk to the people: high", "A reason.", "s 1")
    assert len(said.parts) == 2


def test_a_reference_is_said_as_what_it_names_with_its_own_provision() -> None:
    named = {"high": read_condition({"fact": "risk.level", "is": "high", "cite": "s 1", "why": "A reason."}, {}, "test")}

    said = say(read_condition({"ref": "high", "cite": "s 2"}, named, "test").table)

    assert said == Said("Risk to the people: high", "A reason.", "s 2")


def test_a_plain_group_within_one_of_its_kind_is_said_once() -> None:
    high, here = {"fact": "risk.level", "is": "high"}, {"organisation_in": "NZ"}

    merged = say(read_condition({"all": [high, {"all": [here, high]}]}, {}, "test").table)
    kept = say(read_condition({"none": [{"none": [here]}, high]}, {}, "test").table)

    assert len(merged.parts) == 3
    assert [len(part.parts) for part in kept.parts] == [1, 0]


def test_people_to_whom_something_applies_are_said_with_it() -> None:
    said = say(read_condition({"people_in": "NZ", "where": {"fact": "data", "includes_any": ["health"]}}, {}, "test").table)

    assert said.words == "Affected people live in New Zealand, for whom this holds"
    assert said.parts[0].words == "Kinds of data include health information"


def test_every_condition_of_the_rulebook_has_words_without_a_code_or_a_reference() -> None:
    for condition in every_condition():
        words = words_of(say(condition.table))
        assert "ref" not in condition.table
        assert "_" not in words, words


@pytest.mark.parametrize(
    ("code", "name"),
    [("NZ", "New Zealand"), ("US", "the United States"), ("EEA", "the EEA"), ("US-NY", "New York (United States)")],
)
def test_places_are_named_for_the_middle_of_a_sentence(code: str, name: str) -> None:
    assert in_sentence(code) == name


def test_a_page_folds_a_long_list_and_the_whole_sentence_stays() -> None:
    states = ["US-AL", "US-AK", "US-AZ", "US-AR", "US-CA", "US-CO", "US-CT", "US-DE", "US-FL", "US-GA"]

    said = say(read_condition({"people_in": states, "where": {"fact": "medium", "is": "paper"}}, {}, "test").table)

    assert said.words.endswith("or Georgia (United States), for whom this holds")
    assert said.short.startswith("Affected people live in Alabama") and said.short.endswith("Colorado (United States)")
    assert said.rest[0] == "Connecticut (United States)" and len(said.rest) == 4


def test_a_page_folds_many_parts_and_a_short_list_stays_whole() -> None:
    part = {"fact": "medium", "is": "paper"}

    many = say(read_condition({"any": [part] * 12}, {}, "test").table)
    few = say(read_condition({"people_in": ["NZ", "AU"]}, {}, "test").table)

    assert (len(many.first_parts), len(many.more_parts)) == (6, 6)
    assert (few.short, few.rest) == ("", ())


def test_what_a_person_has_to_conclude_is_said_to_be_open() -> None:
    said = say({"fact": "events.determined_notifiable_at", "is_not": "open"})

    assert said.words == "Open until a person has recorded when it was concluded that it must be notified"
