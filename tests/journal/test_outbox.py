"""What is owed is done once, by whoever is alive; what fails waits and is never lost (F-02, F-03)."""

import select
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import InvalidInput
from common.models import RateBucket
from journal import outbox, reactions
from journal.facts import record
from journal.models import Reaction
from tickets.events import TicketRated

HERE = "tests.journal.test_outbox"


def leaves_a_mark(fact: Any) -> None:
    RateBucket.objects.create(key=f"done-{fact.entry_id}", window_start=fact.at)


def fails_after_a_mark(fact: Any) -> None:
    leaves_a_mark(fact)
    raise RuntimeError("a neighbour is down")


@pytest.fixture
def table() -> Iterator[dict[type, list[str]]]:
    """The table of reactions, empty for one test."""
    kept = reactions.everything()
    reactions._handlers.clear()
    yield reactions._handlers
    reactions._handlers.clear()
    reactions._handlers.update(kept)


def owe(handler: str, now: datetime) -> Reaction:
    reactions.listen(TicketRated, f"{HERE}.{handler}")
    with transaction.atomic():
        entry = record(TicketRated(ticket_id=uuid4(), score=5), by=SYSTEM, at=now)
    return entry.reactions.get()


@pytest.mark.django_db
def test_a_reaction_is_done_once(table: dict, now: datetime) -> None:
    reaction = owe("leaves_a_mark", now)
    assert (outbox.run_due(), outbox.run_due()) == (1, 0)
    reaction.refresh_from_db()
    assert reaction.done_at is not None
    assert RateBucket.objects.filter(key=f"done-{reaction.entry_id}").count() == 1


@pytest.mark.django_db
def test_a_failure_leaves_nothing_and_comes_later(table: dict, now: datetime) -> None:
    reaction = owe("fails_after_a_mark", now)
    outbox.run_due()
    reaction.refresh_from_db()
    assert (reaction.attempts, reaction.error, reaction.done_at) == (1, "RuntimeError", None)
    assert reaction.due_at > timezone.now()
    assert RateBucket.objects.count() == 0
    assert outbox.run_due() == 0


@pytest.mark.django_db
def test_what_a_fact_owes_runs_together_and_fails_apart(table: dict, now: datetime) -> None:
    for handler in ("fails_after_a_mark", "leaves_a_mark"):
        reactions.listen(TicketRated, f"{HERE}.{handler}")
    with transaction.atomic():
        entry = record(TicketRated(ticket_id=uuid4(), score=5), by=SYSTEM, at=now)
    assert outbox.run_due() == 2
    failed, done = entry.reactions.order_by("pk")
    assert (failed.attempts, failed.error, failed.done_at) == (1, "RuntimeError", None)
    assert (done.attempts, done.error, done.done_at is None) == (0, "", False)
    assert [bucket.key for bucket in RateBucket.objects.all()] == [f"done-{entry.pk}"]


@pytest.mark.django_db
def test_after_ten_failures_it_waits_for_a_person(table: dict, now: datetime) -> None:
    reaction = owe("fails_after_a_mark", now)
    for _ in range(outbox.MAX_ATTEMPTS):
        Reaction.objects.update(due_at=now)
        outbox.run_due()
    reaction.refresh_from_db()
    assert reaction.dead_at is not None
    assert outbox.pending_age_s(now=timezone.now()) == 0.0
    outbox.revive(reaction_id=reaction.pk, now=now)
    reaction.refresh_from_db()
    assert (reaction.dead_at, reaction.attempts) == (None, 0)


@pytest.mark.django_db
def test_what_lives_is_not_revived(table: dict, now: datetime) -> None:
    reaction = owe("leaves_a_mark", now)
    with pytest.raises(InvalidInput):
        outbox.revive(reaction_id=reaction.pk, now=now)


@pytest.mark.django_db
def test_the_oldest_debt_is_the_health(table: dict, now: datetime) -> None:
    assert outbox.pending_age_s(now=now) == 0.0
    owe("leaves_a_mark", now)
    assert outbox.pending_age_s(now=now + timedelta(seconds=90)) == 90.0


@pytest.mark.django_db
def test_a_told_history_owes_nothing(table: dict, now: datetime) -> None:
    reactions.listen(TicketRated, f"{HERE}.leaves_a_mark")
    with reactions.silence():
        record(TicketRated(ticket_id=uuid4(), score=5), by=SYSTEM, at=now)
    assert Reaction.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_four_workers_do_each_debt_once(table: dict, now: datetime) -> None:
    reactions.listen(TicketRated, f"{HERE}.leaves_a_mark")
    with transaction.atomic():
        for _ in range(60):
            record(TicketRated(ticket_id=uuid4(), score=5), by=SYSTEM, at=now)

    def work() -> None:
        outbox.run_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RateBucket.objects.filter(key__startswith="done-").count() == 60
    assert Reaction.objects.filter(done_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_debt_wakes_the_relay_at_commit(table: dict, now: datetime) -> None:
    """The trigger notifies listeners once the transaction is in."""
    listener = connection.copy()
    with listener.cursor() as cursor:
        cursor.execute("LISTEN journal_reaction")
    owe("leaves_a_mark", now)
    select.select([listener.connection], [], [], 10)
    listener.connection.poll()
    assert [note.channel for note in listener.connection.notifies] == ["journal_reaction"]
    listener.close()
