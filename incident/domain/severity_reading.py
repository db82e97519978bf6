"""The facts as the risk suggestion reads them: flat, with lists as sets, so that their order says nothing."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Codes = frozenset[str]


class Reading(NamedTuple):
    """What the suggestion looks at. None: not known yet.

    `data`: of the whole and of the groups. `context`, `kinds`, `remedy` and `affected_known`: None or False while the
    list itself is not known. `counted`: people counted so far. `at_risk`: whether a group holds people at special
    risk. `growing`: lists that may still grow.
    """

    data: Codes
    nature: Codes
    act: Codes
    context: Codes | None
    kinds: Codes | None
    people: Codes
    kinds_of_people_known: bool
    affected_known: bool
    counted: int
    at_risk: bool | None
    remedy: Codes | None
    growing: Codes
    medium: str | None
    recipient: str | None
    cause: str | None
    encrypted: bool | None
    key_compromised: bool | None
    backup_restored: bool | None
    hash_strength: str | None
    hours: float | None
    care_affected: bool | None
    ransomware: bool | None
    ongoing: bool | None
    disrupted: bool | None
    significant: bool | None

    @property
    def unreadable(self) -> bool:
        """Encrypted, and the key is known to be safe."""
        return self.encrypted is True and self.key_compromised is False


def read(document: Mapping[str, Any]) -> Reading:
    """The facts document as a Reading. The data of the groups count like those of the whole."""
    groups = document.get("affected") or ()
    protection, impact = document.get("protection") or {}, document.get("impact") or {}
    data, remedy = set(document.get("data") or ()), document.get("remedy")
    people: set[str] = set()
    for group in groups:
        data.update(group.get("data") or ())
        people.update(group.get("people") or ())
    kinds = (document.get("organisation") or {}).get("kinds")
    context = document.get("data_context")
    return Reading(
        data=frozenset(data),
        nature=frozenset(document.get("nature") or ()),
        act=frozenset(document.get("act") or ()),
        context=None if context is None else frozenset(context),
        kinds=None if kinds is None else frozenset(kinds),
        people=frozenset(people),
        kinds_of_people_known=all(group.get("people") for group in groups),
        affected_known=document.get("affected") is not None,
        counted=sum(group.get("count") or 0 for group in groups),
        at_risk=_at_risk(groups),
        remedy=None if remedy is None else frozenset(remedy),
        growing=frozenset(document.get("more_possible") or ()),
        medium=document.get("medium"),
        recipient=document.get("recipient"),
        cause=document.get("cause"),
        encrypted=protection.get("encrypted"),
        key_compromised=protection.get("key_compromised"),
        backup_restored=protection.get("backup_restored"),
        hash_strength=protection.get("hash_strength"),
        hours=impact.get("unavailable_hours"),
        care_affected=impact.get("care_affected"),
        ransomware=impact.get("ransomware"),
        ongoing=impact.get("ongoing"),
        disrupted=impact.get("operations_disrupted"),
        significant=impact.get("significant"),
    )


def _at_risk(groups: Any) -> bool | None:
    said = [group.get("vulnerable") for group in groups]
    if True in said:
        return True
    return None if not said or None in said else False
