"""Notices: the editor beside its preview, approval by a second person, issue, filing."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as AnyResponse

from incident.db.models import Clock, Incident, Notice
from incident.domain import fact_words
from incident.errors import ContentMissing, FormInvalid, SecondPersonNeeded
from incident.http import desk, may, now, session
from incident.services import documents, identity, incidents, notice_words, notices
from incident.services.evidence import Upload
from incident.services.notices import Filed
from incident.web.forms import Form, render_again
from incident.web.law import address_of

bp = Blueprint("notices", __name__)
Answer = AnyResponse | tuple[str, int]


@bp.get("/incidents/<ref>/notices")
@may("incident.view")
def index(ref: str) -> str:
    """Every notice of the incident, and the duties that have none yet."""
    incident = incidents.by_reference(session, ref, by=current_user)
    rows = notices.all_of(session, incident)
    written = {row.clock_id for row in rows}
    return render_template(
        "screens/notices/index.html",
        incident=incident,
        rows=rows,
        filings={row.id: notices.filing_of(session, row) for row in rows},
        without=[clock for clock in notices.writable(session, incident) if clock.id not in written],
        may_edit=identity.allows(current_user, "notice.edit"),
    )


@bp.post("/incidents/<ref>/notices")
@may("notice.edit")
def new(ref: str) -> AnyResponse:
    """Start the draft for one duty, filled from the facts."""
    incident = incidents.by_reference(session, ref, by=current_user)
    clock_id = request.form.get("clock", type=int) or 0
    notice = notices.create(session, incident, clock_id, by=current_user, now=now(), desk=desk())
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice.id), 303)


def _notice(ref: str, notice_id: int) -> tuple[Incident, Notice]:
    incident = incidents.by_reference(session, ref, by=current_user)
    return incident, notices.by_id(session, incident, notice_id)


@bp.get("/incidents/<ref>/notices/<int:notice_id>")
@may("incident.view")
def edit(ref: str, notice_id: int) -> str:
    """The notice: questions with their answers, what is missing, and what can be done next."""
    return _page(ref, notice_id)


def _page(ref: str, notice_id: int, form: Form | None = None, refused: tuple[str, ...] = ()) -> str:
    incident, notice = _notice(ref, notice_id)
    late = notices.is_late(notice, now())
    return render_template(
        "screens/notices/edit.html",
        incident=incident,
        notice=notice,
        clock=session.get_one(Clock, notice.clock_id),
        law=address_of(session.get_one(Clock, notice.clock_id)),
        layout=desk().forms[notice.form],
        missing=notices.missing(session, notice, desk()),
        to_follow=notices.to_follow(notice, desk().forms[notice.form]),
        late=late,
        approvers=[person for person in identity.approvers(session) if person.id != notice.author_id],
        document=notices.document_of(session, notice) if notice.state.value in ("issued", "filed") else None,
        filing=notices.filing_of(session, notice),
        form=form or Form(),
        refused=refused,
        new_words=[fact_words.short(path) for path in notice_words.new_words(session, notice, desk())],
        may_change_facts=identity.allows(current_user, "incident.edit"),
        may_edit=identity.allows(current_user, "notice.edit"),
        may_approve=identity.allows(current_user, "notice.approve") and notice.author_id != current_user.id,
        may_issue=identity.allows(current_user, "notice.issue"),
        may_file=identity.allows(current_user, "filing.record"),
    )


@bp.post("/incidents/<ref>/notices/<int:notice_id>")
@may("notice.edit")
def save(ref: str, notice_id: int) -> Answer:
    """Keep what was written."""
    _, notice = _notice(ref, notice_id)
    form = Form(request.form)
    answers = {
        question.id: {
            "text": form.text(f"answer-{question.id}", max=8000) or "",
            "to_follow": f"follow-{question.id}" in request.form,
        }
        for question in desk().forms[notice.form].questions
    }
    delay_reason = form.text("delay_reason", max=8000)
    follow_up_at = form.instant("follow_up_at")
    if form.errors:
        return render_again(_page, ref, notice_id, form=form)
    notices.save(
        session,
        notice,
        answers,
        delay_reason=delay_reason,
        follow_up_at=follow_up_at,
        expected_version=form.version(),
        by=current_user,
        now=now(),
        desk=desk(),
    )
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/refill")
@may("notice.edit")
def refill(ref: str, notice_id: int) -> AnyResponse:
    """Take in the newest facts where nobody has edited the answer."""
    _, notice = _notice(ref, notice_id)
    notices.refill(session, notice, by=current_user, now=now(), desk=desk())
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/words")
@may("incident.edit")
def keep_words(ref: str, notice_id: int) -> AnyResponse:
    """Keep in the facts what was written here and is not there yet; other notices and the register take it from there."""
    _, notice = _notice(ref, notice_id)
    notice_words.keep(session, notice, by=current_user, now=now(), desk=desk())
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)


@bp.get("/incidents/<ref>/notices/<int:notice_id>/preview")
@may("incident.view")
def preview(ref: str, notice_id: int) -> Response:
    """The document as a draft PDF, made now and not kept."""
    _, notice = _notice(ref, notice_id)
    pdf, _ = documents.render_pdf(session, notice, desk(), now=now(), draft=True)
    return _pdf(pdf, f"draft-{ref}-{notice.number}.pdf", show=True)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/submit")
@may("notice.edit")
def submit(ref: str, notice_id: int) -> Answer:
    """Ask a second person for approval."""
    _, notice = _notice(ref, notice_id)
    form = Form(request.form)
    approver = form.whole("approver", required=True)
    try:
        if not form.errors:
            notices.submit(session, notice, approver_id=approver or 0, by=current_user, now=now(), desk=desk())
            return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)
    except ContentMissing as refusal:
        return render_again(_page, ref, notice_id, form=form, refused=refusal.items)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    except SecondPersonNeeded as refusal:
        form.errors["approver"] = str(refusal)
    return render_again(_page, ref, notice_id, form=form)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/draft")
@may("notice.edit")
def take_back(ref: str, notice_id: int) -> AnyResponse:
    """Make it a draft again."""
    _, notice = _notice(ref, notice_id)
    notices.take_back(session, notice, by=current_user, now=now())
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/approve")
@may("notice.approve")
def approve(ref: str, notice_id: int) -> Answer:
    """Approve the notice as it stands, or send it back."""
    _, notice = _notice(ref, notice_id)
    form = Form(request.form)
    answer = form.choice("answer", ["approve", "send_back"], required=True)
    words = form.text("words", max=4000) or ""
    try:
        if not form.errors:
            notices.approve(
                session,
                notice,
                agree=answer == "approve",
                words=words,
                expected_version=form.version(),
                by=current_user,
                now=now(),
            )
            return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, ref, notice_id, form=form)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/issue")
@may("notice.issue")
def issue(ref: str, notice_id: int) -> Answer:
    """Freeze the approved notice as a PDF."""
    _, notice = _notice(ref, notice_id)
    form = Form(request.form)
    try:
        notices.issue(session, notice, by=current_user, now=now(), desk=desk())
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
        return render_again(_page, ref, notice_id, form=form)
    return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)


@bp.get("/incidents/<ref>/notices/<int:notice_id>/document.pdf")
@may("incident.view")
def document(ref: str, notice_id: int) -> Response:
    """The frozen PDF, the bytes whose SHA-256 is recorded."""
    _, notice = _notice(ref, notice_id)
    issued = notices.document_of(session, notice)
    return _pdf(desk().files.get(issued.sha256), f"{ref}-notice-{notice.id}-v{notice.number}.pdf", show=False)


@bp.post("/incidents/<ref>/notices/<int:notice_id>/file")
@may("filing.record")
def file(ref: str, notice_id: int) -> Answer:
    """Record that it was handed in; the clock stops."""
    _, notice = _notice(ref, notice_id)
    form = Form(request.form)
    upload = request.files.get("receipt")
    at, channel = form.instant("filed_at"), form.text("channel", max=200, required=True)
    by_name, reference = form.text("filed_by", max=200, required=True), form.text("reference", max=200)
    if at is None and "filed_at" not in form.errors:
        form.errors["filed_at"] = "Give the day and time at which it was sent, with the zone."
    receipt = Upload(upload.filename or "", upload.read()) if upload and upload.filename else None
    try:
        if at is not None and not form.errors:
            filed = Filed(at=at, by_name=by_name or "", channel=channel or "", reference=reference, receipt=receipt)
            notices.record_filing(session, notice, filed, by=current_user, now=now(), desk=desk())
            return redirect(url_for("notices.edit", ref=ref, notice_id=notice_id), 303)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
    return render_again(_page, ref, notice_id, form=form)


def _pdf(content: bytes, name: str, *, show: bool) -> Response:
    response = Response(content, content_type="application/pdf")
    kind = "inline" if show else "attachment"
    response.headers["Content-Disposition"] = dump_options_header(kind, {"filename": name})
    return response
