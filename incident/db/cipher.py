"""Encryption of stored fields: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from incident.errors import WrongDataKey

VERSION = b"\x01"  # first byte of every stored value: format 1, one installation key
NONCE_BYTES = 12


class Cipher:
    """Encrypts and decrypts stored values with the installation's data key."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 random bytes.

        Raises:
            WrongDataKey: the key has another length.
        """
        if len(key) != 32:
            raise WrongDataKey("the data key must hold 32 bytes; restore the file that was made at the first start")
        self._aead = AESGCM(key)

    def encrypt(self, clear: bytes, place: str) -> bytes:
        """Version byte, nonce, ciphertext with tag; `place` ("table.column") is authenticated with it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._aead.encrypt(nonce, clear, VERSION + place.encode())

    def decrypt(self, stored: bytes, place: str) -> bytes:
        """The clear bytes.

        Raises:
            WrongDataKey: another key, another place, or changed bytes.
        """
        nonce, body = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, stored[:1] + place.encode())
        except InvalidTag as error:
            raise WrongDataKey(
                f"{place} cannot be read with this data key; restore the data key file of this database"
            ) from error
