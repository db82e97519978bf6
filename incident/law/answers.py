"""What a condition of the law data is asked of, and what it answers: yes, no or unknown, each with its reasons."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from incident.law.fields import label_of

SHOWN = 6  # entries of a long list that a sentence names


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` True, False or None (unknown); `because`: sentences; `unknown`: fact paths that would decide it."""

    value: bool | None
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition is asked of: a facts document, the named places, and the group of people in question.

    `given`: answers given already, so that a condition that many duties refer to is asked once. Of groups that differ
    in number and place alone, one is asked for all.
    """

    facts: Mapping[str, Any]
    places: Mapping[str, frozenset[str]]
    group: Mapping[str, Any] | None = None
    given: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def of_group(self, group: Mapping[str, Any]) -> "Asked":
        """The same, asked of one group of people."""
        found: Asked | None = self.given.get(id(group))  # the groups live as long as the facts do
        if found is None:
            key = ("group", *(repr(group.get(name)) for name in ("data", "people", "vulnerable")))
            if key not in self.given:
                self.given[key] = Asked(self.facts, self.places, group)
            found = self.given[id(group)] = self.given[key]
        return found


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was read; call it to ask it.

    `paths`: every fact that it may look at. `table`: as the law file says it, each `ref` replaced by what it names.
    """

    ask: Callable[[Asked], Answer]
    paths: tuple[str, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __call__(self, of: Asked) -> Answer:
        """The answer for these facts."""
        answer: Answer | None = of.given.get(self.ask)
        if answer is None:
            answer = of.given[self.ask] = self.ask(of)
        return answer


@dataclass(frozen=True, slots=True)
class Note:
    """What a law file adds to a condition: the provision and a sentence in plain words."""

    cite: str | None
    why: str | None

    def say(self, words: str) -> str:
        """A sentence with the reason in plain words, if any, and the provision."""
        text = f"{self.why.rstrip('.')}: {words}" if self.why else words[:1].upper() + words[1:]
        return f"{text} ({self.cite})" if self.cite else text


def lookup(facts: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; None when absent."""
    value: Any = facts
    for part in _parts(path):
        value = value.get(part) if isinstance(value, dict) else None
    return value


@cache
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def known_paths(of: Asked) -> frozenset[str]:
    """Every dotted path at which the facts hold a value; asked for by many duties, so it is gathered once."""
    if "known" not in of.given:
        of.given["known"] = frozenset(_known(of.facts, ""))
    found: frozenset[str] = of.given["known"]
    return found


def _known(table: Mapping[str, Any], above: str) -> Iterator[str]:
    for key, value in table.items():
        if value is not None:
            yield above + key
            if isinstance(value, dict):
                yield from _known(value, f"{above}{key}.")


def shown(value: Any) -> str:
    """A value of a fact in words; of a long list the first entries and how many more."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        words = ", ".join(shown(entry) for entry in value[:SHOWN]) or "none"
        return f"{words} and {len(value) - SHOWN} more" if len(value) > SHOWN else words
    return f"{value:,}" if isinstance(value, int) else str(value).replace("_", " ")


def not_known(path: str) -> str:
    """“not known yet: ...” for a fact."""
    return f"not known yet: {label_of(path)}"


def merged(answers: list[Answer], name: str) -> tuple[str, ...]:
    """The `because` or `unknown` of all answers, each entry once."""
    return tuple(dict.fromkeys(entry for answer in answers for entry in getattr(answer, name)))
