"""Documents of a notice: what its form is filled with, and the document itself as PDF bytes."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incident.db.models import Clock, ClockState, FactsVersion, Filing, Incident, Notice, NoticeStage, User
from incident.domain import words
from incident.domain.notice_content import NoticeInput, OrganisationWords
from incident.law.answers import Asked
from incident.law.facts import canonical_json, parse_facts
from incident.law.model import Authority
from incident.services import letter_documents, regulator_document
from incident.services.desk import Desk
from incident.services.document_source import Duty, Signing, Source
from notifications.documents import Document
from notifications.pdf import render_in_child

AUTHORITIES = ("regulator", "second_regulator")
MANY = 3  # authorities that a letter still names
COMPLAIN_WHERE_YOU_LIVE = "You can complain to the data protection authority of the country in which you live or work."
NOT_OTHERS = ("individuals", "internal", "services")  # duties that tell no other body
STATES = {
    "draft": "Draft, not approved",
    "awaiting_approval": "Draft, waits for approval",
    "approved": "Approved, not issued",
}
BUILDERS: Mapping[str, Callable[[Source], Document]] = {
    "regulator": regulator_document.build,
    "individuals": letter_documents.individuals,
    "customer": letter_documents.customer,
}  # by the kind of the form


def render_pdf(
    session: Session, notice: Notice, desk: Desk, *, now: datetime, draft: bool = False
) -> tuple[bytes, str]:
    """The document as PDF, and the SHA-256 of the facts it was made from. Nothing is stored.

    Args:
        now: the instant that the document bears; the same notice, rows and instant give the same bytes.
        draft: with the watermark, and with a mark where an answer is missing.

    Raises:
        notifications.errors.DocumentInvalid: an answer is missing and it is no draft, or an address is too long.
        notifications.errors.DocumentWarning: the document could not be laid out cleanly.
        notifications.errors.RenderingFailed: it took too long or too much memory.
    """
    source = gather(session, notice, desk, now=now, draft=draft)
    return render_in_child(compose(source)), hashlib.sha256(source.facts_json).hexdigest()


def compose(source: Source) -> Document:
    """The document as the frozen value that its template may use."""
    return BUILDERS[source.form.kind](source)


def notice_input(session: Session, notice: Notice, desk: Desk) -> NoticeInput:
    """What the questions of a notice's form are answered from."""
    clock = notice.clock
    facts = parse_facts(_facts(session, notice))
    settings = desk.settings
    contact = settings.contact
    told = _told(session, clock)
    regulators = _regulators(session, clock)
    told_regulators = [row.stopped_at for row in regulators if row.stopped_at]
    earlier = _earlier_filings(session, notice)
    return NoticeInput(
        facts={**facts.document, "events": facts.events_for(clock.regime)},
        organisation=OrganisationWords(
            name=settings.organisation.name,
            address=settings.organisation.address,
            registration_number=settings.organisation.registration_number,
            sector=settings.organisation.sector,
            industry=settings.organisation.industry,
            contact=_lines(", ".join(_lines(contact.name, contact.role)), contact.email, contact.phone),
            deputy=contact.deputy,
        ),
        zone=clock.zone,
        places=desk.rulebook.places.get(clock.jurisdiction, frozenset({clock.jurisdiction})),
        language=notice.language,
        follow_up=notice.stage is NoticeStage.FOLLOW_UP,
        delay_reason=notice.delay_reason,
        earlier_reference=next((row.authority_reference for row in earlier if row.authority_reference), None),
        supplier=_supplier(session, notice, desk),
        complaint=_complaint(regulators, clock, desk, Asked(facts.document, desk.rulebook.places)),
        regulator_name=_names(regulators),
        told_regulator_at=max(told_regulators) if len(told_regulators) == len(regulators) > 0 else None,
        told_people_at=next(
            (row.stopped_at for row in told if row.notify == "individuals" and row.regime == clock.regime), None
        ),
        others_told=tuple(
            (row.addressee, row.stopped_at)
            for row in told
            if row.notify not in NOT_OTHERS and row.addressee != clock.addressee and row.stopped_at
        ),
    )


def _lines(*lines: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line)


def _facts(session: Session, notice: Notice) -> dict[str, object]:
    """The facts document that the notice rests on."""
    return dict(session.get_one(FactsVersion, notice.facts_version_id).document)


def _told(session: Session, clock: Clock) -> Sequence[Clock]:
    """The duties of the context that were met, in the order of their times."""
    query = select(Clock).where(Clock.context_id == clock.context_id, Clock.state == ClockState.MET)
    return session.scalars(query.order_by(Clock.stopped_at, Clock.id)).all()


def _regulators(session: Session, clock: Clock) -> list[Clock]:
    """The duties to tell an authority by the same law: of the same place, else of every place. One an authority:
    the one that was met, where one was."""
    query = select(Clock).where(
        Clock.context_id == clock.context_id,
        Clock.regime == clock.regime,
        Clock.notify.in_(AUTHORITIES),
        Clock.state.in_((ClockState.RUNNING, ClockState.MET)),
    )
    found = session.scalars(query.order_by(Clock.stopped_at.is_(None), Clock.stopped_at, Clock.id)).all()
    there = [row for row in found if row.jurisdiction == clock.jurisdiction] or found
    first: dict[str, Clock] = {}
    for row in there:
        first.setdefault(row.addressee, row)
    return sorted(first.values(), key=lambda row: (row.notify, row.id))


def _names(regulators: Sequence[Clock]) -> str | None:
    """The authorities as a sentence names them; None when there is none."""
    if len(regulators) > MANY:
        return f"data protection authorities of {len(regulators)} places"
    return words.listed(row.addressee for row in regulators) or None


def _complaint(regulators: Sequence[Clock], clock: Clock, desk: Desk, asked: Asked) -> str | None:
    """Where people can complain: to each of these authorities, else to the data protection authority of the place."""
    found = [desk.rulebook.authority(row.authority_id or "") for row in regulators]
    if not any(authority is not None and authority.complaint for authority in found):
        found = [desk.rulebook.authority_at("data_protection", clock.jurisdiction, asked)]
    said = dict.fromkeys(authority.complaint for authority in found if authority is not None and authority.complaint)
    if len(said) > MANY:
        return COMPLAIN_WHERE_YOU_LIVE
    return next(iter(said)) if len(said) == 1 else "\n".join(f"- {sentence}" for sentence in said) or None


def _supplier(session: Session, notice: Notice, desk: Desk) -> str | None:
    incident = session.get_one(Incident, notice.incident_id)
    found = next((entry for entry in desk.settings.suppliers if entry.key == incident.supplier), None)
    if found is None:
        return None
    service = found.service[:1].lower() + found.service[1:]
    return f"{found.name} ({', '.join(_lines(service, words.place(found.country)))})"


def _earlier_filings(session: Session, notice: Notice) -> list[Filing]:
    """How the notices of this duty, and of the one that promised this, were filed before; the newest first."""
    clock_ids = [clock.id for clock in _chain(session, notice.clock)]
    query = select(Filing).join(Notice, Notice.id == Filing.notice_id)
    query = query.where(Notice.clock_id.in_(clock_ids), Notice.id != notice.id)
    return list(session.scalars(query.order_by(Filing.filed_at.desc(), Filing.id.desc())))


def _chain(session: Session, clock: Clock) -> list[Clock]:
    """The clock, that of the notice that promised it, and so on up to the law's own."""
    chain = [clock]
    while chain[-1].promised_by_notice_id is not None:
        chain.append(session.get_one(Notice, chain[-1].promised_by_notice_id).clock)
    return chain


def gather(session: Session, notice: Notice, desk: Desk, *, now: datetime, draft: bool) -> Source:
    """Everything that the document of a notice is made from, as plain values."""
    clock = notice.clock
    incident = session.get_one(Incident, notice.incident_id)
    customer = clock.customer
    earlier = _earlier_filings(session, notice)
    regime = desk.rulebook.by_id.get(clock.regime)
    facts = _facts(session, notice)
    return Source(
        form=desk.forms[notice.form],
        given=notice_input(session, notice, desk),
        answers=notice.answers,
        duty=_duty(session, clock, desk),
        signing=Signing(
            author=session.get_one(User, notice.author_id).name,
            approver=session.get_one(User, notice.approved_by_id).name if notice.approved_by_id else "",
            approved_at=notice.approved_at,
            state=STATES.get(notice.state.value, "Only a view, not the issued document"),
        ),
        organisation=desk.settings.organisation,
        contact=desk.settings.contact,
        customer=_lines(customer.name, customer.contact or "") if customer else (clock.addressee,),
        customer_country=customer.country if customer else "",
        reference=incident.reference,
        number=notice.number,
        document_id=f"{incident.reference}-{clock.jurisdiction}-{clock.id}",
        earlier_at=earlier[0].filed_at if earlier else None,
        law_is_draft=regime is not None and regime.status == "draft",
        facts_json=canonical_json({key: value for key, value in facts.items() if key != "controllers"}),
        now=now,
        draft=draft,
    )


def own_name(authority: Authority) -> str:
    """The authority's name in its own language; "" in a script that our own faces do not have.

    Those have Latin, Greek and Cyrillic. A document must not depend on the fonts of the machine for words that nobody
    typed.
    """
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in authority.local_name if letter.isalpha()}
    return authority.local_name if scripts <= {"LATIN", "GREEK", "CYRILLIC"} else ""


def _duty(session: Session, clock: Clock, desk: Desk) -> Duty:
    authority = desk.rulebook.authority(clock.authority_id) if clock.authority_id else None
    reach = _lines(own_name(authority), authority.postal_address, authority.email) if authority else ()
    root = _chain(session, clock)[-1]
    asked = clock.finding.get("must_contain", [])
    return Duty(
        jurisdiction=clock.jurisdiction,
        addressee=clock.addressee,
        reach=" · ".join(dict.fromkeys(line for line in reach if line != clock.addressee)),
        citation=clock.citation,
        period=clock.period or "",
        event=root.event,
        started_at=root.started_at,
        due_at=clock.due_at,
        expected_at=clock.due_expected_at,
        promised=clock.promised_by_notice_id is not None,
        required={entry["item"]: entry["cite"] for entry in asked if not entry.get("if_known")},
    )
