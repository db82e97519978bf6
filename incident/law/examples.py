"""The worked examples beside a law file, read when somebody asks for them: an assessment needs none."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from incident.errors import LawDataError
from incident.law.tables import Table, read_toml


class Examples:
    """The worked examples of one regime, in the order of their file; none where there is no file.

    Reading them raises LawDataError where the file is broken; file and key are named.
    """

    def __init__(self, path: Path | None = None, shown: str = "") -> None:
        """`path`: the file, which may be missing. `shown`: its name for messages."""
        self._path = path
        self._shown = shown

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def _rows(self) -> tuple[dict[str, Any], ...]:
        if self._path is None or not self._path.is_file():
            return ()
        raw = read_toml(self._path, self._shown)
        if unknown := set(raw) - {"example"}:
            raise LawDataError(f"{self._shown}: unknown key '{min(unknown)}'")
        for number, example in enumerate(raw.get("example", [])):
            table = Table(example, f"{self._shown}: example[{number}]")
            for key, kind in (("name", str), ("source", str), ("on", date), ("facts", dict), ("expect", list)):
                table.need(key, kind)
            table.end()
        return tuple(raw.get("example", []))
