"""The clocks of an appeal by exact moments. Moscow is UTC+3; business hours are 9:00-18:00."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from common import memo
from tests.factories.tickets import fresh, make_policy, make_ticket, make_topic
from tickets.actions import clocks
from tickets.models import Clock, SlaPolicy, Ticket
from tickets.models.ticket import Kind, Priority
from tickets.states import Status

pytestmark = pytest.mark.django_db
SERVICE, LAW = Clock.Kind.SERVICE, Clock.Kind.LAW


@pytest.fixture(autouse=True)
def _fresh_memo() -> None:
    memo.forget_everything()


@pytest.fixture
def policy(db: None) -> SlaPolicy:
    return make_policy(480)


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+03:00").astimezone(UTC)


def started(*, at: datetime, **fields: Any) -> Ticket:
    ticket = make_ticket(registered_at=at, **fields)
    clocks.start(ticket, now=at)
    ticket.save(update_fields=["expected_date"])
    return ticket


def clock(ticket: Ticket, kind: str = SERVICE) -> Clock:
    return Clock.objects.get(ticket=ticket, kind=kind)


class TestStart:
    def test_service_time_is_business_time_over_a_weekend(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T15:00"), citizen=citizen)
        service = clock(ticket)
        assert service.policy == policy
        assert service.started_at == moscow("2026-11-20T15:00")
        assert service.due_at == moscow("2026-11-23T14:00")
        assert service.warn_at == moscow("2026-11-23T12:00")
        assert service.next_at == service.warn_at
        assert service.step == Clock.Step.RUNNING
        assert fresh(ticket).expected_date == date(2026, 11, 23)
        assert ticket.clocks.count() == 1

    def test_service_time_skips_a_holiday(self, policy, citizen):
        ticket = started(at=moscow("2026-11-03T15:00"), citizen=citizen)
        assert clock(ticket).due_at == moscow("2026-11-05T14:00")

    @pytest.mark.parametrize(
        ("registered", "due"),
        [
            ("2026-01-05", "2026-02-04"),
            ("2026-04-10", "2026-05-08"),
            ("2026-05-08", "2026-06-05"),
            ("2026-06-11", "2026-07-10"),
            ("2026-10-05", "2026-11-03"),
            ("2026-11-20", "2026-12-18"),
            ("2026-12-03", "2026-12-30"),
            ("2025-12-29", "2026-01-28"),
            ("2027-02-18", "2027-03-19"),
            ("2024-04-26", "2024-05-24"),
        ],
    )
    def test_law_counts_calendar_days_to_a_working_day(self, policy, citizen, registered, due):
        ticket = started(at=moscow(f"{registered}T10:00"), citizen=citizen, is_official=True)
        assert clock(ticket, LAW).due_at == moscow(f"{due}T23:59:59")
        assert fresh(ticket).expected_date == date.fromisoformat(due)

    def test_law_day_is_the_day_in_moscow(self, policy, citizen):
        ticket = started(at=moscow("2026-11-21T00:30"), citizen=citizen, is_official=True)
        assert clock(ticket, LAW).due_at == moscow("2026-12-21T23:59:59")

    def test_law_warns_at_three_quarters(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T00:00"), citizen=citizen, is_official=True)
        law = clock(ticket, LAW)
        assert law.warn_at == moscow("2026-12-11T17:59:59")
        assert law.next_at == law.warn_at

    def test_an_anonymous_appeal_has_no_law_clock_and_no_promise(self, policy):
        ticket = started(at=moscow("2026-11-20T10:00"), citizen=None, is_official=True)
        assert [c.kind for c in ticket.clocks.all()] == [SERVICE]
        assert fresh(ticket).expected_date is None

    def test_without_a_policy_only_the_law_counts(self, db, citizen):
        ticket = started(at=moscow("2026-11-20T10:00"), citizen=citizen, is_official=True)
        assert [c.kind for c in ticket.clocks.all()] == [LAW]

    def test_before_the_insert_in_one_statement(
        self, policy, citizen, django_assert_num_queries, team_a
    ):
        ticket = make_ticket(citizen=citizen, is_official=True, team=team_a)
        clocks.start(make_ticket(citizen=citizen, team=team_a), now=ticket.registered_at)
        with django_assert_num_queries(1):
            clocks.start(ticket, now=ticket.registered_at)

    def test_a_year_nobody_has_loaded_does_not_refuse_the_appeal(self, policy, citizen):
        ticket = started(at=moscow("2039-12-20T10:00"), citizen=citizen, is_official=True)
        assert clock(ticket).due_at == moscow("2039-12-20T18:00")
        # 19 January 2040 is a Thursday; a Saturday or a Sunday would have moved back.
        assert clock(ticket, LAW).due_at == moscow("2040-01-19T23:59:59")


class TestPolicy:
    def test_the_most_specific_wins(self, citizen):
        code = make_topic("sms-code")
        anything = make_policy(480)
        complaint = make_policy(240, type=2)
        urgent = make_policy(120, type=2, priority=Priority.URGENT)
        about_codes = make_policy(60, topic=code, channel="cabinet")
        make_policy(1, type=2, is_active=False)
        ticket = make_ticket(citizen=citizen)

        assert clocks.policy_for(ticket) == anything
        ticket.kind, ticket.type = Kind.COMPLAINT, 2
        assert clocks.policy_for(ticket) == complaint
        ticket.priority = Priority.URGENT
        assert clocks.policy_for(ticket) == urgent
        ticket.topic = code
        assert clocks.policy_for(ticket) == about_codes
        ticket.channel = "phone"
        assert clocks.policy_for(ticket) == urgent


class TestPause:
    def test_keeps_the_rest_and_counts_it_from_the_answer(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.pause(ticket, moscow("2026-11-20T12:00"))
        paused = clock(ticket)
        assert paused.left == timedelta(hours=5)
        assert paused.paused_at == moscow("2026-11-20T12:00")
        assert paused.next_at is None
        assert fresh(ticket).expected_date is None

        clocks.resume(ticket, moscow("2026-11-25T16:00"))
        service = clock(ticket)
        assert service.due_at == moscow("2026-11-26T12:00")
        assert service.warn_at == moscow("2026-11-26T10:00")
        assert service.next_at == service.warn_at
        assert service.paused_at is None
        assert service.left is None
        assert fresh(ticket).expected_date == date(2026, 11, 26)

    def test_a_warning_given_before_is_not_given_again(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.sweep_clocks(moscow("2026-11-20T16:00"))
        clocks.pause(ticket, moscow("2026-11-20T16:00"))
        clocks.resume(ticket, moscow("2026-11-23T09:00"))
        service = clock(ticket)
        assert service.step == Clock.Step.WARNED
        assert service.next_at == service.due_at == moscow("2026-11-23T10:00")

    def test_what_was_late_stays_late(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.sweep_clocks(moscow("2026-11-20T17:30"))
        clocks.pause(ticket, moscow("2026-11-20T17:30"))
        clocks.resume(ticket, moscow("2026-11-25T09:00"))
        service = clock(ticket)
        assert service.due_at == moscow("2026-11-20T17:00")
        assert service.step == Clock.Step.BREACHED
        assert service.next_at == moscow("2026-11-20T18:00")

    def test_the_law_never_pauses(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, is_official=True)
        before = clock(ticket, LAW)
        clocks.pause(ticket, moscow("2026-11-20T12:00"))
        after = clock(ticket, LAW)
        assert (after.due_at, after.next_at, after.paused_at) == (
            before.due_at,
            before.next_at,
            None,
        )
        assert fresh(ticket).expected_date == date(2026, 12, 18)

    def test_pausing_twice_keeps_the_first_moment(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.pause(ticket, moscow("2026-11-20T12:00"))
        clocks.pause(ticket, moscow("2026-11-20T15:00"))
        assert clock(ticket).left == timedelta(hours=5)


class TestStopAndRestart:
    def test_stops_both(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, is_official=True)
        at = moscow("2026-11-20T16:59")
        clocks.stop(ticket, at)
        assert {(c.stopped_at, c.next_at, c.breached_at) for c in ticket.clocks.all()} == {
            (at, None, None)
        }

    def test_a_breach_the_sweep_missed_is_marked(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.stop(ticket, moscow("2026-11-20T17:01"))
        assert clock(ticket).breached_at == moscow("2026-11-20T17:00")

    def test_reopened_gets_whole_new_terms(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, is_official=True)
        clocks.stop(ticket, moscow("2026-11-20T17:01"))
        clocks.restart(ticket, moscow("2026-11-26T09:00"))
        service, law = clock(ticket), clock(ticket, LAW)
        assert service.due_at == moscow("2026-11-26T17:00")
        assert law.due_at == moscow("2026-12-25T23:59:59")
        assert (service.stopped_at, service.breached_at, service.step) == (None, None, 0)
        assert fresh(ticket).expected_date == date(2026, 12, 25)


class TestAdjust:
    """Another priority brings another policy: used time counts, time on pause does not."""

    def urgent(self, ticket: Ticket, now: datetime, minutes: int = 240) -> Clock:
        memo.forget_everything()
        make_policy(minutes, priority=Priority.URGENT)
        ticket.priority = Priority.URGENT
        ticket.save(update_fields=["priority"])
        clocks.adjust(ticket, now)
        return clock(ticket)

    def test_a_shorter_term_counts_from_the_start(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        service = self.urgent(ticket, moscow("2026-11-20T11:00"))
        assert service.due_at == moscow("2026-11-20T13:00")
        assert service.warn_at == service.next_at == moscow("2026-11-20T12:00")
        assert service.step == Clock.Step.RUNNING

    def test_a_pause_behind_does_not_count(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.pause(ticket, moscow("2026-11-20T10:00"))
        clocks.resume(ticket, moscow("2026-11-20T15:00"))
        service = self.urgent(ticket, moscow("2026-11-20T16:00"))
        assert service.due_at == moscow("2026-11-20T18:00")

    def test_a_term_that_has_passed_is_warned_and_breached_by_the_sweep(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        now = moscow("2026-11-20T13:30")
        service = self.urgent(ticket, now)
        assert (service.due_at, service.step) == (moscow("2026-11-20T13:00"), Clock.Step.RUNNING)
        clocks.sweep_clocks(now)
        assert clock(ticket).step == Clock.Step.BREACHED

    def test_a_longer_term_takes_the_warning_back(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        clocks.sweep_clocks(moscow("2026-11-20T15:00"))
        service = self.urgent(ticket, moscow("2026-11-20T16:00"), minutes=960)
        assert service.step == Clock.Step.RUNNING
        assert service.due_at == moscow("2026-11-23T16:00")

    def test_the_law_clock_comes_and_goes_with_the_mark(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        ticket.is_official = True
        clocks.adjust(ticket, moscow("2026-11-24T09:00"))
        assert clock(ticket, LAW).due_at == moscow("2026-12-18T23:59:59")
        ticket.is_official = False
        clocks.adjust(ticket, moscow("2026-11-24T10:00"))
        assert not ticket.clocks.filter(kind=LAW).exists()
        assert fresh(ticket).expected_date == date(2026, 11, 20)


class TestExtend:
    def test_moves_the_law_term_once(self, policy, citizen):
        at = moscow("2026-11-20T09:00")
        ticket = started(at=at, citizen=citizen, is_official=True)
        due = clocks.extend_law(ticket, 30, moscow("2026-12-10T09:00"))
        law = clock(ticket, LAW)
        assert due == law.due_at == moscow("2027-01-19T23:59:59")
        assert law.extended_count == 1
        assert law.next_at == law.warn_at
        assert fresh(ticket).expected_date == date(2027, 1, 19)
        with pytest.raises(clocks.CannotExtend, match="уже продлевали"):
            clocks.extend_law(ticket, 5, moscow("2026-12-11T09:00"))
        assert clock(ticket, LAW).due_at == due

    def test_a_warning_moves_with_the_term(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T00:00"), citizen=citizen, is_official=True)
        clocks.sweep_clocks(moscow("2026-12-12T00:00"))
        assert clock(ticket, LAW).step == Clock.Step.WARNED
        clocks.extend_law(ticket, 30, moscow("2026-12-12T09:00"))
        assert clock(ticket, LAW).step == Clock.Step.RUNNING

    @pytest.mark.parametrize("days", [0, 31, -1])
    def test_by_thirty_days_at_most(self, policy, citizen, days):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, is_official=True)
        with pytest.raises(clocks.InvalidInput, match="1–30"):
            clocks.extend_law(ticket, days, moscow("2026-12-10T09:00"))

    def test_not_after_it_has_passed(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, is_official=True)
        with pytest.raises(clocks.CannotExtend, match="уже прошёл"):
            clocks.extend_law(ticket, 10, moscow("2026-12-19T00:00"))

    def test_not_where_no_law_term_runs(self, policy, citizen):
        ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen)
        with pytest.raises(clocks.CannotExtend, match="нет идущего срока"):
            clocks.extend_law(ticket, 10, moscow("2026-11-21T09:00"))


def test_the_sweep_reads_only_what_is_due(policy, citizen, now):
    """The query uses the partial index of `next_at` and no other way (performance.md, row 21)."""
    ticket = started(at=now, citizen=citizen)
    clocks.stop(ticket, now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Clock.objects.filter(next_at__lte=now).order_by("next_at", "pk")[:20]
        plan = rows.explain()
    assert "tickets_clock_next" in plan
    assert "Sort" not in plan


def test_stopped_clock_is_open_to_no_move(policy, citizen):
    ticket = started(at=moscow("2026-11-20T09:00"), citizen=citizen, status=Status.IN_PROGRESS)
    clocks.stop(ticket, moscow("2026-11-20T10:00"))
    clocks.pause(ticket, moscow("2026-11-20T11:00"))
    clocks.resume(ticket, moscow("2026-11-20T12:00"))
    assert clock(ticket).next_at is None
    assert clock(ticket).stopped_at == moscow("2026-11-20T10:00")
