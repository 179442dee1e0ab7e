"""The chain warning, breach, supervisor: each step once, in order, whoever sweeps and however late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from common import memo
from journal.models import Entry, Reaction
from tests.factories.tickets import make_clock, make_policy, make_ticket
from tickets.actions import clocks
from tickets.models import Clock, Ticket, TimelineItem
from tickets.tasks import sweep_due_clocks

DUE = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
WARN = DUE - timedelta(hours=2)
SUPERVISOR = DUE + timedelta(hours=1)
STEPS = ["tickets.ClockWarned", "tickets.ClockBreached", "tickets.ClockEscalated"]


@pytest.fixture(autouse=True)
def _fresh_memo() -> None:
    memo.forget_everything()


def facts(ticket: Ticket) -> list[str]:
    entries = Entry.objects.filter(subject=f"ticket:{ticket.pk}").order_by("pk")
    return [entry.event for entry in entries]


def lines(ticket: Ticket) -> list[tuple[int, str]]:
    return [(item.seq, item.data["verb"]) for item in ticket.items.order_by("seq")]


def late_ticket(**fields: Any) -> Ticket:
    ticket = make_ticket(**fields)
    make_clock(ticket, due_at=DUE, warn_at=WARN)
    return ticket


@pytest.mark.django_db
class TestChain:
    @pytest.mark.parametrize(
        ("at", "expected", "step", "next_at"),
        [
            (WARN - timedelta(seconds=1), [], 0, WARN),
            (WARN, STEPS[:1], 1, DUE),
            (DUE - timedelta(seconds=1), STEPS[:1], 1, DUE),
            (DUE, STEPS[:2], 2, SUPERVISOR),
            (SUPERVISOR - timedelta(seconds=1), STEPS[:2], 2, SUPERVISOR),
            (SUPERVISOR, STEPS, 3, None),
            (SUPERVISOR + timedelta(days=9), STEPS, 3, None),
        ],
    )
    def test_what_is_due_by_then_in_order(self, at, expected, step, next_at):
        ticket = late_ticket()
        for _ in range(3):
            clocks.sweep_clocks(at)
        clock = ticket.clocks.get()
        assert facts(ticket) == expected
        assert (clock.step, clock.next_at) == (step, next_at)
        assert clock.breached_at == (DUE if step >= 2 else None)

    def test_every_step_at_its_moment(self):
        ticket = late_ticket()
        for moment in (WARN, DUE, SUPERVISOR):
            assert clocks.sweep_clocks(moment) == 1
            assert clocks.sweep_clocks(moment + timedelta(seconds=5)) == 0
        assert facts(ticket) == STEPS
        assert lines(ticket) == [
            (1, "clock_warned"),
            (2, "clock_breached"),
            (3, "clock_escalated"),
        ]

    def test_staff_see_the_line_and_the_citizen_does_not(self):
        ticket = late_ticket()
        clocks.sweep_clocks(WARN)
        item = ticket.items.get()
        assert (item.kind, item.is_public, item.data) == (
            "move",
            False,
            {"verb": "clock_warned", "clock": "service"},
        )
        assert item.actor_kind == "system"

    def test_both_clocks_of_one_ticket_in_one_batch(self):
        ticket = late_ticket()
        make_clock(ticket, kind=Clock.Kind.LAW, due_at=DUE, warn_at=WARN)
        assert clocks.sweep_clocks(SUPERVISOR) == 2
        assert sorted(facts(ticket)) == sorted(STEPS * 2)
        assert [seq for seq, _ in lines(ticket)] == [1, 2, 3, 4, 5, 6]
        assert Ticket.objects.get(pk=ticket.pk).items_count == 6

    def test_paused_and_stopped_clocks_are_silent(self, citizen):
        make_policy(480)
        ticket = make_ticket(citizen=citizen, registered_at=WARN)
        clocks.start(ticket, now=WARN)
        clocks.pause(ticket, WARN)
        stopped = make_ticket(citizen=citizen)
        clocks.start(stopped, now=WARN)
        clocks.stop(stopped, WARN)
        assert clocks.sweep_clocks(WARN + timedelta(days=60)) == 0

    def test_a_failing_row_is_postponed_and_the_rest_go_on(self, monkeypatch, settings):
        broken, healthy = late_ticket(), late_ticket()
        add_line = clocks.add_line

        def fails_for_one(ticket: Ticket, *args: Any, **kwargs: Any) -> TimelineItem:
            if ticket.pk == broken.pk:
                raise RuntimeError("broken row")
            return add_line(ticket, *args, **kwargs)

        monkeypatch.setattr(clocks, "add_line", fails_for_one)
        assert clocks.sweep_clocks(WARN) == 1
        assert facts(healthy) == STEPS[:1]
        assert facts(broken) == []
        clock = broken.clocks.get()
        assert (clock.step, clock.next_at) == (0, WARN + settings.SWEEP_RETRY_AFTER)

        monkeypatch.setattr(clocks, "add_line", add_line)
        assert clocks.sweep_clocks(clock.next_at) == 1
        assert facts(broken) == STEPS[:1]

    def test_the_task_goes_by_the_clock_of_the_database(self, time_machine):
        ticket = make_ticket()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            real = cursor.fetchone()[0]
        hour = timedelta(hours=1)
        make_clock(ticket, due_at=real + 2 * hour, warn_at=real + hour)
        time_machine.move_to(real + 90 * timedelta(minutes=1))
        assert sweep_due_clocks() == 0
        assert facts(ticket) == []


@pytest.mark.django_db(transaction=True)
class TestManySweepers:
    """Two and three beats send as many sweeps: each escalation happens once (F-10)."""

    def test_each_step_once(self):
        tickets = [late_ticket() for _ in range(60)]
        barrier = Barrier(4)

        def sweeper() -> int:
            try:
                barrier.wait()
                return clocks.sweep_clocks(SUPERVISOR)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            counts = [job.result() for job in [pool.submit(sweeper) for _ in range(4)]]
        assert sum(counts) == 60
        for ticket in tickets:
            assert facts(ticket) == STEPS
            assert [seq for seq, _ in lines(ticket)] == [1, 2, 3]
        owed = Reaction.objects.filter(entry__event__in=STEPS)
        assert owed.count() == owed.values("entry", "handler").distinct().count()

    def test_a_door_holding_the_ticket_is_neither_awaited_nor_disturbed(self):
        """The sweep leaves a locked appeal for its next round: no wait, no deadlock, no loss."""
        busy, free = late_ticket(), late_ticket()

        def sweep() -> int:
            try:
                return clocks.sweep_clocks(WARN)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            Ticket.objects.select_for_update().get(pk=busy.pk)
            assert pool.submit(sweep).result(timeout=10) == 1
        assert facts(free) == STEPS[:1]
        assert facts(busy) == []
        assert clocks.sweep_clocks(WARN) == 1
        assert facts(busy) == STEPS[:1]
