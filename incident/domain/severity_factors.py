"""The factors that laws list for judging harm, read from the same facts as the risk suggestion. A person decides.

Each factor points up (to harm), down (away from it) or is unknown; unknown is read as up until it is known. Nothing
here leaves a duty out.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from incident.domain import severity_tables as tables
from incident.domain.severity_judge import Judgement, judge
from incident.domain.severity_parts import disclosed
from incident.domain.severity_reading import Reading, read
from incident.domain.words import code as word
from incident.domain.words import listed
from incident.law.facts import Facts
from incident.law.risk_factors import FactorList, factor_lists

UP, DOWN, UNKNOWN = "up", "down", "unknown"
CAREFUL = "not known yet: until it is, it counts as one that "
RECIPIENTS = {
    "none": "Nobody received the data as far as is known",
    "internal": "Somebody inside the organisation received the data",
    "trusted": "A known recipient who is bound and trusted received the data",
    "known_untrusted": "The recipient is known and not bound to keep the data secret",
    "hostile": "An attacker has the data, or may have them",
    "public": "The public could reach the data",
    "unknown": "It cannot be found out who has the data",
}
REMEDIES = {
    "deletion_confirmed": "the recipient confirmed that the data were deleted",
    "returned_unread": "the data came back unread",
    "remote_wiped": "the device was wiped from afar",
    "credentials_reset": "passwords and keys were reset",
    "taken_down": "the data were taken off the internet",
    "harm_prevented": "a person decided that the harm was prevented",
}
SEEN_BY = frozenset({"internal", "trusted", "known_untrusted", "hostile", "public"})
NO_KINDS = "The kinds of data, or what the breach touched, are not known yet"
SETTLED = ("taken_back", "taken_back_sensitive")


class Read(NamedTuple):
    """What the facts say on one factor, and where it points."""

    points: str
    says: str


def factors_of(facts: Facts) -> list[dict[str, Any]]:
    """Every list of factors, each factor with what the facts say, where it points and the careful reading.

    A list of objects with `regime`, `law`, `asks`, `cite`, `confidence`, `reading` and `factors`; each factor has
    `factor`, `cite`, `says`, `points` (up, down, unknown) and `careful`.
    """
    r = read(facts.document)
    found = judge(r) if r.data and r.nature else None
    answers = {name: reader(r, found) for name, reader in READERS.items()}
    return [_list(entry, answers, found) for entry in factor_lists()]


def with_factors(document: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """An assessment whose `risk_suggestion` holds the lists of factors too, as the command line and the API give it."""
    return {**document, "risk_suggestion": {**document["risk_suggestion"], "factors": factors_of(facts)}}


def _list(entry: FactorList, answers: Mapping[str, Read], found: Judgement | None) -> dict[str, Any]:
    rows = []
    for factor in entry.factors:
        points, says = answers[factor.reads]
        careful = {UP: entry.up, DOWN: entry.down}.get(points, CAREFUL + entry.up)
        rows.append({"factor": factor.words, "cite": factor.cite, "says": says, "points": points, "careful": careful})
    return {
        "regime": entry.regime,
        "law": entry.name,
        "asks": entry.asks,
        "cite": entry.cite,
        "confidence": entry.confidence,
        "reading": _reading(entry, rows, found),
        "factors": rows,
    }


def _reading(entry: FactorList, rows: list[dict[str, Any]], found: Judgement | None) -> str:
    """The careful reading of the whole list, which agrees with the suggestion."""
    count = {points: sum(row["points"] == points for row in rows) for points in (UP, DOWN, UNKNOWN)}
    counted = f"{count[UP]} of {len(rows)} factors point up, {count[DOWN]} down, {count[UNKNOWN]} not known yet"
    if found is None:
        return f"Cannot be told yet; until it can, act as if it {entry.up}. {counted}."
    return f"Read with care, this {entry.down if found.level == 'unlikely' else entry.up}. {counted}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _action(r: Reading, found: Judgement | None) -> Read:
    if r.remedy is None:
        return Read(UNKNOWN, "What has been done that takes the harm away is not known yet")
    if not r.remedy:
        return Read(UP, "Nothing has been done that takes the harm away")
    says = _capital(listed(REMEDIES[name] for name in sorted(r.remedy)))
    if found and found.disclosure in SETTLED:
        return Read(DOWN, says)
    return Read(UP, f"{says}; that lessens the harm and does not take it away")


def _sensitivity(r: Reading, found: Judgement | None) -> Read:
    if found is None:
        return Read(UNKNOWN, NO_KINDS)
    telling = sorted(code for code in r.data if tables.CATEGORY_OF[code] > tables.SIMPLE or code in tables.IDENTITY_NUMBERS)
    if r.at_risk:
        return Read(UP, "People at special risk are among those affected")
    if found.context.score > 1 or telling:
        named = listed(word(code) for code in telling) or "what the data tell together, or who keeps them"
        return Read(UP, f"Sensitive: {named}")
    if "data" in r.growing:
        return Read(UNKNOWN, "Simple data so far; more kinds may still come to light")
    return Read(DOWN, f"Simple data only: {listed(word(code) for code in sorted(r.data))}")


def _harm(r: Reading, found: Judgement | None) -> Read:
    if found is None:
        return Read(UNKNOWN, NO_KINDS)
    kinds = [words for words, shows in HARMS if shows(r)]
    if found.rest not in ("untouched", "restored"):
        kinds.append("loss of what depends on the data")
    if kinds:
        return Read(UP, f"The facts point to {listed(kinds)}")
    if "data" in r.growing or r.at_risk is None:
        return Read(UNKNOWN, "No grave kind of harm stands out so far; whether people at special risk are among them, or "
                    "more data, is not known yet")  # fmt: skip
    return Read(DOWN, "No grave kind of harm stands out; unwanted mail and fraud by false messages remain possible")


HARMS: tuple[tuple[str, Callable[[Reading], bool]], ...] = (
    ("bodily harm, or danger to people at special risk", lambda r: bool(r.at_risk or r.data & tables.AT_RISK)),
    ("harm to patients whose care was affected", lambda r: bool(r.care_affected)),
    ("identity theft", lambda r: bool(r.data & tables.IDENTITY_NUMBERS) or r.data >= tables.IDENTITY_SET),
    ("financial loss or fraud", lambda r: any(tables.CATEGORY_OF[code] == tables.FINANCIAL for code in r.data)),
    ("misuse of accounts", lambda r: bool(r.data & (tables.CREDENTIALS | {"password_hash"}))),
    ("humiliation, discrimination or damage to reputation",
     lambda r: any(tables.CATEGORY_OF[code] == tables.SENSITIVE for code in r.data)),
    ("disclosure of daily life, or being followed",
     lambda r: any(tables.CATEGORY_OF[code] == tables.BEHAVIOURAL for code in r.data)),
    ("blackmail", lambda r: bool(r.ransomware) and disclosed(r)),
)  # fmt: skip


def _recipient(r: Reading, _found: Judgement | None) -> Read:
    if r.recipient is None:
        return Read(UNKNOWN, "Who received the data, or may have, is not known yet")
    bound = r.recipient in ("internal", "trusted") and r.cause not in tables.MALICE
    return Read(DOWN if bound or r.recipient == "none" else UP, RECIPIENTS[r.recipient])


def _protection(r: Reading, found: Judgement | None) -> Read:
    if r.unreadable:
        return Read(DOWN, "The data are encrypted and the key is safe")
    if found and found.disclosure == "strong_hash":
        return Read(DOWN, "Only user names and strongly hashed passwords are involved")
    if r.encrypted and r.key_compromised:
        return Read(UP, "The data are encrypted, and the key is compromised")
    if r.encrypted is False or r.medium in ("paper", "oral"):
        return Read(UP, "The data could be read as they were")
    what = "whether the key is safe" if r.encrypted else "whether the data were encrypted"
    return Read(UNKNOWN, f"It is not known yet {what}")


def _overcome(r: Reading, found: Judgement | None) -> Read:
    if r.unreadable:
        return Read(DOWN, "The key is safe; a method that is broken later changes that")
    if r.key_compromised:
        return Read(UP, "Whoever has the key opens the data")
    return _protection(r, found)


def _acquired(r: Reading, found: Judgement | None) -> Read:
    if r.unreadable:
        return Read(DOWN, "Who has the data cannot read them")
    if r.ransomware:
        return Read(UP, "Ransomware that encrypts is presumed to have acquired the data (HHS, 2016)")
    if "returned_unread" in (r.remedy or ()) and found and found.disclosure in SETTLED:
        return Read(DOWN, "The data came back unread")
    if r.act & tables.DISCLOSED or r.recipient in SEEN_BY:
        return Read(UP, "The data were seen or taken, or reached somebody")
    if r.recipient == "none" and r.act and "act" not in r.growing:
        return Read(DOWN, "Nothing shows that the data were taken or seen")
    return Read(UNKNOWN, "Whether the data were taken or seen is not known yet")


def _extent(r: Reading, found: Judgement | None) -> Read:
    if found is None:
        return Read(UNKNOWN, NO_KINDS)
    kinds = _capital(listed(word(code) for code in sorted(r.data)))
    if r.unreadable:
        return Read(DOWN, f"{kinds}; encrypted, so that nobody is identified by them")
    if found.context.score > 1 or found.identification.quarters > 1:
        named = "people can be identified" if found.identification.quarters > 1 else "nobody is named directly"
        return Read(UP, f"{kinds}; {named}")
    if "data" in r.growing:
        return Read(UNKNOWN, f"{kinds} so far; more kinds may still come to light")
    return Read(DOWN, f"{kinds}; nobody is named, and identifying people again is very hard")


def _misuse(r: Reading, found: Judgement | None) -> Read:
    if found and found.disclosure in ("unreadable", "strong_hash"):
        return Read(DOWN, "Nobody can read the data")
    if found and found.disclosure == "untouched" and "nature" not in r.growing:
        return Read(DOWN, "Confidentiality was not touched")
    if found and found.disclosure in SETTLED:
        return Read(DOWN, "Who received the data gave them back or deleted them")
    if r.cause in tables.MALICE or r.recipient in ("hostile", "public", "unknown") or r.ransomware:
        return Read(UP, "Somebody acted on purpose, or nobody knows who has the data")
    if r.recipient == "known_untrusted":
        return Read(UP, "The recipient is not bound to keep the data secret")
    if r.recipient is None or r.cause in (None, "unknown"):
        return Read(UNKNOWN, "Who has the data, or what caused it, is not known yet")
    return Read(DOWN, f"No malice; {RECIPIENTS[r.recipient].lower()}")


def _other(r: Reading, _found: Judgement | None) -> Read:
    lines = []
    if r.counted > tables.MANY:
        lines.append(f"more than {tables.MANY} people are affected")
    if r.at_risk or tables.CHILDREN in r.people:
        lines.append("children or people at special risk are among them")
    if r.ongoing:
        lines.append("it is still going on")
    if r.ransomware:
        lines.append("ransomware or extortion is part of it")
    if r.care_affected:
        lines.append("care of patients was affected")
    if lines:
        return Read(UP, _capital(listed(lines)))
    if not r.affected_known or r.at_risk is None or r.ongoing is None:
        return Read(UNKNOWN, "Who is affected, or whether it is still going on, is not known yet")
    return Read(DOWN, "Nothing else in the facts points to harm")


READERS: dict[str, Callable[[Reading, Judgement | None], Read]] = {
    "action": _action,
    "sensitivity": _sensitivity,
    "harm": _harm,
    "recipient": _recipient,
    "protection": _protection,
    "overcome": _overcome,
    "acquired": _acquired,
    "extent": _extent,
    "misuse": _misuse,
    "other": _other,
}
