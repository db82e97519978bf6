"""Notices: drafted from the facts, edited, approved by a second person, issued, filed. Issued ones never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incident.db import audit
from incident.db.models import (
    Clock,
    ClockState,
    Context,
    DeliveryClass,
    Filing,
    Incident,
    IssuedDocument,
    Notice,
    NoticeKind,
    NoticeStage,
    NoticeState,
    User,
)
from incident.domain import law_words, lifecycle, notice_content, words
from incident.domain.notice_content import NoticeInput
from incident.errors import (
    ContentMissing,
    DelayReasonMissing,
    EditConflict,
    FormInvalid,
    MoveRefused,
    NotFound,
    ReasonNeeded,
    ReferenceMissing,
    SecondPersonNeeded,
)
from incident.law.forms import Form, form_for
from incident.services import clocks, deliveries, documents, facts, identity
from incident.services.desk import Desk
from incident.services.evidence import Upload, media_type

KINDS = {
    "regulator": NoticeKind.REGULATOR,
    "second_regulator": NoticeKind.REGULATOR,
    "law_enforcement": NoticeKind.REGULATOR,
    "individuals": NoticeKind.INDIVIDUALS,
    "controller": NoticeKind.CUSTOMER,
}  # what a duty's `notify` is written with; the others (media, bureaus, public) take the regulator's general form
FOLLOW_UP_AFTER = timedelta(days=7)  # proposed date for what is still unknown; the author may change it


@dataclass(frozen=True, slots=True)
class Missing:
    """Content that the law asks for and the draft lacks."""

    words: str
    cite: str
    question_id: str | None  # where it can be given; None when the form has no place for it


@dataclass(frozen=True, slots=True)
class Filed:
    """What a person says of a filing. `receipt`: the authority's receipt as a file, or None."""

    at: datetime
    by_name: str
    channel: str
    reference: str | None
    receipt: Upload | None


def create(session: Session, incident: Incident, clock_id: int, *, by: User, now: datetime, desk: Desk) -> Notice:
    """A draft for one duty, filled from the facts; after an issued one, the next version or the follow-up.

    Raises:
        NotFound: no such duty in this incident.
        MoveRefused: an unfinished notice for this duty exists already.
    """
    identity.require(by, "notice.edit")
    clock = session.get(Clock, clock_id)
    if clock is None or clock.incident_id != incident.id:
        raise NotFound(f"There is no duty {clock_id} in {incident.reference}.")
    last = _last(session, clock)
    if last is not None and last.state in _UNFINISHED:
        raise MoveRefused(f"A notice for this duty is already {lifecycle.WORDS[last.state.value]}. Go on with that one.")
    kind = KINDS.get(clock.notify, NoticeKind.REGULATOR)
    form = form_for(desk.forms, kind=kind.value, regime=clock.regime, authority=clock.authority_id)
    follow_up = clock.promised_by_notice_id is not None or (last is not None and last.state is NoticeState.FILED)
    notice = Notice(
        incident_id=incident.id,
        context_id=clock.context_id,
        clock_id=clock.id,
        kind=kind,
        stage=NoticeStage.FOLLOW_UP if follow_up else NoticeStage.INITIAL,
        form=form.id,
        language=form.language,
        number=(last.number if last else 0) + 1,
        state=NoticeState.DRAFT,
        answers={},
        delay_reason=None,
        facts_version_id=facts.current(session, session.get_one(Context, clock.context_id)).id,
        author_id=by.id,
        created_at=now,
        changed_at=now,
    )
    session.add(notice)
    session.flush()
    notice.answers = _answers(form, documents.notice_input(session, notice, desk), last.answers if last else {}, now)
    _note(session, notice, "notice.drafted", "drafted", by=by, now=now)
    return notice


_UNFINISHED = (NoticeState.DRAFT, NoticeState.AWAITING_APPROVAL, NoticeState.APPROVED, NoticeState.ISSUED)


def _last(session: Session, clock: Clock) -> Notice | None:
    return session.scalars(select(Notice).where(Notice.clock_id == clock.id).order_by(Notice.number.desc()).limit(1)).first()


def _answers(form: Form, given: NoticeInput, earlier: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Each question's text: what a person wrote before, else what the facts say, else open, to follow."""
    answers: dict[str, Any] = {"_follow_up_at": (now + FOLLOW_UP_AFTER).isoformat()}
    for question in form.questions:
        before = earlier.get(question.id, {})
        if before.get("edited"):
            answers[question.id] = before
            continue
        text = notice_content.fill(question, given) or ""
        optional = question.only_when_filled or question.filler == "free"
        answers[question.id] = {"text": text, "to_follow": not text and not optional, "edited": False}
    return answers


def by_id(session: Session, incident: Incident, notice_id: int) -> Notice:
    """One notice of the incident; raises NotFound."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.incident_id != incident.id:
        raise NotFound(f"There is no notice {notice_id} in {incident.reference}.")
    return notice


def all_of(session: Session, incident: Incident) -> list[Notice]:
    """Every notice of the incident, the newest first."""
    return list(session.scalars(select(Notice).where(Notice.incident_id == incident.id).order_by(Notice.id.desc())))


def save(
    session: Session,
    notice: Notice,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    delay_reason: str | None,
    follow_up_at: datetime | None,
    expected_version: int,
    by: User,
    now: datetime,
    desk: Desk,
) -> Notice:
    """Keep what a person wrote. `answers`: question id -> {"text", "to_follow"}; others stay as they are.

    Raises:
        MoveRefused: the notice is no longer a draft.
        EditConflict: somebody saved it since `expected_version`.
    """
    identity.require(by, "notice.edit")
    if notice.state is not NoticeState.DRAFT:
        raise MoveRefused("Only a draft can be changed. Take the notice back to a draft, or make a new version.")
    if notice.version != expected_version:
        raise EditConflict("Somebody else saved this notice while you had it open.")
    given = documents.notice_input(session, notice, desk)
    kept = dict(notice.answers)
    for question in desk.forms[notice.form].questions:
        if question.id not in answers:
            continue
        text = str(answers[question.id].get("text", "")).strip()
        made = (notice_content.fill(question, given) or "").strip()
        kept[question.id] = {
            "text": text,
            "to_follow": bool(answers[question.id].get("to_follow")) and not text,
            "edited": bool(text) and text != made,
        }
    if follow_up_at is not None:
        kept["_follow_up_at"] = follow_up_at.isoformat()
    notice.answers, notice.delay_reason, notice.changed_at = kept, (delay_reason or "").strip() or None, now
    notice.author_id = by.id  # whoever wrote last cannot approve
    _note(session, notice, "notice.saved", "saved", by=by, now=now)
    return notice


def refill(session: Session, notice: Notice, *, by: User, now: datetime, desk: Desk) -> Notice:
    """Take the newest facts into every answer that no person has edited."""
    identity.require(by, "notice.edit")
    if notice.state is not NoticeState.DRAFT:
        raise MoveRefused("Only a draft can take in new facts.")
    notice.facts_version_id = facts.current(session, session.get_one(Context, notice.context_id)).id
    session.flush()
    given = documents.notice_input(session, notice, desk)
    fresh = _answers(desk.forms[notice.form], given, notice.answers, now)
    fresh["_follow_up_at"] = notice.answers["_follow_up_at"]
    notice.answers, notice.changed_at = fresh, now
    _note(session, notice, "notice.refilled", "filled from the newest facts", by=by, now=now)
    return notice


def missing(session: Session, notice: Notice, desk: Desk) -> list[Missing]:
    """What the duty's law asks for and the draft neither says nor marks as to follow, each with its citation."""
    form = desk.forms[notice.form]
    places: dict[str, str] = {}
    for question in form.questions:
        if question.item:
            places.setdefault(question.item, question.id)
    lacking = [
        Missing(question.words, question.cite or form.cite, question.id)
        for question in form.questions
        if question.mandatory and not _answered(notice, question.id)
    ]
    named = {entry.question_id for entry in lacking}
    for item in notice.clock.finding.get("must_contain", []):
        place = places.get(item["item"])
        if item["item"] == "delay_reason" or item["item"] in form.printed or place in named:
            continue  # the delay is asked for at issue, by the time of that moment; the frame prints some by itself
        if item.get("if_known") and (place is None or not _has_text(notice, place)):
            continue
        if place is None or not _answered(notice, place):
            lacking.append(Missing(law_words.content(item["item"]), item["cite"], place))
    return lacking


def _answered(notice: Notice, question_id: str) -> bool:
    return _has_text(notice, question_id) or bool(notice.answers.get(question_id, {}).get("to_follow"))


def _has_text(notice: Notice, question_id: str) -> bool:
    return bool(notice.answers.get(question_id, {}).get("text"))


def is_late(notice: Notice, now: datetime) -> bool:
    """Whether the strict legal limit of the duty has passed at `now`; False when the law gives no number."""
    due = notice.clock.due_at
    return due is not None and now > due


def submit(session: Session, notice: Notice, *, approver_id: int, by: User, now: datetime, desk: Desk) -> Notice:
    """Ask a second person for approval; they are told by mail.

    Raises:
        ContentMissing: required content is missing, each named with its citation.
        DelayReasonMissing: the limit has passed and no reason for the delay is given.
        SecondPersonNeeded: the approver is the author, or may not approve.
    """
    identity.require(by, "notice.edit")
    lifecycle.check_notice_move(notice.state.value, "awaiting_approval")
    lacking = missing(session, notice, desk)
    if lacking:
        raise ContentMissing([f"{entry.words} ({entry.cite})" for entry in lacking])
    _check_delay_reason(notice, now)
    approver = session.get(User, approver_id)
    if approver is None or not approver.active or not identity.allows(approver, "notice.approve"):
        raise FormInvalid({"approver": "Choose a person who may approve notices."})
    if approver.id == notice.author_id:
        raise SecondPersonNeeded("The author cannot approve the notice. Choose a second person.")
    notice.state, notice.approver_id = NoticeState.AWAITING_APPROVAL, approver.id
    _note(session, notice, "notice.submitted", f"sent to {approver.name} for approval", by=by, now=now)
    incident = session.get_one(Incident, notice.incident_id)
    deliveries.enqueue(
        session,
        once_key=f"approval/{notice.id}/{notice.version}",
        template="approval_wanted",
        content={
            "reference": incident.reference,
            "document": f"{notice.clock.title}: {notice.clock.addressee}",
            "author": by.name,
            "due_at": notice.clock.remind_from.isoformat() if notice.clock.remind_from else None,
            "path": f"/incidents/{incident.reference}/notices/{notice.id}",
        },
        to=approver,
        recipient=None,
        delivery_class=DeliveryClass.INTERNAL,
        due_at=now,
        now=now,
        desk=desk,
        incident_id=incident.id,
        clock_id=notice.clock_id,
    )
    return notice


def take_back(session: Session, notice: Notice, *, by: User, now: datetime) -> Notice:
    """Make a notice that waits, or is approved and not issued, a draft again; an approval is void then."""
    identity.require(by, "notice.edit")
    lifecycle.check_notice_move(notice.state.value, "draft")
    notice.state, notice.approver_id = NoticeState.DRAFT, None
    notice.approved_by_id = notice.approved_at = notice.approval_words = None
    _note(session, notice, "notice.taken_back", "taken back to a draft", by=by, now=now)
    return notice


def approve(
    session: Session, notice: Notice, *, agree: bool, words: str, expected_version: int, by: User, now: datetime
) -> Notice:
    """A second person approves the notice as it stands, or sends it back with their words.

    Raises:
        SecondPersonNeeded: it is the author.
        EditConflict: the notice changed since the approver read it.
        ReasonNeeded: sent back without saying why.
    """
    identity.require(by, "notice.approve")
    if notice.author_id == by.id:
        raise SecondPersonNeeded("You wrote this notice. A second person must approve it.")
    if notice.version != expected_version:
        raise EditConflict("The notice changed while you read it. Read it again before you approve it.")
    lifecycle.check_notice_move(notice.state.value, "approved" if agree else "draft")
    if not agree and not words.strip():
        raise ReasonNeeded("words", "Say what must change.")
    notice.approval_words = words.strip() or None
    if agree:
        notice.state, notice.approved_by_id, notice.approved_at = NoticeState.APPROVED, by.id, now
    else:
        notice.state = NoticeState.DRAFT
    _note(session, notice, "notice.approved" if agree else "notice.sent_back",
          "approved" if agree else "sent back to its author", by=by, now=now)  # fmt: skip
    return notice


def issue(session: Session, notice: Notice, *, by: User, now: datetime, desk: Desk) -> IssuedDocument:
    """Freeze the approved notice as a PDF, kept by its SHA-256; what is to follow becomes a duty of its own.

    Raises:
        MoveRefused: not approved.
        DelayReasonMissing: the limit has passed since approval and no reason for the delay is given.
        notifications.errors.DocumentWarning: the document could not be laid out cleanly.
    """
    identity.require(by, "notice.issue")
    lifecycle.check_notice_move(notice.state.value, "issued")
    _check_delay_reason(notice, now)
    pdf, facts_sha256 = documents.render_pdf(session, notice, desk, now=now)
    stored = desk.files.put(session, pdf, "application/pdf", now=now)
    issued = IssuedDocument(
        notice_id=notice.id, sha256=stored.sha256, facts_sha256=facts_sha256, issued_by_id=by.id, issued_at=now
    )
    session.add(issued)
    notice.state = NoticeState.ISSUED
    session.flush()
    _note(session, notice, "notice.issued", f"issued, SHA-256 {stored.sha256[:16]}", by=by, now=now)
    _promise(session, notice, by=by, now=now, desk=desk)
    return issued


def _check_delay_reason(notice: Notice, now: datetime) -> None:
    if is_late(notice, now) and not notice.delay_reason:
        raise DelayReasonMissing(
            "delay_reason", "The time limit has passed. Give the reasons for the delay; they are part of the notice."
        )


def _promise(session: Session, notice: Notice, *, by: User, now: datetime, desk: Desk) -> None:
    open_words = to_follow(notice, desk.forms[notice.form])
    if open_words:
        clocks.promise(
            session,
            notice,
            title="Send what was not yet known",
            due_at=datetime.fromisoformat(notice.answers["_follow_up_at"]),
            words="; ".join(open_words),
            by=by,
            now=now,
            desk=desk,
        )


def to_follow(notice: Notice, form: Form) -> list[str]:
    """The questions answered “not yet known, to follow”, in words."""
    return [question.words for question in form.questions if notice.answers.get(question.id, {}).get("to_follow")]


def record_filing(session: Session, notice: Notice, filed: Filed, *, by: User, now: datetime, desk: Desk) -> Filing:
    """Record that the issued notice was handed in; the clock stops and the lateness is frozen.

    Raises:
        MoveRefused: not issued, or filed already.
        FormInvalid: the time lies in the future, or before the document was issued.
        ReferenceMissing: a receipt without the authority's reference.
    """
    identity.require(by, "filing.record")
    lifecycle.check_notice_move(notice.state.value, "filed")
    issued = document_of(session, notice)
    if filed.at > now:
        raise FormInvalid({"filed_at": "The time of the filing lies in the future. Give the time at which it was sent."})
    if filed.at < issued.issued_at.replace(second=0, microsecond=0):
        raise FormInvalid({"filed_at": "The filing cannot lie before the document was issued. Check both times."})
    if filed.receipt is not None and not filed.reference:
        raise ReferenceMissing("reference", "A receipt needs the authority's reference number; it stands on the receipt.")
    receipt = None
    if filed.receipt is not None:
        receipt = desk.files.put(session, filed.receipt.content, media_type(filed.receipt.name), now=now)
    clock = notice.clock
    if clock.state is not ClockState.MET:
        clocks.stop(session, clock, at=filed.at, words=f"filed by {filed.channel}", by=by, now=now, desk=desk)
    row = Filing(
        notice_id=notice.id,
        filed_at=filed.at,
        filed_by=filed.by_name,
        channel=filed.channel,
        authority_reference=filed.reference,
        receipt_sha256=receipt.sha256 if receipt else None,
        receipt_name=filed.receipt.name[:255] if filed.receipt else None,
        late_seconds=clock.late_seconds,
        recorded_by_id=by.id,
        recorded_at=now,
    )
    session.add(row)
    notice.state = NoticeState.FILED
    reference = f"reference {filed.reference}" if filed.reference else "no reference yet"
    sent = f"filed {words.when(filed.at, desk.settings.zone)}, {reference}"
    _note(session, notice, "notice.filed", sent, by=by, now=now)
    return row


def document_of(session: Session, notice: Notice) -> IssuedDocument:
    """The frozen document; raises NotFound before the issue."""
    row = session.scalar(select(IssuedDocument).where(IssuedDocument.notice_id == notice.id))
    if row is None:
        raise NotFound("This notice was not issued yet; there is no document.")
    return row


def filing_of(session: Session, notice: Notice) -> Filing | None:
    """How the notice was filed; None before."""
    return session.scalar(select(Filing).where(Filing.notice_id == notice.id))


def waiting_for(session: Session, user: User) -> list[Notice]:
    """Notices that wait for this person's approval, the oldest first."""
    query = select(Notice).where(Notice.approver_id == user.id, Notice.state == NoticeState.AWAITING_APPROVAL)
    return list(session.scalars(query.order_by(Notice.changed_at)))


def writable(session: Session, incident: Incident) -> list[Clock]:
    """The duties of the incident that a notice can be written for: owed or open, and owed to somebody outside."""
    states = (ClockState.RUNNING, ClockState.CANNOT_TELL)
    query = select(Clock).where(Clock.incident_id == incident.id, Clock.state.in_(states), Clock.notify != "internal")
    return list(session.scalars(query.order_by(Clock.state.desc(), Clock.due_at, Clock.id)))


def number_of(session: Session, incident: Incident) -> int:
    """How many notices the incident has."""
    return session.scalar(select(func.count(Notice.id)).where(Notice.incident_id == incident.id)) or 0


def _note(session: Session, notice: Notice, action: str, words: str, *, by: User, now: datetime) -> None:
    audit.record(
        session,
        action,
        f"Notice to {notice.clock.addressee}, version {notice.number}: {words}",
        by=by,
        now=now,
        incident_id=notice.incident_id,
        about=("notice", notice.id),
        detail={
            "state": notice.state.value,
            "answers": audit.commitment(notice.answers),
            "delay_reason": audit.commitment(notice.delay_reason),
        },
    )
