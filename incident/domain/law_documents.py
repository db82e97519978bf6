"""The rulebook as JSON: what the law files say, each `ref` replaced by what it names, dates as ISO 8601."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from incident.domain.law_pages import authorities, duties
from incident.law.answers import Condition
from incident.law.model import Authority, ContentItem, Deadline, Delay, Obligation, Regime, Version
from incident.law.rulebook import Rulebook


def library(rulebook: Rulebook) -> dict[str, Any]:
    """Every regime in a line, by its id."""
    return {
        "rulebook": rulebook.version,
        "regimes": [
            {
                "id": regime.id,
                "name": regime.name,
                "jurisdiction": regime.jurisdiction,
                "status": regime.status,
                "counted": rulebook.counts(regime),
                "confidence": regime.confidence,
                "checked_on": regime.checked_on.isoformat(),
                "duties": len(regime.obligations),
            }
            for regime in sorted(rulebook.regimes, key=lambda regime: regime.id)
        ],
    }


def regime(one: Regime, rulebook: Rulebook) -> dict[str, Any]:
    """One regime whole: scope, duties with every version, authorities, doubts, sources, worked examples."""
    told = authorities(duties(one, rulebook, on=one.checked_on), rulebook)
    return {
        "rulebook": rulebook.version,
        "id": one.id,
        "name": one.name,
        "jurisdiction": one.jurisdiction,
        "zone": one.zone,
        "status": one.status,
        "counted": rulebook.counts(one),
        "confidence": one.confidence,
        "checked_on": one.checked_on.isoformat(),
        "doubts": list(one.doubts),
        "sources": [asdict(source) for source in one.sources],
        "terms": dict(one.terms),
        "scope": _condition(one.scope),
        "obligations": [_obligation(entry) for entry in one.obligations],
        "authorities": [_authority(entry) for _, entry in told],
        "examples": [_plain(example) for example in one.examples],
    }


def _condition(condition: Condition | None) -> Any:
    return _plain(condition.table) if condition else None


def _plain(value: Any) -> Any:
    """A value of a TOML file as one of JSON."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def _obligation(obligation: Obligation) -> dict[str, Any]:
    return {
        "id": obligation.id,
        "title": obligation.title,
        "owed_by": obligation.owed_by,
        "notify": obligation.notify,
        "authority_id": obligation.authority,
        "authority_kind": obligation.authority_kind,
        "places": {"mode": obligation.place_mode, "within": obligation.within},
        "clock": {"starts_on": list(obligation.starts_on), "provisional_from": list(obligation.provisional_from),
                  "of": obligation.events_of},
        "versions": [_version(version) for version in sorted(obligation.versions, key=lambda entry: entry.in_force_from)],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "in_force_from": version.in_force_from.isoformat(),
        "in_force_until": version.in_force_until.isoformat() if version.in_force_until else None,
        "cite": version.cite,
        "words": version.words,
        "quote": version.quote,
        "deadline": _deadline(version.deadline),
        "expected": _deadline(version.expected) if version.expected else None,
        "applies_if": _condition(version.applies_if),
        "applies_unless": [_condition(condition) for condition in version.applies_unless],
        "delay": _delay(version.delay) if version.delay else None,
        "must_contain": [_item(item) for item in version.must_contain],
        "confidence": version.confidence or None,
        "doubts": list(version.doubts),
    }


def _deadline(rule: Deadline) -> dict[str, Any]:
    """Only the keys that are part of the rule, named as in the law files."""
    said = {("from" if key == "start_from" else key): value for key, value in asdict(rule).items() if value is not None}
    if rule.limit is not None:
        said["limit"] = {"hours": rule.limit.hours, "from": rule.limit.event, "cite": rule.limit.cite}
    return said


def _delay(delay: Delay) -> dict[str, Any]:
    then = _deadline(delay.then) if delay.then else None
    return {"if": _condition(delay.condition), "until": delay.until, "cite": delay.cite, "then": then,
            "then_past_limit_only": delay.then_past_limit_only}  # fmt: skip


def _item(item: ContentItem) -> dict[str, Any]:
    return {"item": item.item, "cite": item.cite, "if_known": item.if_known, "only_if": _condition(item.only_if)}


def _authority(authority: Authority) -> dict[str, Any]:
    return {
        "id": authority.id,
        "jurisdiction": authority.jurisdiction,
        "kind": authority.kind,
        "name": authority.name,
        "local_name": authority.local_name or None,
        "channel": authority.channel or None,
        "url": authority.url or None,
        "email": authority.email or None,
        "phone": authority.phone or None,
        "postal_address": authority.postal_address or None,
        "languages": list(authority.languages),
        "zone": authority.zone,
        "confidence": authority.confidence,
        "doubts": list(authority.doubts),
        "complaint": authority.complaint or None,
        "checked_on": authority.checked_on.isoformat() if authority.checked_on else None,
    }
