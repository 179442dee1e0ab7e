"""Time rules: working hours of the schedule, each appeal once for each waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from automation.actions.rule_sweep import sweep_rules
from automation.models import RuleRun
from automation.selectors.rule_times import working_time_before
from automation.steps import Note, SetPriority
from schedules.selectors import hours_of
from tests.factories.tickets import fresh
from tests.tickets.helpers import registered
from tickets.actions.assignment import take_ticket
from tickets.actions.conversation import reply, write_message
from tickets.models import Clock

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)
FRIDAY_NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 9:00 in Moscow


def test_working_time_is_counted_back_over_the_weekend():
    """9:00-18:00 on working days: two hours before Monday 10:00 is Friday 17:00."""
    hours = hours_of("desk")
    found = working_time_before(hours, MONDAY + H, 2 * H)
    assert abs(found - datetime(2026, 11, 20, 14, 0, tzinfo=UTC)) <= timedelta(minutes=1)


def test_silence_is_counted_in_working_hours_and_acted_on_once(make_rule, citizen, now):
    make_rule("silent", SetPriority(3), hours=4)
    ticket = registered(citizen, now=now)
    assert sweep_rules(now=now + 3 * H) == 0
    assert sweep_rules(now=now + 4 * H + timedelta(minutes=2)) == 1
    assert fresh(ticket).priority == 3
    assert sweep_rules(now=now + 5 * H) == 0
    run = RuleRun.objects.get()
    assert (run.cause, run.outcome) == (f"time:silent:{int(now.timestamp())}", "changed")


def test_an_answer_ends_the_waiting_and_a_new_word_begins_another(
    make_rule, citizen, olga_operator, now
):
    make_rule("silent", Note("Ждут ответа."), hours=1)
    ticket = registered(citizen, now=now)
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    reply(ticket=ticket, by=olga_operator, body="Смотрим.", now=now + H / 2)
    assert sweep_rules(now=now + 2 * H) == 0
    write_message(ticket=fresh(ticket), by=citizen.user, body="Жду.", now=now + 2 * H)
    assert sweep_rules(now=now + 2.5 * H) == 0
    assert sweep_rules(now=now + 3.1 * H) == 1
    write_message(ticket=fresh(ticket), by=citizen.user, body="Ау!", now=now + 3.2 * H)
    assert sweep_rules(now=now + 5 * H) == 0, "the waiting began with the first word unanswered"


def test_the_term_is_near_by_working_hours(make_rule, citizen, now):
    """Eight working hours from Friday noon end on Monday at 11:00; three before is 17:00 on Friday."""
    make_rule("due", SetPriority(4), hours=3)
    ticket = registered(citizen, now=now)
    assert Clock.objects.get(ticket=ticket, kind="service").due_at == MONDAY + 2 * H
    assert sweep_rules(now=FRIDAY_NOON + 4.5 * H) == 0
    assert sweep_rules(now=FRIDAY_NOON + 5.1 * H) == 1
    assert (fresh(ticket).priority, RuleRun.objects.get().outcome) == (4, "changed")


def test_switched_on_a_time_rule_does_not_judge_the_past(make_rule, citizen, now):
    ticket = registered(citizen, now=now - timedelta(days=2))
    make_rule("silent", SetPriority(3), hours=1)
    assert sweep_rules(now=now + H) == 0
    assert fresh(ticket).priority == 2


def test_conditions_hold_for_time_rules_too(make_rule, citizen, now):
    make_rule("silent", SetPriority(3), hours=1, when=[("priority", "at_least", "3")])
    registered(citizen, now=now)
    assert sweep_rules(now=now + 3 * H) == 0
    assert RuleRun.objects.count() == 0
