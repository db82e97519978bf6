"""Working days, weekends and public holidays of a place."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import holidays

from incident.errors import LawDataError
from incident.law.working_days import Closure, statutory

SATURDAY = 5
LONGEST_REST = 60  # days; no place rests longer


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one place. `holidays_known` is False where only weekends are known; `closed`: by a law.

    `is_weekend` is asked for each day, because countries have moved their weekend. `made_up`: days of a weekend on
    which a country officially works, in exchange for another day.
    """

    name: str
    rest: Mapping[date, str]
    is_weekend: Callable[[date], bool]
    made_up: Set[date] = frozenset()
    holidays_known: bool = True
    closed: tuple[Closure, ...] = ()

    def why_not(self, day: date) -> str | None:
        """Why nobody works on a day: the holiday's name or the weekday; None for a working day."""
        if day in self.rest:
            return str(self.rest[day])
        for closure in self.closed:
            if closure.holds(day):
                return closure.why
        return f"{day:%A}" if self.is_weekend(day) and day not in self.made_up else None

    def is_working(self, day: date) -> bool:
        """Whether a day is neither weekend nor public holiday."""
        return self.why_not(day) is None

    def by_union_law(self) -> "Calendar":
        """The same under Regulation 1182/71 Art. 2(2): no day of a weekend is a working day."""
        return replace(self, made_up=frozenset())

    def working_day_from(self, day: date) -> date:
        """The first working day on `day` or after it."""
        for offset in range(LONGEST_REST):
            if self.is_working(day + timedelta(days=offset)):
                return day + timedelta(days=offset)
        raise LawDataError(f"calendar '{self.name}' has no working day within {LONGEST_REST} days of {day}")


@cache
def named(name: str) -> Calendar:
    """The calendar that a law file names: "NZ", "US-federal", "AU-NSW", "DE-BY", or one that a law itself defines.

    Raises:
        LawDataError: the name is no place whose holidays are known.
    """
    if name in statutory():
        own = statutory()[name]
        base = named(own.base)
        return replace(base, name=name, closed=own.closed)
    country, _, part = name.partition("-")
    try:
        rest = holidays.country_holidays(country, subdiv=None if part in ("", "federal") else part)
    except NotImplementedError as error:
        raise LawDataError(f"calendar '{name}' is not known; use a country or subdivision, or US-federal") from error
    return Calendar(name, rest, rest.is_weekend, rest.weekend_workdays)


@cache
def of_place(code: str) -> Calendar:
    """The calendar of a country or subdivision; the country's where the part has none, else weekends alone."""
    for name in (code, code.split("-")[0]):
        try:
            return named(name)
        except LawDataError:
            continue
    return Calendar(code, {}, lambda day: day.weekday() >= SATURDAY, holidays_known=False)
