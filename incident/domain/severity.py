"""A suggestion of the risk by the method of ENISA (2013): SE = DPC x EI + CB, with its working. A person decides.

Source: ENISA with the authorities of Greece and Germany, "Recommendations for a methodology of the assessment of
severity of personal data breaches", v1.0, December 2013. EI and CB are kept in quarters, as whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incident.domain import severity_tables as tables
from incident.law.facts import Facts

METHOD = "ENISA 2013"
BANDS = ((16, "very high"), (12, "high"), (8, "medium"), (0, "low"))  # lower bounds in quarters
LEVELS = {"low": "risk", "medium": "risk", "high": "high", "very high": "high"}
MANY = 100  # individuals; a flag of the method, not part of the number


@dataclass(frozen=True, slots=True)
class Part:
    """One factor: its value in quarters and the sentence that says why."""

    quarters: int
    because: str


def score_quarters(dpc: int, ei: int, parts: tuple[int, ...]) -> int:
    """SE in quarters: `dpc` 1 to 4, `ei` 1 to 4 quarters, `parts` of CB each 0 to 2 quarters."""
    return dpc * ei + sum(parts)


def band(quarters: int) -> str:
    """low, medium, high or very high; the lower bound belongs to the band (2.0 is medium)."""
    return next(name for bound, name in BANDS if quarters >= bound)


def suggest(facts: Facts) -> dict[str, Any]:
    """The contract's `risk_suggestion`: level, score, method, because, working.

    `level` and `score` are None while the kinds of data or what the breach touched are not known.
    """
    document = facts.document
    data = _all_data(document)
    missing = [words for words, value in (("the kinds of data", data), ("what the breach touched", document.get("nature")))
               if not value]  # fmt: skip
    if missing or data is None:
        because = [f"No suggestion yet: {' and '.join(missing)} must be known first."]
        return {"level": None, "score": None, "method": METHOD, "because": because, "working": None}
    unreadable = _unreadable(document)
    dpc = _context(data)
    ei = Part(1, "Nobody can be identified from data that are encrypted while the key is safe: 0.25") if unreadable \
        else _identification(data)  # fmt: skip
    circumstances = {
        "confidentiality": _confidentiality(document),
        "integrity": _integrity(document),
        "availability": _availability(document),
        "malice": _malice(document),
    }
    total = score_quarters(dpc.quarters, ei.quarters, tuple(part.quarters for part in circumstances.values()))
    level, why = _level(band(total), document, unreadable=unreadable)
    because = [dpc.because, ei.because, *(part.because for part in circumstances.values())]
    because.append(f"{dpc.quarters} x {ei.quarters / 4:g} + {(total - dpc.quarters * ei.quarters) / 4:g} = {total / 4:g}: "
                   f"{band(total)} severity")  # fmt: skip
    because += [why, *_flags(document, unreadable=unreadable),
                "No authority has adopted this step from severity to risk. A person decides."]  # fmt: skip
    working = {
        "processing_context": dpc.quarters,
        "identification": ei.quarters / 4,
        "circumstances": {name: part.quarters / 4 for name, part in circumstances.items()},
        "band": band(total),
        "formula": "SE = DPC x EI + CB",
    }
    return {"level": level, "score": total / 4, "method": METHOD, "because": because, "working": working}


def _all_data(document: Mapping[str, Any]) -> frozenset[str] | None:
    """Every kind of data of the whole and of the groups; None when none is known."""
    groups = document.get("affected") or []
    lists = [document.get("data"), *(group.get("data") for group in groups)]
    known = [entries for entries in lists if entries]
    return frozenset(code for entries in known for code in entries) if known else None


def _unreadable(document: Mapping[str, Any]) -> bool:
    protection = document.get("protection") or {}
    return protection.get("encrypted") is True and protection.get("key_compromised") is False


def _context(data: frozenset[str]) -> Part:
    """Data processing context: the highest score of the kinds involved (section 7.1; basic scores, named cells)."""
    best = max(data, key=lambda code: (tables.CONTEXT.get(code, 1), code))
    score = tables.CONTEXT.get(best, 1)
    name = best.replace("_", " ")
    words = f"Kinds of data: {tables.CATEGORY[score]}, for {name}: {score}"
    if data & tables.CREDENTIALS:
        words += ". Passwords count as much as the data they open; name those data too"
    return Part(score, words)


def _identification(data: frozenset[str]) -> Part:
    """Ease of identification (Annex 2): the best cell that the identifiers reach."""
    others = data & tables.IDENTIFIERS
    if "name" in data and others - {"name"}:
        return Part(4, "A name stands with other identifiers: people are identified at once: 1")
    if "email" in data and others - {"email"}:
        return Part(4, "An e-mail address stands with other identifiers: people are identified at once: 1")
    best = max(others, key=lambda code: (tables.ALONE[code], code), default=None)
    if best is None:
        return Part(1, "None of the data names a person; identification is very hard: 0.25")
    quarters = tables.ALONE[best]
    return Part(quarters, f"People are identified by {best.replace('_', ' ')} alone: {quarters / 4:g}")


def _confidentiality(document: Mapping[str, Any]) -> Part:
    if "confidentiality" not in document["nature"]:
        return Part(0, "Confidentiality was not touched: 0")
    recipient, number = document.get("recipient"), document.get("recipient_count")
    if recipient == "none":
        return Part(0, "Nobody received the data as far as is known: 0")
    if recipient in ("internal", "trusted", "known_untrusted"):
        return Part(1, "Known recipients: 0.25")
    if recipient == "hostile" and number is not None:
        return Part(1, "A known number of recipients: 0.25")
    if recipient is None:
        return Part(2, "Who received the data is not known yet; counted as an unknown number: 0.5")
    return Part(2, "An unknown number of recipients: 0.5")


def _integrity(document: Mapping[str, Any]) -> Part:
    if "integrity" not in document["nature"]:
        return Part(0, "Integrity was not touched: 0")
    restored = (document.get("protection") or {}).get("backup_restored")
    if restored is True:
        return Part(1, "Data were altered and the original was restored: 0.25")
    if restored is False:
        return Part(2, "Data were altered and not restored: 0.5")
    return Part(2, "Data were altered; whether they can be restored is not known yet, counted as not: 0.5")


def _availability(document: Mapping[str, Any]) -> Part:
    if "availability" not in document["nature"]:
        return Part(0, "Availability was not touched: 0")
    restored = (document.get("protection") or {}).get("backup_restored")
    hours = (document.get("impact") or {}).get("unavailable_hours")
    if restored is True and not hours:
        return Part(0, "The data were restored without difficulty: 0")
    if restored is True:
        return Part(1, f"The data were restored after {hours:g} hours: 0.25")
    if restored is False:
        return Part(2, "The data are lost and not restored: 0.5")
    return Part(2, "Whether the data can be restored is not known yet; counted as lost: 0.5")


def _malice(document: Mapping[str, Any]) -> Part:
    ransom = (document.get("impact") or {}).get("ransomware") is True
    if document.get("cause") in ("external_attack", "insider", "theft") or document.get("recipient") == "hostile" or ransom:
        return Part(2, "Somebody acted on purpose to do harm: 0.5")
    if document.get("cause") in (None, "unknown"):
        return Part(0, "No malice is known; the cause is not known yet: 0")
    return Part(0, "No malice: 0")


def _level(name: str, document: Mapping[str, Any], *, unreadable: bool) -> tuple[str, str]:
    if name != "low":
        return LEVELS[name], f"Severity {name} suggests: {'a high risk' if LEVELS[name] == 'high' else 'a risk'}."
    if unreadable:
        return "unlikely", "Severity low, and the data cannot be read without the key: a risk is unlikely."
    trusted = document.get("recipient") in ("internal", "trusted")
    if trusted and {"deletion_confirmed", "returned_unread"} & set(document.get("remedy") or ()):
        return "unlikely", "Severity low, and a trusted recipient deleted or returned the data: a risk is unlikely."
    return LEVELS[name], "Severity low is not the same as an unlikely risk; nothing shows that harm is unlikely: a risk."


def _flags(document: Mapping[str, Any], *, unreadable: bool) -> list[str]:
    """What the method shows beside the number without changing it."""
    groups = document.get("affected") or []
    flags = []
    if sum(group.get("count") or 0 for group in groups) > MANY:
        flags.append(f"Beside the number: more than {MANY} people are affected.")
    if any(group.get("vulnerable") for group in groups) or "children" in _all_people(groups):
        flags.append("Beside the number: people at special risk are among them; weigh whether to go up.")
    if unreadable:
        flags.append("Beside the number: the data are encrypted and the key is safe; a copy may restore what was lost.")
    if "data" in (document.get("more_possible") or ()):
        flags.append("Beside the number: more kinds of data may still come to light.")
    return flags


def _all_people(groups: list[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(kind for group in groups for kind in group.get("people") or ())
