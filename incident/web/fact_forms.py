"""The form of one fact: what it shows for a stored value, and the value that a person's answer gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incident.domain import fact_words, place_names, words
from incident.law.facts import MAX_TEXT
from incident.law.fields import BY_PATH, PEOPLE, Field
from incident.web.forms import Form

NOT_KNOWN = "not_known"
NONE = "none"
BLANK_ROWS = 2  # empty lines below a table; saving gives two more
GROW = BY_PATH["more_possible"].values


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered: values by path, notes by path."""

    changes: dict[str, Any]
    notes: dict[str, dict[str, Any]]


def read(form: Form, field: Field, document: Mapping[str, Any]) -> Answered:
    """The answer of the form; faults are in `form.errors` under the field's name."""
    value = READERS[field.type](form, field)
    changes = {field.path: value}
    if field.path in GROW:
        more = [path for path in document.get("more_possible") or [] if path != field.path]
        if form.text("may_grow", max=8) is not None and value is not None:
            more.append(field.path)
        if sorted(more) != sorted(document.get("more_possible") or []):
            changes["more_possible"] = more or None
    note: dict[str, Any] = {}
    if source := form.text("source", max=1000):
        note["source"] = source
    if form.text("estimate", max=8) is not None:
        note["estimate"] = True
    return Answered(changes, {field.path: note})


def shown(field: Field, value: Any, note: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields for a stored value, by name; lists are several values of one name."""
    fields: dict[str, Any] = {"source": note.get("source") or ""}
    if note.get("estimate"):
        fields["estimate"] = "yes"
    if field.path in (document.get("more_possible") or []):
        fields["may_grow"] = "yes"
    if value is None:
        return fields
    if field.type == "truth":
        fields["answer"] = "yes" if value else "no"
    elif field.type == "list":
        fields["answer"] = list(value) or [NONE]
    elif field.type == "places":
        fields["answer"] = "\n".join(words.place(code) for code in value)
    elif field.type == "place":
        fields["answer"] = words.place(value)
    elif field.type == "instant":
        fields["answer"] = datetime.fromisoformat(value)
    elif field.type == "turnover":
        fields["amount"] = "" if value.get("amount") is None else f"{value['amount']:g}"
        fields["currency"] = value.get("currency") or ""
    elif field.type == "hours":
        fields["answer"] = f"{value:g}"
    elif field.type not in ("groups", "events_for", "controllers"):
        fields["answer"] = str(value)
    return fields


def group_rows(value: Any) -> list[dict[str, Any]]:
    """Rows of the table of affected people for a stored value, and empty ones below."""
    rows = [
        {
            "residence": words.place(group["residence"]),
            "count": "" if group.get("count") is None else str(group["count"]),
            "estimate": bool(group.get("estimate")),
            "people": group.get("people") or [],
            "vulnerable": {True: "yes", False: "no"}.get(group.get("vulnerable"), NOT_KNOWN),
            "data": group.get("data") or [],
        }
        for group in value or []
    ]
    blank = {"residence": "", "count": "", "estimate": False, "people": [], "vulnerable": NOT_KNOWN, "data": []}
    return rows + [dict(blank) for _ in range(BLANK_ROWS)]


def typed_group(form: Form, number: int) -> dict[str, Any]:
    """One row of the table of affected people as it was typed."""
    return {
        "residence": form.value(f"residence-{number}", ""),
        "count": form.value(f"count-{number}", ""),
        "estimate": bool(form.value(f"estimate-{number}", "")),
        "people": form.value(f"people-{number}", []),
        "vulnerable": form.value(f"vulnerable-{number}", NOT_KNOWN) or NOT_KNOWN,
        "data": form.value(f"data-{number}", []),
    }


def event_rows(value: Any) -> list[dict[str, Any]]:
    """Rows of “events at another time for one law”, and empty ones below."""
    rows = [
        {"regime": regime, "event": event, "time": datetime.fromisoformat(time) if time else ""}
        for regime, events in (value or {}).items()
        for event, time in (events or {}).items()
    ]
    return rows + [{"regime": "", "event": "", "time": ""} for _ in range(BLANK_ROWS)]


def _not_known(form: Form) -> bool:
    return form.text("not_known", max=8) is not None


def _required(form: Form, field: Field) -> None:
    if "answer" not in form.errors:
        form.errors["answer"] = "Give an answer, or choose “Not known yet”."


def _choice(form: Form, field: Field) -> str | None:
    answer = form.choice("answer", [*field.values, NOT_KNOWN])
    if answer is None:
        _required(form, field)
    return None if answer == NOT_KNOWN else answer


def _truth(form: Form, field: Field) -> bool | None:
    answer = form.choice("answer", ["yes", "no", NOT_KNOWN])
    if answer is None:
        _required(form, field)
    return {"yes": True, "no": False}.get(answer or "")


def _list(form: Form, field: Field) -> list[str] | None:
    chosen = form.many("answer", [*field.values, NONE, NOT_KNOWN])
    if not chosen:
        _required(form, field)
    alone = [words_ for code, words_ in ((NONE, "None of them"), (NOT_KNOWN, "Not known yet")) if code in chosen]
    if alone and len(chosen) > 1:
        form.errors["answer"] = f"“{alone[0]}” and another answer exclude each other. Keep one of the two."
    if NOT_KNOWN in chosen:
        return None
    return [code for code in field.values if code in chosen]


def _instant(form: Form, field: Field) -> str | None:
    if _not_known(form):
        return None
    instant = form.instant("answer")
    if instant is None:
        _required(form, field)
        return None
    return instant.isoformat()


def _number(form: Form, field: Field) -> int | None:
    if _not_known(form):
        return None
    number = form.whole("answer")
    if number is None:
        _required(form, field)
    return number


def _hours(form: Form, field: Field) -> float | None:
    if _not_known(form):
        return None
    text = form.text("answer", max=20)
    if text:
        return hours_of(form, "answer", text)
    _required(form, field)
    return None


def hours_of(form: Form, name: str, text: str) -> float | None:
    """A number of hours that was typed; None, with the fault under `name`, when it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        form.errors[name] = "Give a number of hours, such as 6 or 1.5."
        return None


def _text(form: Form, field: Field) -> str | None:
    return form.text("answer", max=MAX_TEXT)  # empty is “not known yet”


def _place(form: Form, field: Field) -> str | None:
    if _not_known(form):
        return None
    text = form.text("answer", max=100)
    if not text:
        _required(form, field)
        return None
    return code_of(form, "answer", text)


def _places(form: Form, field: Field) -> list[str] | None:
    if _not_known(form):
        return None
    text = form.text("answer", max=4000) or ""
    found = [code_of(form, "answer", line) for line in text.splitlines() if line.strip()]
    if not found:  # an empty box says nothing, and must not count as “nowhere”
        form.errors["answer"] = "Name every place; the main one alone is an answer too. Or choose “Not known yet”."
    return list(dict.fromkeys(code for code in found if code))


def code_of(form: Form, name: str, text: str) -> str | None:
    """The code of a place that was typed; None, with the fault under `name`, when it is none or several."""
    code = place_names.read(text)
    if code is None:
        form.errors[name] = (
            f"“{text[:60]}” is no place that we know, or several bear that name. "
            "Write the country, or a code such as NZ or US-CA."
        )
    return code


def _turnover(form: Form, field: Field) -> dict[str, Any] | None:
    if _not_known(form):
        return None
    amount, currency = form.text("amount", max=30), (form.text("currency", max=3) or "").upper()
    if not amount:
        form.errors["amount"] = "Give the amount, or choose “Not known yet”."
        return None
    try:
        number = float(amount.replace(",", "").replace(" ", ""))
    except ValueError:
        form.errors["amount"] = "Give the amount as a number, such as 3000000."
        return None
    return {"amount": int(number) if number.is_integer() else number, "currency": currency or None}


def _groups(form: Form, field: Field) -> list[dict[str, Any]] | None:
    if _not_known(form):
        return None
    groups = []
    for number in range(min(form.whole("rows") or 0, 500)):
        group = _group(form, number)
        if group is not None:
            groups.append(group)
    if not groups and form.text("nobody", max=8) is None:
        _required(form, field)
    if groups and form.text("nobody", max=8) is not None:
        form.errors["answer"] = "“Nobody” and a line of people exclude each other. Empty the lines, or take “Nobody” back."
    return groups


def _group(form: Form, number: int) -> dict[str, Any] | None:
    place, count = form.text(f"residence-{number}", max=100), form.whole(f"count-{number}")
    if not place:
        if count is not None:
            form.errors[f"residence-{number}"] = "Say where these people live, or “empty the line”: take the number out."
        return None
    group: dict[str, Any] = {"residence": code_of(form, f"residence-{number}", place), "count": count}
    group["estimate"] = form.text(f"estimate-{number}", max=8) is not None
    if people := form.many(f"people-{number}", PEOPLE):
        group["people"] = people
    vulnerable = form.choice(f"vulnerable-{number}", ["yes", "no", NOT_KNOWN])
    if vulnerable in ("yes", "no"):
        group["vulnerable"] = vulnerable == "yes"
    if data := form.many(f"data-{number}", BY_PATH["data"].values):
        group["data"] = data
    return group


def _events_for(form: Form, field: Field) -> dict[str, dict[str, str]] | None:
    found: dict[str, dict[str, str]] = {}
    for number in range(min(form.whole("rows") or 0, 200)):
        regime, event = form.text(f"regime-{number}", max=64), form.text(f"event-{number}", max=64)
        if not regime and not event:
            continue
        instant = form.instant(f"time-{number}")
        if not regime or not event or instant is None:
            form.errors.setdefault(f"time-{number}", "Choose the law and the event, and give the time.")
            continue
        found.setdefault(regime, {})[event] = instant.isoformat()
    return found or None


READERS = {
    "choice": _choice,
    "truth": _truth,
    "list": _list,
    "instant": _instant,
    "number": _number,
    "hours": _hours,
    "text": _text,
    "place": _place,
    "places": _places,
    "turnover": _turnover,
    "groups": _groups,
    "events_for": _events_for,
}


def fault_name(path: str, field: Field) -> str:
    """The form's field for a fault at a path of the document: “affected[1].count” -> “count-1”."""
    if path.startswith(f"{field.path}["):
        number, _, child = path.removeprefix(f"{field.path}[").partition("].")
        return f"{child or 'residence'}-{number.rstrip(']')}".split("[")[0]
    return "answer"


def event_options() -> list[tuple[str, str]]:
    """(event, short words) of every event of the facts document."""
    return [
        (path.removeprefix("events."), fact_words.short(path)) for path in BY_PATH if path.startswith("events.")
    ]
