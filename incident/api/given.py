"""What a caller sent: a JSON body, and parameters of the address; every fault is named with its field."""

import re
from collections.abc import Collection
from datetime import date, datetime

from flask import request

from incident.domain import documents
from incident.errors import FormInvalid
from incident.law.facts import YEARS, Facts, is_place, parse_facts

PLUS_LOST = re.compile(r"(T[\d:.,]+) (\d\d(:?\d\d)?)")  # a "+" in an address is read as a space


def facts() -> Facts:
    """The facts document of the body.

    Raises:
        DocumentUnreadable: it is no JSON; line and column are named.
        FactsInvalid: it breaks the contract; every fault is named.
    """
    return parse_facts(documents.read(request.get_data()))


class Parameters:
    """The parameters of the address. `errors`: name -> what is wrong; `check` raises them all at once."""

    def __init__(self, known: Collection[str]) -> None:
        """`known`: every name that the address takes; another one, or one that stands twice, is an error."""
        self.errors: dict[str, str] = {}
        for name, values in request.args.lists():
            if name not in known:
                self.errors[name] = f"Unknown parameter. Known are {', '.join(sorted(known))}."
            elif len(values) > 1:
                self.errors[name] = "Stands twice. Give it once."

    def check(self) -> None:
        """Raise FormInvalid when anything is wrong."""
        if self.errors:
            raise FormInvalid(self.errors)

    def text(self, name: str, *, required: bool = False) -> str | None:
        """The text; None when it is absent or empty."""
        value = request.args.get(name, "").strip()
        if required and not value:
            self.errors.setdefault(name, "Is missing.")
        return value or None

    def truth(self, name: str) -> bool:
        """“true” or “false”; false when it is absent."""
        value = request.args.get(name, "false")
        if value not in ("true", "false"):
            self.errors[name] = "Must be true or false."
        return value == "true"

    def day(self, name: str) -> date | None:
        """A date; None when it is absent."""
        value = self.text(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = f"“{value}” is no date. Write it as 2026-11-22."
            return None

    def instant(self, name: str) -> datetime | None:
        """A time with an offset; None when it is wrong. A plus sign that was read as a space is put back."""
        value = PLUS_LOST.sub(r"\1+\2", self.text(name, required=True) or "")
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.errors.setdefault(name, f"“{value}” is no time. Write it as 2026-11-20T09:30+13:00.")
            return None
        if instant.tzinfo is None:
            self.errors[name] = f"“{value}” has no time zone. Add an offset, such as {value}+13:00."
        elif not YEARS[0] <= instant.year <= YEARS[1]:
            self.errors[name] = f"“{value}” lies in the year {instant.year}. Check the year."
        return instant

    def place(self, name: str) -> str | None:
        """A place code of ISO 3166; None when it is absent."""
        value = self.text(name)
        if value is not None and not is_place(value):
            self.errors[name] = f"“{value}” is no place code. Use ISO 3166: DE, or US-CA."
        return value
