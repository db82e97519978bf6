"""The register of breaches as a PDF: what happened, its effects, what was done (GDPR Art. 33(5)), and who was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, Incident, User
from incident.domain import words
from incident.domain.notice_content import risk_words
from incident.domain.register import RegisterRow, fact
from incident.errors import FormInvalid
from incident.services import contexts, register
from incident.services.desk import Desk
from incident.services.register import Search
from notifications.documents import RegisterDocument
from notifications.pdf import render_in_child
from notifications.sheet import Column, Sheet

MAX_ENTRIES = 300  # about 60 pages; more belong into the CSV
LONG = 200  # letters of one text in a cell; the whole text stands with the incident
NAMED = 4  # places and kinds of data that a cell names before it counts the others
ORDERS = {"newest": "the newest first", "oldest": "the oldest first", "title": "by title"}
COLUMNS = (
    Column("No.", 24),
    Column("Became aware", 24),
    Column("Facts"),
    Column("Effects"),
    Column("Remedial action"),
    Column("Risk", 26),
    Column("Told, or why not", 42),
)


def register_pdf(session: Session, search: Search, desk: Desk, *, by: User, now: datetime) -> bytes:
    """Every entry that fits the search as a PDF; the export is written to the audit chain.

    Raises:
        FormInvalid: more than MAX_ENTRIES entries fit.
        notifications.errors.DocumentWarning, RenderingFailed: it could not be laid out.
    """
    found = list(register.export(session, search, by=by, now=now))
    return render_in_child(compose(session, found, search, desk, now=now))


def compose(
    session: Session, found: Sequence[RegisterRow], search: Search, desk: Desk, *, now: datetime
) -> RegisterDocument:
    """The document of these entries, in their order; raises FormInvalid when they are too many."""
    if len(found) > MAX_ENTRIES:
        raise FormInvalid(
            {"text": f"{len(found):,} entries fit; a PDF takes {MAX_ENTRIES}. Narrow the search, or take the CSV."}
        )
    zone = desk.settings.zone
    rows = tuple(_row(session, row, zone) for row in found)
    number = f"{len(rows):,} {'entry' if len(rows) == 1 else 'entries'}"
    chosen = "" if (search.text, search.state, search.kind) == ("", None, "") else " that fit a search"
    day = now.astimezone(ZoneInfo(zone)).date().isoformat()
    organisation = desk.settings.organisation.name
    return RegisterDocument(
        sheet=Sheet(
            organisation=organisation,
            running_title="Register of breaches",
            reference=f"Extract of {day}",
            file_title=f"Register of personal data breaches, {organisation}, {day}",
            description="Facts, effects and remedial action of every breach; GDPR Art. 33(5)",
            lang="en",
            created_at=now,
            document_id=f"REG-{day}",
        ),
        law_line="Internal · GDPR Art. 33(5)",
        title="Register of personal data breaches",
        subtitle=f"Extract of {words.when(now, zone)}: {number}{chosen}, {ORDERS[search.sort]}.",
        columns=COLUMNS,
        rows=rows,
        empty_words="No entry fits.",
        note="Long texts are shortened; the whole text stands with the incident." if rows else "",
    )


def _row(session: Session, row: RegisterRow, zone: str) -> tuple[str, ...]:
    incident = session.scalars(select(Incident).where(Incident.reference == row.reference)).one()
    documents = [contexts.newest_facts(session, context).document for context in contexts.of(session, incident)]
    return (
        row.reference,
        words.when(row.aware_at, zone) if row.aware_at else "Not known yet",
        f"{row.title.rstrip('.')}. {_texts(documents, 'narrative.what_happened')}".strip(),
        _effects(row, documents),
        _texts(documents, "narrative.measures_taken") or "Not recorded yet",
        "\n".join(dict.fromkeys(filter(None, map(risk_words, documents)))) or "Not decided yet",
        _told(session, incident, row, zone),
    )


def _effects(row: RegisterRow, documents: Sequence[Mapping[str, Any]]) -> str:
    number = words.count(row.people, estimate=False)
    people = f"{number} {'person' if row.people == 1 else 'people'}" if row.people is not None else f"People {number}"
    grows = " or more" if row.people is not None and row.people_may_grow else ""
    places = f": {_some([words.place(code) for code in row.places])}" if row.places else ""
    kinds = dict.fromkeys(code for document in documents for code in fact(document, "data") or [])
    data = words.sentence(_some([words.code(code) for code in kinds]))
    return " ".join(
        filter(None, (f"{people}{grows}{places}.", data, _texts(documents, "narrative.likely_consequences")))
    )


def _some(names: list[str]) -> str:
    """The names, the last of a long list only counted."""
    more = len(names) - NAMED
    return words.listed(names) if more < 2 else words.listed([*names[:NAMED], f"{more} more"])


def _told(session: Session, incident: Incident, row: RegisterRow, zone: str) -> str:
    query = select(Clock).where(
        Clock.incident_id == incident.id, Clock.state == ClockState.MET, Clock.notify != "internal"
    )
    met = session.scalars(query.order_by(Clock.stopped_at, Clock.id))
    told = [f"{clock.addressee}: {words.when(clock.stopped_at, zone)}" for clock in met if clock.stopped_at]
    if told:
        return "\n".join(told)
    return f"Nobody. {_shortened(row.not_notified_reason)}" if row.not_notified_reason else "Nobody yet"


def _texts(documents: Sequence[Mapping[str, Any]], path: str) -> str:
    """The text of a fact over all contexts, each once, shortened."""
    found = dict.fromkeys(str(fact(document, path)).strip() for document in documents if fact(document, path))
    return "\n".join(_shortened(text) for text in found)


def _shortened(text: str) -> str:
    """The first sentences of a long text, or its first words."""
    flat = " ".join(line.strip().removeprefix("- ") for line in text.splitlines() if line.strip())
    if len(flat) <= LONG:
        return flat
    head = flat[:LONG]
    end = head.rfind(". ")
    return f"{head[: end + 1]} …" if end > LONG // 3 else f"{head[: head.rfind(' ')]} …"
