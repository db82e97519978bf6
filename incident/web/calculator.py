"""The calculator: facts in, duties out. Nothing is stored: no row, no draft, no address that holds a fact."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from incident.domain import calculation, change_documents, documents, fact_words, place_names, words
from incident.domain.assess import assess, assess_as_suggested
from incident.domain.changes import changes_of
from incident.domain.severity_factors import with_factors
from incident.errors import DutyNotClear
from incident.http import desk, may, now, reads_only
from incident.law.facts import Facts
from incident.law.fields import BY_PATH, PEOPLE
from incident.web import calculator_forms
from incident.web.calculator_forms import Typed
from incident.web.forms import Form

bp = Blueprint("calculator", __name__)
Answer = Response | str | tuple[str, int]
LINES = 4  # empty lines that one press adds to a table


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. `fields`: what was typed and could not be taken, None to show `document`.

    `asked`: the day whose law is asked, as typed. `passed`: questions that were passed over. `changes`: the key of a
    duty -> what would change it, by outcome.
    """

    document: Mapping[str, Any]
    asked: str
    typed: Typed | None = None
    fields: MultiDict[str, str] | None = None
    assessment: Mapping[str, Any] | None = None
    suggested: bool = False
    passed: tuple[str, ...] = ()
    pasted: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/law/calculator")
@may("law.view")
def show() -> str:
    """The calculator with what the configuration says of the organisation, and today's law; `start`: a set of its data."""
    settings = desk().settings
    own = settings.organisation
    known = {"country": own.country, "establishments": list(own.establishments), "kinds": list(own.kinds)}
    document: dict[str, Any] = {"organisation": {name: value for name, value in known.items() if value}}
    number = request.args.get("start", type=int)
    if number is not None and 0 <= number < len(settings.data_inventory):
        entry = settings.data_inventory[number]
        document["organisation"]["role"] = entry.role
        document["data"] = list(entry.data)
    return _render(Page(document, _today().isoformat()))


@bp.post("/law/calculator")
@may("law.view")
@reads_only
def count() -> Answer:
    """The duties that follow from what was typed or pasted; as a page, or as a file of the assessment or of the facts."""
    form = Form(request.form)
    then = form.choice("then", ("count", "later", "lines", "document", "assessment", "facts")) or "count"
    if then == "lines":
        fields = calculator_forms.more_rows(request.form, "affected", LINES)
        return _render(_page({}, form, fields=calculator_forms.more_rows(fields, "controllers", LINES)))
    typed = calculator_forms.from_paste(form) if then == "document" else calculator_forms.from_form(request.form)
    on, errors = _day(form), dict(typed.errors)
    if on is None:
        errors["on"] = f"“{form.text('on', max=20) or ''}” is no day. Write it as 2026-11-22."
    if typed.facts is None or on is None:
        return _render(_page({}, form, typed=typed, fields=request.form, errors=errors)), 422
    if then == "facts":
        return _file(typed.facts.document, f"facts-{on}.json")
    suggested = form.text("suggested", max=8) is not None
    assessment = _assessed(typed.facts, on, suggested=suggested)
    if then == "assessment":
        return _file(with_factors(assessment, typed.facts), f"assessment-{on}.json")
    changes = _changes(form, typed.facts, on)
    return _render(_page(typed.facts.document, form, assessment=assessment, changes=changes))


def _changes(form: Form, facts: Facts, on: date) -> dict[str, Any]:
    """What would change the duty whose button was pressed; empty where none was, or it is no duty of the rulebook."""
    key = form.text("changes", max=400) or ""
    parts = key.split(calculation.BETWEEN, 2)
    if len(parts) < 3:
        return {}
    try:
        return {key: change_documents.by_outcome(changes_of(facts, desk().rulebook, (parts[0], parts[1], parts[2]), on=on))}
    except DutyNotClear:
        return {}


def _assessed(facts: Facts, on: date, *, suggested: bool) -> dict[str, Any]:
    return (assess_as_suggested if suggested else assess)(facts, desk().rulebook, on=on)


def _file(document: Mapping[str, Any], name: str) -> Response:
    """A document as a download, in the bytes of the command line and the API."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(documents.to_bytes(document), content_type="application/json", headers=headers)


def _today() -> date:
    return now().astimezone(ZoneInfo(current_user.zone)).date()


def _day(form: Form) -> date | None:
    """The day whose law is asked, today where none is given; None where it is no day."""
    text = form.text("on", max=20)
    try:
        return date.fromisoformat(text) if text else _today()
    except ValueError:
        return None


def _page(document: Mapping[str, Any], form: Form, **more: Any) -> Page:
    """A page for a form that was sent."""
    passed = form.many("passed", calculator_forms.SHOWN)
    asked = form.choice("asked", calculator_forms.SHOWN)
    if asked and form.text("then", max=16) == "later" and fact_words.at(document, asked) is None:
        passed.append(asked)
    return Page(
        document,
        form.text("on", max=20) or _today().isoformat(),
        suggested=form.text("suggested", max=8) is not None,
        passed=tuple(passed),
        pasted=form.text("document", max=calculator_forms.MAX_DOCUMENT) or "" if more.get("errors") else "",
        **more,
    )


def _render(page: Page) -> str:
    fields = calculator_forms.views(page.document, page.fields, page.errors)
    form = Form()
    form.errors = dict(page.errors)
    outcome = question = None
    if page.assessment is not None:
        outcome = calculation.outcome(page.assessment, now=now())
        question = calculation.question(page.assessment, page.passed, calculator_forms.SHOWN.__contains__)
    aside = calculator_forms.kept_aside(page.document)
    return render_template(
        "screens/law/calculator.html",
        page=page,
        form=form,
        groups=[(name, [entry for entry in fields if entry.field.group == name]) for name in calculator_forms.ORDER],
        fields={entry.field.path: entry for entry in fields},
        outcome=outcome,
        question=question,
        aside=json.dumps(aside, ensure_ascii=False) if page.fields is None else page.fields.get("aside", ""),
        aside_words=_aside_words(aside),
        facts_text=documents.to_bytes(page.document).decode() if outcome else "",
        places=place_names.offered(),
        people=[(code, fact_words.label("people", code)) for code in PEOPLE],
        data=fact_words.options(BY_PATH["data"]),
        organisation=desk().settings.organisation.name,
        inventory=[entry.name for entry in desk().settings.data_inventory],
    )


def _aside_words(aside: Mapping[str, Any]) -> str:
    """The facts that count and have no field on the page, by their short names."""
    return words.listed(fact_words.short(path) for path in BY_PATH if fact_words.at(aside, path) is not None)
