"""Ways to make a condition of the law data hold, or not hold: which facts would have to be other than they are.

This is analysis: it proposes, and the rulebook itself is asked whether a way does what it promises (changes.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import Any

import pycountry

from incident.domain.change_steps import Step, Way, smallest, together
from incident.law.answers import Asked, lookup
from incident.law.conditions import FACT_OPERATORS, OF_A_GROUP, read_condition
from incident.law.facts import is_place
from incident.law.fields import BY_PATH
from incident.law.people import ESTABLISHED, WORDS, in_place

KEEP = 64  # ways of one condition that are looked at, the shortest
KEEP_TOGETHER = 24  # and of conditions that must hold together, whose numbers multiply
COUNTRY, ESTABLISHMENTS = ESTABLISHED
OFTEN = ("NZ", "US", "DE", "AU", "GB", "CA")  # for a place that is somewhere else; the first that fits
FIRST = ("occurred_at", "suspected_at", "processor_aware_at")  # events that come before others (law/facts.py, ORDER)
CUSTOMER = "A customer"
NOTHING: Way = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people: its name in a path (`affected[2]`), and what is known of it."""

    name: str
    facts: Mapping[str, Any]


class Ways:
    """The ways for one facts document.

    `near`: codes of places, the one to be named first before the others. `moment`: the instant that an event is given
    where no event at all is recorded.
    """

    def __init__(self, asked: Asked, *, near: Sequence[str], moment: str) -> None:
        """`asked`: facts and named places."""
        self._asked, self._facts, self._places = asked, asked.facts, asked.places
        self._near = [code for code in near if is_place(code)]
        recorded = [time for time in (asked.facts.get("events") or {}).values() if time is not None]
        self._times = sorted(recorded, key=datetime.fromisoformat) or [moment]
        self._values: dict[tuple[int, str], bool | None] = {}
        self._kept: list[Mapping[str, Any]] = []  # tables that are known by their identity must live as long

    def of(self, table: Mapping[str, Any], want: bool, group: Group | None = None) -> list[Way]:
        """The ways in which a condition would hold (`want`), or would not; the empty way where it is so already."""
        if self._value(table, group) is want:
            return [NOTHING]
        for shape in ("all", "any", "none"):
            if shape in table:
                part_wanted = want is not (shape == "none")
                parts = (self.of(part, part_wanted, group) for part in table[shape])
                return self._all(parts) if want is (shape != "any") else self._any(parts)
        if "controllers" in table:
            return [(Step("controllers", "add", (CUSTOMER,)),)] if want else []
        if "people_in" in table:
            return smallest(self._people(table, want), KEEP)
        if "organisation_in" in table:
            return self._established(table["organisation_in"]) if want else self._elsewhere(table["organisation_in"])
        return self._fact(table, want, group)

    def _value(self, table: Mapping[str, Any], group: Group | None) -> bool | None:
        key = id(table), group.name if group else ""
        if key not in self._values:
            self._kept.append(table)
            self._values[key] = self._answer(table, group)
        return self._values[key]

    def _answer(self, table: Mapping[str, Any], group: Group | None) -> bool | None:
        for shape in ("all", "any", "none"):
            if shape in table:
                values = [self._value(part, group) for part in table[shape]]
                deciding = shape != "all"
                value = deciding if deciding in values else None if None in values else not deciding
                return not value if shape == "none" and value is not None else value
        if "controllers" in table:
            return True if self._facts.get("controllers") else None
        asked = self._asked.of_group(group.facts) if group else self._asked
        return read_condition(table, {}, "changes")(asked).value

    def _all(self, parts: Iterable[list[Way]]) -> list[Way]:
        found = [NOTHING]
        for ways in parts:
            both = (together(first, second) for first in found for second in ways[:KEEP_TOGETHER])
            found = smallest((way for way in both if way is not None), KEEP_TOGETHER)
        return found

    def _any(self, parts: Iterable[list[Way]]) -> list[Way]:
        return smallest((way for ways in parts for way in ways), KEEP)

    # Facts

    def _fact(self, table: Mapping[str, Any], want: bool, group: Group | None) -> list[Way]:
        path = table["fact"]
        operator = next(key for key in FACT_OPERATORS if key in table)
        fact = self._of(path, group)
        if fact is None:
            return []
        if operator == "known":
            return self._known(fact) if table["known"] is want else []  # nothing that is known is forgotten
        if operator in ("includes_any", "includes_all"):
            return self._entries(fact, operator, tuple(table[operator]), want)
        if operator in WORDS:
            number, up = _just(operator, table[operator], want)
            return [(Step(fact.path, "raise" if up else "lower", (max(number, 0),)),)]
        if fact.type == "instant":  # a law file's word for “whether there is one”: that it is not “open”
            return self._known(fact) if fact.value is None and want is (operator == "is_not") else []
        named = tuple(table["in"]) if operator == "in" else (table[operator if operator in table else "is"],)
        wanted = named if want is not (operator == "is_not") else fact.others(named)
        return [(Step(fact.path, "set", wanted),)] if wanted else []

    def _of(self, path: str, group: Group | None) -> "_Fact | None":
        if path not in OF_A_GROUP:
            return _Fact(path, path, lookup(self._facts, path))
        own = group.facts.get(path) if group else None
        if path == "data" and own is None:
            return _Fact(path, path, self._facts.get(path))
        return _Fact(path, f"{group.name}.{path}", own) if group else None

    def _known(self, fact: "_Fact") -> list[Way]:
        if fact.type == "instant":
            time = self._times[0 if fact.path.removeprefix("events.") in FIRST else -1]
            return [(Step(fact.path, "set", (time,)),)]
        if fact.type == "groups":
            code = self._one_of("*")
            return [(Step(f"affected[+{code}]", "raise", (1,), code),)]
        if fact.type == "list":
            return [(Step(fact.path, "add", fact.allowed),), _dropped(fact, fact.allowed)]
        return [(Step(fact.path, "set", fact.allowed),)] if fact.allowed else []

    def _entries(self, fact: "_Fact", operator: str, wanted: tuple[str, ...], want: bool) -> list[Way]:
        present = tuple(entry for entry in wanted if entry in (fact.value or ()))
        if want and operator == "includes_any":
            return [(Step(fact.path, "add", wanted),)]
        if want:
            return [tuple(Step(fact.path, "add", (entry,)) for entry in wanted if entry not in present)]
        closed = self._closed(fact.name)
        if operator == "includes_all" and present:
            return [(Step(fact.path, "drop", (entry,)), *closed) for entry in present]
        if fact.value is not None and not present:
            return [closed]
        return [(*_dropped(fact, present or wanted), *closed)]

    def _closed(self, path: str) -> Way:
        """That a list is complete, where it may still grow."""
        return (Step("more_possible", "drop", (path,)),) if path in (self._facts.get("more_possible") or ()) else ()

    # Places

    def _established(self, place: Any) -> list[Way]:
        code, named = self._one_of(place), _named(place)
        country = lookup(self._facts, COUNTRY)
        ways: list[Way] = [(Step(ESTABLISHMENTS, "add", (code,), named),)]
        if country is None or in_place(country, place, self._places) is None:
            ways.insert(0, (Step(COUNTRY, "set", (code,), named),))
        return ways

    def _elsewhere(self, place: Any) -> list[Way]:
        named = _named(place)
        country, others = lookup(self._facts, COUNTRY), lookup(self._facts, ESTABLISHMENTS)
        steps = []
        if country is None or in_place(country, place, self._places) is not False:
            steps.append(Step(COUNTRY, "away", (self._outside(country or "", place),), named))
        inside = tuple(code for code in others or () if in_place(code, place, self._places) is not False)
        if others is None or inside:
            steps.append(Step(ESTABLISHMENTS, "drop", inside, named))
        return [tuple(steps)]

    def _one_of(self, place: Any) -> str:
        """A code in a place: the one nearest to the incident, else the first by name."""
        near = (code for code in self._near if in_place(code, place, self._places))
        names = [place] if isinstance(place, str) else list(place)
        codes = [code for name in names for code in sorted(self._places.get(name, (name,)))]
        return next(near, OFTEN[0] if "*" in names else codes[0])

    def _outside(self, code: str, place: Any) -> str:
        """A code that is not in a place; a part of `code` where only the country is known."""
        parts = pycountry.subdivisions.get(country_code=code) if code and in_place(code, place, self._places) is None else ()
        codes = [*sorted(part.code for part in parts or ()), *self._near, *OFTEN]
        return next((other for other in codes if in_place(other, place, self._places) is False), OFTEN[0])

    # People

    def _people(self, table: Mapping[str, Any], want: bool) -> list[Way]:
        operator = next((key for key in WORDS if key in table), None)
        number, up = _just(operator or "at_least", table[operator] if operator else 1, want)
        asked = _Asking(table["people_in"], table.get("where"), max(number, 0), operator is not None)
        return self._more(asked) if up else self._fewer(asked)

    def _here(self, asked: "_Asking") -> list[tuple[Group, bool | None]]:
        groups = enumerate(self._facts.get("affected") or ())
        lives = ((Group(f"affected[{number}]", group), in_place(group["residence"], asked.place, self._places))
                 for number, group in groups)  # fmt: skip
        return [(group, inside) for group, inside in lives if inside is not False]

    def _where(self, asked: "_Asking", want: bool, group: Group) -> list[Way]:
        if asked.where is None:
            return [NOTHING] if want else []
        return self.of(asked.where, want, group)

    def _holds(self, asked: "_Asking", group: Group) -> bool | None:
        return True if asked.where is None else self._value(asked.where, group)

    def _more(self, asked: "_Asking") -> list[Way]:
        here = self._here(asked)
        sure = {
            group.name: _count(group)
            for group, lives in here
            if lives and group.facts.get("count") != 0 and self._holds(asked, group)
        }
        found: list[Way | None] = []
        for group, lives in here:
            need = max(asked.number - sum(sure.values()) + sure.get(group.name, 0), 1)
            own = self._raised(group, lives, need, asked)
            found += [together(own, way) for way in self._where(asked, True, group)]
        if not any(lives for _, lives in here):
            code = self._one_of(asked.place)
            new = Group(f"affected[+{code}]", {"residence": code})
            step = Step(new.name, "raise", (max(asked.number, 1),), _named(asked.place))
            found += [together((step,), way) for way in self._where(asked, True, new)]
        return [way for way in found if way is not None]

    def _raised(self, group: Group, lives: bool | None, need: int, asked: "_Asking") -> Way:
        steps = []
        if lives is None:
            steps.append(Step(f"{group.name}.residence", "set", (self._one_of(asked.place),), _named(asked.place)))
        count = group.facts.get("count")
        if asked.bounded if count is None else count < need:
            steps.append(Step(f"{group.name}.count", "raise", (need,), _named(asked.place)))
        return tuple(steps)

    def _fewer(self, asked: "_Asking") -> list[Way]:
        if self._facts.get("affected") is None:
            elsewhere = () if asked.place == "*" else (self._outside("", asked.place),)
            return [(Step("affected", "drop", elsewhere, _named(asked.place)),)]
        counting = [
            (group, lives)
            for group, lives in self._here(asked)
            if group.facts.get("count") != 0 and self._holds(asked, group) is not False
        ]
        inside = [code for code in self._near[:1] if in_place(code, asked.place, self._places)]
        ways = [_lowered([group for group, _ in counting], asked, keep=inside)]
        if asked.where is not None:
            ways += self._all(self.of(asked.where, False, group) for group, _ in counting)
        away = [group for group, lives in counting if lives is None]
        ways.append(tuple(self._away(group, asked) for group in away))
        closed = self._closed("affected")
        return [way for way in (together(way, closed) for way in ways) if way]

    def _away(self, group: Group, asked: "_Asking") -> Step:
        code = self._outside(group.facts["residence"], asked.place)
        return Step(f"{group.name}.residence", "away", (code,), _named(asked.place))


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a condition asks of people: where they live, what holds for them, the number at which its answer turns."""

    place: Any
    where: Mapping[str, Any] | None
    number: int
    bounded: bool


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact as a condition sees it: its name, the path where it stands, its value."""

    name: str
    path: str
    value: Any

    @property
    def type(self) -> str:
        field = BY_PATH.get(self.name)
        return field.type if field else "list" if OF_A_GROUP.get(self.name) else "truth" if self.name in OF_A_GROUP else ""

    @property
    def allowed(self) -> tuple[Any, ...]:
        if self.type == "truth":
            return True, False
        field = BY_PATH.get(self.name)
        return field.values if field else OF_A_GROUP.get(self.name, ())

    def others(self, named: tuple[Any, ...]) -> tuple[Any, ...]:
        """The values that are not among those named."""
        return tuple(value for value in self.allowed if value not in named)


def _dropped(fact: _Fact, entries: tuple[str, ...]) -> Way:
    """Entries that leave a list, each a step of its own; of a list of which nothing is known, all in one answer."""
    if fact.value is None:
        return (Step(fact.path, "drop", entries),)
    return tuple(Step(fact.path, "drop", (entry,)) for entry in entries)


def _count(group: Group) -> int:
    return int(group.facts.get("count") or 1)


def _lowered(groups: Sequence[Group], asked: _Asking, *, keep: Sequence[str]) -> Way:
    """The largest groups made smaller until no more than the number is left; of equal ones those of `keep` stay."""
    left, steps = asked.number, []
    by_size = sorted(groups, key=lambda group: group.facts["residence"] not in keep)
    for group in sorted(by_size, key=lambda group: (group.facts.get("count") is None, _count(group))):
        count = group.facts.get("count")
        if count is not None and count <= left:
            left -= count
            continue
        steps.append(Step(f"{group.name}.count", "lower", (left,), _named(asked.place)))
        left = 0
    return tuple(steps)


def _just(operator: str, bound: float, want: bool) -> tuple[int, bool]:
    """The whole number at which a bound is just kept (`want`) or just broken, and whether it is reached from below."""
    up = want is (operator in ("at_least", "more_than"))
    from_here = operator in ("at_least", "less_than")  # the bound itself is on the upper side
    if up:
        return ceil(bound) if from_here else floor(bound) + 1, True
    return ceil(bound) - 1 if from_here else floor(bound), False


def _named(place: Any) -> str | tuple[str, ...]:
    return place if isinstance(place, str) else tuple(place)
