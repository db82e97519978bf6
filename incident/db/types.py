"""Column types: aware UTC instants, closed lists of states, encrypted text and documents."""

import json
import zlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import DateTime, Dialect, Enum, LargeBinary
from sqlalchemy.types import TypeDecorator

from incident.db.cipher import Cipher


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC and read back as aware UTC on every database.

    Raises ValueError when a naive time is stored: a time without a zone has no meaning here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same instant in UTC; SQLite stores it without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored; give an aware datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored instant as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def states(kind: type[StrEnum], *, length: int = 32) -> Enum:
    """A text column that holds one value of `kind`, kept so by a CHECK in the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=length,
        name=f"{kind.__name__.lower()}",
        values_callable=lambda members: [member.value for member in members],
    )


def _cipher() -> Cipher:
    cipher: Cipher = current_app.extensions["breachdesk_cipher"]
    return cipher


class EncryptedText(TypeDecorator[str]):
    """Text kept as AES-256-GCM bytes, bound to its table and column.

    `place` is "table.column"; it is authenticated with the text, so that a value moved to another column
    fails to decrypt. Needs an application context (the key belongs to the installation).
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        """`place`: "table.column"."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypted bytes, or None for None."""
        return None if value is None else _cipher().encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """The text; raises incident.errors.WrongDataKey when the key does not fit."""
        return None if value is None else _cipher().decrypt(value, self.place).decode()


COMPRESSED = b"\x78"  # first byte of a zlib stream with the usual window (RFC 1950 section 2.2)


class EncryptedJson(TypeDecorator[Any]):
    """A JSON document kept like EncryptedText; key order is fixed so equal documents are equal texts.

    It is compressed before it is encrypted: an assessment says the same sentences many times. A row from before that
    is plain JSON and is read as such; no JSON text begins with the first byte of a compressed one (RFC 1950).
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        """`place`: "table.column"."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypted canonical JSON, or None for None."""
        if value is None:
            return None
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return _cipher().encrypt(zlib.compress(text.encode()), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """The document; raises incident.errors.WrongDataKey when the key does not fit."""
        if value is None:
            return None
        plain = _cipher().decrypt(value, self.place)
        return json.loads(zlib.decompress(plain) if plain.startswith(COMPRESSED) else plain)
