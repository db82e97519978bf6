"""What a browser sent: read field by field, each fault named with its remedy, everything typed kept."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from werkzeug.datastructures import MultiDict

PARTS = ("date", "time", "zone")  # the three fields of a point in time: <name>-date, <name>-time, <name>-zone
MAX_WHOLE = 10_000_000_000
OWN = ("csrf_token", "once", "version", "draft")  # fields of the program, not of a person


class Form:
    """The fields of one form. `errors`: field -> message; an error never changes what `value` gives back."""

    def __init__(self, fields: MultiDict[str, str] | None = None, *, from_draft: str = "") -> None:
        """`fields`: what was sent or kept; None for a form that nobody has filled in yet."""
        self._fields = fields
        self.from_draft = from_draft  # the key under which it was kept while it was typed and not saved; "" otherwise
        self.errors: dict[str, str] = {}

    @property
    def sent(self) -> bool:
        """Whether the browser sent this form with the request."""
        return self._fields is not None and not self.from_draft

    def value(self, name: str, default: Any) -> Any:
        """What the field shows: as typed, else `default`. A list when `default` is one; a point in time as its parts."""
        if self._fields is None:
            return default
        if isinstance(default, list):
            return self._fields.getlist(name)
        if f"{name}-date" in self._fields:
            return {part: self._fields.get(f"{name}-{part}", "") for part in PARTS}
        return self._fields.get(name, "")

    def _raw(self, name: str) -> str:
        return (self._fields.get(name, "") if self._fields is not None else "").replace("\r\n", "\n").strip()

    def text(self, name: str, *, max: int, required: bool = False) -> str | None:  # noqa: A002 - reads like the field
        """The text without outer spaces; None when it is empty. `max`: characters."""
        value = self._raw(name)
        if len(value) > max:
            self.errors[name] = f"This has {len(value):,} characters; at most {max:,} are kept. Shorten it."
        elif "\x00" in value:
            self.errors[name] = "This holds a character that cannot be kept (NUL). Type it again."
        elif required and not value:
            self.errors[name] = "Fill this in."
        return value or None

    def many(self, name: str, allowed: Collection[str]) -> list[str]:
        """The chosen values, each once, in the order of `allowed`."""
        chosen = self._fields.getlist(name) if self._fields is not None else []
        if strange := [value for value in chosen if value not in allowed]:
            self.errors[name] = f"“{strange[0][:60]}” is not one of the answers. Choose from the list."
        return [value for value in allowed if value in chosen]

    def choice(self, name: str, allowed: Collection[str], *, required: bool = False) -> str | None:
        """One of `allowed`; None when nothing was chosen."""
        value = self._raw(name)
        if value and value not in allowed:
            self.errors[name] = f"“{value[:60]}” is not one of the answers. Choose from the list."
            return None
        if required and not value:
            self.errors[name] = "Choose an answer."
        return value or None

    def whole(self, name: str, *, required: bool = False) -> int | None:
        """A whole number of 0 or more; spaces and thousands separators are taken out. None when it is empty."""
        value = self._raw(name)
        if not value:
            if required:
                self.errors[name] = "Choose or fill this in."
            return None
        plain = value.replace(",", "").replace(" ", "").replace("\u00a0", "").replace("'", "")
        if plain.startswith("-"):
            self.errors[name] = "This cannot be below zero. Give 0 or more, or leave it empty when it is not known."
        elif not (plain.isascii() and plain.isdigit()) or int(plain[:20]) > MAX_WHOLE:
            self.errors[name] = f"“{value[:40]}” is no whole number that can be kept. Write it in digits, such as 1240."
        else:
            return int(plain)
        return None

    def version(self) -> int:
        """The version of the thing that the person saw; 0 when the page gave none."""
        value = self._raw("version")
        return int(value) if value.isascii() and value.isdigit() else 0

    def day(self, name: str) -> date | None:
        """A day as a browser's date field sends it; None when it is empty."""
        value = self._raw(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = f"“{value[:40]}” is no day. Choose it in the calendar, or write it as 2026-11-22."
            return None

    def instant(self, name: str) -> datetime | None:
        """A point in time from its three fields, aware; None when day and time are empty.

        Of an hour that the clocks repeat the earlier is taken, so that no deadline comes out later than it is.
        """
        day, clock, zone = (self._raw(f"{name}-{part}") for part in PARTS)
        if not day and not clock:
            return None
        if not day or not clock:
            missing = "day" if not day else "time"
            self.errors[name] = f"Give the {missing} too. A guess is fine where you can mark it as one."
            return None
        try:
            place = ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.errors[name] = f"“{zone[:60]}” is no time zone. Choose one of the list."
            return None
        return self._local(name, day, clock, place)

    def _local(self, name: str, day: str, clock: str, place: ZoneInfo) -> datetime | None:
        try:
            local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), place)
            back = local.astimezone(UTC).astimezone(place)
        except (ValueError, OverflowError):
            self.errors[name] = f"“{day[:20]} {clock[:20]}” is no day and time. Write 2026-11-20 and 09:30."
            return None
        if back.replace(tzinfo=None) != local.replace(tzinfo=None):
            self.errors[name] = f"{clock} does not exist on {day} in {place.key}: the clocks go forward. Give another time."
            return None
        return local


def render_again(page: Callable[..., str], *where: Any, **more: Any) -> tuple[str, int]:
    """The page once more with everything typed and every fault named: 422, and nothing is written."""
    return page(*where, **more), 422


def typed_fields(fields: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Everything a person typed, as (name, value), without the program's own fields."""
    return [(name, value) for name, value in fields.items(multi=True) if name not in OWN]


def read_draft(body: bytes) -> tuple[str, dict[str, list[str]], str] | None:
    """Form key, fields and once-token ("" when none came) of a draft as the script sends it; None when it is no draft."""
    try:
        raw = json.loads(body)
        form, content, once = raw["form"], raw["content"], raw.get("once", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(form, str) or not isinstance(content, dict) or not isinstance(once, str):
        return None
    lists: Sequence[object] = list(content.values())
    if not all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in lists):
        return None
    return form, {str(name): values for name, values in content.items() if name not in OWN}, once
