"""Steps of a change of facts: one fact set, one entry added to a list or taken from it, one number raised or lowered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from incident.law.answers import lookup
from incident.law.fields import BY_PATH, PEOPLE

GROUP = re.compile(r"affected\[(\d+|\+[A-Z0-9-]+)\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One fact that is other than it is.

    `path`: of the facts document; a group of people is `affected[2].count`, one that is not there yet
    `affected[+US-CA]`. `does`: “set” and “add” take one of `values`, “drop” takes all of them away, “raise” and
    “lower” bring a number to the one there, “away” names a place that is not `place`. `place`: as the law names it.
    """

    path: str
    does: str
    values: tuple[Any, ...]
    place: str | tuple[str, ...] = ""

    @property
    def options(self) -> tuple[Any, ...]:
        """The values of which one is chosen; all that are dropped are one choice."""
        return (self.values,) if self.does == "drop" else self.values

    @property
    def is_new(self) -> bool:
        """Whether it brings people, or says something of people, of whom the facts know nothing."""
        return self.path.startswith("affected[+")

    @property
    def key(self) -> tuple[Any, ...]:
        """Steps of one key are about the same; they become one."""
        if self.does in ("add", "drop"):
            return self.path, self.does, self.values
        return self.path, "value"


Way = tuple[Step, ...]
Chosen = tuple[tuple[Step, Any], ...]  # each step with the value that it takes


def together(first: Way, second: Way) -> Way | None:
    """Both ways at once; None where they contradict each other."""
    found = {step.key: step for step in first}
    for step in second:
        other = found.get(step.key)
        merged = step if other is None else _merged(other, step)
        if merged is None:
            return None
        found[step.key] = merged
    paths = {step.path for step in found.values()}
    if "affected" in paths and any(path.startswith("affected[") for path in paths):
        return None  # nobody at all, and some people
    return tuple(found.values())


def _merged(first: Step, second: Step) -> Step | None:
    if first.does != second.does:
        return None
    if first.does == "raise":
        return max(first, second, key=lambda step: step.values[0])
    if first.does == "away":
        return first if first.values == second.values else None
    if first.does == "lower":
        return min(first, second, key=lambda step: step.values[0])
    if first.does == "set":
        both = tuple(value for value in first.values if value in second.values)
        return replace(first, values=both) if both else None
    return first


def smallest(ways: Iterable[Way], keep: int) -> list[Way]:
    """At most `keep` of these ways, those with the fewest steps, each once; of two, that with the people who are known."""
    once = {frozenset(way): way for way in ways}
    return sorted(once.values(), key=lambda way: (len(way), sum(step.is_new for step in way)))[:keep]


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """The value of a fact, or of a field of a group of people; None when it is not known, or the group is not there."""
    match = GROUP.fullmatch(path)
    if match is None:
        return lookup(document, path)
    groups = document.get("affected") or ()
    name, field = match.groups()
    if name.startswith("+") or int(name) >= len(groups):
        return None
    return groups[int(name)] if field is None else groups[int(name)].get(field)


def new_values(document: Mapping[str, Any], chosen: Chosen) -> dict[str, Any]:
    """The facts that a change brings, by path; a new group of people stands after those that are there."""
    found: dict[str, Any] = {}
    names: dict[str, int] = {}
    for step, value in chosen:
        match = GROUP.fullmatch(step.path)
        path = step.path
        if match and match[1].startswith("+"):
            number = names.setdefault(match[1], len(document.get("affected") or ()) + len(names))
            found[f"affected[{number}].residence"] = match[1][1:]
            path = f"affected[{number}].{match[2] or 'count'}"
        found[path] = _after(step, value, found.get(path, value_at(document, path)))
    return found


def fuller(document: Mapping[str, Any], chosen: Chosen, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same values, where each list of which nothing is known holds all that the change does not rule out.

    “The data were not copied” then says nothing of what else was done with them. None where there is no such list.
    """
    ruled_out: dict[str, list[Any]] = {}
    for step, value in chosen:
        if step.does == "drop" and value_at(document, step.path) is None and values.get(step.path) == []:
            ruled_out.setdefault(step.path, []).extend(value)
    return {**values, **{path: _all_but(path, out) for path, out in ruled_out.items()}} if ruled_out else None


def _all_but(path: str, entries: Sequence[str]) -> list[Any]:
    if path == "affected":
        return [{"residence": code} for code in entries]  # places that are not the one meant
    field = BY_PATH.get(path)
    return [entry for entry in (field.values if field else PEOPLE) if entry not in entries]


def _after(step: Step, value: Any, before: Any) -> Any:
    if step.path == "controllers":
        return [*(before or ()), {"name": value}]
    if step.does == "add":
        return [*(before or ()), *([] if value in (before or ()) else [value])]
    if step.does == "drop":
        return [entry for entry in before or () if entry not in value]
    return value


def changed(document: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A facts document with these values (paths as in `new_values`) in the place of its own."""
    found = dict(document)
    for path, value in values.items():
        match = GROUP.fullmatch(path)
        if match is None:
            _put(found, path.split("."), value)
            continue
        number, field = int(match[1]), match[2]
        groups: list[Mapping[str, Any]] = [*(found.get("affected") or ())]
        groups += [{}] * (number + 1 - len(groups))
        groups[number] = {**groups[number], field: value}
        found["affected"] = groups
    return found


def _put(document: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    first, rest = parts[0], parts[1:]
    if not rest:
        document[first] = value
        return
    inner = dict(document.get(first) or {})
    _put(inner, rest, value)
    document[first] = inner
