"""Evidence: files and notes of an incident, kept by content with who added them and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import Evidence, Incident, User
from incident.errors import FormInvalid, NotFound
from incident.services import identity
from incident.services.desk import Desk

SAFE_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "pcap": "application/vnd.tcpdump.pcap",
}  # what may be kept; everything is served as a download, never shown in the page


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived; `name` is shown, never used as a path."""

    name: str
    content: bytes


def media_type(name: str) -> str:
    """The media type for a file name.

    Raises:
        FormInvalid: the ending is not one that is kept.
    """
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in SAFE_TYPES:
        raise FormInvalid({"file": f"“.{ending}” files are not kept. Allowed: {', '.join(sorted(SAFE_TYPES))}."})
    return SAFE_TYPES[ending]


def add(
    session: Session, incident: Incident, upload: Upload, *, words: str | None, by: User, now: datetime, desk: Desk
) -> Evidence:
    """Keep a file as evidence of the incident.

    Raises:
        FormInvalid: empty, too large (configuration files.max_evidence_bytes) or of a kind that is not kept.
    """
    identity.require(by, "incident.edit")
    limit = desk.settings.files.max_evidence_bytes
    if not upload.content:
        raise FormInvalid({"file": "Choose a file that is not empty."})
    if len(upload.content) > limit:
        raise FormInvalid({"file": f"The file is larger than {limit // 1_000_000} MB. Split it or keep it elsewhere."})
    stored = desk.files.put(session, upload.content, media_type(upload.name), now=now)
    row = Evidence(
        incident_id=incident.id, sha256=stored.sha256, name=upload.name[:255], words=words, by_id=by.id, at=now
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "evidence.added",
        f"Evidence added, SHA-256 {stored.sha256[:16]}",
        by=by,
        now=now,
        incident_id=incident.id,
        about=("evidence", row.id),
        detail={"sha256": stored.sha256, "size": stored.size, "name": audit.commitment(row.name)},
    )
    return row


def all_of(session: Session, incident: Incident) -> list[Evidence]:
    """Every piece of evidence of the incident, the newest first."""
    query = select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id.desc())
    return list(session.scalars(query))


def content(session: Session, incident: Incident, evidence_id: int, *, by: User, desk: Desk) -> tuple[Evidence, bytes]:
    """One piece and its bytes.

    Raises:
        NotFound: no such evidence in this incident.
        FileDamaged: the stored bytes no longer give the hash that was recorded.
    """
    identity.require(by, "incident.view")
    row = session.get(Evidence, evidence_id)
    if row is None or row.incident_id != incident.id:
        raise NotFound(f"There is no evidence {evidence_id} in {incident.reference}.")
    return row, desk.files.get(row.sha256)
