"""When the clock of a duty starts: at its own event, or provisionally at an earlier one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incident.law.fields import EVENT_WORDS
from incident.law.model import Obligation

# The order in which events happen where they happen at all. Equal steps: either may come first.
STEPS = {
    "occurred_at": 0,
    "suspected_at": 1,
    "occurred_until": 1,
    "discovered_at": 2,
    "processor_aware_at": 3,
    "aware_at": 4,
    "processor_told_controller_at": 4,
    "contained_at": 5,
    "scope_known_at": 5,
    "classified_at": 5,
    "materiality_determined_at": 6,
    "no_harm_determined_at": 6,
    "determined_notifiable_at": 6,
    "payment_made_at": 6,
    "restored_at": 6,
    "measure_available_at": 6,
    "regulator_notified_at": 7,
    "individuals_notified_at": 7,
}


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a clock: the event by name and its instant; both None while none has happened.

    `provisional`: taken from another event, because the duty's own is not recorded.
    """

    event: str | None
    at: datetime | None
    provisional: bool = False


def start_of(obligation: Obligation, events: Mapping[str, str | None]) -> Start:
    """The start of a duty's clock; `events`: name -> ISO 8601 with an offset, as the regime sees them.

    Of several own events the earliest recorded one counts. While none is recorded, the first event of
    `provisional_from` that comes before them in the nature of things is taken: it cannot be later than the real start.
    Where only events are known that may come after the real start (aware, for a clock that runs from discovery), the
    earliest of them is taken.
    """
    own = obligation.starts_on
    if not own:
        return Start(None, None)
    happened = _known(own, events)
    if happened:
        return Start(*min(happened, key=lambda entry: entry[1]))
    known = _known(obligation.provisional_from, events)
    before = [entry for entry in known if STEPS[entry[0]] < min(STEPS[event] for event in own)]
    if before:
        return Start(*before[0], provisional=True)
    if known:
        return Start(*min(known, key=lambda entry: entry[1]), provisional=True)
    return Start(own[0], None)


def _known(names: Sequence[str], events: Mapping[str, str | None]) -> list[tuple[str, datetime]]:
    return [(name, datetime.fromisoformat(time)) for name in names if (time := events.get(name)) is not None]


def own_words(obligation: Obligation) -> str:
    """What starts the clock, in words: “it was discovered or the processor told the controller”; "" where none runs."""
    return " or ".join(EVENT_WORDS[event] for event in obligation.starts_on)


def said(start: Start, obligation: Obligation) -> list[str]:
    """Sentences about a start that is provisional or missing; none for a clock that runs from its own event."""
    own = own_words(obligation)
    if start.provisional and start.event is not None:
        return [f"Not recorded yet: when {own}. Until then the time runs from when {EVENT_WORDS[start.event]}."]
    if start.event is not None and start.at is None:
        return [f"The time starts when {own}; that has not happened yet, or is not recorded."]
    if len(obligation.starts_on) > 1 and start.event is not None:
        return [f"The time starts when {own}, whichever is recorded as the earlier: {EVENT_WORDS[start.event]}."]
    return []
