"""One duty of one law asked alone, again and again with other facts: what would have to hold, and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from incident.domain.change_steps import Way
from incident.domain.change_ways import Ways
from incident.domain.duties import CONTROLLERS, ROLE, asked_by, duties_of
from incident.errors import DutyNotClear
from incident.law.answers import Asked, lookup
from incident.law.facts import Facts
from incident.law.model import Obligation, Regime, Version
from incident.law.rulebook import Rulebook, in_force

Key = tuple[str, str, str]  # obligation, jurisdiction, customer ("" for none), as of Duty.key
FINDINGS = {True: "applies", False: "does_not_apply", None: "cannot_tell_yet"}


def case_of(facts: Facts, rulebook: Rulebook, key: Key, on: date) -> "Case":
    """The duty of this key; raises DutyNotClear where the rulebook has none."""
    for regime in rulebook.regimes:
        for obligation in regime.obligations:
            if obligation.id == key[0]:
                alone = replace(regime, obligations=(obligation,))
                return Case(_with_one_customer(facts, key[2]), rulebook, alone, obligation, key, on)
    raise DutyNotClear(f"There is no duty “{key[0][:80]}”. See: incident law list")


def _with_one_customer(facts: Facts, name: str) -> Facts:
    """The facts without the other customers: a processor may have thousands, and what is owed to one is owed to each."""
    customers = facts.document.get("controllers") or []
    named = [entry for entry in customers if entry["name"] == name] or customers[:1]
    return Facts({**facts.document, "controllers": named}) if customers else facts


@dataclass(frozen=True)
class Case:
    """One duty of one law, asked alone."""

    facts: Facts
    rulebook: Rulebook
    regime: Regime
    obligation: Obligation
    key: Key
    on: date

    @cached_property
    def version(self) -> Version | None:
        """What the duty says on the day asked; None where it is not in force."""
        return in_force(self.obligation, self.on)

    @cached_property
    def before(self) -> str:
        """The finding as the facts stand."""
        return self.finding(self.facts.document, self.on)

    def finding(self, document: Mapping[str, Any], on: date) -> str:
        """What the rulebook finds; a law that does not bind imposes nothing."""
        duties = duties_of(self.regime, self.rulebook, self.asked(document), on=on)
        values = [duty.answer.value for duty in duties if duty.key == self.key]
        if not values and self._is_anywhere:
            values = [duty.answer.value for duty in duties]
        return FINDINGS[True if True in values else None if None in values else False]

    @property
    def _is_anywhere(self) -> bool:
        """Whether the key names no place or customer of its own, so that the duty in any place is meant."""
        at_home = self.key[1] == self.regime.jurisdiction and not self.key[2]
        return at_home or self.obligation.place_mode in ("one", "one_stop_shop")

    def asked(self, document: Mapping[str, Any]) -> Asked:
        """What conditions are asked of: the facts, with the events as this law sees them."""
        return asked_by(self.regime, document, self.rulebook.places)

    def table(self) -> dict[str, Any]:
        """All that must hold for the duty to be owed, as one condition of the law data."""
        version, scope = self.version, self.regime.scope
        parts: list[Mapping[str, Any]] = [*self._role(), *self._place()]
        parts += [scope.table] if scope else []
        if version and version.applies_if:
            parts.append(version.applies_if.table)
        if version and version.applies_unless:
            parts.append({"none": [condition.table for condition in version.applies_unless]})
        return {"all": parts}

    def _role(self) -> list[dict[str, Any]]:
        roles = {"controller": list(CONTROLLERS), "processor": ["processor"]}.get(self.obligation.owed_by)
        return [{"fact": ROLE, "in": roles}] if roles else []

    def _place(self) -> list[dict[str, Any]]:
        mode, within = self.obligation.place_mode, self.obligation.within or self.regime.jurisdiction
        place = within if self._is_anywhere else self.key[1]
        if mode == "each_controller":
            return [{"controllers": True}]
        if mode == "each_residence":
            return [{"people_in": place if self.obligation.within or not self._is_anywhere else "*"}]
        if mode == "each_establishment":
            return [{"organisation_in": place}]
        if mode == "one_stop_shop":
            return [{"any": [{"organisation_in": within}, {"people_in": within}]}]
        return []

    def ways(self, want: bool) -> list[Way]:
        """What might give the finding, by the tables alone; to be tried."""
        residences = [group["residence"] for group in self.facts.document.get("affected") or ()]
        country = lookup(self.facts.document, "organisation.country")
        near = [self.key[1], self.regime.jurisdiction, *([country] if country else []), *residences]
        asked = self.asked(self.facts.document)
        found = Ways(asked, near=near, moment=f"{self.on.isoformat()}T00:00:00+00:00").of(self.table(), want)
        return [way for way in found if way]
