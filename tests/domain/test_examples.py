"""Running worked examples: what agrees, and how a difference is told."""

from pathlib import Path

import pytest

from incident.domain import examples
from incident.law.rulebook import Rulebook
from tests.lawbook import duty, law, rulebook

FACTS = (
    'facts = { organisation = { country = "NZ", role = "controller" }, '
    'events = { aware_at = "2026-11-20T09:30:00+13:00" }, affected = [{ residence = "NZ", count = 1 }] }'
)


def example(expect: str, *, given: str = FACTS) -> str:
    return f'[[example]]\nname = "A case"\nsource = "ours"\non = 2026-11-22\n{given}\nexpect = [{{ {expect} }}]\n'


def differences(folder: Path, expect: str, *, text: str = law(duty()), given: str = FACTS) -> tuple[str, ...]:
    (result,) = examples.run(rulebook(folder, text, examples=example(expect, given=given)))
    return result.differences


ID = 'id = "NZ-TEST/regulator"'


@pytest.mark.parametrize(
    "expect",
    [
        f'{ID}, jurisdiction = "NZ", finding = "applies", due_at = "2026-11-23T09:30:00+13:00", provisional = false',
        f'{ID}, due_lenient_at = "", due_expected_at = "", unknown = []',
        f"{ID}",
    ],
)
def test_what_comes_out_as_expected_has_no_differences(tmp_path: Path, expect: str) -> None:
    assert differences(tmp_path, expect) == ()


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        (f'{ID}, finding = "does_not_apply"', "finding is applies, expected was does_not_apply (because:"),
        (f'{ID}, due_at = "2026-11-23T09:30:01+13:00"', "due_at is 2026-11-23T09:30:00+13:00, expected was"),
        (f'{ID}, due_at = "2026-11-22T20:30:00+00:00"', "due_at is 2026-11-23T09:30:00+13:00"),  # the offset counts
        (f'{ID}, due_at = ""', "due_at is 2026-11-23T09:30:00+13:00, expected was"),
        (f'{ID}, due_expected_at = "2026-11-23T09:30:00+13:00"', "due_expected_at is None"),
        (f"{ID}, provisional = true", "provisional is False, expected was True"),
        (f'{ID}, unknown = ["risk.level"]', "unknown is []"),
        (f"{ID}, absent = true", "is in play, expected was that it is not"),
        (f'{ID}, jurisdiction = "AU"', "is not in play; it is for NZ"),
        ('id = "NZ-TEST/king"', "'id' must name an obligation of the rulebook"),
        (f'{ID}, result = "applies"', "expect does not know the key 'result'"),
    ],
)
def test_a_difference_is_told_in_words(tmp_path: Path, expect: str, words: str) -> None:
    (line,) = differences(tmp_path, expect)

    assert words in line


def test_a_regime_that_is_not_in_play_is_absent(tmp_path: Path) -> None:
    text = law('[scope]\napplies_if = { people_in = "AU" }\n' + duty())

    assert differences(tmp_path, f"{ID}, absent = true", text=text) == ()


def test_wrong_facts_are_told_with_their_path(tmp_path: Path) -> None:
    given = 'facts = { organisation = { role = "owner" } }'

    assert differences(tmp_path, ID, given=given)[0].startswith("facts.organisation.role: Must be one of controller")


def test_an_unknown_calendar_is_told_and_breaks_no_other_example(tmp_path: Path) -> None:
    text = law(duty(deadline='{ business_days = 2, calendar = "XX" }'))
    book = rulebook(tmp_path, text, examples=example(ID))

    (result,) = examples.run(book)

    assert result.differences == ("calendar 'XX' is not known; use a country or subdivision, or US-federal",)
    assert examples.unknown_calendars(book) == [f"NZ-TEST: NZ-TEST/regulator, 2020-01-01: {result.differences[0]}"]


def test_a_draft_is_checked_like_any_other(tmp_path: Path) -> None:
    assert differences(tmp_path, f'{ID}, finding = "applies"', text=law(duty(), status="draft")) == ()


@pytest.fixture
def two_customers(tmp_path: Path) -> Rulebook:
    text = law(duty(by="processor", notify="controller", more='places = { mode = "each_controller" }'))
    given = (
        'facts = { organisation = { country = "NZ", role = "processor" }, controllers = [{ name = "Kea" }, { name = "Tui", '
        'contract_hours = 2 }], events = { aware_at = "2026-11-20T09:30:00+13:00" } }'
    )
    expect = f'{ID}, controller = "Tui", due_at = "2026-11-20T11:30:00+13:00"'
    return rulebook(tmp_path, text, examples=example(expect, given=given))


def test_an_expectation_may_name_the_customer(two_customers: Rulebook) -> None:
    (result,) = examples.run(two_customers)

    assert result.ok
