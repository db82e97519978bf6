"""Incidents from elsewhere: VERIS records become incidents, each whole or not at all; nothing stops half-way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Incident, User
from incident.domain import veris
from incident.domain.veris import VerisIncident, VerisInvalid
from incident.errors import BreachdeskError, FormInvalid
from incident.services import assessments, contexts, evidence, identity, incidents
from incident.services.desk import Desk
from incident.services.evidence import Upload
from incident.services.incidents import NewIncident

SOURCE = "VERIS record"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one record. `reference`: None when it was not taken. `notes`: what could not be mapped, or why not."""

    number: int  # place in the file, from 1
    import_id: str | None
    reference: str | None
    notes: tuple[str, ...]
    already_there: bool = False


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file with one record a line that is no JSON; `words` say where and why."""

    words: str


def read_veris_file(path: Path) -> list[object]:
    """The records of a VERIS file: a JSON list, one object, or one object a line.

    In a file of one object a line, a line that is no JSON is a BadLine; the others are read.

    Raises:
        FormInvalid: the file cannot be read or is no JSON; line and column are named.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormInvalid({"file": f"{path}: cannot be read ({error})."}) from error
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) > 1 and isinstance(lines[0], Mapping):
            return lines
        words = f"{path}: no JSON at line {error.lineno}, column {error.colno}: {error.msg}."
        raise FormInvalid({"file": words}) from error
    except RecursionError as error:
        raise FormInvalid({"file": f"{path}: is nested too deep to be read."}) from error
    return read if isinstance(read, list) else [read]


def _line(number: int, line: str) -> object:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return BadLine(f"line {number} is no JSON ({error})")


def one_veris(session: Session, number: int, record: object, *, by: User, now: datetime, desk: Desk) -> Imported:
    """Import one record; the caller commits. One that cannot be taken is reported and leaves nothing.

    A record that was imported before is left as it is. `number`: its place in the file, from 1.

    Raises:
        NotAllowed: this person may not edit incidents.
    """
    identity.require(by, "incident.edit")
    named = record.get("incident_id") if isinstance(record, Mapping) else None
    import_id = named if isinstance(named, str) else None
    if isinstance(record, BadLine):
        return Imported(number, None, None, (record.words,))
    try:
        mapped = veris.from_veris(record, zone_at=desk.rulebook.zone_at)
        there = session.scalar(select(Incident.reference).where(Incident.import_id == mapped.import_id))
        if there is not None:
            return Imported(number, import_id, there, ("imported before, left as it is",), already_there=True)
        with session.begin_nested():
            incident = _create(session, mapped, record, by=by, now=now, desk=desk)
        return Imported(number, import_id, incident.reference, mapped.unmapped)
    except (VerisInvalid, BreachdeskError, RecursionError) as error:
        return Imported(number, import_id, None, (str(error),))


def _create(session: Session, mapped: VerisIncident, record: object, *, by: User, now: datetime, desk: Desk) -> Incident:
    document = _without_unknown(mapped.document)
    new = NewIncident(
        title=mapped.title,
        kind=mapped.kind if mapped.kind in desk.checklists else "unknown",
        report={
            "what_happened": (document.get("narrative") or {}).get("what_happened"),
            "imported_from": f"{SOURCE} {mapped.import_id}",
            "reference": mapped.reference,
            "notes": list(mapped.notes),
            "left_open": list(mapped.unmapped),
        },
        import_id=mapped.import_id,
    )
    incident = incidents.create(session, new, by=by, now=now, desk=desk)
    context = contexts.open_context(
        session, incident, "Data of the record", document, sources=_sources(mapped, document), by=by, now=now
    )
    whole = json.dumps(record, ensure_ascii=True, indent=2).encode()
    evidence.add(session, incident, Upload("veris-record.json", whole), words=f"{SOURCE} as it was imported", by=by,
                 now=now, desk=desk)  # fmt: skip
    assessments.reassess(session, context, by=by, now=now, desk=desk)
    return incident


def _sources(mapped: VerisIncident, document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each fact with the record as its source; what the import assumed is an estimate and says why."""
    source = f"{SOURCE} {mapped.import_id}"
    return {
        path: {"source": f"{source}: {mapped.assumed[path]}", "estimate": True}
        if path in mapped.assumed
        else {"source": source}
        for path in _paths(document)
    }


def _without_unknown(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without what is null or empty objects; what is absent is not known."""
    kept: dict[str, Any] = {}
    for key, value in document.items():
        inner = _without_unknown(value) if isinstance(value, Mapping) else value
        if inner is not None and inner != {}:
            kept[key] = inner
    return kept


def _paths(document: Mapping[str, Any]) -> list[str]:
    paths = []
    for key, value in document.items():
        if isinstance(value, Mapping) and key not in ("events_for",):
            paths += [f"{key}.{child}" for child in value]
        else:
            paths.append(key)
    return paths
