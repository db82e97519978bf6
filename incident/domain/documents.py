"""JSON documents in and out, for the command line and the API alike: one way to read, the same bytes each time."""

import json
from typing import Any

from incident.errors import DocumentUnreadable


def read(content: bytes) -> Any:
    """The value of a JSON document in UTF-8, with or without a byte order mark.

    Raises:
        DocumentUnreadable: no JSON, no UTF-8, a key that stands twice, NaN, or nested too deeply; line and column
            are named where there are any.
    """
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        words = f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}. Correct it there."
        raise DocumentUnreadable(words) from error
    except UnicodeDecodeError as error:
        raise DocumentUnreadable(f"byte {error.start + 1} is not UTF-8. Save the document as UTF-8.") from error
    except RecursionError as error:
        raise DocumentUnreadable("it is nested too deeply for a document of ours. See the schema of the facts.") from error
    except ValueError as error:
        raise DocumentUnreadable(f"{error}. Correct it.") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a key that stands twice JSON would keep the last one without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{key}” stands twice in one object; which one holds is not clear")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def to_bytes(document: Any) -> bytes:
    """A document as JSON: UTF-8, two spaces, a line break at the end; the same bytes for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
