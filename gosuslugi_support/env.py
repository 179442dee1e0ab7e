"""Readers of environment variables that fail loudly and say what to set."""

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(RuntimeError):
    """A variable is missing or malformed; the text says which and what to do."""


def env_str(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise SettingsError(
            f"The environment variable {name} is not set. `make run` and `manage.py` set it by "
            "themselves; in production put it into the environment (see docs/operations.md)."
        )
    return value


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number, not {value!r}.") from error


def env_list(name: str, *, default: list[str]) -> list[str]:
    value = os.environ.get(name, "").strip()
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def env_key(name: str) -> bytes:
    """Return 32 bytes given in base64."""
    return _key(name, env_str(name))


def env_keys(name: str) -> list[bytes]:
    """Return any number of 32-byte keys in base64, separated by commas."""
    return [_key(name, text) for text in env_list(name, default=[])]


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SettingsError(f"{name} must be 32 bytes in base64.") from error
    if len(key) != 32:
        raise SettingsError(f"{name} must hold 32 bytes, it holds {len(key)}.")
    return key


def database(url: str, **options: Any) -> dict[str, Any]:
    """Return Django's settings of a `postgresql://user:password@host:port/name` address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingsError(
            "DATABASE_URL must begin with postgresql:// (no other database serves)."
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", parts.port or ""),
        "OPTIONS": {"application_name": "gosuslugi_support"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        **options,
    }


def redis_database(url: str, number: int) -> str:
    """Return the same Redis address with another database number."""
    parts = urlsplit(url)
    return parts._replace(path=f"/{number}").geturl()
