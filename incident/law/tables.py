"""Tables of the law files as they are read: each key is asked for by its type, and what nobody asked for is refused."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli

from incident.errors import LawDataError


class Table:
    """A table of a law file that knows where it stands; what is not taken out is an unknown key."""

    def __init__(self, raw: Any, where: str) -> None:
        """`where`: file and key, for messages."""
        if not isinstance(raw, dict):
            raise LawDataError(f"{where}: must be a table")
        self._left = dict(raw)
        self.where = where

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of `key`, or `default`; raises LawDataError for another type."""
        if key not in self._left:
            return default
        value = self._left.pop(key)
        wrong = (isinstance(value, bool) and kind in (int, (int, float))) or (isinstance(value, datetime) and kind is date)
        if wrong or not isinstance(value, kind):
            raise LawDataError(f"{self.where}.{key}: has the wrong type ({type(value).__name__})")
        return value

    def need(self, key: str, kind: type | tuple[type, ...]) -> Any:
        """The value of `key`; raises LawDataError when it is missing or of another type."""
        if key not in self._left:
            raise LawDataError(f"{self.where}: '{key}' is missing")
        return self.take(key, kind)

    def choose(self, key: str, allowed: Any, default: str | None = None) -> str:
        """One of `allowed`; raises LawDataError otherwise."""
        value = self.take(key, str, default)
        if value is None:
            raise LawDataError(f"{self.where}: '{key}' is missing")
        if value not in allowed:
            raise LawDataError(f"{self.where}.{key}: '{value}' is not one of {', '.join(sorted(allowed))}")
        return str(value)

    def end(self) -> None:
        """Raise LawDataError when a key is left that nobody asked for."""
        if self._left:
            raise LawDataError(f"{self.where}: unknown key '{min(self._left)}'")


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """A TOML file; raises LawDataError with the parser's line and column, or when it cannot be read."""
    try:
        return tomli.loads(path.read_text("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawDataError(f"{shown}: {error}") from error
    except OSError as error:
        raise LawDataError(f"{shown}: cannot be read: {error.strerror}") from error
