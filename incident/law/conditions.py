"""Conditions of the law data, read once and then asked of facts.

The logic is Kleene's strong three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, section 64).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from incident.errors import LawDataError
from incident.law.answers import Answer, Asked, Condition, Note, lookup, merged, not_known, shown
from incident.law.fields import BY_PATH, DATA, PEOPLE, label_of
from incident.law.people import WORDS, holds, organisation_in, people_in

SHAPES = ("all", "any", "none", "ref", "fact", "organisation_in", "people_in")
FACT_OPERATORS = ("is", "is_not", "in", "known", "includes_any", "includes_all", *WORDS)
OF_A_GROUP = {"people": PEOPLE, "vulnerable": (), "data": DATA}
PARTS_OF = {"organisation.annual_turnover.amount": "hours", "organisation.annual_turnover.currency": "text"}
KNOWN = {True: "known", False: "not yet"}
MOST_REASONS = 4  # reasons of one combination that are shown one by one


def read_condition(raw: Any, named: Mapping[str, Condition], where: str) -> Condition:
    """The condition that a table of a law file says.

    Raises:
        LawDataError: no known shape, a key, fact or value that is not known; `where` names file and key.
    """
    if not isinstance(raw, dict):
        raise LawDataError(f"{where}: a condition must be a table")
    return replace(_read(raw, named, where), table=_resolved(raw, named))


def _resolved(raw: Mapping[str, Any], named: Mapping[str, Condition]) -> dict[str, Any]:
    """The table with every `ref` replaced by the condition it names; its own `cite` and `why` go before those there."""
    if "ref" in raw:
        return {**named[raw["ref"]].table, **{key: value for key, value in raw.items() if key != "ref"}}
    table = dict(raw)
    for key in ("all", "any", "none"):
        if key in table:
            table[key] = [_resolved(part, named) for part in table[key]]
    if "where" in table:
        table["where"] = _resolved(table["where"], named)
    return table


def _read(raw: Mapping[str, Any], named: Mapping[str, Condition], where: str) -> Condition:
    table = dict(raw)
    note = Note(table.pop("cite", None), table.pop("why", None))
    shapes = [key for key in SHAPES if key in table]
    if len(shapes) != 1:
        raise LawDataError(f"{where}: a condition needs exactly one of {', '.join(SHAPES)}")
    shape = shapes[0]
    subject = table.pop(shape)
    if shape == "fact":
        return _fact(subject, table, note, where)
    if shape == "people_in":
        return _people(subject, table, named, note, where)
    _nothing_left(table, where)
    if shape == "organisation_in":
        return organisation_in(subject, note)
    if shape == "ref":
        if subject not in named:
            raise LawDataError(f"{where}: there is no condition named '{subject}' before it in this file")
        return _with_note(named[subject], note)
    if not isinstance(subject, list) or not subject:
        raise LawDataError(f"{where}: '{shape}' needs a list of conditions")
    return _combined(shape, [read_condition(part, named, where) for part in subject], note)


def _nothing_left(table: dict[str, Any], where: str) -> None:
    if table:
        raise LawDataError(f"{where}: unknown key '{min(table)}' in a condition")


def _people(
    place: Any, table: dict[str, Any], named: Mapping[str, Condition], note: Note, where: str
) -> Condition:
    having = read_condition(table.pop("where"), named, where) if "where" in table else None
    bounds = [(key, table.pop(key)) for key in WORDS if key in table]
    _nothing_left(table, where)
    if len(bounds) > 1:
        raise LawDataError(f"{where}: people_in takes one of {', '.join(WORDS)}")
    for key, number in bounds:
        _number(number, f"{where}: {key}")
    return people_in(place, having, bounds[0] if bounds else None, note)


def _number(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LawDataError(f"{where} must be a number")


def _with_note(condition: Condition, note: Note) -> Condition:
    if note.cite is None and note.why is None:
        return condition

    def ask(of: Asked) -> Answer:
        answer = condition(of)
        return Answer(answer.value, (note.say("; ".join(answer.because)),), answer.unknown)

    return Condition(ask, condition.paths)


def _combined(shape: str, parts: Sequence[Condition], note: Note) -> Condition:
    deciding = shape != "all"  # the value that decides: one True for any and none, one False for all

    def ask(of: Asked) -> Answer:
        answers = []
        for part in parts:
            answer = part(of)
            if answer.value is deciding:
                return Answer(deciding is not (shape == "none"), answer.because)
            answers.append(answer)
        open_ones = [answer for answer in answers if answer.value is None]
        if open_ones:
            return Answer(None, _few(merged(open_ones, "because")), merged(open_ones, "unknown"))
        return Answer(deciding is (shape == "none"), _few(merged(answers, "because")))

    paths = tuple(dict.fromkeys(path for part in parts for path in part.paths))
    return _with_note(Condition(ask, paths), note)


def _few(because: tuple[str, ...]) -> tuple[str, ...]:
    if len(because) <= MOST_REASONS + 1:
        return because
    return (*because[:MOST_REASONS], f"And {len(because) - MOST_REASONS} more answers of the same kind")


def _fact(path: str, table: dict[str, Any], note: Note, where: str) -> Condition:
    operators = [key for key in FACT_OPERATORS if key in table]
    if len(operators) != 1:
        raise LawDataError(f"{where}: fact '{path}' needs exactly one of {', '.join(FACT_OPERATORS)}")
    operator = operators[0]
    wanted = table.pop(operator)
    _nothing_left(table, where)
    _check_wanted(path, operator, wanted, where)
    if operator in ("includes_any", "includes_all"):
        return _includes(path, operator, list(wanted), note)
    missing = _asked_for(path)
    label, still_open = label_of(path), Answer(None, (note.say(not_known(path)),), (missing,))
    if operator == "known":
        met = {known: Answer(known is wanted, (note.say(f"{label}: {said}"),)) for known, said in KNOWN.items()}
        return Condition(lambda of: met[_value(of, path) is not None], (missing,))

    def ask(of: Asked) -> Answer:
        value = _value(of, path)
        if value is None:
            return still_open
        return Answer(_compare(value, operator, wanted), (note.say(f"{label}: {shown(value)}"),))

    return Condition(ask, (missing,))


def _check_wanted(path: str, operator: str, wanted: Any, where: str) -> None:
    """A typing error in a fact or its value would never hold; it is refused when the file is read."""
    field = BY_PATH.get(path)
    if field is None and path not in OF_A_GROUP and path not in PARTS_OF:
        raise LawDataError(f"{where}: there is no fact '{path}'; see: incident facts --schema")
    if operator in WORDS:
        _number(wanted, f"{where}: {operator}")
        if (field.type if field else PARTS_OF.get(path)) not in ("number", "hours"):
            raise LawDataError(f"{where}: fact '{path}' is not a number, so '{operator}' cannot be asked of it")
        return
    listed = operator in ("in", "includes_any", "includes_all")
    if listed and not (isinstance(wanted, list) and wanted):
        raise LawDataError(f"{where}: '{operator}' needs a list of values")
    allowed = field.values if field else OF_A_GROUP.get(path, ())
    for value in wanted if listed else [wanted]:
        if operator != "known" and allowed and value not in allowed:
            raise LawDataError(f"{where}: '{value}' is no value of the fact '{path}'")


def _asked_for(path: str) -> str:
    """The fact of the contract that a person is asked for when this one is missing."""
    if path in BY_PATH:
        return path
    return "affected" if path in OF_A_GROUP else path.rsplit(".", 1)[0]


def _value(of: Asked, path: str) -> Any:
    if of.group is not None and path in OF_A_GROUP:
        own = of.group.get(path)
        if own is not None or path != "data":
            return own
    return lookup(of.facts, path)


def _compare(value: Any, operator: str, wanted: Any) -> bool:
    if operator == "is":
        return bool(value == wanted)
    if operator == "is_not":
        return bool(value != wanted)
    return value in wanted if operator == "in" else holds(operator, value, wanted)


def _includes(path: str, operator: str, wanted: list[str], note: Note) -> Condition:
    missing, needed = _asked_for(path), 1 if operator == "includes_any" else len(wanted)
    label, still_open = label_of(path), Answer(None, (note.say(not_known(path)),), (missing,))
    words = f"{label} do not include {shown(wanted)}"
    absent = Answer(False, (note.say(words),))
    growing = Answer(None, (note.say(f"{words}; the list may still grow"),), (missing,))

    def ask(of: Asked) -> Answer:
        value = _value(of, path)
        if value is None:
            return still_open
        found = [entry for entry in wanted if entry in value]
        if len(found) >= needed:
            return Answer(True, (note.say(f"{label} include {shown(found)}"),))
        return growing if path in (of.facts.get("more_possible") or ()) else absent

    return Condition(ask, (missing,))
