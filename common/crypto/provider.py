"""The master key's side: wraps and unwraps data keys. A certified provider replaces this class."""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class KeyUnavailable(ImproperlyConfigured):
    """Data keys are missing or do not open: the service must not go on (F-25)."""


class KeyProvider(Protocol):
    """Wraps 32-byte data keys; the master key itself never leaves the provider."""

    def wrap(self, key: bytes, *, label: str) -> bytes: ...

    def unwrap(self, wrapped: bytes, *, label: str) -> bytes: ...

    def is_latest(self, wrapped: bytes, *, label: str) -> bool:
        """Whether a data key is wrapped by the newest master key (for `rotate_keys --master`)."""
        ...


class AesKeyProvider:
    """AES-256-GCM under MASTER_KEY; the label (purpose and number) is authenticated.

    What MASTER_KEY does not open is tried with MASTER_KEY_FALLBACKS: the old master keys while
    they are being replaced. Nothing is ever wrapped by a fallback.
    """

    def __init__(self) -> None:
        self._latest = AESGCM(settings.MASTER_KEY)
        self._older = [AESGCM(key) for key in settings.MASTER_KEY_FALLBACKS]

    def wrap(self, key: bytes, *, label: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._latest.encrypt(nonce, key, label.encode())

    def unwrap(self, wrapped: bytes, *, label: str) -> bytes:
        for master in (self._latest, *self._older):
            opened = _opened(master, wrapped, label)
            if opened is not None:
                return opened
        raise KeyUnavailable(
            "MASTER_KEY does not open the data keys of this database. "
            "Start with the key this database was created with; nothing was written."
        )

    def is_latest(self, wrapped: bytes, *, label: str) -> bool:
        return _opened(self._latest, wrapped, label) is not None


def _opened(master: AESGCM, wrapped: bytes, label: str) -> bytes | None:
    try:
        return master.decrypt(wrapped[:12], wrapped[12:], label.encode())
    except InvalidTag:
        return None


def provider() -> KeyProvider:
    return import_string(settings.MASTER_KEY_PROVIDER)()
