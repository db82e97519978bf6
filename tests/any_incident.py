"""Incidents of every kind, drawn by hypothesis, and what the whole rulebook says of them."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.law.fields import (
    ACTS,
    CAUSES,
    DATA,
    FIELDS,
    HASH_STRENGTHS,
    KINDS,
    LEVELS,
    MEDIA,
    NATURES,
    PEOPLE,
    RECIPIENTS,
    REMEDIES,
    ROLES,
)  # fmt: skip
from incident.law.rulebook import Rulebook, law_of

ON = date(2026, 11, 22)
LIVES = ["NZ", "AU-NSW", "US", "US-CA", "US-NY", "US-OH", "FR", "FI", "DE-BY", "GB", "CH", "SG", "CA-ON", "JP", "BR", "BT"]
SEATS = ["NZ", "AU", "US", "US-CA", "IE", "DE-BY", "GB", "SG", "CA", "JP", "BT"]
START = datetime.fromisoformat("2026-11-20T09:30:00+13:00")  # a Friday
TRUTHS = [field.path for field in FIELDS if field.type == "truth"]

truth = st.none() | st.booleans()
times = st.integers(0, 96).map(lambda hours: (START + timedelta(hours=hours)).isoformat())


def some(values: tuple[str, ...], most: int = 4) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(values), unique=True, max_size=most)


def one(values: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


def part(name: str, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """One object of the document with every question of it that is answered by yes or no."""
    truths = [path.partition(".")[2] for path in TRUTHS if path.startswith(f"{name}.")]
    return st.fixed_dictionaries({**dict.fromkeys(truths, truth), **others})


groups = st.fixed_dictionaries(
    {"residence": st.sampled_from(LIVES), "count": st.none() | st.sampled_from([0, 1, 250, 499, 500, 501, 1000, 20000])},
    optional={"people": some(PEOPLE, 2), "data": some(DATA), "vulnerable": truth},
)
documents = st.fixed_dictionaries(
    {
        "organisation": part(
            "organisation",
            country=st.none() | st.sampled_from(SEATS),
            establishments=st.none() | st.lists(st.sampled_from(SEATS), max_size=2),
            role=one(ROLES),
            kinds=some(KINDS),
            annual_turnover=st.sampled_from([None, {"amount": 9_000_000, "currency": "AUD"}]),
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
        "nature": some(NATURES),
        "act": some(ACTS),
        "impact": part("impact", unavailable_hours=st.sampled_from([None, 0, 3.5, 30])),
        "medium": one(MEDIA),
        "data": some(DATA, 6),
        "cause": one(CAUSES),
        "recipient": one(RECIPIENTS),
        "remedy": some(REMEDIES, 2),
        "affected": st.none() | st.lists(groups, max_size=4),
        "individuals": part(
            "individuals",
            unreachable=st.sampled_from([None, 0, 1, 9, 10, 11, 5000]),
            notice_cost=st.sampled_from([None, 900, 260_000]),
        ),
        "protection": part("protection", hash_strength=one(HASH_STRENGTHS)),
        "risk": part("risk", level=one(LEVELS)),
        "law_enforcement": part("law_enforcement", delay_until=st.none() | times),
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
    "risk": {"level": "high", "serious_harm": True, "misuse_likely": True, "imminent": True, "documented": True},
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
    return law_of()


def found(document: dict[str, Any]) -> dict[str, Any]:
    return assess(parse_facts(document), book(), on=ON)


def by_key(assessment: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(entry["id"], entry["jurisdiction"], entry["controller"] or ""): entry for entry in assessment["obligations"]}
