"""Real threads against a real database: gapless numbers, one winner, one appeal a key (P-04, P-05, F-24)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from common.errors import DomainError
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import fact_names, new_ticket, registered
from tickets.actions.answering import resolve_ticket
from tickets.actions.assignment import AlreadyTaken, take_ticket
from tickets.actions.conversation import reply, write_message
from tickets.actions.ending import close_ticket
from tickets.actions.registration import register_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 16


class _Undone(Exception):
    """The transaction around a registration failed."""


def at_once(jobs: list[Callable[[], Any]], *, workers: int = WORKERS) -> list[Any]:
    """Run jobs in threads that start together; return results or refusals in order."""
    gate = threading.Barrier(min(workers, len(jobs)))

    def run(position: int, job: Callable[[], Any]) -> Any:
        if position < gate.parties:
            gate.wait(timeout=30)
        try:
            return job()
        except (DomainError, _Undone) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, range(len(jobs)), jobs))


def test_numbers_have_no_gap_and_no_double_though_some_roll_back(desk, citizen, now):
    """64 registrations at once over three types; every fifth or so is undone after its number."""
    random = Random(59)
    kinds = [Kind.APPLICATION, Kind.COMPLAINT, Kind.QUESTION]
    plan = [(random.choice(kinds), random.random() < 0.2) for _ in range(192)]

    def job(kind: Kind, *, undone: bool) -> Callable[[], int]:
        def register() -> int:
            with transaction.atomic():
                ticket = registered(citizen, now=now, kind=kind)
                if undone:
                    raise _Undone
            return ticket.number

        return register

    results = at_once([job(kind, undone=undone) for kind, undone in plan], workers=64)
    assert [isinstance(result, _Undone) for result in results] == [undone for _, undone in plan]
    for kind in kinds:
        kept = sum(1 for each, undone in plan if each == kind and not undone)
        numbers = sorted(Ticket.objects.filter(kind=kind).values_list("number", flat=True))
        first = kind.type * 100_000_000 + 1
        assert numbers == list(range(first, first + kept))


def test_fifty_submits_with_one_key_make_one_appeal(desk, citizen, now):
    new = new_ticket(citizen, client_key="k1")

    def submit() -> Any:
        return register_ticket(new=new, by=citizen.user, now=now)

    results = at_once([submit] * 50)
    assert {ticket.number for ticket in results} == {300_000_001}
    assert Ticket.objects.count() == 1
    assert registered(citizen, now=now).number == 300_000_002


def test_of_twenty_who_take_one_wins_and_all_others_are_told_who(ticket, team_a, now):
    staff = [make_staff(full_name=f"Сотрудник {n}", teams=[team_a]) for n in range(20)]

    def take(person: Any) -> Callable[[], Any]:
        return lambda: take_ticket(ticket=ticket, by=person, now=now)

    results = at_once([take(person) for person in staff])
    winner = fresh(ticket).assignee
    refusals = [result for result in results if isinstance(result, AlreadyTaken)]
    assert len(refusals) == 19
    assert all(winner.full_name in str(refusal) for refusal in refusals)
    assert fact_names(ticket) == ["TicketRegistered", "TicketAssigned"]


def test_one_answer_of_many_and_no_word_lost(ticket, olga_operator, citizen, now):
    """Answers, replies and messages race; the stream stays without gaps and keeps every word."""
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    jobs = []
    for n in range(6):
        jobs += [
            lambda n=n: resolve_ticket(
                ticket=ticket, by=olga_operator, answer=f"Ответ {n}", now=now
            ),
            lambda n=n: reply(ticket=ticket, by=olga_operator, body=f"Слово {n}", now=now),
            lambda n=n: write_message(ticket=ticket, by=citizen.user, body=f"Я {n}", now=now),
        ]
    results = at_once(jobs)
    done = [result for result in results if not isinstance(result, DomainError)]
    items = list(ticket.items.order_by("seq"))
    texts = [item for item in items if item.kind in {"reply", "message"}]
    assert len(texts) == 1 + len(done)
    assert [item.seq for item in items] == list(range(1, len(items) + 1))
    assert fresh(ticket).items_count == len(items)
    assert fresh(ticket).status in {Status.IN_PROGRESS, Status.RESOLVED}


def test_close_and_message_meet_without_a_forbidden_state(ticket, olga_operator, citizen, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    resolve_ticket(ticket=ticket, by=olga_operator, answer="Готово", now=now)
    closing = [lambda: close_ticket(ticket=ticket, by=olga_operator, now=now)] * 4
    writing = [
        lambda n=n: write_message(ticket=ticket, by=citizen.user, body=f"Нет {n}", now=now)
        for n in range(4)
    ]
    at_once(closing + writing)
    ended = fresh(ticket)
    assert ended.status == Status.IN_PROGRESS
    assert (ended.closed_at, ended.resolved_at) == (None, None)
    assert ended.reopened_count == 1
    assert ticket.items.filter(kind="message").count() == 5
