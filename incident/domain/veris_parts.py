"""How a VERIS record is read: its parts, words and numbers, and the sentences said on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incident.domain.veris_tables import NOTHING

BIGGEST_COUNT = 10_000_000_000  # people or records; beyond it a number is a typing error


@dataclass(slots=True)
class Notes:
    """Sentences and assumptions gathered while one record is mapped."""

    said: list[str] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)

    def add(self, words: str) -> None:
        """Say something once."""
        if words not in self.said:
            self.said.append(words)

    def assume(self, path: str, words: str) -> None:
        """Say why the fact at this path is an estimate."""
        self.assumed[path] = words
        self.add(words)


def part_at(record: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The object at a path; empty where there is none. Raises TypeError when something else stands there."""
    value: Any = record
    for key in path:
        value = value.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise TypeError(f"'{'.'.join(path)}' is no object")
    return value if isinstance(value, Mapping) else {}


def words_of(value: object) -> list[str]:
    """The words of a value that may be one word, a list, or absent."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    return [str(entry) for entry in value] if isinstance(value, Iterable) else [str(value)]


def varieties(record: Mapping[str, Any], action: str) -> list[str]:
    """The varieties of one action; empty when the record does not name that action."""
    return words_of(part_at(record, "action", action).get("variety"))


def assets(record: Mapping[str, Any]) -> list[str]:
    """The varieties of the assets, such as “U - Laptop”."""
    return [str(asset.get("variety") or "Unknown") for asset in part_at(record, "asset").get("assets") or []]


def whole(value: object) -> int | None:
    """A whole number of records or people; None for what is none, negative or beyond belief."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= BIGGEST_COUNT:
        return None
    return int(value)


def informative(value: object) -> bool:
    """Whether a value says more than that something is not known."""
    if isinstance(value, Mapping):
        return any(informative(inner) for key, inner in value.items() if key not in ("variety", "iso_currency_code"))
    if isinstance(value, list):
        return any(informative(inner) for inner in value)
    return value is not None and str(value).strip() not in NOTHING


def clean(text: str) -> str:
    """Text that every database and page can hold: without control characters and halves of characters."""
    return "".join(char for char in text.encode("utf-8", "replace").decode() if char.isprintable() or char in "\n\t")
