"""Conditions of the law data in plain words, as a person reads them beside the law."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident.domain import words
from incident.law.fields import label_of
from incident.law.people import WORDS
from incident.law.place_words import in_sentence

GROUPS = {"all": "All of these hold", "any": "One of these holds, or more", "none": "None of these holds"}
FOLDED_FROM = 9  # alternatives in one sentence, or parts of one group, from which on a page folds them
OPEN = 6  # of those so many stay open
FOR_WHOM = ", for whom this holds"
Join = Callable[[Sequence[str]], str]
NUMBERS = {**WORDS, "less_than": "fewer than"}
VALUES = {
    "recipient": {
        "none": "nobody",
        "internal": "somebody of the organisation",
        "trusted": "somebody known, bound and trusted",
        "known_untrusted": "somebody known, not trusted",
        "hostile": "an attacker",
        "unknown": "somebody who cannot be identified",
    },
    "cause": {"unknown": "a cause that cannot be found", "loss": "something lost"},
}  # codes that need other words than those for notices


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in words. `why`: the law file's own sentence, `cite`: the provision; "" for none.

    `short`: the sentence with only the first of a long list of alternatives, `rest`: the others; "" and () where the
    list is not long.
    """

    words: str
    why: str = ""
    cite: str = ""
    parts: tuple["Said", ...] = ()
    short: str = ""
    rest: tuple[str, ...] = ()

    @property
    def first_parts(self) -> tuple["Said", ...]:
        """The parts that stand open on a page."""
        return self.parts if len(self.parts) < FOLDED_FROM else self.parts[:OPEN]

    @property
    def more_parts(self) -> tuple["Said", ...]:
        """The parts that a page folds."""
        return self.parts[len(self.first_parts) :]


def say(table: Mapping[str, Any]) -> Said:
    """A condition of docs/law-data.md in words; `table`: without `ref` (incident.law.answers.Condition.table)."""
    sentence, tables = _sentence(table)
    parts = [say(part) for part in tables]
    if sentence in (GROUPS["all"], GROUPS["any"]):  # a group in a group of its kind says nothing of its own
        parts = [inner for part in parts for inner in (part.parts if _is_plain(part, sentence) else (part,))]
    short, rest = _short(table)
    return Said(sentence, words.sentence(table.get("why") or ""), table.get("cite") or "", tuple(parts), short, rest)


def _short(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The sentence with the first of a long list, and the rest of that list; ("", ()) where it is not long."""
    rest: list[str] = []

    def fold(said: Sequence[str]) -> str:
        if len(said) < FOLDED_FROM:
            return _or(said)
        rest.extend(said[OPEN:])
        return ", ".join(said[:OPEN])

    sentence = _sentence(table, fold)[0]
    return (sentence.removesuffix(FOR_WHOM), tuple(rest)) if rest else ("", ())


def _is_plain(part: Said, sentence: str) -> bool:
    return part.words == sentence and not part.why and not part.cite


def _sentence(table: Mapping[str, Any], either: Join | None = None) -> tuple[str, Sequence[Mapping[str, Any]]]:
    for shape, sentence in GROUPS.items():
        if shape in table:
            return sentence, table[shape]
    join = either or _or
    if "organisation_in" in table:
        return f"The organisation is established in {_places(table['organisation_in'], join)}", ()
    if "people_in" in table:
        return _people(table, join), [table["where"]] if "where" in table else ()
    return _fact(table, join), ()


def _places(codes: str | Sequence[str], join: Join) -> str:
    return join([in_sentence(code) for code in ([codes] if isinstance(codes, str) else codes)])


def _or(said: Sequence[str]) -> str:
    return f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else said[0]


def _people(table: Mapping[str, Any], join: Join) -> str:
    where = "anywhere" if table["people_in"] == "*" else f"in {_places(table['people_in'], join)}"
    bounds = [f"{said.capitalize()} {table[key]:,} affected" for key, said in NUMBERS.items() if key in table]
    sentence = f"{bounds[0] if bounds else 'Affected'} people live {where}"
    return f"{sentence}{FOR_WHOM}" if "where" in table else sentence


def _fact(table: Mapping[str, Any], join: Join) -> str:
    path = table["fact"]
    name = label_of(path)
    name = name[:1].upper() + name[1:]
    if "known" in table:
        return f"Known: {label_of(path)}" if table["known"] else f"Not known: {label_of(path)}"
    if "includes_any" in table:
        return f"{name} include {_either(path, table['includes_any'], join)}"
    if "includes_all" in table:
        return f"{name} include {words.listed(_value(path, value) for value in table['includes_all'])}"
    if "is_not" in table and path.startswith("events."):
        return f"Open until a person has recorded {label_of(path)}"
    if "is_not" in table:
        return f"{name}: not {_value(path, table['is_not'])}"
    if "in" in table:
        return f"{name}: {_either(path, table['in'], join)}"
    for key, said in WORDS.items():
        if key in table:
            return f"{name}: {said} {table[key]:,}"
    return f"{name}: {_value(path, table['is'])}"


def _either(path: str, values: Sequence[Any], join: Join) -> str:
    return join([_value(path, value) for value in values])


def _value(path: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return VALUES.get(path, {}).get(value) or words.code(value) if isinstance(value, str) else f"{value:,}"
