"""The facts of a context: read, changed version by version, compared."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Context, FactsVersion, Incident, IncidentState, User
from incident.domain import fact_words, words
from incident.errors import EditConflict, FormInvalid, NotFound, ReasonNeeded
from incident.law.facts import Facts, parse_facts
from incident.law.fields import BY_PATH, FIELDS
from incident.services import assessments, contexts, identity, incidents
from incident.services.desk import Desk

PLAIN_TYPES = ("choice", "list", "instant", "truth", "number", "hours", "place", "places")  # no text of a person


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact in two versions, in words; `changed` when they differ."""

    path: str
    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    changed: bool


def current(session: Session, context: Context) -> FactsVersion:
    """The version of the facts in force; raises NotFound when the context has none."""
    return contexts.newest_facts(session, context)


def parsed(session: Session, context: Context) -> Facts:
    """The facts in force, checked and ready to be assessed."""
    return parse_facts(current(session, context).document)


def versions(session: Session, context: Context) -> list[FactsVersion]:
    """Every version, the newest first."""
    query = select(FactsVersion).where(FactsVersion.context_id == context.id).order_by(FactsVersion.number.desc())
    return list(session.scalars(query))


def version(session: Session, context: Context, number: int) -> FactsVersion:
    """One version by its number; raises NotFound."""
    query = select(FactsVersion).where(FactsVersion.context_id == context.id, FactsVersion.number == number)
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"“{context.name}” has no version {number} of its facts.")
    return found


def number_of(session: Session, version_id: int) -> int:
    """The number, within its context, of the version with this id."""
    return session.get_one(FactsVersion, version_id).number


def with_changes(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a facts document with other values at some paths; None takes a value out.

    Raises:
        FormInvalid: a path that is no fact.
    """
    copy = deepcopy(dict(document))
    for path, value in changes.items():
        if path not in BY_PATH:
            raise FormInvalid({path: f"“{path}” is no fact of the facts document."})
        parent, _, child = path.partition(".")
        if child and copy.get(parent) is None:
            copy[parent] = {}
        holder, key = (copy[parent], child) if child else (copy, parent)
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = value
        if child and not holder:
            del copy[parent]
    return copy


def save(
    session: Session,
    context: Context,
    changes: Mapping[str, Any],
    *,
    notes: Mapping[str, Mapping[str, Any]],
    reason: str | None,
    expected_number: int,
    by: User,
    now: datetime,
    desk: Desk,
) -> FactsVersion:
    """Write a new version with these changes and assess it. The version in force is returned when nothing differs.

    Two people may work on different facts at once: only a fact that both changed is a conflict.

    Args:
        changes: path -> value; None for not known yet.
        notes: path -> {"source": words, "estimate": bool}; who and when are added.
        expected_number: the version that the person saw.

    Raises:
        FactsInvalid: the new document breaks the contract; nothing is written.
        EditConflict: somebody else changed one of these facts in the meantime.
        ReasonNeeded: the awareness time is changed without a reason.
    """
    identity.require(by, "incident.edit")
    session.execute(select(Context.id).where(Context.id == context.id).with_for_update())
    old = current(session, context)
    _check_conflict(session, context, old, changes, expected_number)
    document = parse_facts(with_changes(old.document, changes)).document
    kept = _notes(old.notes, changes, notes, by=by, now=now)
    changed = [path for path in changes if fact_words.at(old.document, path) != fact_words.at(document, path)]
    if not changed and _sources(kept) == _sources(old.notes):
        return old
    if "events.aware_at" in changed and fact_words.at(old.document, "events.aware_at") and not (reason or "").strip():
        raise ReasonNeeded("reason", "Say why the awareness time changes. The reason stays with the record.")
    new = FactsVersion(
        context_id=context.id,
        number=old.number + 1,
        document=dict(document),
        notes=kept,
        reason=(reason or "").strip() or None,
        by_id=by.id,
        at=now,
    )
    session.add(new)
    session.flush()
    incident = session.get_one(Incident, context.incident_id)
    _record(session, context, old, new, changed, by=by, now=now, desk=desk)
    incident.updated_at = now
    if incident.state is IncidentState.REPORTED:
        incidents.move(session, incident, IncidentState.TRIAGE, by=by, now=now)
    assessments.reassess(session, context, by=by, now=now, desk=desk)
    return new


def differences(old: Mapping[str, Any], new: Mapping[str, Any], zone: str) -> list[Difference]:
    """Two documents side by side: every fact that at least one of them answers, in the order of the questions."""
    rows = []
    for field in FIELDS:
        before, after = fact_words.at(old, field.path), fact_words.at(new, field.path)
        if before is None and after is None:
            continue
        rows.append(
            Difference(
                path=field.path,
                question=field.question,
                before=tuple(fact_words.lines(field.path, before, zone)),
                after=tuple(fact_words.lines(field.path, after, zone)),
                changed=before != after,
            )
        )
    return rows


def _check_conflict(
    session: Session, context: Context, old: FactsVersion, changes: Mapping[str, Any], expected_number: int
) -> None:
    if old.number == expected_number:
        return
    seen = version(session, context, expected_number).document
    both = [path for path in changes if fact_words.at(seen, path) != fact_words.at(old.document, path)]
    if both:
        names = words.listed(f"“{fact_words.short(path)}”" for path in both)
        who = old.by.name if old.by else "Somebody"
        raise EditConflict(f"{who} changed {names} while you had it open. Compare both answers and save again.")


def _notes(
    old: Mapping[str, Any],
    changes: Mapping[str, Any],
    notes: Mapping[str, Mapping[str, Any]],
    *,
    by: User,
    now: datetime,
) -> dict[str, Any]:
    kept = dict(old)
    for path, value in changes.items():
        if value is None and not notes.get(path, {}).get("source"):
            kept.pop(path, None)
            continue
        kept[path] = {**notes.get(path, {}), "by": by.id, "at": now.isoformat()}
    return kept


def _sources(notes: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    return {path: (note.get("source"), bool(note.get("estimate"))) for path, note in notes.items()}


def _record(
    session: Session,
    context: Context,
    old: FactsVersion,
    new: FactsVersion,
    changed: list[str],
    *,
    by: User,
    now: datetime,
    desk: Desk,
) -> None:
    names = words.listed(fact_words.short(path) for path in changed) or "sources"
    sentence = f"Facts of “{context.name}”: {names} changed (version {new.number})"
    if changed == ["events.aware_at"]:
        zone = desk.settings.zone
        before, after = (
            fact_words.lines("events.aware_at", fact_words.at(row.document, "events.aware_at"), zone)[0]
            for row in (old, new)
        )
        sentence = f"Aware, “{context.name}”: {after} (before: {before})"
    audit.record(
        session,
        "facts.saved",
        sentence,
        by=by,
        now=now,
        incident_id=context.incident_id,
        about=("context", context.id),
        detail={
            "version": new.number,
            "changes": {path: _before_after(path, old.document, new.document) for path in changed},
            "document": audit.commitment(new.document),
            "notes": audit.commitment(new.notes),
            "reason": audit.commitment(new.reason),
        },
    )


def _before_after(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    values = {"before": fact_words.at(old, path), "after": fact_words.at(new, path)}
    if BY_PATH[path].type in PLAIN_TYPES:
        return values
    return {key: audit.commitment(value) for key, value in values.items()}
