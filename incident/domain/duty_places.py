"""Where a duty is owed: once, in each place where affected people live, at the main establishment, to each customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident.domain import words
from incident.law.answers import Answer, lookup, not_known
from incident.law.model import Obligation, Regime
from incident.law.people import exact, in_place
from incident.law.place_words import in_sentence

YES = Answer(True)
COUNTRY, ESTABLISHMENTS = "organisation.country", "organisation.establishments"


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a duty is owed, or may be.

    `jurisdiction`: code for the reader, unique for the duty. `code`: the most exact code known, for the authority and
    the holidays. `answer`: whether it is owed there at all. `controller`: the customer who is told, and the hours of
    its contract; None where no customer is told.
    """

    jurisdiction: str
    code: str
    answer: Answer = YES
    controller: str | None = None
    contract_hours: float | None = None


def places_of(
    obligation: Obligation, regime: Regime, facts: Mapping[str, Any], named: Mapping[str, frozenset[str]]
) -> list[Place]:
    """The places of a duty, in alphabetical order; at least one, so that no duty goes unseen.

    `named`: the named sets of places. Source of the modes: docs/law-data.md, "Places".
    """
    if obligation.place_mode == "each_controller":
        return _controllers(regime, facts)
    if obligation.place_mode == "each_residence":
        return _residences(regime, facts, named, obligation.within)
    if obligation.place_mode == "each_establishment":
        return _establishments(regime, facts, named, obligation.within)
    if obligation.place_mode == "one_stop_shop":
        return _one_stop_shop(regime, facts, named, obligation.within)
    return [Place(regime.jurisdiction, regime.jurisdiction)]


def _controllers(regime: Regime, facts: Mapping[str, Any]) -> list[Place]:
    """A processor acts for somebody: an empty list does not take the duty away."""
    home = regime.jurisdiction
    hours: dict[str, list[float]] = {}
    for entry in facts.get("controllers") or ():
        known = hours.setdefault(entry["name"], [])
        if entry.get("contract_hours") is not None:
            known.append(entry["contract_hours"])
    if not hours:
        because = "Not known yet: for which customers the data are held"
        return [Place(home, home, Answer(None, (because,), ("controllers",)))]
    # One name is one customer: of two contracts the stricter one is kept.
    return [Place(home, home, controller=name, contract_hours=min(hours[name], default=None)) for name in sorted(hours)]


def _residences(
    regime: Regime, facts: Mapping[str, Any], named: Mapping[str, frozenset[str]], within: str | None
) -> list[Place]:
    groups = facts.get("affected")
    inside = within or "*"
    where = "anywhere" if inside == "*" else f"in {in_sentence(inside)}"
    home = regime.jurisdiction
    if groups is None:
        return [Place(home, home, Answer(None, (f"Not known yet: who is affected {where}",), ("affected",)))]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for group in groups:
        if group.get("count") != 0 and in_place(group["residence"], inside, named) is not False:
            found.setdefault(_member(group["residence"], inside, named), []).append(group)
    if found:
        return [_residence(member, found[member], inside, named, where) for member in sorted(found)]
    if "affected" in (facts.get("more_possible") or ()):
        because = f"Nobody affected is known to live {where}; the list of people may still grow"
        return [Place(home, home, Answer(None, (because,), ("affected",)))]
    return [Place(home, home, Answer(False, (f"No affected people live {where}",)))]


def _residence(
    member: str, groups: Sequence[Mapping[str, Any]], inside: str, named: Mapping[str, frozenset[str]], where: str
) -> Place:
    codes = {group["residence"] for group in groups}
    code = next(iter(codes)) if len(codes) == 1 else member
    sure = [group for group in groups if in_place(group["residence"], inside, named) is True]
    if sure:
        return Place(member, code, Answer(True, (f"{_people(sure)} in {words.place(member)}",)))
    because = f"Not known yet: whether the people in {member} live {where}"
    return Place(member, code, Answer(None, (because,), ("affected",)))


def _people(groups: Sequence[Mapping[str, Any]]) -> str:
    """“21 affected people live”, “About 412 …”, “Affected people, their number not known yet, live”."""
    counts = [group.get("count") for group in groups]
    known = [count for count in counts if count is not None]
    if not known:
        return "Affected people, their number not known yet, live"
    number = words.count(sum(known), estimate=any(group.get("estimate") for group in groups))
    more = " or more" if len(known) < len(counts) else ""
    people = "person lives" if sum(known) == 1 and not more else "people live"
    return f"{number[:1].upper()}{number[1:]}{more} affected {people}"


def _member(code: str, inside: str, named: Mapping[str, frozenset[str]]) -> str:
    """The place of a named set that holds a code: DE for DE-BY among the countries of the EEA; else the code itself."""
    country = code.split("-")[0]
    return country if country in named.get(inside, ()) else code


def _establishments(
    regime: Regime, facts: Mapping[str, Any], named: Mapping[str, frozenset[str]], within: str | None
) -> list[Place]:
    """A place for each country of the set with an establishment; what is not known yet stays one open place."""
    inside, home = within or regime.jurisdiction, regime.jurisdiction
    country, others = lookup(facts, COUNTRY), lookup(facts, ESTABLISHMENTS)
    codes = sorted(set(exact([code for code in (country, *(others or ())) if code])))
    lies = {code: in_place(code, inside, named) for code in codes}
    sure = sorted({_member(code, inside, named) for code in codes if lies[code]})
    found = [Place(code, code, Answer(True, (f"The organisation is established in {words.place(code)}",))) for code in sure]
    found += [_somewhere_in(code, inside) for code in codes if lies[code] is None]
    missing = [path for path, value in ((COUNTRY, country), (ESTABLISHMENTS, others)) if value is None]
    if missing and not found:
        because = tuple(f"Where this is owed depends on what is {not_known(path)}" for path in missing)
        return [Place(home, home, Answer(None, because, tuple(missing)))]
    return found or [Place(home, home, Answer(False, (f"The organisation is not established in {in_sentence(inside)}",)))]


def _somewhere_in(code: str, inside: str) -> Place:
    """A country of which only parts lie in the set: which part the establishment is in was not recorded."""
    because = f"Not known yet: whether the establishment in {words.place(code)} lies in {in_sentence(inside)}"
    return Place(code, code, Answer(None, (because,), (ESTABLISHMENTS,)))


def _one_stop_shop(
    regime: Regime, facts: Mapping[str, Any], named: Mapping[str, frozenset[str]], within: str | None
) -> list[Place]:
    inside = within or regime.jurisdiction
    country, others = lookup(facts, COUNTRY), lookup(facts, ESTABLISHMENTS)
    if country is not None and in_place(country, inside, named):
        return [Place(_member(country, inside, named), country)]
    unknown = _not_known_seat(country, others)
    main = _first_inside(others or (), inside, named)
    if main is not None:
        return [Place(_member(main, inside, named), main, unknown or YES)]
    residences = _residences(regime, facts, named, within)
    if unknown is None:
        return residences
    # Where it is not known whether there is an establishment, the authority of no place is certain.
    return [Place(place.jurisdiction, place.code, _both(unknown, place.answer)) for place in residences]


def _not_known_seat(country: str | None, others: Sequence[str] | None) -> Answer | None:
    """The open question which authority leads; None when country and establishments are known."""
    missing = [path for path, value in ((COUNTRY, country), (ESTABLISHMENTS, others)) if value is None]
    if not missing:
        return None
    because = tuple(f"Which authority leads depends on what is {not_known(path)}" for path in missing)
    return Answer(None, because, tuple(missing))


def _first_inside(codes: Sequence[str], inside: str, named: Mapping[str, frozenset[str]]) -> str | None:
    return next((code for code in codes if in_place(code, inside, named)), None)


def _both(unknown: Answer, place: Answer) -> Answer:
    """An establishment may exist where nobody lives: what residence says never settles what is not known here."""
    if place.value is None:
        return Answer(None, (*unknown.because, *place.because), (*unknown.unknown, *place.unknown))
    return unknown
