"""Reads the law files into values; refuses what it does not know, and names file and key."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident.errors import LawDataError
from incident.law.answers import Condition
from incident.law.conditions import read_condition
from incident.law.examples import Examples
from incident.law.facts import COUNTRIES
from incident.law.fields import BY_PATH
from incident.law.model import Authority, ContentItem, Deadline, Delay, Limit, Obligation, Regime, Source, Version
from incident.law.tables import Table, read_toml

NOTIFY = frozenset((
    "regulator", "second_regulator", "individuals", "controller", "credit_bureaus", "media",
    "law_enforcement", "public", "services", "internal",
))  # fmt: skip
CONFIDENCE = ("high", "medium", "low")
PLACE_MODES = ("one", "each_residence", "each_establishment", "one_stop_shop", "each_controller")
PLACE_KEYS = ("organisation_in", "people_in", "within")
ITEMS = frozenset((
    "organisation", "contact_point", "what_happened", "cause", "occurred", "discovered", "aware", "nature",
    "data_kinds", "people_kinds", "people_count", "records_count", "likely_consequences", "measures_taken",
    "measures_planned", "advice_to_people", "protection", "recipient", "individuals_told",
    "exception_relied_on", "public_notice_reason", "others_told", "delay_reason", "complaint_route",
    "regulator_told", "other_entities", "processor", "countries", "credit_bureau_contacts",
    "identity_protection_offer", "law_enforcement_delay", "notice_date", "reference_earlier",
    "confidential_parts", "sample_of_notice", "police_report", "toll_free_number", "website",
))  # fmt: skip
AMOUNTS = ("hours", "days", "business_days", "months", "years", "year_end_days")


def check_places(raw: Any, places: Mapping[str, Any], where: str) -> None:
    """Raise LawDataError for a place in a condition or in `within` that is no code and no name of places.toml."""
    for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ():
        if key in PLACE_KEYS:
            for name in value if isinstance(value, list) else [value]:
                if name != "*" and name not in places and str(name).split("-")[0] not in COUNTRIES:
                    raise LawDataError(f"{where}: {key} '{name}' is no place code and no name of places.toml")
        else:
            check_places(value, places, where)


def zone_of(table: Table) -> str:
    """The key `zone`, checked: a name of the IANA time zone database."""
    name = str(table.need("zone", str))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise LawDataError(f"{table.where}.zone: '{name}' is no time zone, such as Europe/Paris") from error
    return name


def read_conditions(path: Path, shown: str, places: Mapping[str, frozenset[str]]) -> dict[str, Condition]:
    """The conditions that many laws share, by name; `places`: the names of places.toml."""
    raw = read_toml(path, shown)
    check_places(raw, places, shown)
    return _conditions(raw, shown, {})


def read_regime(
    path: Path,
    shown: str,
    region: str,
    places: Mapping[str, frozenset[str]],
    shared: Mapping[str, Condition],
) -> Regime:
    """One regime file with the worked examples beside it.

    `places`: the names of places.toml. `shared`: the conditions of conditions.toml; those of the file go before.
    """
    raw = read_toml(path, shown)
    check_places(raw, places, shown)
    table = Table(raw, shown)
    conditions = _conditions(table.take("conditions", dict, {}), f"{shown}: conditions", shared)
    scope = table.take("scope", dict)
    obligations = [
        _obligation(Table(raw, f"{shown}: obligation[{number}]"), conditions)
        for number, raw in enumerate(table.need("obligation", list))
    ]
    sources = tuple(
        _source(Table(raw, f"{shown}: sources[{number}]")) for number, raw in enumerate(table.need("sources", list))
    )
    terms = {str(key): str(value) for key, value in table.take("terms", dict, {}).items()}
    regime = Regime(
        id=table.need("id", str),
        name=table.need("name", str),
        jurisdiction=table.need("jurisdiction", str),
        zone=zone_of(table),
        checked_on=table.need("checked_on", date),
        status=table.choose("status", ("active", "draft"), "active"),
        confidence=table.choose("confidence", CONFIDENCE, "medium"),
        doubts=tuple(table.take("doubts", list, [])),
        sources=sources,
        terms=terms,
        scope=_scope(scope, conditions, shown),
        obligations=tuple(obligations),
        examples=Examples(path.with_name(f"{path.stem}.examples.toml"), shown.replace(".toml", ".examples.toml")),
        region=region,
        switch=table.choose("switch", ("on", "off"), "on"),
    )
    table.end()
    ids = [obligation.id for obligation in obligations]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise LawDataError(f"{shown}: obligation '{twice}' stands twice")
    return regime


def _conditions(raw: Mapping[str, Any], where: str, shared: Mapping[str, Condition]) -> dict[str, Condition]:
    named = dict(shared)
    for name, table in raw.items():  # a condition may refer to one that stands before it
        named[name] = read_condition(table, named, f"{where}.{name}")
    return named


def _scope(raw: dict[str, Any] | None, named: Mapping[str, Condition], shown: str) -> Condition | None:
    if raw is None:
        return None
    table = Table(raw, f"{shown}: scope")
    condition = read_condition(table.need("applies_if", dict), named, f"{shown}: scope.applies_if")
    table.end()
    return condition


def _source(table: Table) -> Source:
    source = Source(table.need("title", str), table.need("url", str))
    table.end()
    return source


def _obligation(table: Table, named: Mapping[str, Condition]) -> Obligation:
    identity = table.need("id", str)
    clock = Table(table.take("clock", dict, {}), f"{table.where}.clock")
    places = Table(table.take("places", dict, {"mode": "one"}), f"{table.where}.places")
    starts_on, provisional = clock.take("starts_on", (str, list), []), tuple(clock.take("provisional_from", list, []))
    starts_on = (starts_on,) if isinstance(starts_on, str) else tuple(starts_on)
    events_of = clock.take("of", str)
    clock.end()
    for event in (*starts_on, *provisional):
        _check_event(event, clock.where)
    versions = tuple(
        _version(Table(raw, f"{table.where}.version[{number}]"), named)
        for number, raw in enumerate(table.need("version", list))
    )
    _check_dates(versions, table.where)
    obligation = Obligation(
        id=identity,
        title=table.need("title", str),
        owed_by=table.choose("owed_by", ("controller", "processor", "any")),
        notify=table.choose("notify", NOTIFY),
        authority=table.take("authority", str),
        authority_kind=table.take("authority_kind", str),
        place_mode=places.choose("mode", PLACE_MODES, "one"),
        within=places.take("within", str),
        starts_on=starts_on,
        provisional_from=provisional,
        versions=tuple(sorted(versions, key=lambda version: version.in_force_from)),
        events_of=events_of,
    )
    places.end()
    table.end()
    return obligation


def _check_event(event: str, where: str) -> None:
    if f"events.{event}" not in BY_PATH:
        raise LawDataError(f"{where}: '{event}' is not an event of the facts document")


def _check_dates(versions: tuple[Version, ...], where: str) -> None:
    if not versions:
        raise LawDataError(f"{where}: 'version' is empty")
    ordered = sorted(versions, key=lambda version: version.in_force_from)
    for earlier, later in pairwise(ordered):
        if earlier.in_force_until is not None and earlier.in_force_until >= later.in_force_from:
            raise LawDataError(f"{where}: versions of {earlier.in_force_from} and {later.in_force_from} overlap")
        if earlier.in_force_from == later.in_force_from:
            raise LawDataError(f"{where}: two versions start on {earlier.in_force_from}")


def _version(table: Table, named: Mapping[str, Condition]) -> Version:
    def condition(key: str, raw: Any) -> Condition:
        return read_condition(raw, named, f"{table.where}.{key}")

    applies_if = table.take("applies_if", dict)
    unless = table.take("applies_unless", list, [])
    delay = table.take("delay", dict)
    expected = table.take("expected", dict)
    version = Version(
        in_force_from=table.need("in_force_from", date),
        in_force_until=table.take("in_force_until", date),
        cite=table.need("cite", str),
        deadline=_deadline(Table(table.need("deadline", dict), f"{table.where}.deadline")),
        words=table.take("words", str),
        quote=table.take("quote", str),
        expected=_deadline(Table(expected, f"{table.where}.expected")) if expected is not None else None,
        applies_if=condition("applies_if", applies_if) if applies_if is not None else None,
        applies_unless=tuple(condition(f"applies_unless[{number}]", raw) for number, raw in enumerate(unless)),
        delay=_delay(Table(delay, f"{table.where}.delay"), named) if delay is not None else None,
        must_contain=tuple(
            _item(Table(raw, f"{table.where}.must_contain[{number}]"), named)
            for number, raw in enumerate(table.take("must_contain", list, []))
        ),
        confidence=table.choose("confidence", (*CONFIDENCE, ""), ""),
        doubts=tuple(table.take("doubts", list, [])),
    )
    table.end()
    if version.in_force_until is not None and version.in_force_until < version.in_force_from:
        raise LawDataError(f"{table.where}: 'in_force_until' lies before 'in_force_from'")
    return version


def _delay(table: Table, named: Mapping[str, Condition]) -> Delay:
    condition = read_condition(table.need("if", dict), named, f"{table.where}.if")
    then = table.take("then", dict)
    delay = Delay(
        condition,
        table.need("until", str),
        table.need("cite", str),
        _deadline(Table(then, f"{table.where}.then")) if then is not None else None,
        table.take("then_past_limit_only", bool, False),
    )
    table.end()
    if delay.until not in BY_PATH or BY_PATH[delay.until].type != "instant":
        raise LawDataError(f"{table.where}.until: '{delay.until}' is not a time of the facts document")
    return delay


def _item(table: Table, named: Mapping[str, Condition]) -> ContentItem:
    only_if = table.take("only_if", dict)
    item = ContentItem(
        item=table.choose("item", ITEMS),
        cite=table.need("cite", str),
        if_known=table.take("if_known", bool, False),
        only_if=read_condition(only_if, named, f"{table.where}.only_if") if only_if is not None else None,
    )
    table.end()
    return item


def _deadline(table: Table) -> Deadline:
    amounts = {name: table.take(name, (int, float) if name == "hours" else int) for name in AMOUNTS}
    day = table.take("year_end_date", str)
    if sum(value is not None for value in (*amounts.values(), day)) > 1:
        raise LawDataError(f"{table.where}: only one of {', '.join((*AMOUNTS, 'year_end_date'))} may be given")
    words = {name: table.take(name, str) for name in ("prompt", "not_later_than", "none", "counting", "calendar")}
    limit = table.take("limit", dict)
    said = (*amounts.values(), day, words["prompt"], words["not_later_than"], words["none"])
    deadline = Deadline(
        **amounts,
        **words,
        year_end_date=day,
        first_day=table.choose("first_day", ("excluded", "included"), "excluded"),
        roll=table.choose("roll", ("none", "optional", "required"), "none"),
        roll_until=table.take("roll_until", str),
        limit=_limit(Table(limit, f"{table.where}.limit")) if limit is not None else None,
        start_from=table.take("from", str),
        cite=table.take("cite", str),
        words=table.take("words", str),
    )
    table.end()
    if all(value is None for value in said):
        raise LawDataError(f"{table.where}: no period; see docs/law-data.md, Deadlines")
    _check_deadline(deadline, table.where)
    return deadline


def _check_deadline(rule: Deadline, where: str) -> None:
    """Raise LawDataError where the parts of a deadline do not fit together."""
    amounts = [getattr(rule, name) for name in AMOUNTS]
    if any(value is not None and value < 0 for value in amounts):
        raise LawDataError(f"{where}: a period cannot be below zero")
    if rule.calendar is None and (rule.business_days is not None or rule.roll != "none"):
        raise LawDataError(f"{where}: 'calendar' is missing; business_days and roll need one")
    counted = {"EU-PERIODS": ("hours", "days", "months"), "WORKING-DAYS": ("hours",)}
    if rule.counting is not None:
        if rule.counting not in counted or all(getattr(rule, name) is None for name in counted[rule.counting]):
            raise LawDataError(f"{where}.counting: EU-PERIODS counts hours, days or months, WORKING-DAYS counts hours")
        if rule.calendar is None and (rule.counting == "WORKING-DAYS" or rule.hours is None):
            raise LawDataError(f"{where}: 'calendar' is missing; this way of counting needs one")
    if rule.start_from is not None:
        if not where.endswith(".expected"):
            raise LawDataError(f"{where}.from: only 'expected' counts from another event; the clock says it for the law")
        _check_event(rule.start_from, where)
    if rule.year_end_date is not None:
        _check_format(rule.year_end_date, "%m-%d", f"{where}.year_end_date: a day of the year, such as 03-01")
    if rule.roll_until is not None:
        _check_format(rule.roll_until, "%H:%M", f"{where}.roll_until: a time of the day, such as 12:00")


def _check_format(text: str, shape: str, words: str) -> None:
    try:
        datetime.strptime(f"2001 {text}", f"%Y {shape}")  # noqa: DTZ007 - neither a date nor an instant, only its form
    except ValueError as error:
        raise LawDataError(words) from error


def _limit(table: Table) -> Limit:
    limit = Limit(float(table.need("hours", (int, float))), table.need("from", str), table.take("cite", str))
    table.end()
    _check_event(limit.event, table.where)
    return limit


def read_authorities(path: Path, shown: str, places: Mapping[str, frozenset[str]]) -> list[Authority]:
    """Every authority of one file; `places`: the names of places.toml."""
    found = []
    document = read_toml(path, shown)
    if unknown := set(document) - {"authority"}:
        raise LawDataError(f"{shown}: unknown key '{min(unknown)}'")
    check_places(document, places, shown)
    for number, raw in enumerate(document.get("authority", [])):
        table = Table(raw, f"{shown}: authority[{number}]")
        when = table.take("when", dict)
        texts = {
            key: table.take(key, str, "")
            for key in ("local_name", "channel", "url", "email", "phone", "postal_address", "complaint")
        }
        found.append(
            Authority(
                id=table.need("id", str),
                jurisdiction=table.need("jurisdiction", str),
                kind=table.take("kind", str, "data_protection"),
                name=table.need("name", str),
                names=tuple(_dated_name(entry, table.where) for entry in table.take("names", list, [])),
                languages=tuple(table.take("languages", list, [])),
                zone=zone_of(table),
                confidence=table.choose("confidence", CONFIDENCE, "medium"),
                doubts=tuple(table.take("doubts", list, [])),
                checked_on=table.take("checked_on", date),
                when=read_condition(when, {}, f"{shown}: authority[{number}].when") if when is not None else None,
                **texts,
            )
        )
        table.end()
    return found


def _dated_name(raw: Any, where: str) -> dict[str, Any]:
    table = Table(raw, f"{where}.names")
    entry = {"name": table.need("name", str), "from": table.take("from", date), "until": table.take("until", date)}
    table.end()
    return entry
