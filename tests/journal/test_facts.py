"""One fact per change: typed, complete, without personal data, never rewritten (L-02, L-03, L-06)."""

import os
from datetime import datetime
from uuid import UUID, uuid4

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.events import ProfileUpdated
from common.actors import SYSTEM
from journal.facts import fact_of, history_of, record
from journal.models import Entry
from tickets.events import TicketAssigned, TicketExtended, TicketRated

pytestmark = pytest.mark.django_db
TICKET = UUID("01900000-0000-7000-8000-000000000001")


def test_a_fact_is_read_back_as_the_event_it_was(now: datetime) -> None:
    event = TicketAssigned(ticket_id=TICKET, assignee_id=None, previous_id=uuid4())
    entry = record(event, by=SYSTEM, at=now)
    fact = fact_of(Entry.objects.get(pk=entry.pk))
    assert (fact.event, fact.actor, fact.at) == (event, SYSTEM, now)
    assert entry.subject == f"ticket:{TICKET}"


def test_moments_and_lists_survive(now: datetime) -> None:
    extended = TicketExtended(ticket_id=TICKET, item_id=uuid4(), due_at=now)
    updated = ProfileUpdated(TICKET, ["phone", "language"])
    for event in (extended, updated):
        assert fact_of(Entry.objects.get(pk=record(event, by=SYSTEM, at=now).pk)).event == event


def test_the_history_of_a_subject_is_in_order(now: datetime) -> None:
    for score in (4, 5):
        record(TicketRated(ticket_id=TICKET, score=score), by=SYSTEM, at=now)
    record(TicketRated(ticket_id=uuid4(), score=1), by=SYSTEM, at=now)
    assert [fact.event.score for fact in history_of(f"ticket:{TICKET}")] == [4, 5]


def test_free_text_is_refused(now: datetime) -> None:
    with pytest.raises(TypeError, match="ids and codes only"):
        record(ProfileUpdated(TICKET, ["Иванова Мария"]), by=SYSTEM, at=now)
    assert Entry.objects.count() == 0


def test_nobody_is_not_an_actor(now: datetime) -> None:
    with pytest.raises(TypeError, match="never None"):
        record(TicketRated(ticket_id=TICKET, score=5), by=None, at=now)  # type: ignore[arg-type]
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(now: datetime) -> None:
    with pytest.raises(TypeError, match="transaction"):
        record(TicketRated(ticket_id=TICKET, score=5), by=SYSTEM, at=now)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"]
)
def test_even_the_owner_does_not_rewrite_by_accident(now: datetime, statement: str) -> None:
    record(TicketRated(ticket_id=TICKET, score=5), by=SYSTEM, at=now)
    with (
        pytest.raises(DatabaseError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("table", ["journal_entry", "journal_seal", "journal_head"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = NULL",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
    ],
)
def test_l03_the_application_role_may_only_add_and_read(statement: str, table: str) -> None:
    """L-03: asked of PostgreSQL by the application's own sign-in."""
    address = os.environ["DATABASE_URL"]
    column = "event" if table == "journal_entry" else "hash"
    own = psycopg2.connect(address, dbname=connection.settings_dict["NAME"])
    try:
        with own.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement.format(table, column))
    finally:
        own.close()
