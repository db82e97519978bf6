"""The three parts of the ENISA method (2013): context (DPC), identification (EI), circumstances (CB). Numbers only.

EI and CB are kept in quarters, as whole numbers. Each part names what it rests on by a code; `severity_words.py` says
the codes in sentences.
"""

from typing import NamedTuple

from incident.domain import severity_tables as tables
from incident.domain.severity_reading import Reading


class Context(NamedTuple):
    """DPC 1 to 4; `basic`: the highest cell of the kinds of data, before anything `moved` it (codes)."""

    score: int
    basic: int
    moved: tuple[str, ...]


class Identification(NamedTuple):
    """EI in quarters, 1 to 4; `kind`: the identifier that leads; `because`: a code."""

    quarters: int
    kind: str
    because: str


class Circumstances(NamedTuple):
    """CB: four parts, each (quarters, code)."""

    confidentiality: tuple[int, str]
    integrity: tuple[int, str]
    availability: tuple[int, str]
    malice: tuple[int, str]

    @property
    def quarters(self) -> int:
        """Their sum, 0 to 8."""
        return self.confidentiality[0] + self.integrity[0] + self.availability[0] + self.malice[0]


def context(r: Reading) -> Context:
    """Data processing context: the highest cell of the kinds involved, and what else raises it.

    What lessens (old, public, telling little) counts for each kind by its category, and not for people at special risk.
    """
    basic = score = max([tables.CELL[code] for code in r.data])
    moved: list[str] = []
    known = r.context or frozenset()
    if known & tables.LESS_TOLD and not known & tables.MORE_TOLD and r.at_risk is not True:
        score = max([min(tables.CELL[code], tables.LESSENED[tables.CATEGORY_OF[code]]) for code in r.data])
        moved = ["less_told"] if score < basic else []
    for floor, code in _floors(r, known, basic):
        if floor > score:
            score, moved = floor, [code]
        elif floor == score > basic and moved:
            moved.append(code)
    return Context(score, basic, tuple(moved))


def _floors(r: Reading, known: frozenset[str], basic: int) -> list[tuple[int, str]]:
    """(lowest DPC, code of the reason) of each adjusting factor that the facts show."""
    data, found = r.data, []
    if len(data & tables.TELLING) >= tables.MANY_KINDS:
        found.append((2, "many_kinds"))
    if len(data & tables.FULL_FINANCES) >= tables.FULL_FINANCES_FROM:
        found.append((4, "full_finances"))
    if data & tables.CREDENTIALS or ("password_hash" in data and r.hash_strength != "strong"):
        found.append((2, "credentials"))
    if {"bank_account", "account_access_code"} <= data:
        found.append((4, "usable_account"))
    if known & tables.MORE_TOLD:
        found.append((min(basic + 1, 4), "long_period"))
    if r.kinds and r.kinds & tables.HEALTH_CARE and outsiders(r):
        found.append((3, "health_care"))
    if "patients" in r.people:
        found.append((3, "patients"))
    if tables.CHILDREN in r.people or tables.CHILDREN in data:
        found.append((2, "children"))
    if r.at_risk:
        found.append((4, "at_risk"))
    return found


def outsiders(r: Reading) -> bool:
    """Whether others than staff and suppliers may be affected; they may while the groups are not all known."""
    if not r.affected_known or not r.kinds_of_people_known or "affected" in r.growing:
        return True
    return bool(r.people - tables.STAFF)


def identification(r: Reading) -> Identification:
    """Ease of identification (Annex 2): the best cell that the identifiers reach, alone or together."""
    found = r.data & tables.IDENTIFIERS
    if not found:
        return Identification(1, "", "nobody_named")
    best, kind = max((tables.ALONE[code], code) for code in found)
    if best == 4:
        return Identification(4, kind, "alone")
    if len(found) > 1 and ("name" in found or "email" in found or len(found & tables.DIRECT) > 1):
        return Identification(4, "name" if "name" in found else kind, "together")
    if kind == "name" and len(r.data - tables.TECHNICAL) > 1:
        return Identification(3, kind, "with_details")
    return Identification(best, kind, "alone")


def circumstances(r: Reading) -> Circumstances:
    """Loss of confidentiality, integrity and availability, and malice."""
    return Circumstances(_confidentiality(r), _integrity(r), _availability(r), _malice(r))


def disclosed(r: Reading) -> bool:
    """Whether the breach touched confidentiality, by its nature or by what was done."""
    return "confidentiality" in r.nature or bool(r.act & tables.DISCLOSED)


def altered(r: Reading) -> bool:
    """Whether it touched integrity."""
    return "integrity" in r.nature or "alteration" in r.act


def lost(r: Reading) -> bool:
    """Whether it touched availability."""
    return "availability" in r.nature or bool(r.act & tables.LOST)


def _confidentiality(r: Reading) -> tuple[int, str]:
    if not disclosed(r):
        return 0, "not_disclosed"
    if r.recipient == "none":
        return 0, "nobody_received"
    if r.recipient in ("internal", "trusted", "known_untrusted"):
        return 1, "known_recipients"
    return (2, "recipient_not_known") if r.recipient is None else (2, "unknown_recipients")


def _integrity(r: Reading) -> tuple[int, str]:
    if not altered(r):
        return 0, "not_altered"
    if r.backup_restored is None:
        return 2, "altered_not_known"
    return (1, "altered_restored") if r.backup_restored else (2, "altered_for_good")


def _availability(r: Reading) -> tuple[int, str]:
    if not lost(r):
        return 0, "not_lost"
    if r.hours == 0 or (r.backup_restored and r.hours is None):
        return 0, "restored_at_once"
    if r.backup_restored or (r.backup_restored is None and r.hours is not None and r.ongoing is False):
        return 1, "restored_later"
    return (2, "lost_for_good") if r.backup_restored is False else (2, "lost_not_known")


def _malice(r: Reading) -> tuple[int, str]:
    if r.cause in tables.MALICE or r.recipient == "hostile" or r.ransomware:
        return 2, "malice"
    return (0, "malice_not_known") if r.cause in (None, "unknown") else (0, "no_malice")
