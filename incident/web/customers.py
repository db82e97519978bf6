"""Customers that we tell as their processor: the list, and its import with a preview."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from incident.db.models import Context, Incident
from incident.domain import customer_list, fact_words
from incident.domain.customer_list import CustomerList
from incident.errors import FormInvalid
from incident.http import desk, may, now, session
from incident.services import contexts, customers, duty_tables, identity, incidents
from incident.services.customers import Preview
from incident.web.forms import Form

bp = Blueprint("customers", __name__)
MAX_LIST = 2 * 1024 * 1024  # characters; 5,000 customers with long names need about a quarter
Answer = str | Response | tuple[str, int]


def _processor_contexts(incident: Incident) -> list[Context]:
    return [
        context
        for context in contexts.of(session, incident)
        if fact_words.at(contexts.newest_facts(session, context).document, "organisation.role") == "processor"
    ]


def _chosen(incident: Incident, wanted: int | None) -> Context | None:
    found = _processor_contexts(incident)
    return next((context for context in found if context.id == wanted), found[0] if found else None)


@bp.get("/incidents/<ref>/customers")
@may("incident.view")
def index(ref: str) -> str:
    """The customers of one processor context, each with the state of its notice."""
    return _page(ref, request.args.get("context", type=int))


def _page(
    ref: str,
    context_id: int | None,
    form: Form | None = None,
    read: CustomerList | None = None,
    outcome: Preview | None = None,
    text: str = "",
) -> str:
    incident = incidents.by_reference(session, ref, by=current_user)
    context = _chosen(incident, context_id)
    rows = customers.listed(session, context) if context else []
    moment = now()
    return render_template(
        "screens/customers/index.html",
        incident=incident,
        context=context,
        contexts=_processor_contexts(incident),
        rows=[(row, clock, duty_tables.tag_of(clock, moment) if clock else None) for row, clock in rows],
        told=sum(clock is not None and clock.stopped_at is not None for _, clock in rows),
        overdue=sum(clock is not None and duty_tables.is_late(clock, moment) for _, clock in rows),
        form=form or Form(),
        read=read,
        outcome=outcome,
        text=text,
        columns=customer_list.COLUMNS,
        may_edit=identity.allows(current_user, "incident.edit"),
    )


@bp.post("/incidents/<ref>/customers/<int:context_id>")
@may("incident.edit")
def load(ref: str, context_id: int) -> Answer:
    """First shows what the list would do, with each fault and its line; the second press imports all of it."""
    incident = incidents.by_reference(session, ref, by=current_user)
    context = contexts.by_id(session, incident, context_id)
    form = Form(request.form)
    try:
        text = _text(form)
    except FormInvalid as refusal:
        form.errors.update(refusal.errors)
        return _page(ref, context_id, form=form), 422
    read = customer_list.read(text)
    if form.errors or read.faults:
        return _page(ref, context_id, form=form, read=read, text=text), 422
    if form.text("step", max=16) != "import":
        outcome = customers.preview(session, context, read.rows)
        return _page(ref, context_id, form=form, read=read, outcome=outcome, text=text)
    source = form.text("source", max=1000) or "Imported list of customers"
    customers.load(session, context, read.rows, source=source, by=current_user, now=now(), desk=desk())
    return redirect(url_for("customers.index", ref=ref, context=context_id), 303)


def _text(form: Form) -> str:
    """The list from the chosen file, else from the text field."""
    file = request.files.get("file")
    if file is not None and file.filename:
        content = file.read(MAX_LIST + 1)
        if len(content) > MAX_LIST:
            raise FormInvalid({"file": "The file is larger than 2 MB. Split the list."})
        return customer_list.decode(content)
    return form.text("list", max=MAX_LIST) or ""


@bp.post("/incidents/<ref>/customers/<int:context_id>/<int:customer_id>/remove")
@may("incident.edit")
def remove(ref: str, context_id: int, customer_id: int) -> Answer:
    """Take a customer out of the list; its notice is no longer owed."""
    incident = incidents.by_reference(session, ref, by=current_user)
    context = contexts.by_id(session, incident, context_id)
    customers.remove(session, context, customer_id, by=current_user, now=now(), desk=desk())
    return redirect(url_for("customers.index", ref=ref, context=context_id), 303)
