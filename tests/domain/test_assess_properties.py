"""What holds for every incident, over the whole rulebook: nothing vanishes, nothing comes late, nothing is assumed."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.law.fields import ACTS, CAUSES, DATA, KINDS, LEVELS, MEDIA, PEOPLE, RECIPIENTS, REMEDIES, ROLES
from incident.law.rulebook import Rulebook, load_rulebook

ON = date(2026, 11, 22)
LIVES = ["NZ", "AU-NSW", "US", "US-CA", "US-NY", "US-OH", "FR", "FI", "DE-BY", "GB", "CH", "SG", "CA-ON", "BT"]
SEATS = ["NZ", "AU", "US", "US-CA", "IE", "DE-BY", "GB", "SG", "CA", "BT"]
START = datetime.fromisoformat("2026-11-20T09:30:00+13:00")  # a Friday
NOT_KNOWN = [
    "organisation.country", "organisation.establishments", "organisation.role", "organisation.kinds",
    "organisation.annual_turnover", "act", "medium", "data", "cause", "recipient", "remedy", "protection.encrypted",
    "protection.key_compromised", "affected", "risk.level", "risk.serious_harm", "risk.misuse_likely", "risk.documented",
]  # fmt: skip
OWED, NOBODY = {"applies"}, {"does_not_apply"}
OPPOSITES = [(OWED, NOBODY), (NOBODY, OWED)]

truth = st.none() | st.booleans()


def some(values: tuple[str, ...], most: int = 4) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(values), unique=True, max_size=most)


groups = st.fixed_dictionaries(
    {"residence": st.sampled_from(LIVES), "count": st.none() | st.sampled_from([0, 1, 250, 499, 500, 501, 1000, 20000])},
    optional={"people": some(PEOPLE, 2), "data": some(DATA), "vulnerable": truth},
)
times = st.integers(0, 96).map(lambda hours: (START + timedelta(hours=hours)).isoformat())
documents = st.fixed_dictionaries(
    {
        "organisation": st.fixed_dictionaries(
            {
                "country": st.none() | st.sampled_from(SEATS),
                "establishments": st.none() | st.lists(st.sampled_from(SEATS), max_size=2),
                "role": st.none() | st.sampled_from(ROLES),
                "kinds": some(KINDS),
            }
        ),
        "events": st.fixed_dictionaries(
            {"aware_at": times},
            optional={
                "suspected_at": st.just(START.isoformat()),
                "discovered_at": times,
                "individuals_notified_at": times,
                "regulator_notified_at": times,
                "processor_aware_at": times,
            },
        ),
        "act": some(ACTS),
        "medium": st.none() | st.sampled_from(MEDIA),
        "data": some(DATA, 6),
        "cause": st.none() | st.sampled_from(CAUSES),
        "recipient": st.none() | st.sampled_from(RECIPIENTS),
        "remedy": some(REMEDIES, 2),
        "affected": st.none() | st.lists(groups, max_size=4),
        "protection": st.fixed_dictionaries({"encrypted": truth, "key_compromised": truth}),
        "risk": st.fixed_dictionaries(
            {
                "level": st.none() | st.sampled_from(LEVELS),
                "serious_harm": truth,
                "misuse_likely": truth,
                "documented": truth,
            }
        ),
        "law_enforcement": st.fixed_dictionaries({"delay_requested": truth}, optional={"delay_until": times}),
        "controllers": st.none() | st.just([{"name": "Kea Books", "contract_hours": 24}, {"name": "Aster Fine Foods"}]),
        "more_possible": st.lists(
            st.sampled_from(["data", "affected", "act", "organisation.kinds"]), unique=True, max_size=2
        ),
    }
)

# Random facts seldom meet all that a law asks for; these are what most breaches look like.
USUAL = {
    "act": ["access", "acquisition"],
    "medium": "electronic",
    "data": ["email", "health", "name", "password_plain", "ssn"],
    "cause": "external_attack",
    "recipient": "hostile",
    "remedy": [],
    "protection": {"encrypted": False, "key_compromised": None},
    "risk": {"level": "high", "serious_harm": True, "misuse_likely": True, "documented": True},
    "affected": [{"residence": place, "count": 600} for place in ("NZ", "AU", "US-CA", "US-NY", "FR", "SG", "CA", "GB")],
    "organisation": {"country": "NZ", "establishments": ["NZ"], "role": "controller",
                     "kinds": ["business", "hipaa_covered_entity"],
                     "annual_turnover": {"amount": 9_000_000, "currency": "AUD"}},
    "more_possible": [],
}  # fmt: skip
COMMON = {**USUAL, "events": {"aware_at": START.isoformat()}, "controllers": None}
incidents = documents | documents.map(lambda drawn: {**drawn, **USUAL})


@cache
def book() -> Rulebook:
    return load_rulebook()


def found(document: dict[str, Any]) -> dict[str, Any]:
    return assess(parse_facts(document), book(), on=ON)


def by_key(assessment: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(entry["id"], entry["jurisdiction"], entry["controller"] or ""): entry for entry in assessment["obligations"]}


@settings(max_examples=120, deadline=None)
@given(document=incidents)
def test_every_entry_keeps_the_shape_of_the_contract(document: dict[str, Any]) -> None:
    assessment = found(document)

    assert len(by_key(assessment)) == len(assessment["obligations"])
    for entry in assessment["obligations"]:
        assert bool(entry["unknown"]) is (entry["finding"] == "cannot_tell_yet"), entry["id"]
        assert entry["because"], entry["id"]
        if entry["finding"] == "does_not_apply":
            assert {entry[key] for key in ("due_at", "due_lenient_at", "due_expected_at")} == {None}
        for key in ("due_at", "due_lenient_at", "due_expected_at"):
            if entry[key] is not None:
                due = datetime.fromisoformat(entry[key])
                assert due.utcoffset() == due.astimezone(ZoneInfo(entry["zone"])).utcoffset()
        if entry["due_lenient_at"] is not None:
            assert datetime.fromisoformat(entry["due_lenient_at"]) > datetime.fromisoformat(entry["due_at"])


@settings(max_examples=120, deadline=None)
@given(document=incidents)
def test_every_open_fact_is_asked_and_decides_as_many_duties_as_name_it(document: dict[str, Any]) -> None:
    assessment = found(document)

    named = [path for entry in assessment["obligations"] for path in entry["unknown"]]

    assert {question["fact"]: question["decides"] for question in assessment["next_questions"]} == {
        path: named.count(path) for path in named
    }


@settings(max_examples=80, deadline=None)
@given(document=incidents, seed=st.integers(0, 99))
def test_the_order_of_lists_in_the_facts_changes_no_byte(document: dict[str, Any], seed: int) -> None:
    turned = dict(document)
    for key in ("act", "data", "remedy", "affected", "controllers", "more_possible"):
        if turned[key]:
            turned[key] = random.Random(seed).sample(turned[key], len(turned[key]))  # noqa: S311

    assert json.dumps(found(turned)) == json.dumps(found(document))


@settings(max_examples=120, deadline=None)
@given(document=incidents, more=groups, data=st.data())
def test_more_affected_people_never_remove_a_duty_to_tell_them(
    document: dict[str, Any], more: dict[str, Any], data: st.DataObject
) -> None:
    people = document["affected"] or []
    grown = [{**group, "count": _more(group["count"], data.draw(st.integers(0, 30000)))} for group in people]

    before, after = by_key(found({**document, "affected": people})), by_key(found({**document, "affected": [*grown, more]}))

    for key, entry in before.items():
        if entry["notify"] == "individuals" and entry["finding"] == "applies":
            assert key in after, key
            assert after[key]["finding"] == "applies", key


def _more(count: int | None, by: int) -> int | None:
    return None if count is None else count + by


@settings(max_examples=120, deadline=None)
@given(document=incidents, hours=st.integers(0, 200), event=st.sampled_from(["aware_at", "discovered_at", "suspected_at"]))
def test_an_earlier_event_never_gives_a_later_date(document: dict[str, Any], hours: int, event: str) -> None:
    events = document["events"]
    if event not in events:
        return
    earlier = (datetime.fromisoformat(events[event]) - timedelta(hours=hours)).isoformat()

    before, after = by_key(found(document)), by_key(found({**document, "events": {**events, event: earlier}}))

    for key, entry in before.items():
        if entry["due_at"] is not None:
            assert datetime.fromisoformat(after[key]["due_at"]) <= datetime.fromisoformat(entry["due_at"]), key


@pytest.mark.parametrize("path", NOT_KNOWN)
@settings(max_examples=20, deadline=None)
@given(document=incidents)
@example(document=COMMON)
def test_what_is_not_known_is_never_taken_as_a_no(document: dict[str, Any], path: str) -> None:
    before, after = _findings(found(document)), _findings(found(_without(document, path)))

    for duty in sorted({*before, *after} - _presumed(path)):
        known, unknown = before.get(duty, NOBODY), after.get(duty, NOBODY)
        assert (known, unknown) not in OPPOSITES, duty


def _findings(assessment: dict[str, Any]) -> dict[str, set[str]]:
    """The findings of each duty over all places and customers; a duty that is not listed binds nobody."""
    findings: dict[str, set[str]] = {}
    for entry in assessment["obligations"]:
        findings.setdefault(entry["id"], set()).add(entry["finding"])
    return findings


def _without(document: dict[str, Any], path: str) -> dict[str, Any]:
    parent, _, child = path.partition(".")
    return {**document, parent: {**document[parent], child: None} if child else None}


@cache
def _presumed(path: str) -> frozenset[str]:
    """Duties whose law says itself what holds until a fact is known (`known` in the law file): a presumption."""
    duties = set()
    for regime in book().regimes:
        tables = [regime.scope.table] if regime.scope else []
        for obligation in regime.obligations:
            for version in obligation.versions:
                own = [*([version.applies_if] if version.applies_if else []), *version.applies_unless]
                if any(
                    leaf == path
                    for table in (*tables, *(part.table for part in own))
                    for leaf in _asked_whether_known(table)
                ):
                    duties.add(obligation.id)
    return frozenset(duties)


def _asked_whether_known(table: Mapping[str, Any]) -> Iterator[str]:
    if "known" in table:
        yield str(table["fact"])
    parts = [*table.get("all", ()), *table.get("any", ()), *table.get("none", ())]
    for part in [*parts, *([table["where"]] if "where" in table else [])]:
        yield from _asked_whether_known(part)
