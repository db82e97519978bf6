"""A regime of the law data as a person reads it: every rule in words, beside its provision and its doubts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from incident.domain import law_words, words
from incident.domain.condition_words import Said, say
from incident.law.answers import Condition
from incident.law.model import Authority, ContentItem, Obligation, Regime, Version
from incident.law.people import in_place
from incident.law.place_words import in_sentence
from incident.law.rulebook import Rulebook, in_force

CONFIDENCE = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """One line of the library. `since`: first day of the oldest version; `lowest`: the lowest confidence in it."""

    regime: Regime
    place: str
    since: date
    lowest: str


@dataclass(frozen=True, slots=True)
class Content:
    """One thing that a notice must contain. `only_if`: None where it is asked for always."""

    words: str
    cite: str
    if_known: bool
    only_if: Said | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """What a duty says from a day on. `expected`: what a regulator has published, "" for nothing; never a limit."""

    version: Version
    period: str
    counting: tuple[str, ...]
    expected: str
    expected_counting: tuple[str, ...]
    delay: Said | None
    delay_until: str
    content: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty. `shown`: the version in force, else the nearest; `others`: the rest, the newest first.

    `state`: "" in force, "coming" or "ended". `when`, `unless`: the conditions of `shown`; None and () where
    `as_in` is an earlier duty of the regime with the same ones. `authority_ids`: who may be told.
    """

    obligation: Obligation
    anchor: str
    addressee: str
    owner: str
    places: str
    start: tuple[str, ...]
    shown: VersionView
    others: tuple[VersionView, ...]
    state: str
    when: Said | None
    unless: tuple[Said, ...]
    as_in: "DutyView | None"
    authority_ids: tuple[str, ...]


def row(regime: Regime) -> RegimeRow:
    """The regime as a line of the library."""
    versions = [version for obligation in regime.obligations for version in obligation.versions]
    said = [regime.confidence, *(version.confidence for version in versions if version.confidence)]
    return RegimeRow(
        regime=regime,
        place=place_of(regime.jurisdiction),
        since=min(version.in_force_from for version in versions),
        lowest=min(said, key=CONFIDENCE.index),
    )


def unsure_of(rulebook: Rulebook) -> list[tuple[Regime, str, list[tuple[Obligation, Version]]]]:
    """Every regime that is not of high confidence throughout, the least certain first.

    Each with its lowest confidence and the versions of duties that are not certain or have doubts of their own.
    """
    found = []
    for regime in rulebook.regimes:
        lowest = row(regime).lowest
        if lowest == "high":
            continue
        uncertain = [
            (obligation, version)
            for obligation in regime.obligations
            for version in obligation.versions
            if (version.confidence or regime.confidence) != "high" or version.doubts
        ]
        found.append((regime, lowest, uncertain))
    return sorted(found, key=lambda entry: (CONFIDENCE.index(entry[1]), entry[0].id))


def place_of(jurisdiction: str) -> str:
    """“United States: New York”, so that a list sorts by country."""
    part = jurisdiction.partition("-")[2]
    name = country_of(jurisdiction)
    return f"{name}: {words.place(jurisdiction).removesuffix(f' ({name})')}" if part else name


def country_of(jurisdiction: str) -> str:
    """The country of a jurisdiction, or the union, by its name as a list has it: “United States”."""
    country = jurisdiction.partition("-")[0]
    return "European Union" if country == "EU" else in_sentence(country).removeprefix("the ")


def duties(regime: Regime, rulebook: Rulebook, *, on: date) -> list[DutyView]:
    """Every duty of a regime, in the order of its file; `on`: the day whose version stands first."""
    titles = titles_of(rulebook)
    seen: dict[str, DutyView] = {}
    found = []
    for obligation in regime.obligations:
        view = _duty(obligation, regime, rulebook, titles, on)
        earlier = seen.setdefault(_conditions(view.shown.version), view)
        if earlier is not view and (view.when or view.unless):
            view = replace(view, as_in=earlier, when=None, unless=())
        found.append(view)
    return found


def anchor(regime_id: str, duty_id: str) -> str:
    """The name of a duty's place on the page of its regime; it never changes, so that notices can link to it."""
    return f"duty-{duty_id.removeprefix(f'{regime_id}/').replace('/', '-')}"


def titles_of(rulebook: Rulebook) -> dict[str, str]:
    """The title of every obligation of the rulebook by its id."""
    return {obligation.id: obligation.title for regime in rulebook.regimes for obligation in regime.obligations}


def _conditions(version: Version) -> str:
    """One text for one set of conditions: two duties with the same text are owed in the same cases."""
    tables = [version.applies_if.table if version.applies_if else None, *(one.table for one in version.applies_unless)]
    return json.dumps(tables, sort_keys=True, default=str)


def _duty(
    obligation: Obligation, regime: Regime, rulebook: Rulebook, titles: Mapping[str, str], on: date
) -> DutyView:
    ordered = sorted(obligation.versions, key=lambda version: version.in_force_from, reverse=True)
    current = in_force(obligation, on)
    coming = [version for version in ordered if version.in_force_from > on]
    shown = current or (coming[-1] if coming else ordered[0])
    return DutyView(
        obligation=obligation,
        anchor=anchor(regime.id, obligation.id),
        addressee=law_words.addressee(obligation, regime, rulebook.authority(obligation.authority or "")),
        owner=law_words.owner(obligation, regime),
        places=law_words.places(obligation, regime),
        start=law_words.start(obligation),
        shown=_version(shown, titles),
        others=tuple(_version(version, titles) for version in ordered if version is not shown),
        state="" if current else "coming" if coming else "ended",
        when=_said(shown.applies_if),
        unless=tuple(say(condition.table) for condition in shown.applies_unless),
        as_in=None,
        authority_ids=tuple(entry.id for entry in authorities_of(obligation, regime, rulebook)),
    )


def _said(condition: Condition | None) -> Said | None:
    return say(condition.table) if condition else None


def _version(version: Version, titles: Mapping[str, str]) -> VersionView:
    expected, delay = version.expected, version.delay
    return VersionView(
        version=version,
        period=version.words or law_words.period(version.deadline, titles),
        counting=law_words.counting(version.deadline, titles),
        expected=law_words.period(expected, titles) if expected else "",
        expected_counting=law_words.counting(expected, titles) if expected and not expected.none else (),
        delay=_said(delay.condition) if delay else None,
        delay_until=law_words.until(delay) if delay else "",
        content=tuple(_content(item) for item in version.must_contain),
    )


def _content(item: ContentItem) -> Content:
    return Content(law_words.content(item.item), item.cite, item.if_known, _said(item.only_if))


def authorities_of(obligation: Obligation, regime: Regime, rulebook: Rulebook) -> Sequence[Authority]:
    """The authority that a duty names, or each one of its kind where the duty may be owed."""
    if obligation.authority:
        named = rulebook.authority(obligation.authority)
        return [named] if named else []
    within = obligation.within or regime.jurisdiction
    return [
        entry
        for entry in rulebook.authorities
        if entry.kind == obligation.authority_kind and in_place(entry.jurisdiction, within, rulebook.places)
    ]


def authorities(views: Iterable[DutyView], rulebook: Rulebook) -> list[tuple[str, Authority]]:
    """(place, authority) of these duties, each once, by place."""
    ids = {name for view in views for name in view.authority_ids}
    found = [(place_of(entry.jurisdiction), entry) for entry in rulebook.authorities if entry.id in ids]
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))
