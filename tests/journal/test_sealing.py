"""One sealer orders what is committed, once each, whoever else runs and whatever dies (L-05)."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.actors import SYSTEM
from journal import heads
from journal.facts import record
from journal.models import Entry, Head, Seal
from journal.sealing import BATCH, Sealer
from journal.selectors import seal_lag_s
from journal.verifying import verify
from tests.journal.chains import MINUTE, ruler, sealed, settle, write_facts
from tickets.events import TicketRated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def second_place(tmp_path: Path, settings: Any) -> Path:
    settings.JOURNAL_HEADS = tmp_path / "heads.jsonl"
    return settings.JOURNAL_HEADS


def report(path: Path) -> Any:
    return verify(heads.read([path]))


def test_facts_are_sealed_once_in_an_order_without_gaps(now: datetime, second_place: Path) -> None:
    ids = write_facts(7, now)
    sealer = Sealer()
    assert (sealer.seal(now=now), sealer.seal(now=now)) == (7, 0)
    assert list(Seal.objects.order_by("seq").values_list("seq", "entry_id")) == list(
        enumerate(ids, 1)
    )


def test_a_fact_that_commits_late_is_sealed_after_those_with_greater_ids(now: datetime) -> None:
    late = connection.copy()
    with late.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO journal_entry (event, subject, actor_kind, actor_id, at, request_id, data)"
            " VALUES ('tickets.TicketRated', 'ticket:x', 'system', '', %s, '', '{}') RETURNING id",
            [now],
        )
        late_id = cursor.fetchone()[0]
        ids = write_facts(3, now)
        sealer = Sealer(grace=timedelta(0))
        for minute in range(6):
            sealer.tick(now=now + minute * MINUTE)
        assert late_id < ids[0]
        assert Head.objects.get().settled_id < late_id
        cursor.execute("COMMIT")
    late.close()
    sealer.seal(now=now)
    settle(sealer, ids[-1], now)
    assert list(Seal.objects.order_by("seq").values_list("entry_id", flat=True)) == [*ids, late_id]


def test_a_rolled_back_fact_leaves_no_gap_in_the_chain(now: datetime, second_place: Path) -> None:
    write_facts(2, now)
    with transaction.atomic():
        record(TicketRated(ticket_id=uuid4(), score=1), by=SYSTEM, at=now)
        transaction.set_rollback(True)
    write_facts(2, now)
    Sealer().tick(now=now)
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert report(second_place).is_whole


def test_a_backlog_is_sealed_in_batches(now: datetime, second_place: Path) -> None:
    count = BATCH + 10
    rows = [Entry(event="e", subject=f"s:{n}", actor_kind="system", at=now) for n in range(count)]
    Entry.objects.bulk_create(rows, batch_size=2000)
    assert Sealer().tick(now=now) == count
    assert report(second_place).seals == count


def test_l05_eight_writers_and_two_sealers_leave_one_chain_without_a_skip(
    now: datetime, second_place: Path
) -> None:
    """L-05: nothing is skipped, doubled or forked, and nothing waits."""
    writing = threading.Event()
    writing.set()

    def write() -> None:
        write_facts(100, now)
        connection.close()

    def seal() -> None:
        sealer = Sealer(grace=timedelta(0))
        while writing.is_set():
            sealer.tick(now=timezone.now())
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    sealers = [threading.Thread(target=seal) for _ in range(2)]
    for thread in [*writers, *sealers]:
        thread.start()
    for thread in writers:
        thread.join()
    writing.clear()
    for thread in sealers:
        thread.join()
    Sealer().tick(now=timezone.now() + MINUTE)
    found = report(second_place)
    assert (found.findings, found.seals) == ([], 800)
    assert Entry.objects.filter(seal=None).count() == 0


def test_another_sealer_at_work_is_left_alone(now: datetime) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_advisory_xact_lock(7240511003)")
        write_facts(2, now)
        assert Sealer().tick(now=now) == 0
        cursor.execute("ROLLBACK")
    other.close()
    assert Sealer().tick(now=now) == 2


def test_a_head_is_signed_each_minute_something_was_sealed(
    now: datetime, second_place: Path
) -> None:
    sealer = Sealer()
    for seconds in (0, 30, 61, 200):
        if seconds < 200:
            write_facts(1, now)
        sealer.tick(now=now + timedelta(seconds=seconds))
    assert list(Head.objects.order_by("seq").values_list("seq", "count")) == [(1, 1), (3, 2)]
    copies = list(heads.read([second_place]))
    assert [(head.seq, len(head.trail)) for head in copies] == [(1, 4), (3, 8)]
    assert all(head.is_genuine() for head in copies)


def test_a_lost_second_place_is_filled_again_by_whoever_seals_next(
    now: datetime, second_place: Path
) -> None:
    sealed(5, now)
    kept = second_place.read_text()
    second_place.unlink()
    Sealer().tick(now=now)
    assert second_place.read_text() == kept


def test_a_torn_line_is_passed_over_and_written_again(now: datetime, second_place: Path) -> None:
    sealed(5, now)
    whole = second_place.read_text()
    second_place.write_text(whole[:-40])
    Sealer().tick(now=now)
    assert report(second_place).is_whole
    assert second_place.read_text().endswith(whole.split("\n")[-2] + "\n")


def test_a_sealer_that_dies_leaves_whole_batches_and_the_next_one_goes_on(
    now: datetime, second_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Struck after the rows of a batch, after the batch, and before the second place."""
    write_facts(3, now)

    def strike(*_: Any, **__: Any) -> Any:
        raise OSError("the disk is full")

    with monkeypatch.context() as blow:
        blow.setattr("journal.sealing.Horizon.look", strike)
        with pytest.raises(OSError, match="full"):
            Sealer().tick(now=now)
    assert (Seal.objects.count(), Head.objects.count()) == (3, 0)
    write_facts(2, now)
    with monkeypatch.context() as blow:
        blow.setattr("journal.sealing._chained", strike)
        with pytest.raises(OSError, match="full"):
            Sealer().tick(now=now)
    assert (Seal.objects.count(), Head.objects.count()) == (3, 0)
    with monkeypatch.context() as blow:
        blow.setattr("journal.heads._append", strike)
        with pytest.raises(OSError, match="full"):
            Sealer().tick(now=now)
    assert (Seal.objects.count(), Head.objects.count(), second_place.exists()) == (5, 1, False)
    Sealer().tick(now=now)
    assert (report(second_place).findings, report(second_place).seals) == ([], 5)


def test_a_second_place_that_knows_more_raises_the_alarm(
    now: datetime, second_place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sealed(5, now)
    with ruler() as cursor:
        cursor.execute("DELETE FROM journal_head WHERE seq > 5")
    Sealer().tick(now=now)
    assert "knows later heads than the table" in caplog.text


def test_the_lag_is_how_long_facts_wait(now: datetime) -> None:
    assert seal_lag_s(now=now) == 0.0
    write_facts(1, now)
    assert seal_lag_s(now=now + timedelta(seconds=90)) == 90.0
    Sealer().seal(now=now + timedelta(seconds=91))
    write_facts(1, now - timedelta(days=3))
    assert seal_lag_s(now=now + timedelta(seconds=92)) == 1.0
