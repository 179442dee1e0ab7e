"""Health that tells the truth (R-06): `/healthz` says what is up, `/readyz` whether to send people here."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.crypto import keys
from common.crypto.provider import KeyUnavailable
from journal.outbox import pending_age_s
from journal.selectors import chain_state

TIMEOUT_S = 1.0


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 and the state of every part; a broken neighbour is named, not hidden."""
    parts = {name: _state(probe) for name, probe in PROBES.items()}
    status = "ok" if all(state == "up" for state in parts.values()) else "degraded"
    return JsonResponse({"status": status, "version": settings.VERSION, "parts": parts})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Return 503 until the database answers, every migration is applied and the keys open."""
    if _state(_database) != "up":
        return JsonResponse({"status": "no database"}, status=503)
    if not _is_migrated():
        return JsonResponse({"status": "not migrated"}, status=503)
    try:
        keys.ring()
    except KeyUnavailable:
        return JsonResponse({"status": "no keys"}, status=503)
    return JsonResponse({"status": "ready"})


def _state(probe: Callable[[], None]) -> str:
    try:
        probe()
    except (DatabaseError, redis.RedisError, OSError):
        return "down"
    return "up"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    )
    try:
        client.ping()
    finally:
        client.close()


def _outbox() -> None:
    if pending_age_s(now=timezone.now()) > 60:
        raise OSError("the oldest reaction waits for more than a minute")


def _journal() -> None:
    state = chain_state(now=timezone.now())
    if state.is_late or state.is_broken:
        raise OSError("facts wait for their seal, or the last verification found a bad one")


def _port(host: str, port: int) -> Callable[[], None]:
    def probe() -> None:
        socket.create_connection((host, port), timeout=TIMEOUT_S).close()

    return probe


def outside(addresses: dict[str, str]) -> dict[str, Callable[[], None]]:
    """Return the probes of registries and of the portal; one without an address is not asked."""
    found = {}
    for name, url in addresses.items():
        parts = urlsplit(url)
        if parts.hostname:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            found[name if name in {"portal", "mfc"} else f"registry_{name}"] = _port(
                parts.hostname, port
            )
    return found


PROBES: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "outbox": _outbox,
    "journal": _journal,
    "smtp": _port(settings.SMTP_HOST, settings.SMTP_PORT),
    "smpp": _port(settings.SMPP_HOST, settings.SMPP_PORT),
}
if settings.CLAMAV_HOST:
    PROBES["antivirus"] = _port(settings.CLAMAV_HOST, settings.CLAMAV_PORT)
PROBES |= outside(settings.REGISTRY_URLS | {"portal": settings.PORTAL_URL, "mfc": settings.MFC_URL})


_migrated = False  # once seen, never asked again: code and schema change with a restart


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
