"""Whether a JSON value keeps a schema: the part of JSON Schema 2020-12 that our schemas use."""

import re
from collections.abc import Mapping
from typing import Any

TYPES = {"object": Mapping, "array": list, "string": str, "boolean": bool, "null": type(None)}


def faults(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], where: str = "$") -> list[str]:
    """Where a value breaks a schema, each in words; `root`: the OpenAPI document in which a $ref is looked up."""
    if "$ref" in schema:
        return faults(value, root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], root, where)
    kinds = schema.get("type", [])
    if kinds and not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return [f"{where}: {value!r} is not {kinds}"]
    found = [] if value in schema.get("enum", [value]) else [f"{where}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{where}: {value!r} does not match {schema['pattern']}")
    if isinstance(value, list):
        found += [line for number, entry in enumerate(value)
                  for line in faults(entry, schema.get("items", {}), root, f"{where}[{number}]")]  # fmt: skip
    if isinstance(value, Mapping):
        found += [f"{where}: {key} is missing" for key in schema.get("required", []) if key not in value]
        for key, entry in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            found += [f"{where}: {key} is not described"] if inner is False else faults(entry, inner, root, f"{where}.{key}")
    return found


def _is(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        return isinstance(value, int | float if kind == "number" else int) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])
