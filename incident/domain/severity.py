"""A suggestion of the risk by the method of ENISA (2013): SE = DPC x EI + CB, with its working. A person decides.

The number comes from `severity_parts.py`, the step to a level and regulators' guidance from `severity_judge.py`; here
they are put into words, with what argues against them and what is not known yet.
"""

from collections.abc import Mapping
from typing import Any

from incident.domain import severity_tables as tables
from incident.domain import severity_words as say
from incident.domain.severity_doubts import against, missing
from incident.domain.severity_judge import CLOSED, LEVELS, Judgement, judge
from incident.domain.severity_reading import Reading, read
from incident.domain.words import code as word
from incident.domain.words import listed
from incident.law.facts import Facts
from incident.law.fields import question

METHOD = "ENISA 2013"
SHOWN = 4  # kinds of data that a sentence names
NEEDED = {"data": "the kinds of data", "nature": "what the breach touched"}


def suggest(facts: Facts) -> dict[str, Any]:
    """The contract's `risk_suggestion`: level, score, method, because, working, against, missing, flags.

    `level`, `score` and `working` are None while the kinds of data or what the breach touched are not known.
    `against`, `flags`: sentences. `missing`: facts not known yet that could change the level, each with its question
    and whether it could “lower” or “raise” it.
    """
    r = read(facts.document)
    needed = [path for path in NEEDED if not getattr(r, path)]
    if needed:
        return _nothing_yet(needed)
    found = judge(r)
    return {
        "level": found.level,
        "score": found.quarters / 4,
        "method": METHOD,
        "because": _because(r, found),
        "working": _working(r, found),
        "against": against(r, found),
        "missing": missing(r, found),
        "flags": _flags(r),
    }


def _nothing_yet(needed: list[str]) -> dict[str, Any]:
    names = " and ".join(NEEDED[path] for path in needed)
    return {
        "level": None,
        "score": None,
        "method": METHOD,
        "because": [f"No suggestion yet: {names} must be known first."],
        "working": None,
        "against": [],
        "missing": [{"fact": path, "question": question(path), "could": "raise"} for path in needed],
        "flags": [],
    }


def _because(r: Reading, found: Judgement) -> list[str]:
    parts = found.circumstances._asdict()
    lines = [f"{_context_words(r, found)}: {found.context.score}", f"{_identified_words(found)}: {_value(found)}"]
    lines += [f"{say.PARTS[name][code]}: {quarters / 4:g}" for name, (quarters, code) in parts.items() if quarters]
    total, circumstances = found.quarters / 4, found.circumstances.quarters / 4
    lines.append(f"{found.context.score} x {_value(found)} + {circumstances:g} = {total:g}: {found.band} severity")
    return [*lines, *_guidance(found), say.NOBODY_DECIDED]


def _guidance(found: Judgement) -> list[str]:
    """What leads from the number to the level, in sentences."""
    if found.level == "high":
        return [f"{say.GRAVE[code]}." for code in found.grave] or [f"Severity {found.band} suggests a high risk."]
    if found.limited and found.disclosure in CLOSED:
        return [f"{say.LIMITED}."]
    states = [state for state in (found.disclosure, found.rest) if state != "untouched"]
    if found.level == "unlikely":
        return [f"{say.SHOWN[state]}." for state in states] + ["So a risk is unlikely."]
    held = [f"{say.OPEN[state]}." for state in states if state in say.OPEN]
    return [*held, "A low number alone does not make a risk unlikely." if found.band == "low" else
            f"Severity {found.band} suggests {say.LEVEL[LEVELS[found.band]]}."]  # fmt: skip


def _context_words(r: Reading, found: Judgement) -> str:
    leading = sorted(name for name in r.data if tables.CELL[name] == found.context.basic)
    named = listed([word(name) for name in leading[:SHOWN]] + (["others"] if len(leading) > SHOWN else []))
    return f"{tables.CATEGORY[max(tables.CATEGORY_OF[name] for name in leading)].capitalize()} ({named})" + "".join(
        f". {say.MOVED[code]}" for code in found.context.moved
    )


def _identified_words(found: Judgement) -> str:
    identification = found.identification
    if identification.because == "unreadable":
        return "Nobody can be identified from data that are encrypted while the key is safe"
    if identification.because == "nobody_named":
        return "None of the data names a person; identification is very hard"
    if identification.because == "together":
        return f"People are identified at once: {word(identification.kind)} stand with other identifiers"
    if identification.because == "with_details":
        return "Names stand with other details about the same people"
    return f"People are identified by {word(identification.kind)} alone"


def _value(found: Judgement) -> str:
    return f"{found.identification.quarters / 4:g}"


def _working(r: Reading, found: Judgement) -> Mapping[str, Any]:
    """Each part of the formula with its value, the reason, and what moved it from its basic score."""
    context, parts = found.context, found.circumstances._asdict()
    return {
        "formula": "SE = DPC x EI + CB",
        "DPC": {
            "value": context.score,
            "basic": context.basic,
            "reason": _context_words(r, found),
            "moved": [say.MOVED[code] for code in context.moved],
        },
        "EI": {
            "value": found.identification.quarters / 4,
            "reason": _identified_words(found),
            "moved": ["Encryption"] if found.identification.because == "unreadable" else [],
        },
        "CB": {
            "value": found.circumstances.quarters / 4,
            "reason": "The sum of its four parts",
            "moved": [say.PARTS[name][code] for name, (quarters, code) in parts.items() if quarters],
            "parts": {
                name: {"value": quarters / 4, "reason": say.PARTS[name][code]} for name, (quarters, code) in parts.items()
            },
        },
        "SE": found.quarters / 4,
        "band": found.band,
    }


def _flags(r: Reading) -> list[str]:
    """What the method shows beside the number without changing it."""
    flags = []
    if r.counted > tables.MANY:
        flags.append(f"More than {tables.MANY} people are affected.")
    if r.unreadable:
        flags.append("The data are encrypted and the key is safe. A copy may restore what was lost.")
    if r.at_risk or tables.CHILDREN in r.people:
        flags.append("Children or people at special risk are among them.")
    if "data" in r.growing:
        flags.append("More kinds of data may still come to light.")
    return flags
