"""Clocks in words and numbers: how late a duty was met, how much time is left, what a change of facts moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

IN_DAYS_FROM = timedelta(hours=72)
KINDS = ("due_at", "due_lenient_at", "due_expected_at")


def late_by(due: datetime, stopped: datetime) -> timedelta:
    """How long after `due` a duty was met; zero when in time, also in the very second."""
    return max(stopped - due, timedelta(0))


def is_late(due: datetime | None, now: datetime) -> bool:
    """Whether the last safe instant has passed; a duty without one is never late."""
    return due is not None and now > due


def left(due: datetime, now: datetime) -> timedelta:
    """The time from `now` to `due`; below zero when it has passed."""
    return due - now


def span_words(span: timedelta) -> str:
    """“31 h 16 min”; from 72 hours on “4 d 9 h”. Whole minutes, cut and not rounded; without a sign."""
    minutes = int(abs(span).total_seconds() // 60)
    if abs(span) >= IN_DAYS_FROM:
        days, hours = divmod(minutes // 60, 24)
        return f"{days} d {hours} h"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def left_words(due: datetime, now: datetime) -> str:
    """“31 h 16 min left” or “2 h 5 min late”."""
    span = left(due, now)
    return f"{span_words(span)} {'late' if span < timedelta(0) else 'left'}"


@dataclass(frozen=True, slots=True)
class Moved:
    """One duty before and after a change of facts or law. An instant or finding that is not there is None.

    `zone`: IANA, of the place whose law it is.
    """

    id: str
    jurisdiction: str
    controller: str | None
    title: str
    zone: str
    old_finding: str | None
    new_finding: str | None
    old_due: Mapping[str, datetime | None]
    new_due: Mapping[str, datetime | None]

    @property
    def changed(self) -> bool:
        """Whether finding or any instant differs."""
        return self.old_finding != self.new_finding or dict(self.old_due) != dict(self.new_due)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Moved]:
    """Two assessments of the contract side by side: a row for each duty of either, in the order of the new one."""
    before = {key_of(entry): entry for entry in old["obligations"]}
    after = {key_of(entry): entry for entry in new["obligations"]}
    return [_moved(before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before))]


def key_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes an obligation of an assessment one duty: its id, its place, the customer's name ("" without one)."""
    return entry["id"], entry["jurisdiction"], entry.get("controller") or ""


def _moved(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Moved:
    either = new or old or {}
    return Moved(
        id=either["id"],
        jurisdiction=either["jurisdiction"],
        controller=either.get("controller"),
        title=either.get("title") or either["id"],
        zone=either.get("zone") or "UTC",
        old_finding=old["finding"] if old else None,
        new_finding=new["finding"] if new else None,
        old_due=_due(old),
        new_due=_due(new),
    )


def _due(entry: Mapping[str, Any] | None) -> dict[str, datetime | None]:
    found = entry or {}
    return {kind: datetime.fromisoformat(found[kind]) if found.get(kind) else None for kind in KINDS}
