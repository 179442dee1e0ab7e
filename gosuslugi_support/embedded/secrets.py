"""Secrets of the demo: made at the first start, kept in var/secrets, readable by their owner only.

Production never comes here: it gets its secrets from the environment.
"""

import base64
import os
import secrets
from collections.abc import Callable

from gosuslugi_support.embedded.paths import sub_dir, write_private


def password(name: str) -> str:
    """Return the kept password of this name, made on first use; safe inside a URL."""
    return _kept(name, lambda: secrets.token_urlsafe(24))


def secret_key() -> str:
    """Return Django's SECRET_KEY of the demo."""
    return _kept("secret-key", lambda: secrets.token_urlsafe(48))


def master_key() -> str:
    """Return 32 random bytes in base64: the key that wraps the data keys."""
    return _kept("master-key", lambda: base64.b64encode(secrets.token_bytes(32)).decode())


def journal_key() -> str:
    """Return 32 random bytes in base64: the key that signs the heads of the journal."""
    return _kept("journal-key", lambda: base64.b64encode(secrets.token_bytes(32)).decode())


def vapid_key() -> str:
    """Return a private key of P-256 in base64url: it signs what goes to colleagues' browsers."""
    return _kept("vapid-key", lambda: base64.urlsafe_b64encode(_p256_scalar()).decode().rstrip("="))


def exists(name: str) -> bool:
    """Return whether the secret was made before."""
    return (sub_dir("secrets") / name).exists()


def _p256_scalar() -> bytes:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return (secrets.randbelow(order - 1) + 1).to_bytes(32, "big")


def _kept(name: str, make: Callable[[], str]) -> str:
    folder = sub_dir("secrets")
    if folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
    path = folder / name
    if not path.exists():
        write_private(path, make())
    return path.read_text(encoding="utf-8").strip()
