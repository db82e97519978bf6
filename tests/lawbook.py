"""A small invented law for tests: written as files, read by the real loader."""

from datetime import date
from pathlib import Path
from typing import Any

from incident.domain.assess import assess
from incident.law.facts import parse_facts
from incident.law.rulebook import Rulebook, load_rulebook

HEAD = """
id = "{id}"
name = "Law of {id}"
jurisdiction = "{place}"
zone = "{zone}"
checked_on = 2026-11-22
status = "{status}"
confidence = "high"
doubts = ["A doubt of the whole law."]
sources = [{{ title = "The gazette", url = "https://gazette.example/" }}]
"""
PLACES = 'EEA = ["DE", "FI", "FR", "IE"]\n'
AUTHORITIES = "".join(
    f'[[authority]]\nid = "{name}"\njurisdiction = "{place}"\nname = "Authority of {place}"\nzone = "{zone}"\n{more}'
    for name, place, zone, more in (
        ("DE-SA", "DE", "Europe/Berlin", ""),
        ("DE-BY-SA", "DE-BY", "Europe/Berlin", ""),
        ("FI-SA", "FI", "Europe/Helsinki", ""),
        ("FR-SA", "FR", "Europe/Paris", ""),
        ("IE-SA", "IE", "Europe/Dublin", ""),
        ("NZ-SA", "NZ", "Pacific/Auckland", 'names = [{ name = "Old authority of NZ", until = 2025-12-31 }]\n'),
    )
)


def law(
    body: str, *, name: str = "NZ-TEST", place: str = "NZ", zone: str = "Pacific/Auckland", status: str = "active"
) -> str:
    """A regime file: the usual head, then `body` (scope, conditions, obligations)."""
    return HEAD.format(id=name, place=place, zone=zone, status=status) + body


def duty(
    *,
    name: str = "NZ-TEST/regulator",
    notify: str = "regulator",
    by: str = "controller",
    starts: str = 'clock = { starts_on = "aware_at", provisional_from = ["discovered_at", "suspected_at"] }',
    more: str = "",
    deadline: str = "{ hours = 72 }",
    version: str = "",
) -> str:
    """One obligation in force since 2020; `more` and `version` are lines of the obligation and of its version."""
    return f"""
[[obligation]]
id = "{name}"
title = "Tell {notify}"
owed_by = "{by}"
notify = "{notify}"
{starts}
{more}

  [[obligation.version]]
  in_force_from = 2020-01-01
  cite = "s 1"
  deadline = {deadline}
  {version}
"""


def rulebook(folder: Path, *laws: str, examples: str = "", authorities: str = AUTHORITIES) -> Rulebook:
    """The rulebook of these regime files; `examples` belong to the first."""
    write(folder, *laws, examples=examples, authorities=authorities)
    return load_rulebook(folder)


def write(folder: Path, *laws: str, examples: str = "", authorities: str = AUTHORITIES) -> None:
    """The files alone, for tests of what is refused: places.toml, authorities/all.toml, region/law-0.toml, ..."""
    (folder / "authorities").mkdir(parents=True)
    (folder / "region").mkdir()
    (folder / "places.toml").write_text(PLACES, "utf-8")
    (folder / "authorities" / "all.toml").write_text(authorities, "utf-8")
    for number, text in enumerate(laws):
        (folder / "region" / f"law-{number}.toml").write_text(text, "utf-8")
    if examples:
        (folder / "region" / "law-0.examples.toml").write_text(examples, "utf-8")


def facts(**changes: Any) -> dict[str, Any]:
    """A controller in New Zealand that became aware on Friday 2026-11-20 at 09:30; `changes` replace whole fields."""
    document: dict[str, Any] = {
        "organisation": {"country": "NZ", "establishments": ["NZ"], "role": "controller", "kinds": ["business"]},
        "events": {"aware_at": "2026-11-20T09:30:00+13:00"},
        "act": ["access"],
        "data": ["name", "email"],
        "affected": [{"residence": "NZ", "count": 10}],
    }
    return {**document, **changes}


def asked(law_book: Rulebook, document: dict[str, Any], on: str = "2026-11-22") -> dict[str, Any]:
    """The assessment of a facts document on a day."""
    return assess(parse_facts(document), law_book, on=date.fromisoformat(on))


def one(assessment: dict[str, Any], duty_id: str = "NZ-TEST/regulator", place: str | None = None) -> dict[str, Any]:
    """The one entry of a duty, or of a duty in a place."""
    (entry,) = [
        entry
        for entry in assessment["obligations"]
        if entry["id"] == duty_id and (place is None or entry["jurisdiction"] == place)
    ]
    return entry
