"""Sealing, verifying, and what both cost those who write (L-05)."""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.events import SignedIn
from common.actors import SYSTEM
from gosuslugi_support.embedded.paths import ROOT
from journal import heads
from journal.facts import record
from journal.models import Entry
from journal.sealing import Sealer
from journal.verifying import verify

_MANY = """
INSERT INTO journal_entry (event, subject, actor_kind, actor_id, at, request_id, data)
SELECT 'accounts.SignedIn', 'user:' || gen_random_uuid(), 'staff', gen_random_uuid()::text, now(),
    gen_random_uuid()::text, jsonb_build_object('user_id', gen_random_uuid())
FROM generate_series(1, %s)
"""


def sealing(*, rows: int, writers: int, writes: int) -> dict[str, float]:
    """Seal and verify `rows` facts, then let `writers` write beside a sealer and without one."""
    with tempfile.TemporaryDirectory() as folder:
        settings.JOURNAL_HEADS = Path(folder) / "heads.jsonl"
        os.environ["JOURNAL_HEADS"] = str(settings.JOURNAL_HEADS)
        found = _pace(rows)
        alone: list[float] = []
        beside: list[float] = []
        lag_s = 0.0
        # Turns, so that a busy machine is busy for both.
        for _ in range(2):
            alone += _written(writers, writes // 2)
            sealer = _start_sealer()
            beside += _written(writers, writes // 2)
            lag_s = max(lag_s, _caught_up())
            sealer.terminate()
            sealer.wait()
        Sealer().tick(now=timezone.now())
        report = verify(heads.read([settings.JOURNAL_HEADS]))
        return found | {
            "alone_p50_ms": statistics.median(alone),
            "alone_p95_ms": _p95(alone),
            "beside_p50_ms": statistics.median(beside),
            "beside_p95_ms": _p95(beside),
            "lag_s": lag_s,
            "findings": len(report.findings),
            "skipped": Entry.objects.count() - report.seals,
        }


def _pace(rows: int) -> dict[str, float]:
    Sealer().tick(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [rows])
    began = time.perf_counter()
    sealed = Sealer().seal(now=timezone.now())
    spent = time.perf_counter() - began
    Sealer().tick(now=timezone.now())
    began = time.perf_counter()
    report = verify(heads.read([settings.JOURNAL_HEADS]))
    return {
        "sealed_per_s": sealed / spent,
        "verified_per_s": report.seals / (time.perf_counter() - began),
        "verified": report.seals,
    }


def _start_sealer() -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), "seal_journal", "--skip-checks"]
    process = subprocess.Popen(command, cwd=ROOT)
    while Entry.objects.filter(seal=None, pk__gt=_newest() - 1000).exists():
        time.sleep(0.2)
    return process


def _caught_up() -> float:
    """Return how long the sealer needs after the last write, in seconds."""
    newest, began = _newest(), time.perf_counter()
    while not Entry.objects.filter(pk=newest, seal__isnull=False).exists():
        time.sleep(0.05)
    return time.perf_counter() - began


def _newest() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _written(writers: int, writes: int) -> list[float]:
    """Return the milliseconds of each write of all writers."""
    spent: list[float] = []

    def write() -> None:
        for _ in range(writes):
            began = time.perf_counter()
            with transaction.atomic():
                record(SignedIn(user_id=uuid4()), by=SYSTEM, at=timezone.now())
            spent.append((time.perf_counter() - began) * 1000)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
