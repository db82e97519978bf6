"""Conditions on places: where the organisation is established, where affected people live and how many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from incident.law.answers import Answer, Asked, Condition, Note, lookup
from incident.law.place_words import in_sentence, listed

WORDS = {"at_least": "at least", "more_than": "more than", "at_most": "at most", "less_than": "less than"}
ESTABLISHED = ("organisation.country", "organisation.establishments")


def holds(operator: str, value: float, wanted: float) -> bool:
    """Whether a number keeps a bound; `operator` is a key of WORDS."""
    if operator == "at_least":
        return value >= wanted
    if operator == "more_than":
        return value > wanted
    return value <= wanted if operator == "at_most" else value < wanted


def in_place(code: str, place: str | Sequence[str], places: Mapping[str, frozenset[str]]) -> bool | None:
    """Whether a residence or country lies in a place: True, False, or None when only the country is known."""
    wanted = [place] if isinstance(place, str) else list(place)
    answer: bool | None = False
    for name in wanted:
        if name == "*":
            return True
        lies = _lies(code, places.get(name) or name)
        if lies is True:
            return True
        if lies is None:
            answer = None
    return answer


@lru_cache(maxsize=65_536)  # every law asks for the same few places of every group
def _lies(code: str, place: str | frozenset[str]) -> bool | None:
    members = (place,) if isinstance(place, str) else place
    if code in members or code.split("-")[0] in members:
        return True
    return None if any(member.startswith(f"{code}-") for member in members) else False


@cache  # names are looked up when a condition is first asked, not when the law is read
def _named(place: str | tuple[str, ...]) -> str:
    return listed(place)


def exact(codes: Sequence[str]) -> list[str]:
    """The codes without a country of which a part is named too: US beside US-OH says no more than US-OH."""
    return [code for code in codes if not any(other.startswith(f"{code}-") for other in codes)]


def organisation_in(place: str | list[str], note: Note) -> Condition:
    """Whether the organisation's country or an establishment lies in a place; unknown while either is not known."""
    key = place if isinstance(place, str) else tuple(place)

    def ask(of: Asked) -> Answer:
        words = f"the organisation is established in {_named(key)}"
        country, others = (lookup(of.facts, path) for path in ESTABLISHED)
        codes = exact([code for code in (country, *(others or ())) if code])
        answers = [in_place(code, place, of.places) for code in codes]
        if True in answers:
            here = codes[answers.index(True)]
            return Answer(True, (note.say(f"the organisation is established in {in_sentence(here)}"),))
        unknown = [path for path, value in zip(ESTABLISHED, (country, others), strict=True) if value is None]
        if None in answers:
            unknown.append(ESTABLISHED[0] if in_place(country or "", place, of.places) is None else ESTABLISHED[1])
        if unknown:
            return Answer(None, (note.say(f"not known yet: whether {words}"),), tuple(dict.fromkeys(unknown)))
        return Answer(False, (note.say(words.replace(" is ", " is not ", 1)),))

    return Condition(ask, ESTABLISHED)


def people_in(
    place: str | list[str], having: Condition | None, bound: tuple[str, float] | None, note: Note
) -> Condition:
    """Whether affected people live in a place ("*": anywhere), and how many.

    `having`: asked of each group with the group's own data in place of the whole. `bound`: operator and number.
    """
    key = place if isinstance(place, str) else tuple(place)
    paths = ("affected", *(having.paths if having else ()))

    def ask(of: Asked) -> Answer:
        where = "anywhere" if key == "*" else f"in {_named(key)}"
        groups = of.facts.get("affected")
        if groups is None:
            return Answer(None, (note.say(f"not known yet: who is affected {where}"),), ("affected",))
        counted = _count(of, groups, place, having)
        return _bounded(counted, *bound, where, note) if bound else _present(counted, where, note)

    return Condition(ask, tuple(dict.fromkeys(paths)))


@dataclass(slots=True)
class _Counted:
    """Groups that count for sure, and perhaps; the sum of known numbers; whether a number or group is open."""

    sure: int = 0
    perhaps: int = 0
    open_numbers: bool = False
    may_grow: bool = False
    groups_sure: int = 0
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def _count(of: Asked, groups: Sequence[Mapping[str, Any]], place: Any, having: Condition | None) -> _Counted:
    found = _Counted(may_grow="affected" in (of.facts.get("more_possible") or ()))
    because: list[str] = []
    unknown: list[str] = []
    for group, lives in _living(of, groups, place):
        number = group.get("count")
        answer = having(of.of_group(group)) if having else Answer(True)
        because += answer.because
        if answer.value is False:
            continue
        unknown += answer.unknown
        if lives is None:
            unknown.append("affected")
        certain = lives is True and answer.value is True
        found.open_numbers |= number is None
        found.groups_sure += certain
        found.sure += (number or 1) * certain
        found.perhaps += number or 1
    found.because, found.unknown = tuple(dict.fromkeys(because)), tuple(dict.fromkeys(unknown))
    return found


def _living(
    of: Asked, groups: Sequence[Mapping[str, Any]], place: str | Sequence[str]
) -> list[tuple[Mapping[str, Any], bool | None]]:
    """The groups of people who live in a place, or may (None); many conditions of one law ask for the same place."""
    key = ("living", place if isinstance(place, str) else tuple(place))
    if key not in of.given:
        of.given[key] = _found(of, groups, place)
    found: list[tuple[Mapping[str, Any], bool | None]] = of.given[key]
    return found


def _found(
    of: Asked, groups: Sequence[Mapping[str, Any]], place: str | Sequence[str]
) -> list[tuple[Mapping[str, Any], bool | None]]:
    names = [place] if isinstance(place, str) else place
    if "*" in names:
        return [(group, True) for group in groups if group.get("count") != 0]
    homes = _homes(of, groups)
    lives: dict[int, bool | None] = {}  # by the number of the group, so that their order stays
    for code in (code for name in names for code in of.places.get(name, (name,))):
        country, _, part = code.partition("-")
        lives.update(dict.fromkeys(homes.get(code, ()), True))
        if part:  # who lives in the country may live in this part of it
            for number in homes.get(country, ()):
                lives.setdefault(number, None)
        else:
            lives.update(dict.fromkeys(homes.get(f"{country}-", ()), True))
    return [(groups[number], lives[number]) for number in sorted(lives)]


def _homes(of: Asked, groups: Sequence[Mapping[str, Any]]) -> Mapping[str, list[int]]:
    """The numbers of the groups by residence; those of a country's parts under its code and a dash."""
    if "homes" not in of.given:
        homes: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            if group.get("count") != 0:
                code = group["residence"]
                homes.setdefault(code, []).append(number)
                if "-" in code:
                    homes.setdefault(f"{code.split('-')[0]}-", []).append(number)
        of.given["homes"] = homes
    found: dict[str, list[int]] = of.given["homes"]
    return found


def _present(counted: _Counted, where: str, note: Note) -> Answer:
    if counted.groups_sure:
        return Answer(True, (note.say(f"affected people live {where}"), *counted.because))
    if counted.perhaps or counted.may_grow:
        unknown = (*counted.unknown, "affected") if counted.may_grow else counted.unknown
        words = note.say(f"not known yet: whether affected people live {where}")
        return Answer(None, (words, *counted.because), tuple(dict.fromkeys(unknown)))
    return Answer(False, (note.say(f"no affected people {where}"), *counted.because))


def _bounded(counted: _Counted, operator: str, limit: float, where: str, note: Note) -> Answer:
    low: float = counted.sure
    high: float = float("inf") if counted.open_numbers or counted.may_grow else counted.perhaps
    answers = {holds(operator, low, limit), holds(operator, high, limit)}
    wanted = f"{WORDS[operator]} {limit:,}"
    if len(answers) == 1:
        amount = f"{counted.sure:,}" + ("" if high == low else " or more")
        words = f"{amount} people {where}, asked is {wanted}"
        return Answer(answers.pop(), (note.say(words), *counted.because))
    open_count = counted.open_numbers or counted.may_grow or not counted.unknown
    unknown = (*counted.unknown, "affected") if open_count else counted.unknown
    words = note.say(f"not known yet: whether {wanted} people live {where}")
    return Answer(None, (words, *counted.because), tuple(dict.fromkeys(unknown)))
