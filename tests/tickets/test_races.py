"""Races of F-24 that two people at two screens can run: joining, giving and answering at once."""

from typing import Any

import pytest

from common.errors import DomainError
from tests.factories.tickets import fresh
from tests.tickets.helpers import registered
from tests.tickets.test_concurrency import at_once
from tickets.actions.answering import resolve_ticket
from tickets.actions.assignment import assign_ticket, take_ticket
from tickets.actions.conversation import reply, write_message
from tickets.actions.merging import merge_tickets
from tickets.models import Merge, TimelineItem
from tickets.states import Status

pytestmark = pytest.mark.django_db(transaction=True)


def test_f24_joining_and_writing_meet_and_no_word_is_lost(
    desk: Any, ticket: Any, olga_operator: Any, citizen: Any, now: Any
) -> None:
    """Either the word was before, then it is in the joined one, or it is refused or in the head."""
    other = registered(citizen, now=now)
    for one in (ticket, other):
        take_ticket(ticket=one, by=olga_operator, now=now)
    joining = [lambda: merge_tickets(source=other, target=ticket, by=olga_operator, now=now)] * 3
    writing: list[Any] = []
    for n in range(4):
        writing += [
            lambda n=n: reply(ticket=other, by=olga_operator, body=f"Слово {n}", now=now),
            lambda n=n: write_message(ticket=other, by=citizen.user, body=f"Я {n}", now=now),
        ]
    results = at_once([*joining, *writing])
    assert sum(not isinstance(one, DomainError) for one in results[:3]) == 1
    assert Merge.objects.count() == 1
    said = sum(not isinstance(one, DomainError) for one in results[3:])
    both = TimelineItem.objects.filter(ticket__in=[ticket, other], kind__in=["reply", "message"])
    assert both.count() == 2 + said
    assert fresh(other).merged_into_id == ticket.pk
    for one in (ticket, other):
        assert list(one.items.order_by("seq").values_list("seq", flat=True)) == list(
            range(1, fresh(one).items_count + 1)
        )


def test_f24_giving_and_answering_meet_with_one_outcome(
    desk: Any, ticket: Any, olga_operator: Any, sveta_supervisor: Any, senior: Any, now: Any
) -> None:
    """One answer at most; whoever has it at the end is one of the two, in a state the table knows."""
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    giving = [lambda: assign_ticket(ticket=ticket, to=senior, by=sveta_supervisor, now=now)] * 4
    answering = [
        lambda n=n: resolve_ticket(ticket=ticket, by=olga_operator, answer=f"Ответ {n}", now=now)
        for n in range(4)
    ]
    at_once([*giving, *answering])
    ended = fresh(ticket)
    answers = ticket.items.filter(kind="reply").count()
    assert (ended.status, answers) in {(Status.RESOLVED, 1), (Status.IN_PROGRESS, 0)}
    assert ended.assignee_id in {olga_operator.pk, senior.pk}
    assert ended.items_count == ticket.items.count()
