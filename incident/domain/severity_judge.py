"""From the number to a level: what the ENISA score says, and what regulators' guidance adds to it. Codes only.

A number alone never says that a risk is unlikely: something must show it for everything that the breach touched. So
confidentiality and the rest (integrity, availability) are judged each by itself, and the higher of the two counts.
"""

from typing import NamedTuple

from incident.domain import severity_tables as tables
from incident.domain.severity_parts import (
    Circumstances,
    Context,
    Identification,
    altered,
    circumstances,
    context,
    disclosed,
    identification,
    lost,
    outsiders,
)
from incident.domain.severity_reading import Reading

BANDS = ((16, "very high"), (12, "high"), (8, "medium"), (0, "low"))  # lower bounds in quarters
LEVELS = {"low": "risk", "medium": "risk", "high": "high", "very high": "high"}
ORDER = {"unlikely": 0, "risk": 1, "high": 2}

CLOSED = frozenset({"untouched", "unreadable", "strong_hash", "taken_back", "restored"})  # no harm from there
SOFTENED = "taken_back_sensitive"  # gone again, but too grave for “unlikely”


class Judgement(NamedTuple):
    """The score and the level, with the codes of what led there.

    `quarters`: SE in quarters. `disclosure`, `rest`: codes of what is shown for confidentiality and for integrity and
    availability. `grave`: codes of what makes it a high risk whatever the number says. `limited`: the number says
    high, and only availability or integrity of data that are not sensitive was touched.
    """

    context: Context
    identification: Identification
    circumstances: Circumstances
    quarters: int
    band: str
    disclosure: str
    rest: str
    grave: tuple[str, ...]
    limited: bool
    level: str


def score_quarters(dpc: int, ei: int, parts: tuple[int, ...]) -> int:
    """SE in quarters: `dpc` 1 to 4, `ei` 1 to 4 quarters, `parts` of CB each 0 to 2 quarters."""
    return dpc * ei + sum(parts)


def band(quarters: int) -> str:
    """low, medium, high or very high; the lower bound belongs to the band (2.0 is medium)."""
    return next(name for bound, name in BANDS if quarters >= bound)


def judge(r: Reading) -> Judgement:
    """The suggestion for facts whose kinds of data and nature are known."""
    dpc, full, parts = context(r), identification(r), circumstances(r)
    disclosure, rest = _disclosure(r, dpc.score), _rest(r)
    ei = full
    if r.unreadable and rest in CLOSED:  # who suffers from lost data is known to us, encrypted or not
        ei = Identification(1, full.kind, "unreadable")
    quarters = dpc.score * ei.quarters + parts.quarters
    name = band(quarters)
    grave = _grave(r, full.quarters) if disclosure == "open" else ()
    if r.care_affected or rest == "care_open":
        grave = (*grave, "care" if r.care_affected else "care_open")
    limited = disclosure in CLOSED and rest not in CLOSED and dpc.score < tables.SENSITIVE and r.significant is not True
    level = _level(name, disclosure, rest, grave, limited=limited)
    if level == "unlikely" and "nature" in r.growing:
        level = "risk"
    return Judgement(dpc, ei, parts, quarters, name, disclosure, rest, grave, limited and LEVELS[name] == "high", level)


def _level(name: str, disclosure: str, rest: str, grave: tuple[str, ...], *, limited: bool) -> str:
    if grave:
        return "high"
    if disclosure not in CLOSED and disclosure != SOFTENED:
        return LEVELS[name]
    if rest not in CLOSED:
        return "risk" if limited or rest == "care_slow" else LEVELS[name]
    return "risk" if disclosure == SOFTENED else "unlikely"


def _disclosure(r: Reading, dpc: int) -> str:
    """What is shown for confidentiality; “open” when nothing shows that harm is unlikely."""
    if not disclosed(r):
        return "untouched"
    if r.unreadable:
        return "unreadable"
    if "data" in r.growing:
        return "open"
    if r.hash_strength == "strong" and r.data <= tables.HASHES_ALONE:
        return "strong_hash"
    if not _taken_back(r, dpc):
        return "open"
    return "taken_back" if dpc < tables.SENSITIVE else SOFTENED


def _taken_back(r: Reading, dpc: int) -> bool:
    """Whether who received the data gave them back or deleted them, as far as such a recipient can be believed."""
    remedy = r.remedy or frozenset()
    if r.cause in tables.MALICE:
        return r.recipient == "none" and "remote_wiped" in remedy
    if r.recipient == "none":
        return bool(remedy & {"remote_wiped", "harm_prevented"})
    if r.recipient == "internal":
        return bool(remedy & tables.TAKEN_BACK) and r.cause not in (None, "unknown")
    if r.recipient == "trusted":
        return bool(remedy & tables.TAKEN_BACK)
    if r.recipient == "known_untrusted":
        return bool(remedy & {"returned_unread", "harm_prevented"}) or (dpc == 1 and "deletion_confirmed" in remedy)
    return False


def _rest(r: Reading) -> str:
    """What is shown for integrity and availability."""
    changed, touched = altered(r), lost(r)
    # a thing that is gone is a loss too, and encrypted data without a copy may be
    gone = r.cause in ("loss", "theft") or r.ransomware is True or (r.encrypted is True and r.backup_restored is False)
    if not (changed or touched or gone) or (r.hours == 0 and not changed):
        return "untouched"
    back = r.backup_restored or (not changed and r.backup_restored is None and r.hours is not None and r.ongoing is False)
    short = r.hours is not None and r.hours <= tables.DAY
    if (changed or touched) and r.care_affected is not False and cares_for_people(r):
        return "care_slow" if back and short else "care_open"
    if not back:
        return "altered" if changed else "lost" if r.backup_restored is False else "restore_open"
    return "restored" if short or r.hours is None else "restored_late"


def cares_for_people(r: Reading) -> bool:
    """Whether patients depend on the data: a health provider's own outage, not one lost device."""
    if r.cause in ("loss", "theft") and not r.ransomware and not r.disrupted:
        return False
    if "patients" in r.people:
        return True
    care = r.kinds & tables.HEALTH_CARE if r.kinds is not None else "health" in r.data
    return bool(care) and outsiders(r)


def _grave(r: Reading, identified: int) -> tuple[str, ...]:
    """What makes an open disclosure a high risk whatever the number says."""
    data, found = r.data, []
    anybody = r.recipient in tables.ANYBODY
    strangers = anybody or r.recipient == "known_untrusted"
    many = r.counted > tables.MANY
    if r.at_risk or data & tables.AT_RISK:
        found.append("safety")
    if data & tables.IDENTITY_NUMBERS and ((anybody and identified == 4) or (strangers and many)):
        found.append("identity_numbers")
    if data >= tables.IDENTITY_SET and strangers and many:
        found.append("identity_set")
    if data & tables.USABLE_MONEY and anybody:
        found.append("usable_money")
    if data & tables.READABLE_PASSWORDS and data & tables.LOGINS and anybody:
        found.append("readable_passwords")
    return tuple(found)
