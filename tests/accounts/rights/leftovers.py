"""Where a person's words could be left: every column of every table opened, the files, the broker (D-01)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection


def hits(tokens: list[str]) -> list[str]:
    """Return `place: token` for each token found, sealed values opened first."""
    found = []
    for place, text in _texts():
        low = text.lower()
        found += [f"{place}: {token}" for token in tokens if token.lower() in low]
    return sorted(set(found))


def _texts() -> Iterator[tuple[str, str]]:
    yield from _tables()
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.EXPORTS_DIR)):
        for path in folder.rglob("*"):
            if path.is_file():
                yield f"file {path.name}", path.read_bytes().decode("utf-8", "replace") + path.name
    for url in (settings.BROKER_REDIS, settings.LIVE_REDIS):
        yield from _broker(redis.Redis.from_url(url))


def _tables() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.all().iterator():
            for field in model._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", _words(getattr(row, field.attname))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (line,) in cursor.fetchall():
                yield f"table {table}", line


def _broker(client: Any) -> Iterator[tuple[str, str]]:
    with client:
        for key in client.scan_iter(count=500):
            kind = client.type(key)
            value = client.get(key) if kind == b"string" else b""
            if kind == b"list":
                value = b"\n".join(client.lrange(key, 0, -1))
            elif kind == b"hash":
                value = b"\n".join(client.hgetall(key).values())
            yield "broker", (key + b" " + (value or b"")).decode("utf-8", "replace")


def _words(value: Any) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", "replace")
    return str(value)
