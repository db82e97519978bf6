"""An organisation's own rules beside the law, single laws switched on and off, and files that cannot be read."""

from datetime import date
from pathlib import Path

from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.law.rulebook import OWN, Choice, read_rulebook
from tests.lawbook import duty, facts, law, write

INSURER = law(duty(name="OWN-INSURER/insurer", more='authority = "NZ-SA"', deadline="{ hours = 48 }"), name="OWN-INSURER")
ON = date(2026, 11, 22)


def folder(tmp_path: Path, *laws: str) -> Path:
    write(tmp_path / "law", *laws)
    return tmp_path / "law"


def own(tmp_path: Path, **files: str) -> Path:
    place = tmp_path / "rules"
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.toml").write_text(text, "utf-8")
    return place


def test_own_rules_stand_beside_the_law_and_are_counted(tmp_path: Path) -> None:
    book = read_rulebook(folder(tmp_path, law(duty())), Choice(own=own(tmp_path, insurer=INSURER)))

    found = {entry["id"]: entry["due_at"] for entry in assess(parse_facts(facts()), book, on=ON)["obligations"]}

    assert found["OWN-INSURER/insurer"] == "2026-11-22T09:30:00+13:00"
    assert found["NZ-TEST/regulator"] == "2026-11-23T09:30:00+13:00"
    assert book.regime("OWN-INSURER").region == OWN


def test_own_rules_change_the_name_of_the_rulebook(tmp_path: Path) -> None:
    place = folder(tmp_path, law(duty()))

    assert read_rulebook(place).version != read_rulebook(place, Choice(own=own(tmp_path, insurer=INSURER))).version


def test_a_broken_own_rule_is_named_with_file_and_key_and_the_rest_goes_on(tmp_path: Path) -> None:
    rules = own(tmp_path, broken=INSURER.replace("deadline =", "dead_line ="))

    book = read_rulebook(folder(tmp_path, law(duty())), Choice(own=rules))

    assert book.faults == ("rules/broken.toml: obligation[0].version[0]: 'deadline' is missing",)
    document = assess(parse_facts(facts()), book, on=ON)
    assert [entry["id"] for entry in document["obligations"]] == ["NZ-TEST/regulator"]
    assert document["not_read"] == list(book.faults)


def test_a_folder_of_rules_that_is_not_there_is_named(tmp_path: Path) -> None:
    book = read_rulebook(folder(tmp_path, law(duty())), Choice(own=tmp_path / "gone"))

    assert "there is no folder" in book.faults[0]


def test_an_own_rule_with_the_id_of_a_law_is_refused(tmp_path: Path) -> None:
    book = read_rulebook(folder(tmp_path, law(duty())), Choice(own=own(tmp_path, again=law(duty()))))

    assert book.faults == ("two files have the id 'NZ-TEST'; the first one read counts",)
    assert len(book.regimes) == 1


def test_a_law_that_is_switched_off_is_not_counted_and_is_named(tmp_path: Path) -> None:
    book = read_rulebook(folder(tmp_path, law(duty())), Choice(off=frozenset({"NZ-TEST"})))

    document = assess(parse_facts(facts()), book, on=ON)

    assert document["obligations"] == []
    assert [entry["regime"] for entry in document["switched_off"]] == ["NZ-TEST"]


def test_a_law_that_its_file_switches_off_counts_once_the_configuration_switches_it_on(tmp_path: Path) -> None:
    place = folder(tmp_path, 'switch = "off"\n' + law(duty()))

    def ids(choice: Choice) -> list[str]:
        document = assess(parse_facts(facts()), read_rulebook(place, choice), on=ON)
        return [entry["id"] for entry in document["obligations"]]

    assert ids(Choice()) == []
    assert ids(Choice(on=frozenset({"NZ-TEST"}))) == ["NZ-TEST/regulator"]


def test_a_switch_for_a_law_that_is_not_there_is_named(tmp_path: Path) -> None:
    book = read_rulebook(folder(tmp_path, law(duty())), Choice(on=frozenset({"NZ-TSET"})))

    assert book.faults == ("switched_on: there is no regime 'NZ-TSET'",)
