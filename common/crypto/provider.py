"""The master key's side: wraps and unwraps data keys. A certified provider replaces this class."""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class KeyUnavailable(ImproperlyConfigured):
    """The master key does not open the stored data keys: the service must not go on (F-25)."""


class KeyProvider(Protocol):
    """Wraps 32-byte data keys; the master key itself never leaves the provider."""

    def wrap(self, key: bytes, *, label: str) -> bytes: ...

    def unwrap(self, wrapped: bytes, *, label: str) -> bytes: ...


class AesKeyProvider:
    """AES-256-GCM under MASTER_KEY; the label (purpose and number) is authenticated."""

    def __init__(self) -> None:
        self._aead = AESGCM(settings.MASTER_KEY)

    def wrap(self, key: bytes, *, label: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._aead.encrypt(nonce, key, label.encode())

    def unwrap(self, wrapped: bytes, *, label: str) -> bytes:
        try:
            return self._aead.decrypt(wrapped[:12], wrapped[12:], label.encode())
        except InvalidTag as error:
            raise KeyUnavailable(
                "MASTER_KEY does not open the data keys of this database. "
                "Start with the key this database was created with; nothing was written."
            ) from error


def provider() -> KeyProvider:
    return import_string(settings.MASTER_KEY_PROVIDER)()
