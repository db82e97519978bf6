"""Checklists as data: one TOML file for each kind of incident, read into frozen values."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incident.errors import ChecklistInvalid

PHASES = ("contain", "assess", "notify", "prevent")
ITEM_KEYS = {"key", "phase", "words", "why", "fact", "required", "due_hours"}
FILE_KEYS = {"name", "when", "include", "without", "item"}
COMMON = "common"  # shared items; not a kind of its own


@dataclass(frozen=True, slots=True)
class Item:
    """One question or task. `fact` is the path of the fact that it fills; `due_hours` counts from the report."""

    key: str
    phase: str
    words: str
    why: str
    fact: str | None
    required: bool
    due_hours: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of one kind of incident, its items in the order contain, assess, notify, prevent."""

    key: str
    name: str
    when: str
    items: tuple[Item, ...]


def load_checklists(folder: Path) -> dict[str, Checklist]:
    """Every checklist of `folder` by its key (the file name without ending).

    Raises:
        ChecklistInvalid: a file is not TOML, or a key is missing, unknown or twice; file and key are named.
    """
    raw = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    common = tuple(_item(COMMON, entry) for entry in raw[COMMON]["item"])
    return {key: _checklist(key, content, common) for key, content in raw.items() if key != COMMON}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ChecklistInvalid(f"{path.name}: {error}") from error
    if unknown := set(content) - FILE_KEYS:
        raise ChecklistInvalid(f"{path.name}: unknown key '{min(unknown)}'; known are {', '.join(sorted(FILE_KEYS))}")
    return content


def _checklist(key: str, content: dict[str, Any], common: tuple[Item, ...]) -> Checklist:
    for needed in ("name", "when", "item"):
        if needed not in content:
            raise ChecklistInvalid(f"{key}.toml: '{needed}' is missing")
    own = tuple(_item(key, entry) for entry in content["item"])
    shared = common if COMMON in content.get("include", []) else ()
    without = set(content.get("without", []))
    items = (*own, *(item for item in shared if item.key not in without))
    if len({item.key for item in items}) != len(items):
        raise ChecklistInvalid(f"{key}.toml: two items have the same key")
    ordered = tuple(sorted(items, key=lambda item: PHASES.index(item.phase)))
    return Checklist(key=key, name=content["name"], when=content["when"], items=ordered)


def _item(file: str, entry: dict[str, Any]) -> Item:
    where = f"{file}.toml: item '{entry.get('key', '?')}'"
    if unknown := set(entry) - ITEM_KEYS:
        raise ChecklistInvalid(f"{where}: unknown key '{min(unknown)}'")
    if missing := ITEM_KEYS - {"fact"} - set(entry):
        raise ChecklistInvalid(f"{where}: '{min(missing)}' is missing")
    if entry["phase"] not in PHASES:
        raise ChecklistInvalid(f"{where}: phase must be one of {', '.join(PHASES)}")
    return Item(fact=entry.get("fact"), **{key: entry[key] for key in ITEM_KEYS - {"fact"}})
