"""The quick report: five answers on a phone, and the page that says what happens next."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.domain import quick_report
from incident.domain.quick_report import NOT_SURE, QuickReport
from incident.errors import FormInvalid
from incident.http import desk, may, now, session
from incident.services import identity, incidents
from incident.web.forms import Form, render_again
from incident.web.frame import kept

bp = Blueprint("reports", __name__)
DRAFT = "quick-report"
MAX_TEXT = 8_000  # characters, as the facts document keeps


@bp.get("/report")
@may("incident.report")
def new() -> str:
    """The empty report, or what this person had typed before."""
    return _page()


def _page(form: Form | None = None) -> str:
    form = kept(form or Form(), DRAFT)
    settings = desk().settings
    return render_template(
        "screens/reports/new.html",
        form=form,
        draft_key=DRAFT,
        kinds=[(key, words) for key, (words, _) in quick_report.KINDS.items()],
        inventory=settings.data_inventory,
        suppliers=settings.suppliers,
        moment=now(),
        duty=[person.name for person in incidents.duty_people(session, desk())],
    )


@bp.post("/report")
@may("incident.report")
def create() -> Response | tuple[str, int]:
    """Take the report in; the incident is open and the duty person is told."""
    form = Form(request.form)
    answers = _answers(form)
    if form.errors:
        return render_again(_page, form=form)
    try:
        incident = incidents.report(session, answers, by=current_user, now=now(), desk=desk())
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
        return render_again(_page, form=form)
    return redirect(url_for("reports.own", ref=incident.reference), 303)


def _answers(form: Form) -> QuickReport:
    settings = desk().settings
    what = form.text("what_happened", max=MAX_TEXT)
    if not what and form.text("what_unsure", max=8) is None:
        form.errors["what_happened"] = "Say in a sentence what you saw, or choose “I am not sure”."
    kinds = form.many("kinds", [*quick_report.KINDS, NOT_SURE])
    names = [entry.name for entry in settings.data_inventory]
    whose = form.choice("whose", [*names, NOT_SURE])
    ongoing = form.choice("ongoing", ["yes", "no", NOT_SURE])
    supplier = form.choice("supplier", [entry.key for entry in settings.suppliers])
    unsure_when = form.text("noticed_unsure", max=8) is not None
    noticed = None if unsure_when else form.instant("noticed_at")
    if noticed is None and not unsure_when and "noticed_at" not in form.errors:
        form.errors["noticed_at"] = "Give the day and time at which you noticed it, or choose “I am not sure”."
    return QuickReport(
        what_happened=what,
        noticed_at=noticed,
        kinds=() if NOT_SURE in kinds else tuple(kinds),
        whose=(whose,) if whose and whose != NOT_SURE else (),
        people_count=form.whole("people_count"),
        ongoing={"yes": True, "no": False}.get(ongoing or ""),
        supplier=supplier,
        supplier_told_at=form.instant("supplier_told_at") if supplier else None,
        reach=form.text("reach", max=200),
    )


@bp.get("/report/<ref>")
@may("report.view_own")
def own(ref: str) -> str:
    """What became of a report: its reference, its state, who has it; for the person who made it."""
    incident = incidents.own_report(session, ref, by=current_user)
    return render_template(
        "screens/reports/own.html",
        incident=incident,
        answers=quick_report.lines(incident.report),
        duty=[person.name for person in incidents.duty_people(session, desk())],
        may_open=identity.allows(current_user, "incident.view"),
        fresh=(now() - incident.reported_at).total_seconds() < 900,
    )
