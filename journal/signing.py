"""The key that signs the chain's heads: Ed25519. Only the sealer needs the private half.

`JOURNAL_SIGNING_KEY` is the private key (32 bytes in base64). Whoever verifies elsewhere has
`JOURNAL_PUBLIC_KEYS`, the public halves of this and of former keys. A head names its key by
`key_id`, the first 16 hex digits of SHA-256 over the public half.
"""

import base64
import hashlib
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class NoSigningKey(RuntimeError):
    """This process was given no private key; the text says what to do."""


def sign(message: bytes) -> tuple[str, bytes]:
    """Return (key id, signature) with the key of the settings."""
    if not settings.JOURNAL_SIGNING_KEY:
        raise NoSigningKey(
            "JOURNAL_SIGNING_KEY is not set: give the sealer 32 random bytes in base64, "
            "kept apart from the database (docs/journal.md)."
        )
    key = Ed25519PrivateKey.from_private_bytes(settings.JOURNAL_SIGNING_KEY)
    return key_id(key.public_key().public_bytes_raw()), key.sign(message)


def is_signed(message: bytes, *, by: str, signature: bytes) -> bool:
    """Whether a key we trust made the signature; an unknown key is a no."""
    public = _trusted(settings.JOURNAL_SIGNING_KEY, tuple(settings.JOURNAL_PUBLIC_KEYS)).get(by)
    if public is None:
        return False
    try:
        public.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_key() -> str:
    """Return the public half of the signing key in base64, for JOURNAL_PUBLIC_KEYS elsewhere."""
    key = Ed25519PrivateKey.from_private_bytes(settings.JOURNAL_SIGNING_KEY)
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


@cache
def _trusted(private: bytes, others: tuple[str, ...]) -> dict[str, Ed25519PublicKey]:
    publics = [base64.b64decode(text) for text in others]
    if private:
        own = Ed25519PrivateKey.from_private_bytes(private).public_key()
        publics.append(own.public_bytes_raw())
    return {key_id(raw): Ed25519PublicKey.from_public_bytes(raw) for raw in publics}
