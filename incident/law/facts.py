"""The facts document of the contract: read, checked, and written in one canonical form."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pycountry

from incident.errors import FactsInvalid
from incident.law.fields import BY_PATH, FIELDS, PEOPLE, Field

MAX_COUNT = 10_000_000_000  # more people than there are
MAX_HOURS = 100_000  # eleven years; beyond it a date is a typing error, and could leave the calendar
MAX_TEXT = 8_000  # characters; EDPB and portal fields are shorter
MAX_NAME = 200
YEARS = (1970, 2199)
ORDER = (
    ("occurred_at", "occurred_until"),
    ("occurred_at", "suspected_at"),
    ("occurred_at", "discovered_at"),
    ("occurred_at", "aware_at"),
    ("occurred_at", "contained_at"),
    ("suspected_at", "determined_notifiable_at"),
    ("processor_aware_at", "processor_told_controller_at"),
    ("occurred_at", "regulator_notified_at"),
    ("occurred_at", "individuals_notified_at"),
)  # the first cannot lie after the second
PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
GROUP_KEYS = ("residence", "count", "estimate", "people", "vulnerable", "data")
CONTROLLER_KEYS = ("name", "country", "contract_hours")

Errors = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """A facts document that keeps the contract; `document` holds only known fields, in the contract's shapes."""

    document: Mapping[str, Any]

    def events_for(self, regime: str) -> dict[str, str]:
        """The events as this regime sees them: those of all, with its own in their place."""
        own = (self.document.get("events_for") or {}).get(regime) or {}
        # null says no more than an absent field: not known yet, so the time of all stays
        return {**(self.document.get("events") or {}), **{event: time for event, time in own.items() if time is not None}}


def parse_facts(document: object) -> Facts:
    """Check a facts document.

    Raises:
        FactsInvalid: every fault with its path and its remedy.
    """
    if not isinstance(document, Mapping):
        raise FactsInvalid([("", "The facts must be one JSON object with fields such as “organisation” and “events”.")])
    errors: Errors = []
    _check_keys(document, errors)
    for field in FIELDS:
        value = _at(document, field.path)
        if value is not None:
            CHECKS[field.type](field, value, errors)
    _check_order(document, errors)
    if errors:
        raise FactsInvalid(errors)
    return Facts(dict(document))


def canonical_json(document: Mapping[str, Any]) -> bytes:
    """One byte string for one document: sorted keys, UTF-8, no spaces."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _at(document: Mapping[str, Any], path: str) -> Any:
    value: Any = document
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _check_keys(document: Mapping[str, Any], errors: Errors) -> None:
    parents: dict[str, set[str]] = {}
    for path in BY_PATH:
        parent, _, child = path.partition(".")
        parents.setdefault(parent, set())
        if child:
            parents[parent].add(child)
    for key, value in document.items():
        if key not in parents:
            errors.append((str(key), f"Unknown field. Known are {', '.join(sorted(parents))}."))
        elif parents[key] and value is not None:
            if not isinstance(value, Mapping):
                errors.append((key, f"Must be an object with {', '.join(sorted(parents[key]))}."))
                continue
            for child in value:
                if child not in parents[key]:
                    errors.append((f"{key}.{child}", f"Unknown field. Known are {', '.join(sorted(parents[key]))}."))


def _text(field: Field, value: Any, errors: Errors) -> None:
    if not isinstance(value, str):
        errors.append((field.path, "Must be text in quotation marks."))
    elif len(value) > MAX_TEXT:
        errors.append((field.path, f"Has {len(value):,} characters; at most {MAX_TEXT:,} are kept. Shorten it."))
    elif not _can_be_written(value):
        errors.append((field.path, "Holds half a character (a lone surrogate). Type that word again."))


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _choice(field: Field, value: Any, errors: Errors) -> None:
    if not isinstance(value, str) or value not in field.values:
        errors.append((field.path, f"Must be one of {', '.join(field.values)}, or null when not known yet."))


def _list(field: Field, value: Any, errors: Errors) -> None:
    _codes(field.path, value, field.values, errors)


def _codes(path: str, value: Any, allowed: tuple[str, ...], errors: Errors) -> None:
    if not isinstance(value, list):
        errors.append((path, f"Must be a list of {', '.join(allowed[:6])}{', …' if len(allowed) > 6 else ''}."))
        return
    for number, entry in enumerate(value):
        if not isinstance(entry, str) or entry not in allowed:
            errors.append((f"{path}[{number}]", f"“{str(entry)[:60]}” is not known. Allowed: {', '.join(allowed)}."))


def _instant(field: Field, value: Any, errors: Errors) -> None:
    _read_instant(field.path, value, errors)


def _read_instant(path: str, value: Any, errors: Errors) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is not None and not YEARS[0] <= instant.year <= YEARS[1]:
        errors.append((path, f"Lies in the year {instant.year}. Check the year."))
    elif instant is not None and instant.tzinfo is not None:
        return instant
    elif instant is not None:
        errors.append((path, f"“{value}” has no time zone. Add an offset, such as 2026-11-20T09:30:00+13:00."))
    else:
        errors.append((path, "Must be a date and time with an offset, such as 2026-11-20T09:30:00+13:00."))
    return None


def _truth(field: Field, value: Any, errors: Errors) -> None:
    if not isinstance(value, bool):
        errors.append((field.path, "Must be true, false, or null when not known yet."))


def _number(field: Field, value: Any, errors: Errors) -> None:
    _whole(field.path, value, errors)


def _whole(path: str, value: Any, errors: Errors) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        errors.append((path, "Must be a whole number, or null when not known yet."))
    elif value < 0:
        errors.append((path, "Cannot be below zero. Give 0 or more, or null when not known yet."))
    elif value > MAX_COUNT:
        errors.append((path, f"Is larger than {MAX_COUNT:,}. Check the number."))


def _hours(field: Field, value: Any, errors: Errors) -> None:
    _positive(field.path, value, errors)


def _positive(path: str, value: Any, errors: Errors) -> None:
    # NaN is not below the limit either
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_HOURS:
        errors.append((path, f"Must be a number of hours below {MAX_HOURS:,}, or null when not known yet."))
    elif value < 0:
        errors.append((path, "Cannot be below zero. Give 0 or more, or null when not known yet."))


def _place(field: Field, value: Any, errors: Errors) -> None:
    _code(field.path, value, errors)


def is_place(value: Any) -> bool:
    """Whether a value is a code of ISO 3166: a country, or a country with a subdivision (whose name is not checked)."""
    return isinstance(value, str) and PLACE.fullmatch(value) is not None and value.split("-")[0] in COUNTRIES


def _code(path: str, value: Any, errors: Errors) -> None:
    if not is_place(value):
        errors.append(
            (path, f"“{str(value)[:60]}” is no place code. Use ISO 3166: two letters (NZ), or with a subdivision (US-CA).")
        )


def _places(field: Field, value: Any, errors: Errors) -> None:
    if not isinstance(value, list):
        errors.append((field.path, "Must be a list of place codes, such as [\"NZ\", \"AU\"]."))
        return
    for number, entry in enumerate(value):
        _code(f"{field.path}[{number}]", entry, errors)


def _rows(path: str, value: Any, keys: tuple[str, ...], errors: Errors) -> list[tuple[str, Mapping[str, Any]]]:
    if not isinstance(value, list):
        errors.append((path, f"Must be a list of objects with {', '.join(keys)}."))
        return []
    rows = []
    for number, entry in enumerate(value):
        where = f"{path}[{number}]"
        if not isinstance(entry, Mapping):
            errors.append((where, f"Must be an object with {', '.join(keys)}."))
            continue
        for key in entry:
            if key not in keys:
                errors.append((f"{where}.{key}", f"Unknown field. Known are {', '.join(keys)}."))
        rows.append((where, entry))
    return rows


def _groups(field: Field, value: Any, errors: Errors) -> None:
    for where, group in _rows(field.path, value, GROUP_KEYS, errors):
        if group.get("residence") is None:
            errors.append((f"{where}.residence", "Is missing. Say where these people live, such as NZ or US-CA."))
        else:
            _code(f"{where}.residence", group["residence"], errors)
        if group.get("count") is not None:
            _whole(f"{where}.count", group["count"], errors)
        for key in ("estimate", "vulnerable"):
            if group.get(key) is not None and not isinstance(group[key], bool):
                errors.append((f"{where}.{key}", "Must be true, false, or null when not known yet."))
        for key, allowed in (("people", PEOPLE), ("data", BY_PATH["data"].values)):
            if group.get(key) is not None:
                _codes(f"{where}.{key}", group[key], allowed, errors)


def _controllers(field: Field, value: Any, errors: Errors) -> None:
    for where, controller in _rows(field.path, value, CONTROLLER_KEYS, errors):
        name = controller.get("name")
        if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME or not _can_be_written(name):
            errors.append((f"{where}.name", f"Must be the customer's name, at most {MAX_NAME} characters."))
        if controller.get("country") is not None:
            _code(f"{where}.country", controller["country"], errors)
        if controller.get("contract_hours") is not None:
            _positive(f"{where}.contract_hours", controller["contract_hours"], errors)


def _turnover(field: Field, value: Any, errors: Errors) -> None:
    known = isinstance(value, Mapping) and set(value) <= {"amount", "currency"}
    amount = value.get("amount") if known else None
    if not known or isinstance(amount, bool) or not isinstance(amount, int | float | None):
        errors.append((field.path, "Must be an object such as {\"amount\": 3000000, \"currency\": \"AUD\"}."))
    elif amount is not None and not 0 <= amount < 1e18:
        errors.append((f"{field.path}.amount", "Cannot be below zero, or beyond any turnover there is."))
    elif not re.fullmatch("[A-Z]{3}", str(value.get("currency") or "AAA")):
        errors.append((f"{field.path}.currency", "Must be three letters of ISO 4217, such as AUD."))


def _events_for(field: Field, value: Any, errors: Errors) -> None:
    if not isinstance(value, Mapping):
        errors.append((field.path, "Must be an object: regime id, then event, then time."))
        return
    for regime, events in value.items():
        if not isinstance(events, Mapping):
            errors.append((f"{field.path}.{regime}", "Must be an object of events with their times."))
            continue
        for event, time in events.items():
            path = f"{field.path}.{regime}.{event}"
            if f"events.{event}" not in BY_PATH:
                errors.append((path, "Is not an event of the facts document."))
            elif time is not None:
                _read_instant(path, time, errors)


def _check_order(document: Mapping[str, Any], errors: Errors) -> None:
    """Times of events in their order, as all laws see them and as each law of `events_for` does."""
    if any(path.startswith("events") for path, _ in errors):
        return
    events = document.get("events") or {}
    _check_pairs(events, frozenset(events), "events", errors)
    for regime, own in (document.get("events_for") or {}).items():
        _check_pairs({**events, **own}, frozenset(own), f"events_for.{regime}", errors)


def _check_pairs(events: Mapping[str, Any], asked: frozenset[str], where: str, errors: Errors) -> None:
    for first, second in ORDER:
        if events.get(first) is None or events.get(second) is None or not asked & {first, second}:
            continue
        if datetime.fromisoformat(events[first]) > datetime.fromisoformat(events[second]):
            words = f"events.{second} ({events[second]}) lies before events.{first} ({events[first]})."
            errors.append((f"{where}.{second}", f"{words} Correct one of the two."))


CHECKS: dict[str, Callable[[Field, Any, Errors], None]] = {
    "text": _text,
    "choice": _choice,
    "list": _list,
    "instant": _instant,
    "truth": _truth,
    "number": _number,
    "hours": _hours,
    "place": _place,
    "places": _places,
    "groups": _groups,
    "controllers": _controllers,
    "turnover": _turnover,
    "events_for": _events_for,
}
