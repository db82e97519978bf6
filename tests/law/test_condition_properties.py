"""What holds for every condition: learning more never turns an answer into its opposite; order says nothing."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from incident.law.answers import Answer, Asked
from incident.law.conditions import read_condition

PLACES = {"EEA": frozenset({"DE", "FR"}), "STATES": frozenset({"US-CA", "US-NY"})}
KINDS = ["name", "email", "ssn"]
LIVES = ["NZ", "FR", "DE-BY", "US", "US-CA", "US-TX"]
WITHIN = ["NZ", "US", "US-CA", "EEA", "STATES", "*"]
BOUNDS = ["at_least", "more_than", "at_most", "less_than"]

some_kinds = st.lists(st.sampled_from(KINDS), unique=True)
truth = st.sampled_from([True, False])
in_a_group = st.one_of(
    st.builds(
        lambda kinds: {"fact": "data", "includes_any": kinds}, st.lists(st.sampled_from(KINDS), min_size=1, unique=True)
    ),
    st.just({"fact": "vulnerable", "is": True}),
)


def _people(place: str, where: dict[str, Any] | None, bound: tuple[str, int] | None) -> dict[str, Any]:
    return {"people_in": place} | ({"where": where} if where else {}) | ({bound[0]: bound[1]} if bound else {})


bounds = st.none() | st.tuples(st.sampled_from(BOUNDS), st.integers(0, 12))
people = st.builds(_people, st.sampled_from(WITHIN), st.none() | in_a_group, bounds)
leaves = st.one_of(
    st.builds(lambda level: {"fact": "risk.level", "is": level}, st.sampled_from(["unlikely", "risk", "high"])),
    st.builds(lambda value: {"fact": "risk.serious_harm", "is_not": value}, truth),
    st.builds(lambda number: {"fact": "records_count", "at_least": number}, st.integers(0, 5)),
    st.builds(
        lambda kinds: {"fact": "data", "includes_all": kinds}, st.lists(st.sampled_from(KINDS), min_size=1, unique=True)
    ),
    st.builds(lambda place: {"organisation_in": place}, st.sampled_from(WITHIN[:-1])),
    people,
)
conditions = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda shape, parts: {shape: parts}, st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
groups = st.fixed_dictionaries(
    {"residence": st.sampled_from(LIVES), "count": st.none() | st.integers(0, 6)},
    optional={"data": some_kinds, "vulnerable": st.none() | truth},
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "risk": st.fixed_dictionaries(
            {"level": st.none() | st.sampled_from(["unlikely", "risk", "high"]), "serious_harm": st.none() | truth}
        ),
        "records_count": st.none() | st.integers(0, 6),
        "data": st.none() | some_kinds,
        "organisation": st.fixed_dictionaries(
            {
                "country": st.none() | st.sampled_from(LIVES),
                "establishments": st.none() | st.lists(st.sampled_from(LIVES), max_size=2),
            }
        ),
        "affected": st.none() | st.lists(groups, min_size=1, max_size=3) | st.just([]),
        "more_possible": st.lists(st.sampled_from(["data", "affected"]), unique=True),
    },
)


def answer(condition: dict[str, Any], facts: dict[str, Any]) -> Answer:
    return read_condition(condition, {}, "x")(Asked(facts, PLACES))


@st.composite
def learned(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with more known: no known answer changes."""
    more = list(facts.get("more_possible") or [])
    known = dict(facts)
    risk = dict(known.get("risk") or {})
    for key, values in (("level", ["unlikely", "risk", "high"]), ("serious_harm", [True, False])):
        if risk.get(key) is None:
            risk[key] = draw(st.sampled_from([None, *values]))
    known["risk"] = risk
    if known.get("records_count") is None:
        known["records_count"] = draw(st.none() | st.integers(0, 6))
    if known.get("data") is None:
        known["data"] = draw(st.none() | some_kinds)
    elif "data" in more:
        known["data"] = known["data"] + draw(some_kinds)
    known["organisation"] = _seat(draw, known.get("organisation") or {})
    if known.get("affected") is None:
        known["affected"] = draw(st.none() | st.lists(groups, max_size=3))
    else:
        grown = draw(st.lists(groups, max_size=2)) if "affected" in more else []
        known["affected"] = [_group(draw, group, may_grow="data" in more) for group in known["affected"]] + grown
    known["more_possible"] = [name for name in more if draw(truth)]
    return known


def _seat(draw: st.DrawFn, seat: dict[str, Any]) -> dict[str, Any]:
    country, others = seat.get("country"), seat.get("establishments")
    if country is None:
        country = draw(st.none() | st.sampled_from(LIVES))
    elif country == "US":
        country = draw(st.sampled_from(["US", "US-CA", "US-TX"]))
    return {"country": country, "establishments": draw(st.none() | st.lists(st.sampled_from(LIVES), max_size=2))
            if others is None else others}  # fmt: skip


def _group(draw: st.DrawFn, group: dict[str, Any], *, may_grow: bool) -> dict[str, Any]:
    known = dict(group)
    if group["count"] is None:
        known["count"] = draw(st.none() | st.integers(1, 6))  # a group that is listed has somebody in it
    if group["residence"] == "US":
        known["residence"] = draw(st.sampled_from(["US", "US-CA", "US-TX"]))
    if group.get("vulnerable") is None:
        known["vulnerable"] = draw(st.none() | truth)
    if group.get("data") is not None and may_grow:
        known["data"] = group["data"] + draw(some_kinds)
    return known


@settings(max_examples=600, deadline=None)
@given(condition=conditions, facts=documents, data=st.data())
def test_learning_more_never_changes_a_yes_or_a_no(
    condition: dict[str, Any], facts: dict[str, Any], data: st.DataObject
) -> None:
    before = answer(condition, facts)
    after = answer(condition, data.draw(learned(facts)))

    assert before.value is None or after.value is before.value


@settings(max_examples=1500, deadline=None)
@given(condition=people, facts=documents, data=st.data())
def test_learning_more_of_people_never_changes_a_yes_or_a_no(
    condition: dict[str, Any], facts: dict[str, Any], data: st.DataObject
) -> None:
    before = answer(condition, facts)
    after = answer(condition, data.draw(learned(facts)))

    assert before.value is None or after.value is before.value


@settings(max_examples=300, deadline=None)
@given(condition=conditions, facts=documents)
def test_an_open_answer_names_what_would_decide_it_and_a_decided_one_nothing(
    condition: dict[str, Any], facts: dict[str, Any]
) -> None:
    found = answer(condition, facts)

    assert bool(found.unknown) is (found.value is None)
    assert found.because


@settings(max_examples=300, deadline=None)
@given(condition=conditions, facts=documents, seed=st.integers(0, 99))
def test_the_order_of_lists_changes_no_answer(condition: dict[str, Any], facts: dict[str, Any], seed: int) -> None:
    turned = dict(facts)
    for key in ("data", "affected", "more_possible"):
        if turned.get(key):
            turned[key] = random.Random(seed).sample(turned[key], len(turned[key]))  # noqa: S311

    assert answer(condition, turned).value is answer(condition, facts).value
    assert set(answer(condition, turned).unknown) == set(answer(condition, facts).unknown)


@settings(max_examples=300, deadline=None)
@given(condition=conditions, facts=documents)
def test_none_is_the_opposite_of_any(condition: dict[str, Any], facts: dict[str, Any]) -> None:
    one, other = answer({"any": [condition]}, facts).value, answer({"none": [condition]}, facts).value

    assert other is (None if one is None else not one)
