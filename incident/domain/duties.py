"""Duties: which of a regime's obligations are owed, not owed or open, for whom and where, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from incident.domain.duty_places import YES, Place, places_of
from incident.domain.starts import Start, start_of
from incident.law.answers import Answer, Asked, Condition, known_paths, lookup, merged
from incident.law.facts import Facts
from incident.law.model import Authority, ContentItem, Obligation, Regime, Version
from incident.law.rulebook import Rulebook, in_force

ROLE = "organisation.role"
OF_ALL = "facts of all"  # where a regime is asked with its own events: the facts with those of all
ANY = "any"  # owed by the organisation, whatever its part in the data
CONTROLLERS = ("controller", "joint_controller")
ROLE_WORDS = {"controller": "controller", "joint_controller": "joint controller", "processor": "processor"}


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation in one place, for one customer where it is owed to customers.

    `version`: what it says on the day asked, else the version nearest to that day. `answer`: True owed, False not
    owed, None cannot be told yet. `scope`: whether the law binds at all. `delayed`: the condition of a delay holds;
    `delay_until`: its recorded end. `events`: as the regime sees them. `facts_used`: paths of the known
    facts that were asked. `must_contain`: what the notice must contain; an item that depends on what is not known yet
    is asked for. `role`: ours in these facts, None while it is not known.
    """

    regime: Regime
    obligation: Obligation
    version: Version
    place: Place
    zone: str
    authority: Authority | None
    answer: Answer
    scope: Answer
    delayed: bool
    delay_until: datetime | None
    start: Start
    events: Mapping[str, str | None]
    facts_used: tuple[str, ...]
    must_contain: tuple[ContentItem, ...]
    role: str | None = None

    @property
    def owed_by(self) -> str:
        """controller or processor: whose duty it is here."""
        if self.obligation.owed_by == ANY:
            return "processor" if self.role == "processor" else "controller"
        return self.obligation.owed_by

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes the duty one of its kind: obligation, jurisdiction, customer."""
        return self.obligation.id, self.place.jurisdiction, self.place.controller or ""


@dataclass(frozen=True, slots=True)
class _Case:
    """What all duties of one regime share."""

    regime: Regime
    rulebook: Rulebook
    asked: Asked
    on: date
    scope: Answer

    @property
    def role(self) -> str | None:
        role: str | None = lookup(self.asked.facts, ROLE)
        return role


def asked_by(regime: Regime, facts: Mapping[str, Any], places: Mapping[str, frozenset[str]]) -> Asked:
    """What the conditions of a regime are asked of: the facts, with the events as this law sees them."""
    asked = Asked({**facts, "events": Facts(facts).events_for(regime.id)}, places)
    asked.given[OF_ALL] = facts
    return asked


def duties_of(regime: Regime, rulebook: Rulebook, asked: Asked, *, on: date) -> list[Duty]:
    """Every duty of a regime that is in play or may be; an empty list where the regime binds nobody here.

    `asked`: a facts document whose `events` are those that this regime sees. `on`: the day whose law is asked.
    """
    scope = regime.scope(asked) if regime.scope else Answer(True)
    if scope.value is False:
        return []
    bound = "Bound by this law" if scope.value else "Whether this law binds you"
    said = Answer(scope.value, tuple(f"{bound}: {line}" for line in scope.because), scope.unknown)
    case = _Case(regime, rulebook, asked, on, said)
    return [duty for obligation in regime.obligations for duty in _of_obligation(case, obligation)]


def _of_obligation(case: _Case, obligation: Obligation) -> list[Duty]:
    if obligation.events_of is not None:
        case = replace(case, asked=_seen_by(obligation.events_of, case.asked))
    current = in_force(obligation, case.on)
    version = current or _nearest(obligation, case.on)
    plan = _plan(case, obligation, version)
    parts, paths = _parts(case, obligation, version, plan, in_force=current is not None)
    whole = _all(parts)
    events = case.asked.facts.get("events") or {}
    start = start_of(obligation, events)
    delayed, until = _delay(case, version)
    known = known_paths(case.asked)
    used = tuple([path for path in paths if path in known])
    items = version.must_contain
    if plan.has_conditional_items:
        items = tuple(item for item in items if _asked_for(case, item))
    return [
        Duty(
            regime=case.regime,
            obligation=obligation,
            version=version,
            place=place,
            zone=_zone(case, place),
            authority=_authority(case, obligation, place),
            answer=_answer(case, obligation, whole, place),
            scope=case.scope,
            delayed=delayed,
            delay_until=until,
            start=start,
            events=events,
            facts_used=used,
            must_contain=items,
            role=case.role,
        )
        for place in places_of(obligation, case.regime, case.asked.facts, case.rulebook.places)
    ]


def _seen_by(regime_id: str, asked: Asked) -> Asked:
    """The same facts with the events as another regime sees them; never as the one that asks does."""
    of_all = asked.given.get(OF_ALL, asked.facts)
    return Asked({**asked.facts, "events": Facts(of_all).events_for(regime_id)}, asked.places)


def _nearest(obligation: Obligation, on: date) -> Version:
    """Of an obligation that is not in force: the next version to come, else the last one that was."""
    return next((version for version in obligation.versions if version.in_force_from > on), obligation.versions[-1])


@dataclass(frozen=True, slots=True)
class _Plan:
    """What asking a version needs, from the law alone. `paths`: every fact that its answer may look at."""

    conditions: tuple[Condition, ...]
    paths: tuple[str, ...]
    has_conditional_items: bool


def _plan(case: _Case, obligation: Obligation, version: Version) -> _Plan:
    key = ("plan", obligation.id, version.in_force_from)
    plan: _Plan | None = case.rulebook.plans.get(key)
    if plan is None:
        conditions = (*((version.applies_if,) if version.applies_if else ()), *version.applies_unless)
        scoped = case.regime.scope.paths if case.regime.scope else ()
        paths = dict.fromkeys((*(path for condition in conditions for path in condition.paths), *scoped, ROLE))
        conditional = any(item.only_if is not None for item in version.must_contain)
        plan = case.rulebook.plans[key] = _Plan(conditions, tuple(paths), conditional)
    return plan


def _parts(
    case: _Case, obligation: Obligation, version: Version, plan: _Plan, *, in_force: bool
) -> tuple[list[Answer], tuple[str, ...]]:
    """The answers that must all be yes for the duty to be owed, and every fact that they may look at.

    The first no decides, and its reason is the one shown; so whose duty it is comes before what the law asks.
    """
    role = _role(case, obligation)
    if role.value is False:
        return [role], (ROLE,)
    if not in_force:
        return [_not_in_force(version, case.on)], ()
    answers = [version.applies_if(case.asked)] if version.applies_if else []
    if answers and answers[0].value is False:  # the first no decides
        return answers, plan.paths
    if not plan.conditions:
        answers.append(_no_condition(version))
    for condition in version.applies_unless:
        answers.append(_exemption(condition(case.asked)))
        if answers[-1].value is False:
            return answers, plan.paths
    return [*answers, role, case.scope], plan.paths


def _role(case: _Case, obligation: Obligation) -> Answer:
    role = case.role
    if obligation.owed_by == ANY:
        return Answer(True)
    terms = case.regime.terms
    owing = terms.get(obligation.owed_by, obligation.owed_by)
    if role is None:
        return Answer(None, (f"Not known yet: your role. This is a duty of the {owing}",), (ROLE,))
    mine = "controller" if role in CONTROLLERS else "processor"
    if mine == obligation.owed_by:
        return Answer(True)
    yours = ROLE_WORDS[role]
    other = "your customer's, not yours" if mine == "processor" else "not yours"
    return Answer(False, (f"A duty of the {owing}. Here you are the {yours}, so it is {other}",))


def _not_in_force(version: Version, on: date) -> Answer:
    if version.in_force_from > on:
        words = f"Not in force on {_day(on)}: the duty begins on {_day(version.in_force_from)}"
    else:
        words = f"No longer in force on {_day(on)}: its last day was {_day(version.in_force_until or on)}"
    return Answer(False, (f"{words} ({version.cite})",))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _no_condition(version: Version) -> Answer:
    return Answer(True, (f"The law asks for no further condition ({version.cite})",))


def _exemption(answer: Answer) -> Answer:
    """An exemption seen from the duty: what holds takes the duty away."""
    if answer.value is None:
        return answer
    prefix = "Exempt" if answer.value else "No exemption"
    return Answer(not answer.value, tuple(f"{prefix}: {line}" for line in answer.because))


def _answer(case: _Case, obligation: Obligation, whole: Answer, place: Place) -> Answer:
    """Whether the duty is owed in a place; what a contract may ask beyond the law is said where the law asks nothing."""
    answer = whole if place.answer is YES else _all([whole, place.answer])
    if answer.value is True:
        return Answer(True, merged([place.answer, answer], "because"))  # who lives there is the first reason
    if answer.value is not False or place.contract_hours is None or case.role != obligation.owed_by:
        return answer
    hours = f"The contract with {place.controller} names {place.contract_hours:g} hours"
    return Answer(False, (*answer.because, f"{hours}; it may ask for a notice where the law does not"))


def _all(parts: Sequence[Answer]) -> Answer:
    """Yes when all are yes; no, with its reasons, as soon as one is no; else unknown, with what is open."""
    refused = next((part for part in parts if part.value is False), None)
    if refused is not None:
        return Answer(False, refused.because)
    still_open = [part for part in parts if part.value is None]
    if still_open:
        return Answer(None, merged(still_open, "because"), merged(still_open, "unknown"))
    return Answer(True, merged(list(parts), "because"))


def _asked_for(case: _Case, item: ContentItem) -> bool:
    return item.only_if is None or item.only_if(case.asked).value is not False


def _delay(case: _Case, version: Version) -> tuple[bool, datetime | None]:
    """Whether a notice may wait, and until when. Only a yes lets it wait."""
    if version.delay is None or version.delay.condition(case.asked).value is not True:
        return False, None
    until = lookup(case.asked.facts, version.delay.until)
    return True, datetime.fromisoformat(until) if until is not None else None


def _authority(case: _Case, obligation: Obligation, place: Place) -> Authority | None:
    if obligation.authority:
        return case.rulebook.authority(obligation.authority)
    if obligation.authority_kind:
        return case.rulebook.authority_at(obligation.authority_kind, place.code, case.asked)
    return None


def _zone(case: _Case, place: Place) -> str:
    """The zone of the place whose law it is: the regime's at home, elsewhere that of the place."""
    if place.jurisdiction == case.regime.jurisdiction:
        return case.regime.zone
    return case.rulebook.zone_at(place.code) or case.regime.zone
