"""The deadline arithmetic of one duty alone, from a start that is given: no facts, no finding."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incident.domain.due_times import Times, times_of
from incident.domain.duties import Duty
from incident.domain.duty_places import Place
from incident.domain.starts import Start
from incident.errors import DutyNotClear
from incident.law.answers import Answer
from incident.law.model import Obligation, Regime, Version
from incident.law.rulebook import Rulebook, in_force


@dataclass(frozen=True, slots=True)
class Chosen:
    """The duty that was meant, its version in force, and the ids of others that the same words could mean."""

    regime: Regime
    obligation: Obligation
    version: Version
    others: tuple[str, ...]


def choose(rulebook: Rulebook, regime_id: str, *, notify: str | None, duty_id: str | None, on: date) -> Chosen:
    """The duty of a regime towards `notify`, or the one named `duty_id`, as it is in force on a day.

    Of several the one named after the regime and `notify` alone (EU-GDPR/regulator) is meant.

    Raises:
        LawDataError: there is no such regime.
        DutyNotClear: none is in force, or several fit; the message names them.
    """
    regime = rulebook.regime(regime_id)
    found = [entry for entry in regime.obligations if duty_id == entry.id or (duty_id is None and entry.notify == notify)]
    if not found:
        known = ", ".join(f"{entry.id} ({entry.notify})" for entry in regime.obligations)
        raise DutyNotClear(f"{regime.id} has no duty {duty_id or f'to notify {notify}'}. It has: {known}.")
    current = [(entry, version) for entry in found if (version := in_force(entry, on)) is not None]
    if not current:
        names = ", ".join(entry.id for entry in found)
        raise DutyNotClear(f"{names}: not in force on {on}. Ask for another day; see: incident law show {regime.id}")
    main = [(entry, version) for entry, version in current if entry.id == f"{regime.id}/{notify}"]
    if len(current) > 1 and not main:
        names = ", ".join(entry.id for entry, _ in current)
        raise DutyNotClear(f"Several duties of {regime.id} notify {notify}: {names}. Choose one by its id.")
    obligation, version = (main or current)[0]
    others = tuple(entry.id for entry, _ in current if entry.id != obligation.id)
    return Chosen(regime, obligation, version, others)


def reckon(rulebook: Rulebook, chosen: Chosen, start: datetime, *, on: date, place: str | None) -> Times:
    """When the duty is due if its clock starts at `start`.

    `place`: the code of the place where it is owed, for its zone and holidays; None: the home of the regime. A duty
    that is owed not later than another is counted as if the other's clock started at the same instant.
    """
    duties = [_duty(rulebook, chosen.regime, chosen.obligation, chosen.version, start, place)]
    homes = {entry.id: (regime, entry) for regime in rulebook.regimes for entry in regime.obligations}
    other = chosen.version.deadline.not_later_than
    while other is not None:
        regime, obligation = homes[other]
        version = in_force(obligation, on)
        if version is None:
            break
        duties.append(_duty(rulebook, regime, obligation, version, start, place))
        other = version.deadline.not_later_than
    return times_of(duties)[0]


def document(rulebook: Rulebook, chosen: Chosen, start: datetime, *, on: date, place: str | None) -> dict[str, Any]:
    """The deadline arithmetic of a duty as the JSON document of the contract; arguments as for `reckon`."""
    times = reckon(rulebook, chosen, start, on=on, place=place)
    return {
        "id": chosen.obligation.id,
        "on": on.isoformat(),
        "from": start.isoformat(),
        "due_at": _iso(times.due_at),
        "due_lenient_at": _iso(times.lenient_at),
        "due_expected_at": _iso(times.expected_at),
        "period": times.period,
        "citation": chosen.version.cite,
        "steps": [*times.steps, *times.lenient_steps, *times.expected_steps],
        "others": list(chosen.others),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None


def _duty(
    rulebook: Rulebook, regime: Regime, obligation: Obligation, version: Version, start: datetime, place: str | None
) -> Duty:
    code = place or regime.jurisdiction
    return Duty(
        regime=regime,
        obligation=obligation,
        version=version,
        place=Place(code, code),
        zone=regime.zone if code == regime.jurisdiction else rulebook.zone_at(code) or regime.zone,
        authority=None,
        answer=Answer(True),
        scope=Answer(True),
        delayed=False,
        delay_until=None,
        start=Start(obligation.starts_on[0] if obligation.starts_on else None, start),
        events={},
        facts_used=(),
        must_contain=(),
    )
