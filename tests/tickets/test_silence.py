"""What happens when the citizen is silent, day by day (decisions 15)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from common import memo
from journal.models import Entry
from tests.factories.tickets import fresh, make_clock, make_ticket
from tickets.actions import silence
from tickets.models import Ticket
from tickets.states import Status

ASKED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh_memo() -> None:
    memo.forget_everything()


def waiting(status: str = Status.WAITING_CITIZEN, **fields: Any) -> Ticket:
    ticket = make_ticket(status=status, registered_at=ASKED, **fields)
    silence.begin(ticket, ASKED)
    return ticket


def facts(ticket: Ticket) -> list[tuple[str, Any]]:
    entries = Entry.objects.filter(subject=f"ticket:{ticket.pk}").order_by("pk")
    return [
        (entry.event.removeprefix("tickets."), entry.data.get("step", entry.data.get("by_silence")))
        for entry in entries
    ]


@pytest.mark.django_db
class TestWaiting:
    def test_reminds_on_the_third_and_seventh_day_and_closes_on_the_fourteenth(self, citizen):
        ticket = waiting(citizen=citizen)
        clock = make_clock(
            ticket,
            due_at=ASKED + DAY,
            warn_at=ASKED,
            next_at=None,
            paused_at=ASKED,
            left=DAY,
        )
        told = {}
        for hour in range(1, 24 * 16):
            if silence.sweep_silence(ASKED + timedelta(hours=hour)):
                told[hour / 24] = facts(ticket)[-1]
        assert told == {
            3.0: ("SilenceReminded", 1),
            7.0: ("SilenceReminded", 2),
            14.0: ("TicketClosed", True),
        }
        ticket = fresh(ticket)
        assert (ticket.status, ticket.closed_at) == (Status.CLOSED, ASKED + 14 * DAY)
        assert (ticket.silence_at, ticket.silence_step) == (None, 0)
        clock.refresh_from_db()
        assert clock.stopped_at == ASKED + 14 * DAY
        assert [item.data["verb"] for item in ticket.items.order_by("seq")] == [
            "reminded",
            "reminded",
            "close_by_silence",
        ]
        assert ticket.items.filter(is_public=True).count() == 3

    def test_nothing_happens_a_second_early(self):
        ticket = waiting()
        assert silence.sweep_silence(ASKED + 3 * DAY - timedelta(seconds=1)) == 0
        assert facts(ticket) == []

    def test_days_are_settings(self, settings):
        settings.SILENCE_REMINDER_DAYS = [1]
        settings.SILENCE_CLOSE_DAYS = 2
        ticket = waiting()
        silence.sweep_silence(ASKED + DAY)
        silence.sweep_silence(ASKED + 2 * DAY)
        assert facts(ticket) == [("SilenceReminded", 1), ("TicketClosed", True)]

    def test_after_an_outage_the_citizen_is_reminded_once_and_has_a_day(self):
        ticket = waiting()
        late = ASKED + 20 * DAY
        assert silence.sweep_silence(late) == 1
        assert silence.sweep_silence(late + timedelta(hours=23)) == 0
        assert facts(ticket) == [("SilenceReminded", 2)]
        assert silence.sweep_silence(late + DAY) == 1
        assert facts(ticket)[-1] == ("TicketClosed", True)

    def test_an_answer_ends_the_wait(self):
        ticket = waiting()
        silence.stop(ticket)
        assert silence.sweep_silence(ASKED + 30 * DAY) == 0
        assert fresh(ticket).status == Status.WAITING_CITIZEN


@pytest.mark.django_db
class TestResolved:
    def test_closes_after_seven_days(self):
        ticket = waiting(Status.RESOLVED)
        assert silence.sweep_silence(ASKED + 7 * DAY - timedelta(seconds=1)) == 0
        assert silence.sweep_silence(ASKED + 7 * DAY) == 1
        assert facts(ticket) == [("TicketClosed", False)]
        assert fresh(ticket).status == Status.CLOSED

    def test_another_state_is_left_alone(self):
        ticket = make_ticket(status=Status.IN_PROGRESS, silence_at=ASKED)
        silence.sweep_silence(ASKED)
        assert fresh(ticket).status == Status.IN_PROGRESS
        assert fresh(ticket).silence_at is None
        assert facts(ticket) == []


@pytest.mark.django_db(transaction=True)
def test_many_sweepers_remind_once() -> None:
    tickets = [waiting() for _ in range(50)]
    barrier = Barrier(3)

    def sweeper() -> int:
        try:
            barrier.wait()
            return silence.sweep_silence(ASKED + 3 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        counts = [job.result() for job in [pool.submit(sweeper) for _ in range(3)]]
    assert sum(counts) == 50
    assert {tuple(facts(ticket)) for ticket in tickets} == {(("SilenceReminded", 1),)}
