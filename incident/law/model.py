"""The values that law files are read into: frozen, without behaviour."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from incident.law.answers import Condition
from incident.law.examples import Examples


@dataclass(frozen=True, slots=True)
class Source:
    """Where the law can be read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A second limit from another event, `hours` elapsed hours after it; the earlier end counts.

    It falls away where the clock of the duty itself starts only after it (Delegated Regulation 2025/301 Art. 5(2)).
    """

    hours: float
    event: str
    cite: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One shape of docs/law-data.md, "Deadlines"; what is None is not part of the rule.

    `hours` are elapsed hours; `days`, `months`, `years` are of the calendar of the place; `year_end_days` are days
    after the end of the calendar year of the start, `year_end_date` a day ("03-01") of the year after. `prompt` holds
    the law's words and may stand beside a number. `roll_until`: the time ("12:00") of the working day that a last day
    is moved to, None for its end.
    """

    hours: float | None = None
    days: int | None = None
    business_days: int | None = None
    months: int | None = None
    years: int | None = None
    year_end_days: int | None = None
    year_end_date: str | None = None
    prompt: str | None = None
    not_later_than: str | None = None
    none: str | None = None
    counting: str | None = None
    first_day: str = "excluded"
    calendar: str | None = None
    roll: str = "none"
    roll_until: str | None = None
    limit: Limit | None = None
    start_from: str | None = None
    cite: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One thing that a notice must contain, with the provision that asks for it."""

    item: str
    cite: str
    if_known: bool = False
    only_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """When a notice may or must wait, and the fact that says until when.

    `then`: the time left after that, None for none; `then_past_limit_only`: only where the wait ends after the limit.
    """

    condition: Condition
    until: str
    cite: str
    then: Deadline | None = None
    then_past_limit_only: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What an obligation says from a day on; `in_force_until` is the last day, None while it is in force."""

    in_force_from: date
    in_force_until: date | None
    cite: str
    deadline: Deadline
    words: str | None
    quote: str | None
    expected: Deadline | None
    applies_if: Condition | None
    applies_unless: tuple[Condition, ...]
    delay: Delay | None
    must_contain: tuple[ContentItem, ...]
    confidence: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty: who owes what to whom.

    `owed_by`: controller, processor, or any: the organisation whatever its part in the data. `starts_on`: the events
    that start the clock, the earliest recorded one counts; empty where no clock runs. `provisional_from`: earlier
    events, the best first. `events_of`: another regime whose view of the events this duty takes, None for its own.
    `versions`: the oldest first.
    """

    id: str
    title: str
    owed_by: str
    notify: str
    authority: str | None
    authority_kind: str | None
    place_mode: str
    within: str | None
    starts_on: tuple[str, ...]
    provisional_from: tuple[str, ...]
    versions: tuple[Version, ...]
    events_of: str | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """One law or rule set.

    `status` "draft" never binds. `switch` "off": counted only where the configuration switches it on.
    """

    id: str
    name: str
    jurisdiction: str
    zone: str
    checked_on: date
    status: str
    confidence: str
    doubts: tuple[str, ...]
    sources: tuple[Source, ...]
    terms: dict[str, str]
    scope: Condition | None
    obligations: tuple[Obligation, ...]
    examples: Examples = field(default_factory=Examples, compare=False)
    region: str = ""
    switch: str = "on"


@dataclass(frozen=True, slots=True)
class Authority:
    """Who is told, and how. `names`: earlier or later names with their days; `complaint`: a sentence for people."""

    id: str
    jurisdiction: str
    kind: str
    name: str
    local_name: str = ""
    names: tuple[dict[str, Any], ...] = ()
    channel: str = ""
    url: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    languages: tuple[str, ...] = ()
    zone: str = "UTC"
    confidence: str = "medium"
    doubts: tuple[str, ...] = ()
    complaint: str = ""
    checked_on: date | None = None
    when: Condition | None = field(default=None)

    def name_on(self, day: date) -> str:
        """The English name that the authority bears on a day."""
        for entry in self.names:
            start, end = entry.get("from"), entry.get("until")
            if (start is None or start <= day) and (end is None or day <= end):
                return str(entry["name"])
        return self.name
