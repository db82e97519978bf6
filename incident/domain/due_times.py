"""When duties are due: their own period, another duty's date, a permitted delay, a contract; step by step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from incident.domain import periods
from incident.domain.duties import Duty
from incident.domain.instants import end_of_day, words_of, zone_of
from incident.domain.starts import Start, said
from incident.law.fields import EVENT_WORDS
from incident.law.model import Deadline

# The event that shows that a duty of this kind was met; what is owed not later than it cannot be later.
MET_BY = {
    "individuals": "individuals_notified_at",
    "regulator": "regulator_notified_at",
    "controller": "processor_told_controller_at",
}
OUR_AWARENESS = ("aware_at", "processor_aware_at")
NOTHING = periods.Due(None)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Times:
    """When a duty is due. Instants carry the offset of the duty's place; None where there is none.

    `due_at`: last safe instant. `lenient_at`: later reading. `expected_at`: what the regulator has published.
    `steps`, `lenient_steps`, `expected_steps`: sentences a person can follow, for each of the three. `period`: the
    period in words. `start`: of the clock.
    """

    due_at: datetime | None
    lenient_at: datetime | None
    expected_at: datetime | None
    start: Start
    period: str
    steps: tuple[str, ...] = ()
    lenient_steps: tuple[str, ...] = ()
    expected_steps: tuple[str, ...] = ()


def times_of(duties: Sequence[Duty]) -> list[Times]:
    """The times of each duty, in order. A duty that is not owed has no times, and lends none to another."""
    return _Reckoning(duties).all()


class _Reckoning:
    """Counts each duty once, also where several others take its date."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = duties
        self._by_id: dict[str, list[Duty]] = {}
        self._lawful: dict[tuple[str, str, str], Times] = {}
        for duty in duties:
            if duty.answer.value is not False:
                self._by_id.setdefault(duty.obligation.id, []).append(duty)

    def all(self) -> list[Times]:
        return [
            Times(None, None, None, Start(duty.start.event, None), period_of(duty))
            if duty.answer.value is False
            else _by_contract(duty, _delayed(duty, self._of(duty)))
            for duty in self._duties
        ]

    def _of(self, duty: Duty) -> Times:
        """The times by law, without any delay: a delay of one duty does not move what is owed not later than it."""
        if duty.key not in self._lawful:
            self._lawful[duty.key] = own = own_times(duty)  # what leads back here, in files being checked, finds this
            self._lawful[duty.key] = self._not_later_than(duty, own)
        return self._lawful[duty.key]

    def _not_later_than(self, duty: Duty, own: Times) -> Times:
        other = self._other(duty)
        if other is None:
            return own
        found = self._of(other)
        steps = [*own.steps, f"Owed not later than “{other.obligation.title}” ({other.obligation.id})."]
        steps += [f"That duty: {line}" for line in found.steps]
        zone = zone_of(duty.zone)
        ends = [own.due_at, found.due_at]
        lenient = [own.lenient_at or own.due_at, found.lenient_at or found.due_at]
        met = _met(other, zone)
        if met is not None:
            steps.append(f"That duty was met before its limit, so this one ends with it: {words_of(met)}.")
            ends, lenient = [*ends, met], [*lenient, met]
        due = _earliest(ends, zone)
        return replace(
            own,
            due_at=due,
            lenient_at=_later_than(due, _earliest(lenient, zone)),
            expected_at=own.expected_at or _earliest([found.expected_at], zone),
            steps=tuple(steps),
            lenient_steps=own.lenient_steps or found.lenient_steps,
            expected_steps=own.expected_steps or found.expected_steps,
        )

    def _other(self, duty: Duty) -> Duty | None:
        """The duty whose date is taken: in the same place where there is one, else the one that is due first."""
        candidates = self._by_id.get(duty.version.deadline.not_later_than or "", [])
        here = [other for other in candidates if other.place.jurisdiction == duty.place.jurisdiction]
        mine = [other for other in here if other.place.controller == duty.place.controller]
        chosen = mine or here or candidates
        return min(chosen, key=lambda other: (_utc(self._of(other).due_at), other.key), default=None)


def _met(other: Duty, zone: ZoneInfo) -> datetime | None:
    """When another duty was met before its limit: that instant for a limit in hours, else the end of that day.

    Source: our worked example 5 for California and the rule “due that day instead” of Civil Code 1798.82(f).
    """
    event = MET_BY.get(other.obligation.notify)
    time = other.events.get(event) if event else None
    if time is None:
        return None
    when = datetime.fromisoformat(time).astimezone(zone)
    return when if other.version.deadline.hours is not None else end_of_day(when.date(), when)


def own_times(duty: Duty) -> Times:
    """The times that the duty's own period gives from its own start, without other duties, delays and contracts."""
    rule, expected, start = duty.version.deadline, duty.version.expected, duty.start
    first, period = tuple(said(start, duty.obligation)), period_of(duty)
    if start.at is None:
        return Times(None, None, None, start, period, first)
    local = Start(start.event, start.at.astimezone(zone_of(duty.zone)), start.provisional)
    published = _published(duty, start.at)
    cite = f" ({expected.cite})" if expected and expected.cite else ""
    how = (*first, *published.steps, f"Published by the regulator, not a limit of the law{cite}.")
    # Where another duty's date is all there is, that date and its steps follow.
    lent = rule.not_later_than is not None and not periods.has_number(rule)
    limit, about = _limit(duty, start.at)
    counted = NOTHING if lent else periods.count(rule, start.at, duty.zone, duty.place.code, limit_at=limit)
    return Times(
        due_at=counted.due_at,
        lenient_at=counted.lenient_at,
        expected_at=published.due_at,
        start=local,
        period=period,
        steps=(*first, *counted.steps, *about),
        lenient_steps=counted.lenient_steps,
        expected_steps=how if expected else (),
    )


def _published(duty: Duty, start: datetime) -> periods.Due:
    """What the regulator has published, counted from the event that it names, else from the start of the clock."""
    rule = duty.version.expected
    if rule is None:
        return NOTHING
    named = duty.events.get(rule.start_from) if rule.start_from else None
    return periods.count(rule, datetime.fromisoformat(named) if named else start, duty.zone, duty.place.code)


def _limit(duty: Duty, start: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    """The end of a second limit from another event, None without one; and what to say of it."""
    limit = duty.version.deadline.limit
    if limit is None:
        return None, ()
    cite = f" ({limit.cite})" if limit.cite else ""
    name = f"A second limit, {limit.hours:g} hours from when {EVENT_WORDS[limit.event]}{cite}"
    time = duty.events.get(limit.event)
    if time is None:
        return None, (f"{name}: that is not recorded, so it is not counted yet.",)
    ends = periods.later(datetime.fromisoformat(time), limit.hours)
    said = words_of(ends.astimezone(zone_of(duty.zone)))
    if _utc(start) > _utc(ends):
        return None, (f"{name}, ended {said}, before the time started; it falls away.",)
    return ends, (f"{name}, ends {said}; the earlier end counts.",)


def _delayed(duty: Duty, lawful: Times) -> Times:
    """The times with a delay that the law permits. Only a recorded end moves them; an open end moves nothing."""
    rule = duty.version.delay
    if rule is None or not duty.delayed:
        return lawful
    if duty.delay_until is None:
        words = f"A delay is permitted ({rule.cite}), but its end is not recorded: the date stays until it is."
        return replace(lawful, steps=(*lawful.steps, words))
    until = duty.delay_until.astimezone(zone_of(duty.zone))
    counted = periods.count(rule.then, until, duty.zone, duty.place.code) if rule.then else NOTHING
    if lawful.due_at is not None and _utc(lawful.due_at) >= _utc(until):
        words = f"A delay is permitted ({rule.cite}) until {words_of(until)}; it ends before the limit and moves nothing."
        if rule.then_past_limit_only:
            return replace(lawful, steps=(*lawful.steps, words))
        lenient = _later_than(lawful.due_at, max(counted.due_at or until, lawful.lenient_at or until, key=_utc))
        later = (*lawful.lenient_steps, *counted.steps)
        return replace(lawful, lenient_at=lenient, steps=(*lawful.steps, words), lenient_steps=later)
    words = f"A delay is permitted ({rule.cite}): the notice may wait until {words_of(until)} and is then owed at once."
    if counted.due_at is not None:
        words = f"A delay is permitted ({rule.cite}) until {words_of(until)}; from then another time runs."
    due = (counted.due_at or until) if lawful.due_at is not None or counted.due_at is not None else None
    expected = max(lawful.expected_at, until, key=_utc) if lawful.expected_at is not None else None
    return replace(
        lawful,
        due_at=due,
        lenient_at=_later_than(due, lawful.lenient_at),
        expected_at=expected,
        steps=(*lawful.steps, words, *counted.steps),
    )


def _by_contract(duty: Duty, lawful: Times) -> Times:
    """The times with the customer's contract: its hours run from our awareness, and the earlier end counts."""
    hours = duty.place.contract_hours
    if hours is None:
        return lawful
    zone = zone_of(duty.zone)
    name = f"The contract with {duty.place.controller} asks for {hours:g} hours; this is the contract's limit, not the law's"
    start = _contract_start(duty, zone)
    if start.at is None:
        return replace(lawful, steps=(*lawful.steps, f"{name}. It runs from when you became aware, which is not recorded."))
    ends = periods.later(start.at, hours)
    if lawful.due_at is not None and _utc(lawful.due_at) < _utc(ends):
        steps = (*lawful.steps, f"{name}. It ends later, {words_of(ends)}; the law's limit counts.")
        lenient = _later_than(lawful.due_at, _earliest([lawful.lenient_at, ends], zone))
        return replace(lawful, lenient_at=lenient, steps=steps)
    law = (f"The law: {line}" for line in lawful.steps)
    steps = (f"{name}.", f"Starts {words_of(start.at)}.", f"Ends {words_of(ends)}.", *law)
    period = f"{hours:g} hours by contract; the law: {lawful.period}"
    return replace(lawful, due_at=ends, lenient_at=None, start=start, period=period, steps=steps)


def _contract_start(duty: Duty, zone: ZoneInfo) -> Start:
    """Our awareness, or the start of the law's own clock where that is earlier."""
    aware = next((event for event in OUR_AWARENESS if duty.events.get(event) is not None), None)
    starts = [duty.start] if duty.start.at is not None else []
    if aware is not None:
        starts.append(Start(aware, datetime.fromisoformat(duty.events[aware] or "")))
    first = min(starts, key=lambda start: _utc(start.at), default=duty.start)
    return replace(first, at=first.at.astimezone(zone)) if first.at is not None else first


def period_of(duty: Duty) -> str:
    """The period in the law's own words, else as the rule says it."""
    return duty.version.words or period_words(duty.version.deadline)


def period_words(rule: Deadline) -> str:
    """A deadline rule in words: “without unreasonable delay, at most 30 days”."""
    amounts = (
        (rule.hours, "hour", ""),
        (rule.days, "day", ""),
        (rule.business_days, "working day", ""),
        (rule.months, "month", ""),
        (rule.years, "year", ""),
        (rule.year_end_days, "day", " after the end of the year"),
    )
    said = (f"{amount:g} {unit}{'' if amount == 1 else 's'}{after}" for amount, unit, after in amounts if amount is not None)
    number = next(said, None)
    if rule.year_end_date is not None:
        number = f"by {periods.day_words(rule.year_end_date)} of the year after"
        return f"{rule.prompt}, {number}" if rule.prompt else number
    if number is not None:
        return f"{rule.prompt}, at most {number}" if rule.prompt else number
    return rule.prompt or rule.none or f"not later than {rule.not_later_than}"


def _utc(instant: datetime | None) -> datetime:
    """For comparing: two times of one zone compare by the wall clock, which is wrong where the clocks go back."""
    return NEVER if instant is None else instant.astimezone(UTC)


def _earliest(instants: Iterable[datetime | None], zone: ZoneInfo) -> datetime | None:
    known = [instant for instant in instants if instant is not None]
    return min(known, key=_utc).astimezone(zone) if known else None


def _later_than(due: datetime | None, lenient: datetime | None) -> datetime | None:
    """A lenient reading only where it is later than the safe one."""
    return lenient if due is not None and lenient is not None and _utc(lenient) > _utc(due) else None
