"""What argues against a suggestion, and what is not known yet and could change it."""

from collections.abc import Iterator
from typing import Any

from incident.domain import severity_tables as tables
from incident.domain import severity_words as say
from incident.domain.severity_judge import CLOSED, LEVELS, ORDER, SOFTENED, Judgement, judge
from incident.domain.severity_parts import altered, lost
from incident.domain.severity_reading import Reading
from incident.law.fields import question

NEAR = 2  # quarters; half a point, the most that one circumstance can add

Change = dict[str, Any]


def against(r: Reading, found: Judgement) -> list[str]:
    """Sentences that argue for another level than the one suggested."""
    by_number = LEVELS[found.band]
    lines = []
    if by_number != found.level and not (by_number == "risk" and found.band == "low" and found.level == "unlikely"):
        lines.append(f"The number alone, {found.quarters / 4:g}, suggests {say.LEVEL[by_number]}.")
    if found.level != "high":
        lines += [f"For a higher level: {words}." for words in _heavier(r, found)]
    if found.level != "unlikely":
        lines += [f"For a lower level: {words}." for words in _lighter(r, found)]
    return lines


def _heavier(r: Reading, found: Judgement) -> Iterator[str]:
    if found.level == "risk" and 12 - NEAR <= found.quarters < 12:
        yield "half a point more would make the severity high"
    if found.circumstances.malice[0]:
        yield "somebody acted on purpose to do harm"
    if r.counted > tables.MANY:
        yield f"more than {tables.MANY} people are affected"
    if r.at_risk or tables.CHILDREN in r.people or tables.CHILDREN in r.data:
        yield "children or people at special risk are among them"
    if r.ongoing:
        yield "it is still going on"
    if found.disclosure == "untouched" and r.recipient not in (None, "none"):
        yield "somebody may have received the data, although confidentiality is not named as touched"
    if found.disclosure == "unreadable":
        yield "a key or method that is broken later makes the data readable; look at it again then"
    if found.disclosure in ("taken_back", SOFTENED):
        yield "what a recipient confirms cannot be checked"
    if found.level == "unlikely" and found.rest == "restored" and r.hours is None:
        yield "for how long the data were away is not known yet"


def _lighter(r: Reading, found: Judgement) -> Iterator[str]:
    remedy = r.remedy or frozenset()
    if found.level == "high" and LEVELS[found.band] == "high" and found.quarters < 12 + NEAR:
        yield "half a point less would make the severity medium"
    if found.band == "low":
        yield "the severity is low"
    if found.disclosure == SOFTENED:
        yield "who received the data deleted or returned them and can be believed"
    if found.disclosure == "open":
        if r.recipient in ("internal", "trusted") and r.cause not in tables.MALICE:
            yield "who received the data is known and trusted"
        elif r.recipient == "none":
            yield "nobody received the data as far as is known"
        if remedy:
            yield "something was done that lessens the harm"
        if r.encrypted and r.key_compromised is None:
            yield "the data are encrypted; if the key is safe, nobody can read them"
    elif found.disclosure in CLOSED and found.disclosure != "untouched":
        yield "what was disclosed is settled; only the loss or the alteration of the data is open"
    if r.backup_restored and found.rest not in CLOSED:
        yield "the data were restored from a copy"
    if "credentials" in found.context.moved and r.hash_strength is None and "password_hash" in r.data:
        yield "hashed passwords are counted as weakly hashed until it is known how"
    if r.at_risk:
        yield "if nothing in the data endangers the people at special risk, the method allows a lower cell"
    if r.context and r.context & tables.LESS_TOLD and "less_told" not in found.context.moved:
        yield "the data are old, were public or tell little"


def missing(r: Reading, found: Judgement) -> list[dict[str, str]]:
    """Facts not known yet of which an answer, alone or with others of them, would change the level."""
    named: dict[str, set[str]] = {}
    if found.level != "unlikely":
        for bundle in filter(None, _hopes(r, found)):
            _note(named, r, bundle, found.level, "lower")
    if found.level != "high":
        for bundle in filter(None, _fears(r)):
            _note(named, r, bundle, found.level, "raise")
    return [
        {"fact": path, "question": question(path), "could": "either" if len(could) > 1 else next(iter(could))}
        for path, could in sorted(named.items())
    ]


def _note(named: dict[str, set[str]], r: Reading, bundle: dict[str, Change], level: str, could: str) -> None:
    """Note the answers of a bundle that are needed to move the level, leaving out one after another that is not."""
    moved = _with(r, bundle)
    if moved == level or (ORDER[moved] < ORDER[level]) != (could == "lower"):
        return
    needed = bundle
    for path in bundle if len(bundle) > 1 else ():
        fewer = {name: change for name, change in needed.items() if name != path}
        needed = fewer if _with(r, fewer) == moved else needed
    for path in needed:
        named.setdefault(path, set()).add(could)


def _with(r: Reading, bundle: dict[str, Change]) -> str:
    changes = {name: value for change in bundle.values() for name, value in change.items()}
    return judge(r._replace(**changes)).level if changes else ""


def _unknown(r: Reading, answers: dict[str, tuple[str, Any]]) -> dict[str, Change]:
    """Of path -> (name in the Reading, answer), those that are not known yet."""
    return {path: {name: value} for path, (name, value) in answers.items() if getattr(r, name) is None}


def _hopes(r: Reading, found: Judgement) -> Iterator[dict[str, Change]]:
    """Bundles of answers that may lower the level: path -> what it changes."""
    back: dict[str, Change] = {}
    if found.rest not in CLOSED:
        back = _unknown(r, {"impact.unavailable_hours": ("hours", 0),
                            "protection.backup_restored": ("backup_restored", True),
                            "impact.care_affected": ("care_affected", False)})  # fmt: skip
        yield back
    yield _unknown(r, {"data_context": ("context", tables.LESS_TOLD)})
    if found.disclosure in CLOSED:
        return
    if r.medium in (None, "electronic"):
        yield back | _unknown(r, {"protection.encrypted": ("encrypted", True),
                                  "protection.key_compromised": ("key_compromised", False)})  # fmt: skip
    yield back | _unknown(r, {"cause": ("cause", "error"), "remedy": ("remedy", tables.TAKEN_BACK),
                              "recipient": ("recipient", "trusted")})  # fmt: skip
    if "password_hash" in r.data:
        yield back | _unknown(r, {"protection.hash_strength": ("hash_strength", "strong")})


def _fears(r: Reading) -> Iterator[dict[str, Change]]:
    """Bundles of answers that may raise it."""
    yield _unknown(r, {"cause": ("cause", "external_attack"), "recipient": ("recipient", "hostile")})
    if altered(r) or lost(r):
        yield _unknown(r, {"impact.unavailable_hours": ("hours", 10 * tables.DAY),
                           "protection.backup_restored": ("backup_restored", False)})  # fmt: skip
        if r.kinds is None or r.kinds & tables.HEALTH_CARE or "patients" in r.people:
            yield _unknown(r, {"impact.care_affected": ("care_affected", True)})
    if "password_hash" in r.data:
        yield _unknown(r, {"protection.hash_strength": ("hash_strength", "weak")})
    yield _unknown(r, {"data_context": ("context", tables.MORE_TOLD)})
    if r.at_risk is None or "affected" in r.growing:
        yield {"affected": {"at_risk": True, "counted": 10 * tables.MANY}}
    if "data" in r.growing:
        yield {"data": {"data": r.data | {"name", "health", "national_id"}}}
    if "nature" in r.growing:
        yield {"nature": {"nature": frozenset({"confidentiality", "integrity", "availability"})}}
