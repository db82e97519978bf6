"""Where duties are owed: residences, main establishment, customers; and what is shown while that is not known."""

from pathlib import Path
from typing import Any

import pytest

from tests.lawbook import asked, duty, facts, law, one, rulebook

ID = "EU-TEST/regulator"


def eu(mode: str, *, starts: str = 'clock = { starts_on = "aware_at" }', **more: str) -> str:
    places = f'authority_kind = "data_protection"\nplaces = {{ mode = "{mode}", within = "EEA" }}'
    return law(duty(name=ID, starts=starts, more=places, **more), name="EU-TEST", place="EU", zone="Europe/Brussels")


def organisation(**fields: Any) -> dict[str, Any]:
    return {"role": "controller", **fields}


def places(found: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(entry["jurisdiction"], entry["finding"], entry["authority_id"]) for entry in found["obligations"]]


ABROAD = organisation(country="US", establishments=["US"])
LIVING = [{"residence": "FR", "count": 10}, {"residence": "FI", "count": None}, {"residence": "NZ", "count": 3}]


@pytest.mark.parametrize("mode", ["each_residence", "one_stop_shop"])
def test_without_an_establishment_each_place_where_people_live_is_told(tmp_path: Path, mode: str) -> None:
    found = asked(rulebook(tmp_path, eu(mode)), facts(organisation=ABROAD, affected=LIVING))

    assert places(found) == [("FI", "applies", "FI-SA"), ("FR", "applies", "FR-SA")]


def test_the_same_instant_is_shown_with_the_offset_of_each_place(tmp_path: Path) -> None:
    document = facts(organisation=ABROAD, affected=LIVING, events={"aware_at": "2026-11-24T18:00:00-05:00"})  # a Tuesday

    found = asked(rulebook(tmp_path, eu("one_stop_shop")), document)

    assert one(found, ID, "FR")["due_at"] == "2026-11-28T00:00:00+01:00"
    assert one(found, ID, "FI")["due_at"] == "2026-11-28T01:00:00+02:00"


@pytest.mark.parametrize(
    ("seat", "place"),
    [
        (organisation(country="IE", establishments=["DE", "IE"]), "IE"),
        (organisation(country="IE"), "IE"),  # inside is inside, whatever else there is
        (organisation(country="US", establishments=["US", "FR", "DE"]), "FR"),
    ],
)
def test_with_an_establishment_one_authority_leads(tmp_path: Path, seat: dict[str, Any], place: str) -> None:
    found = asked(rulebook(tmp_path, eu("one_stop_shop")), facts(organisation=seat, affected=LIVING))

    assert places(found) == [(place, "applies", f"{place}-SA")]


def test_a_seat_in_a_part_of_a_country_counts_for_the_country_and_its_own_authority(tmp_path: Path) -> None:
    found = asked(rulebook(tmp_path, eu("one_stop_shop")), facts(organisation=organisation(country="DE-BY")))

    assert places(found) == [("DE", "applies", "DE-BY-SA")]


def test_parts_of_one_country_are_one_place(tmp_path: Path) -> None:
    living = [{"residence": "DE-BY", "count": 1}, {"residence": "DE-HH", "count": 1}, {"residence": "DE", "count": 1}]

    found = asked(rulebook(tmp_path, eu("each_residence")), facts(organisation=ABROAD, affected=living))

    assert places(found) == [("DE", "applies", "DE-SA")]


@pytest.mark.parametrize(
    ("seat", "unknown"),
    [
        (organisation(country="US"), ["organisation.establishments"]),
        (organisation(establishments=["US"]), ["organisation.country"]),
        (organisation(), ["organisation.country", "organisation.establishments"]),
    ],
)
def test_while_an_establishment_is_possible_the_authority_of_no_place_is_certain(
    tmp_path: Path, seat: dict[str, Any], unknown: list[str]
) -> None:
    found = asked(rulebook(tmp_path, eu("one_stop_shop")), facts(organisation=seat, affected=LIVING))

    assert [place[:2] for place in places(found)] == [("FI", "cannot_tell_yet"), ("FR", "cannot_tell_yet")]
    assert one(found, ID, "FI")["unknown"] == unknown
    assert one(found, ID, "FI")["due_at"] == "2026-11-22T22:30:00+02:00"  # its time runs all the same


def test_an_establishment_without_a_known_main_one_leaves_the_lead_open(tmp_path: Path) -> None:
    seat = organisation(establishments=["DE"])

    found = asked(rulebook(tmp_path, eu("one_stop_shop")), facts(organisation=seat, affected=LIVING))

    assert [place[:2] for place in places(found)] == [("DE", "cannot_tell_yet")]
    assert one(found, ID)["unknown"] == ["organisation.country"]


@pytest.mark.parametrize("mode", ["each_residence", "one_stop_shop"])
def test_while_nobody_knows_who_is_affected_the_duty_does_not_vanish(tmp_path: Path, mode: str) -> None:
    found = asked(rulebook(tmp_path, eu(mode)), facts(organisation=ABROAD, affected=None))

    assert [place[:2] for place in places(found)] == [("EU", "cannot_tell_yet")]
    assert one(found, ID)["unknown"] == ["affected"]


def test_a_list_of_people_that_may_grow_keeps_the_duty_open(tmp_path: Path) -> None:
    document = facts(organisation=ABROAD, affected=[{"residence": "NZ", "count": 1}], more_possible=["affected"])

    found = asked(rulebook(tmp_path, eu("each_residence")), document)

    assert [place[:2] for place in places(found)] == [("EU", "cannot_tell_yet")]


def test_nobody_there_is_not_owed_there(tmp_path: Path) -> None:
    living = [{"residence": "NZ", "count": 1}, {"residence": "FR", "count": 0}]

    found = asked(rulebook(tmp_path, eu("each_residence")), facts(organisation=ABROAD, affected=living))

    assert [place[:2] for place in places(found)] == [("EU", "does_not_apply")]
    assert one(found, ID)["because"] == ["No affected people live in the EEA"]


def test_people_of_whom_only_the_country_is_known_may_live_in_a_part_of_it(tmp_path: Path) -> None:
    within = 'places = { mode = "each_residence", within = "US-CA" }'
    book = rulebook(tmp_path, law(duty(more=within)))

    found = asked(book, facts(affected=[{"residence": "US", "count": 4}, {"residence": "US-NY", "count": 4}]))

    assert [place[:2] for place in places(found)] == [("US", "cannot_tell_yet")]


CUSTOMERS = [
    {"name": "Kea Books", "country": "NZ", "contract_hours": 24},
    {"name": "Aster Fine Foods", "country": "AU"},
    {"name": "Kea Books", "contract_hours": 48},
]
TO_CUSTOMERS = law(duty(name=ID, notify="controller", by="processor", more='places = { mode = "each_controller" }',
                        deadline='{ prompt = "without undue delay" }'))  # fmt: skip


def test_each_customer_is_told_once_and_the_stricter_of_two_contracts_counts(tmp_path: Path) -> None:
    document = facts(organisation=organisation(country="NZ") | {"role": "processor"}, controllers=CUSTOMERS)

    found = asked(rulebook(tmp_path, TO_CUSTOMERS), document)

    assert [(entry["controller"], entry["due_at"]) for entry in found["obligations"]] == [
        ("Aster Fine Foods", None),
        ("Kea Books", "2026-11-21T09:30:00+13:00"),
    ]


@pytest.mark.parametrize("customers", [None, []])
def test_a_processor_that_names_no_customer_still_owes_somebody(tmp_path: Path, customers: list[Any] | None) -> None:
    document = facts(organisation={"country": "NZ", "role": "processor"}, controllers=customers)

    entry = one(asked(rulebook(tmp_path, TO_CUSTOMERS), document), ID)

    assert (entry["finding"], entry["unknown"], entry["controller"]) == ("cannot_tell_yet", ["controllers"], None)


def test_a_controller_owes_no_customer(tmp_path: Path) -> None:
    entry = one(asked(rulebook(tmp_path, TO_CUSTOMERS), facts(controllers=[])), ID)

    assert entry["finding"] == "does_not_apply"


def test_what_the_contract_may_ask_is_said_where_the_law_asks_nothing(tmp_path: Path) -> None:
    unreadable = 'applies_unless = [{ fact = "protection.encrypted", is = true }]'
    places_line = 'places = { mode = "each_controller" }'
    text = law(duty(name=ID, notify="controller", by="processor", more=places_line, version=unreadable))
    document = facts(organisation={"country": "NZ", "role": "processor"}, controllers=CUSTOMERS[:1],
                     protection={"encrypted": True})  # fmt: skip

    entry = one(asked(rulebook(tmp_path, text), document), ID)

    assert entry["finding"] == "does_not_apply"
    assert (
        entry["because"][-1] == "The contract with Kea Books names 24 hours; it may ask for a notice where the law does not"
    )


def test_a_duty_of_national_law_is_owed_in_each_place_of_an_establishment(tmp_path: Path) -> None:
    seat = organisation(country="DE", establishments=["DE", "FR", "US"])

    found = asked(rulebook(tmp_path, eu("each_establishment")), facts(organisation=seat, affected=LIVING))

    assert [place for place, _, _ in places(found)] == ["DE", "FR"]
    assert {finding for _, finding, _ in places(found)} == {"applies"}


@pytest.mark.parametrize(
    ("seat", "finding"), [(ABROAD, "does_not_apply"), (organisation(country="US"), "cannot_tell_yet")]
)
def test_without_an_establishment_there_nothing_is_owed_and_while_that_is_open_nothing_is_certain(
    tmp_path: Path, seat: dict[str, Any], finding: str
) -> None:
    found = asked(rulebook(tmp_path, eu("each_establishment")), facts(organisation=seat, affected=LIVING))

    assert [answer for _, answer, _ in places(found)] == [finding]


def test_a_country_of_which_only_parts_are_meant_leaves_the_duty_open(tmp_path: Path) -> None:
    text = eu("each_establishment").replace('within = "EEA"', 'within = "US-NY"')

    found = asked(rulebook(tmp_path, text), facts(organisation=organisation(country="US", establishments=["US"])))

    assert places(found) == [("US", "cannot_tell_yet", None)]
    assert found["obligations"][0]["unknown"] == ["organisation.establishments"]
