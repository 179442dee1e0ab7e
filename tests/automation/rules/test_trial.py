"""The dry run on last week: exact counts, and not one row written."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from automation.rules.conditions import Condition
from automation.selectors.rule_trial import Wanted, trial_of
from automation.steps import Assign, Note, Reply, SetPriority
from tests.tickets.helpers import registered
from tickets.actions.details import Details, change_details
from tickets.models.ticket import Kind

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def last_week(citizen, olga_operator, now):
    """Ten days ago one appeal; in the week four questions, one of them urgent, and a complaint."""
    old = registered(citizen, now=now - timedelta(days=10))
    week = [registered(citizen, now=now - timedelta(days=day)) for day in (1, 2, 3, 4)]
    change_details(ticket=week[0], details=Details(priority=4), by=olga_operator, now=now)
    complaint = registered(citizen, now=now - timedelta(days=1), kind=Kind.COMPLAINT)
    return {"old": old, "week": week, "complaint": complaint}


def wanted(*steps, trigger="registered", when=(), match="all", hours=None):
    return Wanted(trigger, hours, match, tuple(Condition(*one) for one in when), steps)


def checksums():
    names = sorted(model._meta.db_table for model in apps.get_models())
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
            )
            found[name] = cursor.fetchone()
    return found


def test_a_week_is_counted_exactly_and_nothing_is_written(last_week, now):
    before = checksums()
    trial = trial_of(wanted(SetPriority(4), Reply(text="Спасибо.")), now=now)
    assert checksums() == before
    assert (trial.facts, trial.appeals, trial.fits) == (5, 5, 5)
    assert (trial.changed, trial.same, trial.refused) == (4, 0, 1)
    assert dict(trial.reasons) == {"На официальное обращение отвечает человек.": 1}
    assert not trial.is_cut


def test_what_is_so_already_is_told_apart(last_week, now):
    trial = trial_of(wanted(SetPriority(4), when=[("official", "is", "no")]), now=now)
    assert (trial.fits, trial.changed, trial.same, trial.refused) == (4, 3, 1, 0)
    assert {tuple(sample.changes) for sample in trial.samples} == {
        ("Приоритет: Обычный → Срочный",),
        (),
    }


def test_steps_are_played_one_after_another_on_a_copy(last_week, olga_operator, now):
    ticket = last_week["week"][3]
    trial = trial_of(wanted(SetPriority(1), SetPriority(3), Assign(str(olga_operator.pk))), now=now)
    (sample,) = [one for one in trial.samples if one.number == ticket.number]
    assert sample.changes == [
        "Приоритет: Обычный → Низкий",
        "Приоритет: Низкий → Высокий",
        "Исполнитель: никто → Ольга Соколова",
    ]


def test_a_text_is_shown_as_written_without_anybodys_name(last_week, now):
    trial = trial_of(wanted(Note("{{ имя }}, смотрите.")), now=now)
    assert {tuple(one.changes) for one in trial.samples} == {
        ("Внутренняя заметка: «{{ имя }}, смотрите.»",)
    }


def test_any_of_the_conditions_is_enough_when_asked_so(last_week, now):
    when = [("priority", "is", "4"), ("official", "is", "yes")]
    assert trial_of(wanted(SetPriority(3), when=when), now=now).fits == 0
    assert trial_of(wanted(SetPriority(3), when=when, match="any"), now=now).fits == 2


def test_time_rules_are_tried_too(last_week, now):
    trial = trial_of(wanted(SetPriority(3), trigger="silent", hours=8), now=now)
    assert trial.fits == trial.appeals >= 3
    assert trial_of(wanted(SetPriority(3), trigger="silent", hours=200), now=now).fits == 0
