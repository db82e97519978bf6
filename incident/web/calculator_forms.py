"""The facts as one long form, for the calculator: what each field shows, and the document that was typed or pasted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_security import current_user
from werkzeug.datastructures import MultiDict

from incident.domain import documents, fact_words, words
from incident.errors import DocumentUnreadable, FactsInvalid
from incident.law.facts import MAX_NAME, Facts, parse_facts
from incident.law.fields import BY_PATH, FIELDS, Field
from incident.services.facts import with_changes
from incident.web import fact_forms
from incident.web.forms import Form

ORDER = ("Who we are", "What happened", "When", "The data", "The people", "Protection", "Risk")
MAIN = frozenset((
    "organisation.country", "organisation.establishments", "organisation.role", "organisation.kinds", "nature", "act",
    "medium", "cause", "recipient", "events.occurred_at", "events.discovered_at", "events.aware_at", "data", "affected",
    "protection.encrypted", "protection.key_compromised", "risk.level", "risk.serious_harm", "risk.misuse_likely",
))  # fmt: skip  # what most laws ask; the rest of each group is folded
FIELDS_SHOWN = tuple(
    field
    for group in ORDER
    for field in FIELDS
    if field.group == group and field.path not in ("more_possible", "events_for")
)
SHOWN = frozenset(field.path for field in FIELDS_SHOWN)
QUIET = ("zone", "rows", "currency", "estimate", "may_grow", "vulnerable")  # parts of an answer that are none alone
MAX_DOCUMENT = 1_000_000  # characters, as the API takes bytes
MANY_CUSTOMERS = 20  # so many have lines of their own; more stay in the document


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field on the page. `shown`: what it holds before anything is typed; `part`: what was typed; `rows`: of a table.

    `main`: it stands open, or it says something; the others are folded.
    """

    field: Field
    options: tuple[tuple[str, str], ...]
    shown: Mapping[str, Any]
    part: Form
    rows: tuple[dict[str, Any], ...]
    main: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent. `facts`: None where something is wrong; `errors`: id of a field -> message.

    `faults`: (path, message) of the pasted document.
    """

    facts: Facts | None
    errors: Mapping[str, str]
    faults: tuple[tuple[str, str], ...] = ()


def from_paste(form: Form) -> Typed:
    """The document that was pasted as JSON; every fault is named by its field."""
    text = form.text("document", max=MAX_DOCUMENT) or ""
    if form.errors or not text:
        return Typed(None, form.errors or {"document": "Paste a facts document, or fill in the form below."})
    try:
        return Typed(parse_facts(documents.read(text.encode("utf-8", "surrogatepass"))), {})
    except DocumentUnreadable as error:
        return Typed(None, {"document": str(error)[:1].upper() + str(error)[1:]})
    except FactsInvalid as error:
        number = len(error.errors)
        said = "One fault in the document." if number == 1 else f"{number} faults in the document."
        return Typed(None, {"document": f"{said} Each is named above the box."}, error.errors)


def from_form(fields: MultiDict[str, str]) -> Typed:
    """The document that the form says: with what was pasted before and has no field here."""
    document, errors = _kept(fields), dict[str, str]()
    for field in FIELDS_SHOWN:
        part = _part(fields, field.path)
        if _is_blank(fields, field.path):
            continue
        if field.type == "controllers":
            changes = {field.path: _controllers(part)}
        else:
            changes = fact_forms.read(part, field, document).changes
        document = with_changes(document, changes)
        errors |= {_id(field.path, name): message for name, message in part.errors.items()}
    if errors:
        return Typed(None, errors)
    try:
        return Typed(parse_facts(document), {})
    except FactsInvalid as error:
        return Typed(None, _placed(error.errors))


def kept_aside(document: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a document for which the form has no field, in the shape of the document."""
    aside: dict[str, Any] = {}
    for field in FIELDS:
        value = fact_words.at(document, field.path)
        many = field.path == "controllers" and value is not None and len(value) > MANY_CUSTOMERS
        if value is not None and (many or field.path not in {*SHOWN, "more_possible"}):
            aside = with_changes(aside, {field.path: value})
    return aside


def views(document: Mapping[str, Any], fields: MultiDict[str, str] | None, errors: Mapping[str, str]) -> list[FieldView]:
    """Every field in the order of the form. `fields`: what was typed and could not be taken, None to show `document`."""
    return [_view(field, document, fields, errors) for field in FIELDS_SHOWN]


def _view(
    field: Field, document: Mapping[str, Any], fields: MultiDict[str, str] | None, errors: Mapping[str, str]
) -> FieldView:
    value = fact_words.at(document, field.path)
    part = _part(fields, field.path) if fields is not None else Form()
    blank = value is None if fields is None else _is_blank(fields, field.path)
    wrong = any(name.split(":")[0] == field.path for name in errors)
    shown = fact_forms.shown(field, value, {}, document)
    if field.type == "groups" and value == []:
        shown["nobody"] = "yes"
    return FieldView(
        field=field,
        options=tuple(fact_words.options(field)),
        shown=shown,
        part=part,
        rows=tuple(_rows(field, value, part)),
        main=field.path in MAIN or not blank or wrong,
    )


def _rows(field: Field, value: Any, part: Form) -> list[dict[str, Any]]:
    if field.type not in ("groups", "controllers"):
        return []
    typed = str(part.value("rows", ""))
    if not typed.isdigit():
        few = field.type == "groups" or len(value or ()) <= MANY_CUSTOMERS
        return fact_forms.group_rows(value) if field.type == "groups" else _customer_rows(value if few else ())
    numbers = range(min(int(typed), 500))
    if field.type == "controllers":
        return [{name: part.value(f"{name}-{n}", "") for name in ("name", "country", "hours")} for n in numbers]
    return [fact_forms.typed_group(part, n) for n in numbers]


def more_rows(fields: MultiDict[str, str], path: str, number: int) -> MultiDict[str, str]:
    """The same with more empty lines in a table."""
    grown = fields.copy()
    rows = fields.get(f"{path}:rows", "")
    grown[f"{path}:rows"] = str((int(rows) if rows.isdigit() else 0) + number)
    return grown


def _customer_rows(value: Any) -> list[dict[str, Any]]:
    rows = [
        {
            "name": entry["name"],
            "country": words.place(entry["country"]) if entry.get("country") else "",
            "hours": "" if entry.get("contract_hours") is None else f"{entry['contract_hours']:g}",
        }
        for entry in value or ()
    ]
    return rows + [{"name": "", "country": "", "hours": ""} for _ in range(fact_forms.BLANK_ROWS)]


def _controllers(part: Form) -> list[dict[str, Any]]:
    found = []
    for number in range(min(part.whole("rows") or 0, 500)):
        name = part.text(f"name-{number}", max=MAX_NAME)
        country, hours = part.text(f"country-{number}", max=100), part.text(f"hours-{number}", max=20)
        if not name:
            if country or hours:
                part.errors[f"name-{number}"] = "Give the customer's name, or empty the line."
            continue
        entry: dict[str, Any] = {"name": name}
        if country:
            entry["country"] = fact_forms.code_of(part, f"country-{number}", country)
        if hours:
            entry["contract_hours"] = fact_forms.hours_of(part, f"hours-{number}", hours)
        found.append(entry)
    return found


def _kept(fields: MultiDict[str, str]) -> dict[str, Any]:
    """What came with the form from a document pasted before; nothing where it cannot be read."""
    try:
        found = json.loads(fields.get("aside") or "{}")
        return with_changes({}, {path: fact_words.at(found, path) for path in BY_PATH}) if isinstance(found, dict) else {}
    except (ValueError, RecursionError):
        return {}


def _part(fields: MultiDict[str, str], path: str) -> Form:
    start = f"{path}:"
    mine = [(name.removeprefix(start), value) for name, value in fields.items(multi=True) if name.startswith(start)]
    return Form(MultiDict(mine))


def _is_blank(fields: MultiDict[str, str], path: str) -> bool:
    """Whether nothing that is an answer by itself was given for a fact."""
    start = f"{path}:"
    said = {name.removeprefix(start) for name, value in fields.items(multi=True) if name.startswith(start) and value.strip()}
    return all(any(word in name.split("-") for word in QUIET) for name in said)


def _id(path: str, name: str) -> str:
    return path if name == "answer" else f"{path}:{name}"


def _placed(faults: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Faults of a document by the id of the field that they belong to."""
    found: dict[str, str] = {}
    for place, message in faults:
        plain = fact_words.fault(message, current_user.zone)
        fitting = [path for path in SHOWN if place == path or place.startswith((f"{path}.", f"{path}["))]
        if fitting:
            field = BY_PATH[max(fitting, key=len)]
            found.setdefault(_id(field.path, fact_forms.fault_name(place, field)), plain)
        else:
            found.setdefault("document", f"{place}: {plain}")
    return found
