"""A folder as a way out: one .eml file a message, for a demonstration and for tests."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notifications.errors import TemporaryFailure
from notifications.messages import Message, Receipt, to_bytes


@dataclass(frozen=True, slots=True)
class OutboxChannel:
    """Writes into `folder`, which is made when it is missing."""

    folder: Path

    def send(self, message: Message) -> Receipt:
        """Write the message, whole or not at all; the same Message-ID twice is one file.

        Raises:
            TemporaryFailure: the folder cannot be written, for example on a full disk.
        """
        target = self.folder / f"{message.digest}.eml"
        half = self.folder / f".{message.digest}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with half.open("wb") as file:
                file.write(to_bytes(message))
                file.flush()
                os.fsync(file.fileno())
            half.replace(target)
            _sync_folder(self.folder)
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise TemporaryFailure(f"The mail folder {self.folder} cannot be written: {error.strerror}.") from error
        return Receipt(f"written to {target.name}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
