"""The rulebook: its version, its regimes, its authorities by place, versions by day."""

from datetime import date
from pathlib import Path

import pytest

from incident.errors import LawDataError
from incident.law.answers import Asked
from incident.law.rulebook import Rulebook, in_force, load_rulebook
from tests.lawbook import AUTHORITIES, duty, law, rulebook, write

PUBLIC = """
[[authority]]
id = "DE-BY-PUBLIC"
jurisdiction = "DE-BY"
name = "Authority for public bodies of Bavaria"
zone = "Europe/Berlin"
when = { fact = "organisation.kinds", includes_any = ["government"] }
"""


def asked(*kinds: str) -> Asked:
    return Asked({"organisation": {"kinds": list(kinds)}}, {})


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return rulebook(tmp_path, law(duty()), authorities=PUBLIC + AUTHORITIES)


def test_the_version_is_edition_and_hash_of_the_files(book: Rulebook) -> None:
    assert book.version.startswith("2026.11+sha256:")
    assert len(book.version) == len("2026.11+sha256:") + 16


def test_the_same_files_give_the_same_version_and_a_changed_byte_another(book: Rulebook, tmp_path: Path) -> None:
    again = load_rulebook(tmp_path)
    (tmp_path / "places.toml").write_text('EEA = ["DE", "FI", "FR", "IE"]\n# x\n', "utf-8")

    assert again.version == book.version
    assert load_rulebook(tmp_path).version != book.version


def test_a_renamed_file_gives_another_version(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "region" / "law-0.toml").rename(tmp_path / "region" / "law-9.toml")

    assert load_rulebook(tmp_path).version != book.version


def test_a_regime_is_found_by_its_id_and_a_wrong_id_names_those_near(book: Rulebook) -> None:
    assert book.regime("NZ-TEST").name == "Law of NZ-TEST"
    with pytest.raises(LawDataError, match="no regime 'NZ-PA20'; near it: NZ-TEST"):
        book.regime("NZ-PA20")
    with pytest.raises(LawDataError, match="see: incident law list"):
        book.regime("XX")


def test_an_authority_of_a_part_goes_before_that_of_the_country(book: Rulebook) -> None:
    found = book.authority_at("data_protection", "DE-BY", asked("business"))
    country = book.authority_at("data_protection", "DE-HH", asked("business"))

    assert found is not None
    assert country is not None
    assert (found.id, country.id) == ("DE-BY-SA", "DE-SA")


def test_an_authority_for_some_is_taken_only_for_them(book: Rulebook) -> None:
    public = book.authority_at("data_protection", "DE-BY", asked("government"))

    assert public is not None
    assert public.id == "DE-BY-PUBLIC"


def test_there_may_be_no_authority(book: Rulebook) -> None:
    assert book.authority("GHOST") is None
    assert book.authority_at("data_protection", "BT", asked()) is None
    assert book.authority_at("banking", "DE", asked()) is None


def test_the_zone_of_a_place_is_that_of_its_authority(book: Rulebook) -> None:
    assert book.zone_at("FI") == "Europe/Helsinki"
    assert book.zone_at("DE-HH") == "Europe/Berlin"
    assert book.zone_at("BT") is None


@pytest.mark.parametrize(("day", "cite"), [(date(2019, 12, 31), None), (date(2020, 1, 1), "s 1"), (date(2099, 1, 1), "s 1")])
def test_the_version_of_a_day_is_the_one_in_force(book: Rulebook, day: date, cite: str | None) -> None:
    version = in_force(book.regimes[0].obligations[0], day)

    assert (version.cite if version else None) == cite


def test_an_authority_bears_the_name_of_the_day(book: Rulebook) -> None:
    authority = book.authority("NZ-SA")

    assert authority is not None
    assert authority.name_on(date(2025, 12, 31)) == "Old authority of NZ"
    assert authority.name_on(date(2026, 1, 1)) == "Authority of NZ"


def test_folders_that_are_no_regions_hold_no_laws(tmp_path: Path) -> None:
    write(tmp_path, law(duty()))
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "x.toml").write_text("not = 'a law'\n", "utf-8")

    assert [regime.id for regime in load_rulebook(tmp_path).regimes] == ["NZ-TEST"]
