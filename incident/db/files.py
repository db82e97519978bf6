"""Files on disk, named by the SHA-256 of their clear bytes, encrypted, never overwritten."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from incident.db.cipher import Cipher
from incident.db.models.files import StoredFile
from incident.errors import FileDamaged


class FileStore:
    """A folder of encrypted files; a row of `stored_file` refers to each by its hash."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        """`folder` is made when it does not exist (0700)."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._cipher = cipher

    def put(self, session: Session, clear: bytes, media_type: str, *, now: datetime) -> StoredFile:
        """Keep `clear` and return its row; the same bytes twice give one file and one row.

        Written to a temporary name, synced, renamed, and the folder synced, so that no half file is ever
        visible. Raises OSError when the disk is full; nothing is left behind then.
        """
        digest = hashlib.sha256(clear).hexdigest()
        row = session.get(StoredFile, digest)
        if row is None:
            self._write(digest, self._cipher.encrypt(clear, f"file.{digest}"))
            row = StoredFile(sha256=digest, size=len(clear), media_type=media_type, stored_at=now)
            session.add(row)
            session.flush()
        return row

    def get(self, sha256: str) -> bytes:
        """The clear bytes.

        Raises:
            FileDamaged: the file is missing or its bytes no longer give this hash.
        """
        path = self._path(sha256)
        if not path.is_file():
            raise FileDamaged(f"the file {sha256[:16]} is missing from the store; restore it from the backup")
        clear = self._cipher.decrypt(path.read_bytes(), f"file.{sha256}")
        if hashlib.sha256(clear).hexdigest() != sha256:
            raise FileDamaged(f"the file {sha256[:16]} was changed on disk; restore it from the backup")
        return clear

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _write(self, digest: str, stored: bytes) -> None:
        path = self._path(digest)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{digest}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.write(stored)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
