"""What holds for every incident, over the whole rulebook: nothing vanishes, nothing comes late, nothing is assumed."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incident.law.fields import FIELDS
from tests.any_incident import COMMON, book, by_key, found, groups, incidents
from tests.conftest import ROOT

# Left out: an event that is not recorded has not happened, a list that is not said to grow is complete; both are known.
# No law asks for words.
ASKED = [f.path for f in FIELDS if f.type not in ("instant", "text", "events_for") and f.path != "more_possible"]
COUNTS = "affected.count"  # the numbers of people, group by group
OWED, NOBODY = {"applies"}, {"does_not_apply"}


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(document=incidents)
def test_every_open_fact_is_asked_and_decides_as_many_duties_as_name_it(document: dict[str, Any]) -> None:
    assessment = found(document)

    named = [path for entry in assessment["obligations"] for path in entry["unknown"]]

    assert {question["fact"]: question["decides"] for question in assessment["next_questions"]} == {
        path: named.count(path) for path in named
    }


@settings(max_examples=60, deadline=None)
@given(document=incidents, seed=st.integers(0, 99))
def test_the_order_of_the_facts_changes_no_byte(document: dict[str, Any], seed: int) -> None:
    turned = _turned(document, random.Random(seed))  # noqa: S311

    assert json.dumps(found(turned)) == json.dumps(found(document))


def _turned(value: Any, dice: random.Random, key: str = "") -> Any:
    """The same with every object and list in another order; of establishments the first leads, so they keep theirs."""
    if isinstance(value, dict):
        names = dice.sample(sorted(value), len(value))
        return {name: _turned(value[name], dice, name) for name in names}
    if isinstance(value, list) and key != "establishments":
        return [_turned(part, dice) for part in dice.sample(value, len(value))]
    return value


def test_the_same_facts_give_the_same_bytes_in_every_process() -> None:
    """Names are hashed anew in each process; an order that came of a set would show."""
    program = (
        "import hashlib, json; from tests.any_incident import COMMON, found;"
        "parts = [{**COMMON, key: None} for key in ('affected', 'data', 'risk', 'organisation')];"
        "print(hashlib.sha256(json.dumps([found(part) for part in (COMMON, *parts)]).encode()).hexdigest())"
    )

    said = {
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(said) == 1


@settings(max_examples=80, deadline=None)
@given(document=incidents, more=groups, data=st.data())
def test_more_affected_people_never_remove_a_duty_whose_law_sets_no_upper_number(
    document: dict[str, Any], more: dict[str, Any], data: st.DataObject
) -> None:
    people = document["affected"] or []
    grown = [{**group, "count": _more(group["count"], data.draw(st.integers(0, 30000)))} for group in people]

    before, after = by_key(found({**document, "affected": people})), by_key(found({**document, "affected": [*grown, more]}))

    for key, entry in before.items():
        if entry["finding"] == "applies" and entry["id"] not in few_people():
            assert key in after, key
            assert after[key]["finding"] == "applies", key


def _more(count: int | None, by: int) -> int | None:
    return None if count is None else count + by


def test_no_duty_to_tell_the_people_has_an_upper_number_of_people() -> None:
    told = {duty.id for regime in book().regimes for duty in regime.obligations if duty.notify == "individuals"}

    assert told & few_people() == set()
    assert few_people()  # such as the yearly report of breaches of fewer than 500 people


@cache
def few_people() -> frozenset[str]:
    """Duties that their own law lifts from a number of affected people on, as the law files say."""
    return frozenset(
        duty.id
        for regime in book().regimes
        for duty in regime.obligations
        for version in duty.versions
        if (version.applies_if and _bounded(version.applies_if.table, no=False))
        or any(_bounded(condition.table, no=True) for condition in version.applies_unless)
    )


def _bounded(table: Mapping[str, Any], *, no: bool) -> bool:
    """Whether more people can turn the condition to a no; `no`: to a yes, because its yes lifts the duty."""
    counted = ("at_least", "more_than") if no else ("at_most", "less_than")
    if "people_in" in table and any(key in table for key in counted):
        return True
    parts = (*table.get("all", ()), *table.get("any", ()))
    return any(_bounded(part, no=no) for part in parts) or any(_bounded(part, no=not no) for part in table.get("none", ()))


@settings(max_examples=80, deadline=None)
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


@settings(max_examples=150, deadline=None)
@given(document=incidents, path=st.sampled_from([*ASKED, COUNTS]))
def test_what_is_not_known_is_never_taken_as_a_no(document: dict[str, Any], path: str) -> None:
    forgotten = _without(document, path)
    assume(forgotten != document)

    _only_doubts(document, forgotten, path)


@pytest.mark.parametrize("path", [*ASKED, COUNTS])
def test_a_fact_of_the_most_usual_breach_that_is_taken_back_never_becomes_a_no(path: str) -> None:
    _only_doubts(COMMON, _without(COMMON, path), path)


def _only_doubts(document: dict[str, Any], forgotten: dict[str, Any], path: str) -> None:
    """Without the fact a duty may become open, and nothing else."""
    before, after = _findings(found(document)), _findings(found(forgotten))

    for duty in sorted({*before, *after} - _presumed(path)):
        known, unknown = before.get(duty, NOBODY), after.get(duty, NOBODY)
        assert known <= NOBODY or not unknown <= NOBODY, f"{duty} may be owed, and is gone without {path}"
        assert known != NOBODY or unknown != OWED, f"{duty} is not owed, and is owed without {path}"


def _findings(assessment: dict[str, Any]) -> dict[str, set[str]]:
    """The findings of each duty over all places and customers; a duty that is not listed binds nobody."""
    findings: dict[str, set[str]] = {}
    for entry in assessment["obligations"]:
        findings.setdefault(entry["id"], set()).add(entry["finding"])
    return findings


def _without(document: dict[str, Any], path: str) -> dict[str, Any]:
    parent, _, child = path.partition(".")
    if path == COUNTS:
        return {**document, "affected": [{**group, "count": None} for group in document["affected"] or ()] or None}
    inner = document.get(parent)
    return {**document, parent: {**inner, child: None} if child and inner else None}


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
