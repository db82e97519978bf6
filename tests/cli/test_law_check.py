"""`incident law check` on a copy of the law files: what is named, and that the rest is still checked."""

from pathlib import Path

from click.testing import CliRunner, Result

from incident.cli import main
from tests.lawbook import duty, law, write

GOOD = law(duty(name="B/regulator"), name="B")


def example(finding: str, duty_id: str = "NZ-TEST/regulator") -> str:
    return (
        '[[example]]\nname = "A case [of ours]"\nsource = "ours"\non = 2026-11-22\n'
        'facts = { organisation = { country = "NZ", role = "controller" } }\n'
        f'expect = [{{ id = "{duty_id}", finding = "{finding}" }}]\n'
    )


def check(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["law", "check", "--data", str(folder), *words])


def test_files_and_examples_that_are_right_end_well(tmp_path: Path) -> None:
    write(tmp_path, law(duty()), examples=example("applies"))

    result = check(tmp_path)

    assert result.exit_code == 0
    assert result.stdout == "Regimes: 1. Worked examples: 1, all come out as expected.\n"


def test_a_difference_is_named_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    write(tmp_path, law(duty()), examples=example("does_not_apply"))

    result = check(tmp_path)

    assert result.exit_code == 1
    assert "differs: NZ-TEST: A case [of ours]" in result.stdout
    assert "NZ-TEST/regulator: finding is applies, expected was does_not_apply" in result.stdout
    assert "Worked examples that differ: 1 of 1." in result.stdout


def test_a_broken_file_is_named_with_its_key_and_the_others_are_checked(tmp_path: Path) -> None:
    write(tmp_path, GOOD, law(duty()).replace("doubts =", "doubt ="), examples=example("applies", "B/regulator"))

    result = check(tmp_path)

    assert result.exit_code == 1
    assert "broken: region/law-1.toml: unknown key 'doubt'" in result.stdout
    assert "Worked examples that differ: 0 of 1. Faults in the files: 1." in result.stdout


def test_a_calendar_that_there_is_not_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, law(duty(deadline='{ business_days = 2, calendar = "XX" }')))

    result = check(tmp_path)

    assert result.exit_code == 1
    assert "broken: NZ-TEST: NZ-TEST/regulator, 2020-01-01: calendar 'XX' is not known" in result.stdout


def test_dates_that_lead_in_a_circle_are_a_fault_and_end_all_the_same(tmp_path: Path) -> None:
    circle = duty(deadline='{ not_later_than = "NZ-TEST/media" }') + duty(
        name="NZ-TEST/media", notify="media", deadline='{ not_later_than = "NZ-TEST/regulator" }'
    )
    write(tmp_path, law(circle), examples=example("applies"))

    result = check(tmp_path)

    assert result.exit_code == 1
    assert "NZ-TEST/regulator: not_later_than leads back to this same obligation" in result.stdout
    assert "differ: 0 of 1. Faults in the files: 2." in result.stdout


def test_a_broken_form_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "x.toml").write_text("id = 'x'\n", "utf-8")

    result = check(tmp_path)

    assert result.exit_code == 1
    assert "broken: forms/x.toml" in result.stdout


def test_without_the_names_of_places_nothing_can_be_checked(tmp_path: Path) -> None:
    result = check(tmp_path)

    assert result.exit_code == 1
    assert "places.toml: cannot be read" in result.stderr


def test_a_regime_that_cannot_be_read_is_named_with_its_fault(tmp_path: Path) -> None:
    write(tmp_path, GOOD, law(duty()).replace("doubts =", "doubt ="))

    result = check(tmp_path, "NZ-TEST")

    assert result.exit_code == 2
    assert "There is no readable regime NZ-TEST." in result.stderr
    assert "region/law-1.toml: unknown key 'doubt'" in result.stderr
