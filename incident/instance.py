"""The instance folder: made at the first start with its two keys, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from incident.config import Settings
from incident.errors import ConfigInvalid

KEY_BYTES = 32


def prepare(settings: Settings) -> list[Path]:
    """Make the folder and the keys that do not exist yet; the files that were made. Existing ones are never touched.

    Raises:
        ConfigInvalid: the database is there and its data key is not: a new key could not read it.
    """
    folder = settings.instance_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = folder / "breachdesk.sqlite3"
    if database.exists() and not settings.data_key_file.exists():
        raise ConfigInvalid(
            f"{settings.data_key_file} is missing, and {database} was encrypted with it. "
            "Restore the key file from its backup; without it the stored texts cannot be read."
        )
    return [path for path in (settings.secret_key_file, settings.data_key_file) if _made(path)]


def _made(path: Path) -> bool:
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file.

    Raises:
        ConfigInvalid: missing, readable by others, or not 64 hexadecimal digits; the remedy is named.
    """
    try:
        text = path.read_text("ascii").strip()
        open_to = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{path}: the key cannot be read ({error}). Restore it from its backup.") from error
    if open_to:
        raise ConfigInvalid(f"{path}: others may read this key. Run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigInvalid(f"{path}: a key has 64 hexadecimal digits. Restore it from its backup.")
    return key
