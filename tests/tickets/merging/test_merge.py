"""Two appeals of one person become one: what stays, what is refused, what is told."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.facts import fact_of, record
from routing.models import WorkItem
from routing.reference import load_reference
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, new_ticket, refused, registered, stream
from tests.tickets.merging.conftest import SECOND
from tickets import events, handlers
from tickets.actions._move import MoveRefused
from tickets.actions.answering import propose_answer
from tickets.actions.conversation import add_note, reply, write_message
from tickets.actions.details import extend_ticket
from tickets.actions.ending import reopen_ticket
from tickets.actions.merging import CannotMerge, merge_tickets, undo_merge
from tickets.actions.queueing import follow
from tickets.actions.registration import register_ticket
from tickets.events import TicketsMerged
from tickets.models import (
    ChecklistItem,
    Clock,
    Conversation,
    Merge,
    Tag,
    Ticket,
    TicketTag,
    TimeEntry,
    TimelineItem,
    Watcher,
)
from tickets.models.ticket import Kind
from tickets.selectors.conversations import tickets_in
from tickets.selectors.time_spent import spent_on
from tickets.selectors.timeline import timeline_for
from tickets.states import Status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def due(ticket: Ticket, kind: str = "service") -> Any:
    return Clock.objects.get(ticket=ticket, kind=kind).due_at


def test_one_stays_open_the_other_points_to_it(first, second, olga_operator, now):
    later = now + 3 * HOUR
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=later)
    head, joined = fresh(first), fresh(second)
    assert (joined.status, joined.merged_into, joined.closed_at) == (Status.CLOSED, head, later)
    assert (head.status, head.merged_count, head.assignee) == ("in_progress", 1, olga_operator)
    assert (merge.merged_by, merge.undone_at) == (olga_operator, None)
    assert stream(joined)[-1] == ("move", "merge")
    assert stream(head)[-1] == ("move", "merged")
    assert facts(joined)[-1] == TicketsMerged(ticket_id=joined.pk, target_id=head.pk)
    assert Clock.objects.get(ticket=joined).stopped_at == later


def test_both_streams_are_read_as_one_in_order(first, second, citizen, olga_operator, now):
    reply(ticket=first, by=olga_operator, body="Проверяем.", now=now + 3 * HOUR)
    add_note(ticket=second, by=olga_operator, body="Это про то же.", now=now + 4 * HOUR)
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 5 * HOUR)
    head = fresh(first)
    shown = [(row.origin, row.body) for row in timeline_for(olga_operator, head) if row.body]
    assert [(origin, body[:11]) for origin, body in shown] == [
        (0, "Не приходит"), (second.number, SECOND[:11]), (0, "Проверяем."),
        (second.number, "Это про то "),
    ]  # fmt: skip
    seen = [row for row in timeline_for(citizen.user, head) if row.kind == "note"]
    assert seen == [], "a note of the joined appeal stays a note"
    assert TimelineItem.objects.filter(ticket=head, body__isnull=False).count() == head.items_count


def test_the_strictest_term_and_the_higher_priority_stay(desk, citizen, olga_operator, now):
    """The later appeal is urgent and ends sooner: the head takes its term, its policy, its priority."""
    from tests.factories.tickets import make_policy

    first = registered(citizen, now=now)
    make_policy(60, priority=4)
    second = registered(citizen, now=now + HOUR, body=SECOND, priority=4)
    sooner = due(second)
    assert sooner < due(first)
    merge_tickets(source=second, target=first, by=olga_operator, now=now + HOUR)
    clock = Clock.objects.get(ticket=first)
    assert (clock.due_at, clock.policy.resolution_minutes) == (sooner, 60)
    assert (clock.started_at, clock.stopped_at) == (now, None)
    assert fresh(first).priority == 4


def test_a_softer_term_changes_nothing(first, second, olga_operator, now):
    before = due(first)
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)
    assert due(first) == before < due(second)


def test_a_chain_ends_at_its_head(first, second, citizen, olga_operator, now):
    """Third into second, second into first: all three answer as the first; a merge names the head."""
    third = registered(citizen, now=now + 3 * HOUR, body="И ещё раз.")
    fourth = registered(citizen, now=now + 3 * HOUR, body="И ещё.")
    merge_tickets(source=third, target=second, by=olga_operator, now=now + 4 * HOUR)
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 5 * HOUR)
    assert {fresh(one).merged_into for one in (second, third)} == {first}
    merge = merge_tickets(source=fourth, target=third, by=olga_operator, now=now + 6 * HOUR)
    assert merge.target == first
    assert fresh(first).merged_count == 3
    with refused(CannotMerge, match="одно и то же"):
        merge_tickets(source=first, target=third, by=olga_operator, now=now + 7 * HOUR)


def test_what_comes_to_the_old_number_goes_to_the_head(first, second, citizen, olga_operator, now):
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)
    item = write_message(ticket=second, by=citizen.user, body="Ну что?", now=now + 4 * HOUR)
    assert item.ticket == first
    for door, given in [
        (reply, {"body": "Да."}),
        (reopen_ticket, {"reason": "Ещё раз."}),
    ]:
        with refused(MoveRefused, match=f"объединено с № {first.number}"):
            door(ticket=second, by=olga_operator, now=now + 5 * HOUR, **given)
    with refused(MoveRefused):
        merge_tickets(source=second, target=first, by=olga_operator, now=now + 5 * HOUR)


def test_conversations_and_watchers_come_along(first, second, senior, lawyer, olga_operator, now):
    Watcher.objects.create(ticket=second, user=senior, since=now)
    Watcher.objects.create(ticket=first, user=lawyer, since=now)
    later = now + 3 * HOUR
    merge_tickets(source=second, target=first, by=olga_operator, now=later)
    assert {row.user for row in first.watchers.all()} == {senior, lawyer}
    assert Conversation.objects.get(ticket=first).contact == second.contact
    assert tickets_in(second.contact_id) == [first.pk], "each step is written once"


def test_tags_own_lines_and_time_come_along(first, second, olga_operator, now):
    known, new = Tag.objects.create(title="повтор"), Tag.objects.create(title="сбой")
    for ticket, tag in ((first, known), (second, known), (second, new)):
        TicketTag.objects.create(ticket=ticket, tag=tag, added_at=now)
    ChecklistItem.objects.create(ticket=second, own="Перезвонить", added_at=now)
    ChecklistItem.objects.create(ticket=second, own="Проверить", added_at=now, done_at=now)
    minutes = {"user": olga_operator, "started_at": now, "counted_until": now}
    TimeEntry.objects.create(ticket=first, spent=timedelta(minutes=5), **minutes)
    TimeEntry.objects.create(ticket=second, spent=timedelta(minutes=7), **minutes)
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now + HOUR)
    assert {row.tag.title for row in first.tags.all()} == {"повтор", "сбой"}
    assert [row.own for row in first.checklist.all()] == ["Перезвонить"]
    assert spent_on(first).total == timedelta(minutes=12)
    undo_merge(merge=merge, by=olga_operator, now=now + 2 * HOUR)
    assert {row.tag.title for row in first.tags.all()} == {"повтор"}
    assert not first.checklist.exists()
    assert {row.tag.title for row in second.tags.all()} == {"повтор", "сбой"}
    assert second.checklist.count() == 2
    assert spent_on(fresh(first)).total == timedelta(minutes=5)


def test_the_queue_lets_the_joined_one_go(first, second, olga_operator, now):
    load_reference(now)
    follow(ticket_id=second.pk, by=SYSTEM, now=now)
    assert WorkItem.objects.get(subject=f"ticket:{second.pk}").state == "waiting"
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)
    handlers.follow_in_queue(_fact(second, first))
    assert WorkItem.objects.get(subject=f"ticket:{second.pk}").state == "cancelled"
    assert WorkItem.objects.get(subject=f"ticket:{first.pk}").state == "taken"


# --- refusals leave every row as it was
def test_another_persons_appeal_is_never_joined(first, other_citizen, olga_operator, now):
    foreign = registered(other_citizen, now=now)
    with refused(CannotMerge, match="разных людей"):
        merge_tickets(source=foreign, target=first, by=olga_operator, now=now)
    with refused(CannotMerge, match="одно и то же"):
        merge_tickets(source=first, target=first, by=olga_operator, now=now)


def test_nobody_knows_whose_an_anonymous_one_is(first, olga_operator, now):
    nobody = register_ticket(new=new_ticket(None, channel="email"), by=SYSTEM, now=now)
    with refused(CannotMerge, match="Анонимное"):
        merge_tickets(source=nobody, target=first, by=olga_operator, now=now)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.REFUSED])
def test_what_is_over_is_joined_while_it_could_be_reopened(
    first, second, olga_operator, now, status
):
    over = brought_to(status, second, by=olga_operator, now=now)
    late = now + timedelta(days=31)
    with refused(CannotMerge, match="больше 30 дней"):
        merge_tickets(source=over, target=first, by=olga_operator, now=late)
    with refused(CannotMerge, match="только открытое"):
        merge_tickets(source=first, target=over, by=olga_operator, now=now)
    merge_tickets(source=over, target=first, by=olga_operator, now=now + timedelta(days=30))
    assert fresh(over).merged_into == first


def test_what_went_to_another_body_is_not_ours_to_join(first, second, olga_operator, now):
    brought_to(Status.REDIRECTED, second, by=olga_operator, now=now)
    with refused(MoveRefused):
        merge_tickets(source=second, target=first, by=olga_operator, now=now)


def test_an_official_appeal_keeps_its_lawful_term(first, citizen, senior, olga_operator, now):
    official = registered(citizen, now=now, kind=Kind.COMPLAINT, body="Жалоба на то же.")
    assert official.is_official
    with refused(CannotMerge, match="официальное по 59-ФЗ"):
        merge_tickets(source=official, target=first, by=olga_operator, now=now)
    other = registered(citizen, now=now, kind=Kind.COMPLAINT, body="Вторая жалоба.")
    extend_ticket(ticket=other, days=30, reason="Запрос в ведомство.", by=senior, now=now)
    with refused(CannotMerge, match="продлён"):
        merge_tickets(source=official, target=other, by=olga_operator, now=now)
    merge_tickets(source=first, target=official, by=olga_operator, now=now)
    assert Clock.objects.get(ticket=official, kind="law").stopped_at is None


def test_an_answer_on_approval_is_decided_first(first, second, senior, olga_operator, now):
    propose_answer(ticket=first, answer="Готово.", by=olga_operator, now=now)
    with refused(CannotMerge, match="ждёт утверждения"):
        merge_tickets(source=first, target=second, by=olga_operator, now=now)


def test_both_must_be_ones_work(first, second, oleg_operator, anton_outsider, team_b, now):
    Ticket.objects.filter(pk=second.pk).update(team=team_b)
    for one, other in [(first, second), (second, first)]:
        for by in (oleg_operator, anton_outsider):
            with refused(NotAllowed):
                merge_tickets(source=one, target=other, by=by, now=now)


def test_what_it_costs(first, second, olga_operator, now, django_assert_max_num_queries):
    by = User.objects.get(pk=olga_operator.pk)
    by.team_ids()
    source, target = Ticket.objects.get(pk=second.pk), Ticket.objects.get(pk=first.pk)
    with django_assert_max_num_queries(32):
        merge_tickets(source=source, target=target, by=by, now=now + HOUR)
    assert Merge.objects.count() == 1


def _fact(source: Ticket, target: Ticket) -> Any:
    event = events.TicketsMerged(ticket_id=source.pk, target_id=target.pk)
    return fact_of(record(event, by=SYSTEM, at=source.registered_at))
