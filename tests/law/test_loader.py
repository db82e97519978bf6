"""What the loader refuses, naming file and key; and what it reads."""

from datetime import date
from pathlib import Path

import pytest

from incident.errors import LawDataError
from incident.law.rulebook import load_rulebook, read_rulebook
from tests.lawbook import AUTHORITIES, duty, law, rulebook, write

FILE = "region/law-0.toml"
EXAMPLES = "region/law-0.examples.toml"


def refusal(folder: Path, *laws: str, **more: str) -> str:
    write(folder, *laws, **more)
    with pytest.raises(LawDataError) as refused:
        load_rulebook(folder)
    return str(refused.value)


GOOD = law(duty())

# (what is put in place of what, words of the refusal)
WRONG_LAW = [
    ('id = "NZ-TEST"\n', "", f"{FILE}: 'id' is missing"),
    ('zone = "Pacific/Auckland"', 'zone = "Pacific/Nowhere"', f"{FILE}.zone: 'Pacific/Nowhere' is no time zone"),
    ('zone = "Pacific/Auckland"', 'zone = "../secret"', f"{FILE}.zone:"),
    ('status = "active"', 'status = "wrong"', f"{FILE}.status: 'wrong' is not one of active, draft"),
    ('confidence = "high"', 'confidence = "total"', f"{FILE}.confidence: 'total' is not one of"),
    ("checked_on = 2026-11-22", 'checked_on = "today"', f"{FILE}.checked_on: has the wrong type (str)"),
    ("doubts =", "doubt =", f"{FILE}: unknown key 'doubt'"),
    ("sources = [", "sources = [7, ", f"{FILE}: sources[0]: must be a table"),
    ('url = "https', 'link = "https', f"{FILE}: sources[0]: 'url' is missing"),
    ("[[obligation]]", "[obligation]", f"{FILE}.obligation: has the wrong type (dict)"),
    ("2020-01-01", "2020-01-01T00:00:00Z", f"{FILE}: obligation[0].version[0].in_force_from: has the wrong type (datetime)"),
    ('owed_by = "controller"', 'owed_by = "agency"', f"{FILE}: obligation[0].owed_by: 'agency' is not one of"),
    ('notify = "regulator"', 'notify = "king"', f"{FILE}: obligation[0].notify: 'king' is not one of"),
    ('title = "Tell regulator"\n', "", f"{FILE}: obligation[0]: 'title' is missing"),
    ('starts_on = "aware_at"', 'starts_on = "noticed_at"', f"{FILE}: obligation[0].clock: 'noticed_at' is not an event"),
    ('"discovered_at"', '"found_at"', f"{FILE}: obligation[0].clock: 'found_at' is not an event"),
    ("starts_on =", "begins_on =", f"{FILE}: obligation[0].clock: unknown key 'begins_on'"),
    ('cite = "s 1"\n', "", f"{FILE}: obligation[0].version[0]: 'cite' is missing"),
    ("in_force_from = 2020-01-01\n", "", f"{FILE}: obligation[0].version[0]: 'in_force_from' is missing"),
    ("deadline = { hours = 72 }", "", f"{FILE}: obligation[0].version[0]: 'deadline' is missing"),
    ("{ hours = 72 }", "{ }", f"{FILE}: obligation[0].version[0].deadline: no period"),
    ("{ hours = 72 }", "{ hours = 72, days = 3 }", f"{FILE}: obligation[0].version[0].deadline: only one of"),
    ("{ hours = 72 }", "{ days = 2.5 }", f"{FILE}: obligation[0].version[0].deadline.days: has the wrong type"),
    ("{ hours = 72 }", "{ hours = true }", f"{FILE}: obligation[0].version[0].deadline.hours: has the wrong type"),
    ("{ hours = 72 }", "{ weeks = 2 }", f"{FILE}: obligation[0].version[0].deadline: unknown key 'weeks'"),
    ("{ hours = 72 }", "{ hours = 72, minutes = 2 }", f"{FILE}: obligation[0].version[0].deadline: unknown key 'minutes'"),
    ("{ hours = 72 }", "{ business_days = 2 }", f"{FILE}: obligation[0].version[0].deadline: 'calendar' is missing"),
    ("{ hours = 72 }", '{ days = 2, roll = "up" }', f"{FILE}: obligation[0].version[0].deadline.roll: 'up' is not"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), WRONG_LAW, ids=[row[1] or f"without {row[0]}" for row in WRONG_LAW])
def test_a_fault_of_a_law_file_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD

    assert words in refusal(tmp_path, GOOD.replace(old, new))


# (lines of the version, words of the refusal)
WRONG_VERSION = [
    ('applies_if = { fact = "risk.size", is = 1 }', "version[0].applies_if: there is no fact 'risk.size'"),
    ('applies_unless = [{ ref = "x" }]', "version[0].applies_unless[0]: there is no condition named 'x'"),
    (
        'delay = { if = { fact = "risk.documented", is = true }, until = "data", cite = "s" }',
        "version[0].delay.until: 'data'",
    ),
    ('delay = { until = "law_enforcement.delay_until", cite = "s" }', "version[0].delay: 'if' is missing"),
    ('must_contain = [{ item = "song", cite = "s" }]', "version[0].must_contain[0].item: 'song' is not one of"),
    ('must_contain = [{ item = "cause" }]', "version[0].must_contain[0]: 'cite' is missing"),
    ("expected = { }", "version[0].expected: no period"),
    ("applies_if = { }", "version[0].applies_if: a condition needs exactly one of"),
    ("in_force_until = 2019-12-31", "version[0]: 'in_force_until' lies before 'in_force_from'"),
    ("expected = { hours = -1 }", "version[0].expected: a period cannot be below zero"),
    ('expected = { hours = 72, counting = "EU-PERIOD" }', "version[0].expected.counting"),
    ('expected = { years = 3, counting = "EU-PERIODS" }', "version[0].expected.counting"),
    ('expected = { days = 3, counting = "EU-PERIODS" }', "version[0].expected: 'calendar' is missing"),
    ('delay = { if = { fact = "data", known = true }, until = "events.aware_at", cite = "s", then = 3 }', ".delay"),
    ('expected = { year_end_date = "31-03" }', "expected.year_end_date: a day of the year"),
    ('expected = { hours = 4, limit = { hours = 24, from = "noon" } }', "expected.limit: 'noon' is not an event"),
    ('expected = { days = 4, roll = "required", calendar = "NZ", roll_until = "noon" }', "expected.roll_until: a time"),
    ('expected = { days = 3, roll = "optional" }', "version[0].expected: 'calendar' is missing"),
    ('confidence = "none"', "version[0].confidence: 'none' is not one of"),
    ('applies_if = { people_in = "Atlantis" }', "people_in 'Atlantis' is no place code and no name of places.toml"),
    ("surprise = 1", "version[0]: unknown key 'surprise'"),
]


@pytest.mark.parametrize(("line", "words"), WRONG_VERSION)
def test_a_fault_of_a_version_is_refused_with_file_and_key(tmp_path: Path, line: str, words: str) -> None:
    said = refusal(tmp_path, law(duty(version=line)))

    assert said.startswith(FILE)
    assert words in said


def version(start: str, end: str = "") -> str:
    until = f"in_force_until = {end}\n" if end else ""
    return f'\n[[obligation.version]]\nin_force_from = {start}\n{until}cite = "s 2"\ndeadline = {{ days = 3 }}\n'


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        (version("2021-01-01", "2021-12-31") + version("2021-12-31"), "versions of 2021-01-01 and 2021-12-31 overlap"),
        (version("2020-01-01"), "two versions start on 2020-01-01"),
    ],
)
def test_versions_that_overlap_are_refused(tmp_path: Path, versions: str, words: str) -> None:
    assert words in refusal(tmp_path, law(duty() + versions))


def test_a_later_version_closes_an_open_earlier_one(tmp_path: Path) -> None:
    book = rulebook(tmp_path, law(duty() + version("2021-01-01")))

    assert [entry.in_force_from for entry in book.regimes[0].obligations[0].versions] == [date(2020, 1, 1), date(2021, 1, 1)]


def test_a_duty_that_stands_twice_is_refused(tmp_path: Path) -> None:
    assert "obligation 'NZ-TEST/regulator' stands twice" in refusal(tmp_path, law(duty() + duty()))


def test_what_is_no_toml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    said = refusal(tmp_path, "id = \n")

    assert said.startswith(FILE)
    assert "line 1" in said


def test_what_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / FILE).write_bytes(b'id = "\xff"')

    with pytest.raises(LawDataError, match="law-0"):
        load_rulebook(tmp_path)


def test_a_scope_needs_its_condition(tmp_path: Path) -> None:
    assert f"{FILE}: scope: 'applies_if' is missing" in refusal(tmp_path, law('[scope]\ncite = "s 1"\n' + duty()))


def test_a_condition_may_refer_only_to_one_before_it(tmp_path: Path) -> None:
    names = '[conditions.a]\nref = "b"\n[conditions.b]\nfact = "risk.documented"\nis = true\n'

    assert f"{FILE}: conditions.a: there is no condition named 'b'" in refusal(tmp_path, law(names + duty()))


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        ("[[sample]]\n", f"{EXAMPLES}: unknown key 'sample'"),
        ('[[example]]\nname = "x"\n', f"{EXAMPLES}: example[0]: 'source' is missing"),
        (
            '[[example]]\nname = "x"\nsource = "s"\non = "now"\nfacts = {}\nexpect = []\n',
            "example[0].on: has the wrong type",
        ),
        (
            '[[example]]\nname = "x"\nsource = "s"\non = 2026-01-01\nfacts = {}\nexpect = []\nmore = 1\n',
            "unknown key 'more'",
        ),
    ],
)
def test_a_fault_of_an_example_is_refused(tmp_path: Path, examples: str, words: str) -> None:
    write(tmp_path, GOOD, examples=examples)
    (regime,) = read_rulebook(tmp_path).regimes  # an assessment needs no examples, so a broken one takes no law away

    with pytest.raises(LawDataError) as refused:
        len(regime.examples)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("authorities", "words"),
    [
        ("[[office]]\n", "authorities/all.toml: unknown key 'office'"),
        ('[[authority]]\nid = "A"\n', "authorities/all.toml: authority[0]: 'jurisdiction' is missing"),
        (AUTHORITIES + 'fax = "1"\n', "unknown key 'fax'"),
        (AUTHORITIES + AUTHORITIES, "authorities: the id 'DE-BY-SA' stands twice"),
    ],
)
def test_a_fault_of_an_authority_is_refused(tmp_path: Path, authorities: str, words: str) -> None:
    assert words in refusal(tmp_path, GOOD, authorities=authorities)


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    assert "two files have the id 'NZ-TEST'" in refusal(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (duty(more='authority = "GHOST"'), "NZ-TEST: NZ-TEST/regulator: authority 'GHOST' is in no file of authorities/"),
        (duty(deadline='{ not_later_than = "X/y" }'), "not_later_than 'X/y' is no obligation of any file"),
        (duty(deadline='{ not_later_than = "NZ-TEST/regulator" }'), "not_later_than leads back to this same obligation"),
        (
            duty(deadline='{ not_later_than = "NZ-TEST/media" }')
            + duty(name="NZ-TEST/media", notify="media", deadline='{ not_later_than = "NZ-TEST/regulator" }'),
            "NZ-TEST/media: not_later_than leads back to this same obligation",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_or_in_a_circle_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal(tmp_path, law(text))


def test_the_first_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    said = refusal(
        tmp_path, GOOD.replace("doubts =", "doubt ="), law(duty(), name="B", place="ZZ").replace('name = "Law', "#")
    )

    assert [line.split(":")[0] for line in said.splitlines()] == [FILE, "region/law-1.toml"]


def test_files_that_are_whole_can_be_checked_while_others_are_broken(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("doubts =", "doubt ="), law(duty(name="B/regulator"), name="B"))

    book = read_rulebook(tmp_path)
    faults = book.faults

    assert [regime.id for regime in book.regimes] == ["B"]
    assert faults == (f"{FILE}: unknown key 'doubt'",)
