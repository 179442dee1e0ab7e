"""An undone merge leaves both appeals as they were; the citizen hears of it only if they heard of the merge."""

from datetime import timedelta
from typing import Any

import pytest

from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.facts import fact_of, record
from tests.factories.tickets import fresh, make_policy
from tests.tickets.helpers import brought_to, facts, refused, registered, stream
from tickets import events, handlers, notices
from tickets.actions._move import MoveRefused
from tickets.actions.conversation import reply
from tickets.actions.merging import TooLateToUndo, merge_tickets, undo_merge
from tickets.events import MergeUndone
from tickets.models import Clock, Conversation, Ticket, Watcher
from tickets.states import Status

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What a life goes on with: the stream grows, these do not go back.
GROWS = {"items_count", "activity_at", "search"}


def row(ticket: Ticket) -> dict[str, Any]:
    columns = [field.attname for field in Ticket._meta.concrete_fields if field.name not in GROWS]
    return {name: getattr(fresh(ticket), name) for name in columns}


def clocks(ticket: Ticket) -> list[dict[str, Any]]:
    return list(Clock.objects.filter(ticket=ticket).order_by("kind").values())


@pytest.mark.parametrize(
    "status",
    [
        Status.REGISTERED,
        Status.QUEUED,
        Status.IN_PROGRESS,
        Status.AT_DEPARTMENT,
        Status.RESOLVED,
        Status.CLOSED,
        Status.REFUSED,
    ],
)
def test_everything_is_as_it_was(desk, citizen, senior, olga_operator, now, status):
    first = registered(citizen, now=now)
    make_policy(60, priority=4)
    second = registered(citizen, now=now, body="Ещё раз о том же.", priority=4)
    second = brought_to(status, second, by=olga_operator, now=now)
    Watcher.objects.create(ticket=second, user=senior, since=now)
    before = [row(first), row(second), clocks(first), clocks(second)]
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now + HOUR)
    assert row(first) != before[0]
    undo_merge(merge=merge, by=olga_operator, now=now + 2 * HOUR)
    after = [row(first), row(second), clocks(first), clocks(second)]
    if before[1]["silence_at"] is not None:
        # an hour of being joined is no silence of the citizen
        before[1]["silence_at"] += HOUR
    for is_now, was in zip(after, before, strict=True):
        assert is_now == was
    assert stream(first)[-1] == ("move", "unmerged")
    assert stream(second)[-1] == ("move", "unmerge")
    assert facts(second)[-1] == MergeUndone(ticket_id=second.pk, target_id=first.pk)
    assert not Conversation.objects.exists()
    assert not Watcher.objects.filter(ticket=first).exists()


def test_what_was_asked_of_the_citizen_is_asked_again(first, second, olga_operator, now):
    brought_to(Status.WAITING_CITIZEN, second, by=olga_operator, now=now)
    asked = fresh(second).asked
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now + HOUR)
    assert (fresh(second).asked, asked) == ("", "Какой у вас телефон?")
    undo_merge(merge=merge, by=olga_operator, now=now + 2 * HOUR)
    back = fresh(second)
    assert (back.status, back.asked) == (Status.WAITING_CITIZEN, asked)
    assert Clock.objects.get(ticket=second).paused_at is not None


def test_within_a_day_or_while_nobody_answered(first, second, olga_operator, now):
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now)
    reply(ticket=first, by=olga_operator, body="Разобрались.", now=now + HOUR)
    with refused(TooLateToUndo, match="больше 24 часов"):
        undo_merge(merge=merge, by=olga_operator, now=now + DAY + HOUR)
    undo_merge(merge=merge, by=olga_operator, now=now + DAY)
    again = merge_tickets(source=second, target=first, by=olga_operator, now=now + 2 * DAY)
    undo_merge(merge=again, by=olga_operator, now=now + 9 * DAY)
    with refused(MoveRefused, match="уже отменено"):
        undo_merge(merge=again, by=olga_operator, now=now + 9 * DAY)


def test_one_of_a_chain_takes_its_own_along(first, second, citizen, olga_operator, now):
    third = registered(citizen, now=now, body="И ещё.")
    merge_tickets(source=third, target=second, by=olga_operator, now=now + HOUR)
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now + 2 * HOUR)
    undo_merge(merge=merge, by=olga_operator, now=now + 3 * HOUR)
    assert (fresh(first).merged_count, fresh(second).merged_count) == (0, 1)
    assert fresh(third).merged_into == second


def test_not_by_whom_either_is_foreign_to(first, second, olga_operator, oleg_operator, now):
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now)
    with refused(NotAllowed):
        undo_merge(merge=merge, by=oleg_operator, now=now)


# --- the citizen is told once, and of the undoing only if they were told
def test_told_once_and_of_the_undoing_only_then(first, second, olga_operator, now):
    merge = merge_tickets(source=second, target=first, by=olga_operator, now=now)
    undone = events.MergeUndone(ticket_id=second.pk, target_id=first.pk)
    assert told(undone) == [], "the merge was not told yet"
    merged = events.TicketsMerged(ticket_id=second.pk, target_id=first.pk)
    assert told(merged) == [("ticket_merged", str(second.number), str(first.number))]
    handlers.notify_people(_fact(merged))
    assert stream(second)[-1] == ("notice", "notified")
    undo_merge(merge=merge, by=olga_operator, now=now + HOUR)
    assert told(merged) == [], "undone: nothing to tell any more"
    assert told(undone) == [("ticket_unmerged", str(second.number), str(first.number))]


def told(event: Any) -> list[tuple[str, str, str]]:
    return [
        (one.template, one.context["number"], one.context["main"])
        for one in notices.notices_for(_fact(event))
    ]


def _fact(event: Any) -> Any:
    return fact_of(record(event, by=SYSTEM, at=fresh(event.ticket_id).registered_at))
