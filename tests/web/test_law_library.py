"""The library of two hundred laws: found by words and filters without a script, with what is doubtful and missing named."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from incident.law.rulebook import Rulebook
from incident.services.desk import Desk
from tests.conftest import NOON
from tests.visitor import Visitor

Visit = Callable[[str], Visitor]


def ids(visitor: Visitor) -> list[str]:
    """The laws of a page, in its order."""
    return re.findall(r'<th scope="row"><a href="/law/([^"#?]+)"', visitor.page)


def heads(visitor: Visitor) -> list[str]:
    return [html.unescape(words) for words in re.findall(r"<h2[^>]*>([^<]+)</h2>", visitor.page)]


@pytest.fixture
def broken(app: Flask) -> Iterator[None]:
    """An installation in which a file could not be read."""
    installation = app.extensions["breachdesk"]
    faults = ("canada/CA-XX.toml: obligation[0]: 'cite' is missing", "own/card.toml: 'name' is missing")
    rulebook = replace(installation.desk.rulebook, faults=faults)
    app.extensions["breachdesk"] = replace(installation, desk=replace(installation.desk, rulebook=rulebook))
    yield
    app.extensions["breachdesk"] = installation


def test_every_law_stands_once_under_its_region_and_country(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    visitor.get("/law")

    assert sorted(ids(visitor)) == sorted(regime.id for regime in desk.rulebook.regimes)
    regions = [head for head in heads(visitor) if head in ("Africa", "Europe", "United States", "Canada")]
    assert regions == ["Africa", "Canada", "Europe", "United States"]
    states = visitor.page.split('id="region-united_states"')[1]
    assert states.count('scope="rowgroup"') == 1
    assert "California · " in re.sub(r"<[^>]+>", "", states)


def test_by_name_the_list_has_no_regions(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    visitor.get("/law?order=name")

    names = sorted((regime.name for regime in desk.rulebook.regimes), key=str.casefold)
    found = re.findall(r'<th scope="row"><a href="/law/[^"]+">([^<]+)</a>', visitor.page)
    assert [html.unescape(name) for name in found] == names
    assert "Europe" not in heads(visitor)


@pytest.mark.parametrize(
    ("words", "law"),
    [
        ("Privacy Act 2020", "NZ-PA2020"),
        ("nz-pa2020", "NZ-PA2020"),
        ("new zealand", "NZ-PA2020"),
        ("899-aa", "US-NY"),
        ("33(1) GDPR", "EU-GDPR"),
        ("  CNIL ", "EU-GDPR"),
        ("autorite luxembourg", "EU-GDPR"),
    ],
)
def test_a_law_is_found_by_name_id_place_provision_and_authority(visit: Visit, words: str, law: str) -> None:
    visitor = visit("reporter")

    visitor.get(f"/law?q={words}")

    assert law in ids(visitor)
    assert f'value="{html.escape(words.strip())}"' in visitor.page


def test_what_was_found_elsewhere_than_in_the_name_is_shown(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law?q=CNIL")

    assert "Found in: CNIL" in visitor.text


@pytest.mark.parametrize("words", ["zzz", "<script>alert(1)</script>", "'; DROP TABLE", "%", "x" * 5000, "\u202e"])
def test_nothing_found_is_said_plainly(visit: Visit, words: str) -> None:
    visitor = visit("reporter")

    answer = visitor.client.get("/law", query_string={"q": words})
    visitor.page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "No law fits" in visitor.text
    assert "<script>alert" not in visitor.page


def test_the_views_hold_what_their_names_say_and_count_it(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")
    expected = {
        "drafts": {regime.id for regime in desk.rulebook.regimes if regime.status == "draft"},
        "off": set(desk.rulebook.off),
        "unsure": _unsure(desk.rulebook),
        "changed": _changed(desk.rulebook),
    }

    for view, wanted in expected.items():
        visitor.get(f"/law?show={view}")
        assert set(ids(visitor)) == wanted, view
        assert f"{len(wanted)} {'law' if len(wanted) == 1 else 'laws'} of {len(desk.rulebook.regimes)}" in visitor.text


def _unsure(rulebook: Rulebook) -> set[str]:
    said = {
        regime.id: {regime.confidence, *(version.confidence for duty in regime.obligations for version in duty.versions)}
        for regime in rulebook.regimes
    }
    return {name for name, levels in said.items() if levels - {"high", ""}}


def _changed(rulebook: Rulebook) -> set[str]:
    since = NOON.date() - timedelta(days=365)
    found = set()
    for regime in rulebook.regimes:
        for version in (version for duty in regime.obligations for version in duty.versions):
            ended = version.in_force_until and version.in_force_until + timedelta(days=1)
            if any(day and day > since for day in (version.in_force_from, ended)):
                found.add(regime.id)
    return found


def test_region_words_and_view_narrow_together_and_stay_in_the_links(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law?q=privacy&region=asia_pacific&show=unsure")

    assert ids(visitor)
    assert "NZ-PA2020" in ids(visitor) or "AU-NDB" in ids(visitor)
    assert "US-CA" not in ids(visitor)
    assert "q=privacy&amp;region=asia_pacific&amp;show=unsure&amp;order=name" in visitor.page


def test_what_no_library_has_in_its_address_is_not_asked(visit: Visit, desk: Desk) -> None:
    visitor = visit("reporter")

    visitor.get("/law?region=atlantis&show=everything&order=colour")

    assert len(ids(visitor)) == len(desk.rulebook.regimes)


def test_own_rules_that_are_not_there_yet_are_explained(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law?show=own")

    assert "There are no rules of your own yet" in visitor.text and "rules_dir" in visitor.text


@pytest.mark.usefixtures("broken")
def test_files_that_could_not_be_read_are_named_at_the_top_for_everyone(visit: Visit) -> None:
    visitor = visit("reporter")

    visitor.get("/law?q=zzz")

    assert "Some rules could not be read; their duties are missing" in visitor.text
    assert "canada/CA-XX.toml" in visitor.text and "own/card.toml" in visitor.text
