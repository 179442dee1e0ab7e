"""Appeals put aside by their owner."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused, registered
from tickets.actions._move import MoveRefused
from tickets.actions.assignment import assign_ticket, unassign_ticket
from tickets.actions.conversation import write_message
from tickets.actions.queueing import sweep_queue
from tickets.actions.snooze import (
    SnoozePastDeadline,
    snooze_ticket,
    sweep_snoozed,
    wake_ticket,
)
from tickets.models import Clock, Ticket
from tickets.snoozing import moment_named, moments

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def own(ticket: Any, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


def test_sleeps_until_its_moment_and_no_clock_stops(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    before = list(Clock.objects.values("due_at", "paused_at"))
    snooze_ticket(ticket=own, until=now + HOUR, by=olga_operator, now=now)
    row = fresh(own)
    assert (row.snoozed_at, row.snoozed_until) == (now, now + HOUR)
    assert (row.status, row.assignee) == ("in_progress", olga_operator)
    assert list(Clock.objects.values("due_at", "paused_at")) == before
    assert sweep_snoozed(now + HOUR - timedelta(seconds=1)) == 0
    place = row.activity_at
    assert sweep_snoozed(now + HOUR) == 1
    assert sweep_snoozed(now + HOUR) == 0
    row = fresh(own)
    assert (row.snoozed_at, row.snoozed_until, row.activity_at) == (None, None, place)
    woken = facts(own)[-1]
    assert (woken.owner_id, woken.by_time) == (olga_operator.pk, True)


def test_until_the_citizen_writes_but_not_through_a_warning(
    own: Ticket, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    snooze_ticket(ticket=own, until=None, by=olga_operator, now=now)
    assert fresh(own).snoozed_until == Clock.objects.get().warn_at
    write_message(ticket=own, by=citizen.user, body="Вспомнил", now=now + HOUR)
    row = fresh(own)
    assert (row.snoozed_at, row.snoozed_until, row.assignee) == (None, None, olga_operator)


def test_without_a_running_clock_it_sleeps_until_the_citizen_writes(
    ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    asked = brought_to("waiting_citizen", ticket, by=olga_operator, now=now)
    snooze_ticket(ticket=asked, until=None, by=olga_operator, now=now)
    assert (fresh(asked).snoozed_at, fresh(asked).snoozed_until) == (now, None)


def test_past_a_deadline_only_with_open_eyes(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    late = Clock.objects.get().due_at + HOUR
    with refused(SnoozePastDeadline):
        snooze_ticket(ticket=own, until=late, by=olga_operator, now=now)
    snooze_ticket(ticket=own, until=late, by=olga_operator, now=now, accepted=True)
    assert fresh(own).snoozed_until == late


def test_an_overdue_appeal_is_not_put_aside_unseen(
    own: Ticket, olga_operator: Any, now: datetime
) -> None:
    late = Clock.objects.get().due_at + HOUR
    with refused(SnoozePastDeadline):
        snooze_ticket(ticket=own, until=None, by=olga_operator, now=late)


@pytest.mark.parametrize("hours", [-1, 0, 24 * 91])
def test_a_moment_is_ahead_and_not_too_far(
    own: Ticket, olga_operator: Any, now: datetime, hours: int
) -> None:
    with refused(InvalidInput):
        snooze_ticket(
            ticket=own, until=now + hours * HOUR, by=olga_operator, now=now, accepted=True
        )


def test_only_ones_own_open_appeal(
    own: Ticket, kirill_colleague: Any, senior: Any, citizen: Any, now: datetime
) -> None:
    for by in (kirill_colleague, senior, citizen.user):
        with refused(NotAllowed):
            snooze_ticket(ticket=own, until=now + HOUR, by=by, now=now)
    over = brought_to("resolved", registered(citizen, now=now), by=senior, now=now)
    with refused(MoveRefused):
        snooze_ticket(ticket=over, until=now + HOUR, by=senior, now=now)


def test_is_woken_by_its_owner_or_a_leader(
    own: Ticket, olga_operator: Any, kirill_colleague: Any, senior: Any, now: datetime
) -> None:
    snooze_ticket(ticket=own, until=now + HOUR, by=olga_operator, now=now)
    with refused(NotAllowed):
        wake_ticket(ticket=own, by=kirill_colleague, now=now)
    wake_ticket(ticket=own, by=senior, now=now)
    wake_ticket(ticket=own, by=olga_operator, now=now)
    assert fact_names(own).count("TicketWoken") == 1
    assert fresh(own).snoozed_at is None


def test_another_owner_or_the_pool_has_it_awake(
    own: Ticket, olga_operator: Any, kirill_colleague: Any, now: datetime
) -> None:
    snooze_ticket(ticket=own, until=now + HOUR, by=olga_operator, now=now)
    assign_ticket(ticket=own, to=kirill_colleague, by=olga_operator, now=now)
    assert fresh(own).snoozed_at is None
    snooze_ticket(ticket=own, until=now + HOUR, by=kirill_colleague, now=now)
    unassign_ticket(ticket=own, by=kirill_colleague, now=now)
    assert fresh(own).snoozed_until is None


def test_routing_offers_nobody_what_sleeps(own: Ticket, olga_operator: Any, now: datetime) -> None:
    from routing.models import WorkItem

    snooze_ticket(ticket=own, until=now + HOUR, by=olga_operator, now=now)
    sweep_queue(now=now + HOUR / 2)
    item = WorkItem.objects.get(subject=f"ticket:{own.pk}")
    assert (item.state, item.owner) == (WorkItem.State.TAKEN, olga_operator)


def test_moments_in_words() -> None:
    """Friday noon in Moscow: tomorrow is Saturday, Monday is three days ahead."""
    friday = datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)
    found = moments(friday, deadline=datetime(2026, 11, 21, 0, 0, tzinfo=UTC))
    assert [(one.title, f"{one.until:%d %H:%M}", one.is_late) for one in found] == [
        ("Через час", "20 10:00", False),
        ("Через три часа", "20 12:00", False),
        ("Сегодня вечером", "20 15:00", False),
        ("Завтра утром", "21 06:00", True),
        ("В понедельник", "23 06:00", True),
        ("Через неделю", "27 06:00", True),
    ]
    assert moment_named("tomorrow", friday) == found[3].until
    assert moment_named("yesterday", friday) is None


def test_on_sunday_monday_is_tomorrow() -> None:
    sunday = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    assert [one.code for one in moments(sunday, deadline=None)] == [
        "hour",
        "three_hours",
        "tomorrow",
        "week",
    ]
