"""A rule at a fact: what it does, what it leaves, why it never runs twice or for ever."""

from datetime import timedelta

import pytest

from automation.actions import rule_runs
from automation.actions.rule_runs import Cause, run_for_fact, run_rule
from automation.actions.rules import MOST_FAILURES, RuleText, save_rule, switch_rule
from automation.models import Rule, RuleRun, RuleVersion
from automation.selectors.rules import rules_on
from automation.steps import Assign, Note, Reply, SetPriority, SetTopic, Take
from common.errors import InvalidInput
from journal.facts import fact_of
from journal.models import Entry, Reaction
from notifications.models import StaffNotice
from notifications.selectors import bell_lines
from tests.factories.tickets import fresh, make_route, make_topic
from tests.tickets.helpers import registered
from tickets.actions.details import Details, change_details
from tickets.models import TimelineItem
from tickets.models.ticket import Kind

pytestmark = pytest.mark.django_db
HIGH, URGENT, LOW = SetPriority(3), SetPriority(4), SetPriority(1)


def outcomes():
    return list(RuleRun.objects.order_by("at", "pk").values_list("rule__title", "outcome", "depth"))


def no_reaction_failed():
    mine = Reaction.objects.filter(handler__startswith="automation.")
    return not mine.exclude(error="").exists()


def test_a_rule_does_its_steps_and_leaves_a_run_and_a_fact(make_rule, react, citizen, now):
    rule = make_rule(
        "registered", HIGH, Note("Проверьте оплату."), when=[("channel", "is", "cabinet")]
    )
    ticket = registered(citizen, now=now)
    react()
    assert fresh(ticket).priority == 3
    run = RuleRun.objects.get()
    assert (run.rule, run.version, run.ticket, run.outcome, run.depth) == (
        rule,
        1,
        ticket,
        "changed",
        0,
    )
    fact = Entry.objects.get(event="automation.RuleRan")
    assert (fact.subject, fact.actor_kind) == (f"ticket:{ticket.pk}", "system")
    assert fact.data["rule_id"] == str(rule.pk)
    assert (fact.data["version"], fact.data["outcome"]) == (1, "changed")
    note = TimelineItem.objects.get(ticket=ticket, kind="note")
    assert (note.actor_kind, note.body) == ("system", "Проверьте оплату.")
    assert no_reaction_failed()


def test_an_appeal_that_does_not_fit_leaves_no_trace(make_rule, react, citizen, now):
    make_rule("registered", HIGH, when=[("channel", "is", "phone")])
    ticket = registered(citizen, now=now)
    react()
    assert (fresh(ticket).priority, RuleRun.objects.count()) == (2, 0)


def test_a_rule_that_is_off_or_came_later_does_not_judge_the_past(
    make_rule, react, citizen, now, sveta_supervisor
):
    rule = make_rule("registered", HIGH, is_on=False)
    ticket = registered(citizen, now=now)
    switch_rule(rule=rule, is_on=True, by=sveta_supervisor, now=now + timedelta(seconds=1))
    react()
    assert (fresh(ticket).priority, RuleRun.objects.count()) == (2, 0)


def test_a_fact_is_looked_at_once_however_often_the_reaction_runs(make_rule, react, citizen, now):
    make_rule("registered", HIGH)
    ticket = registered(citizen, now=now)
    react()
    entry = Entry.objects.get(event="tickets.TicketRegistered", subject=f"ticket:{ticket.pk}")
    assert run_for_fact(fact=fact_of(entry), now=now) == []
    assert RuleRun.objects.count() == 1


def test_a_new_version_does_not_run_again_for_the_same_fact(
    make_rule, react, citizen, now, sveta_supervisor
):
    rule = make_rule("registered", HIGH)
    ticket = registered(citizen, now=now)
    react()
    text = RuleText("Правило", "registered", (URGENT,))
    save_rule(rule=rule, text=text, by=sveta_supervisor, now=now)
    entry = Entry.objects.get(event="tickets.TicketRegistered", subject=f"ticket:{ticket.pk}")
    run_for_fact(fact=fact_of(entry), now=now)
    assert (fresh(ticket).priority, RuleRun.objects.count()) == (3, 1)
    assert list(RuleVersion.objects.order_by("number").values_list("number", "steps")) == [
        (1, [{"step": "priority", "priority": 3}]),
        (2, [{"step": "priority", "priority": 4}]),
    ]


def test_two_rules_that_fight_end_after_one_round(make_rule, react, citizen, olga_operator, now):
    """Each undoes the other's work and waits for the very fact the other makes."""
    make_rule("details", URGENT, title="Вверх", place=1)
    make_rule("details", LOW, title="Вниз", place=2)
    ticket = registered(citizen, now=now)
    change_details(ticket=ticket, details=Details(priority=3), by=olga_operator, now=now)
    react()
    assert outcomes() == [("Вверх", "changed", 0), ("Вниз", "changed", 0)]
    assert fresh(ticket).priority == 1
    assert Entry.objects.filter(event="tickets.TicketDetailsChanged").count() == 3
    assert no_reaction_failed()


def test_a_rule_does_not_set_itself_off(make_rule, react, citizen, olga_operator, now):
    make_rule("details", URGENT)
    ticket = registered(citizen, now=now)
    change_details(ticket=ticket, details=Details(priority=3), by=olga_operator, now=now)
    react()
    assert [one[1:] for one in outcomes()] == [("changed", 0)]


def test_what_a_rule_did_sets_others_off_one_step_deep_and_no_deeper(
    make_rule, react, citizen, team_a, olga_operator, now
):
    make_route(make_topic("login", title="Вход"), team_a)
    make_rule("registered", HIGH, title="Первое")
    make_rule("details", Assign(str(olga_operator.pk)), title="Второе")
    make_rule("assigned", SetTopic("login"), title="Третье")
    ticket = registered(citizen, now=now)
    react()
    assert outcomes() == [("Первое", "changed", 0), ("Второе", "changed", 1)]
    assert fresh(ticket).topic.code == "other"
    assert set(RuleRun.objects.values_list("cause", flat=True)) == {
        f"fact:{Entry.objects.get(event='tickets.TicketRegistered').pk}"
    }


def test_one_rule_touches_one_appeal_five_times_a_day_at_most(
    make_rule, react, citizen, olga_operator, now
):
    make_rule("details", Note("Ещё раз."))
    ticket = registered(citizen, now=now)
    for turn in range(7):
        change_details(
            ticket=fresh(ticket), details=Details(priority=1 + turn % 4), by=olga_operator, now=now
        )
        react()
    assert [one[1] for one in outcomes()] == ["changed"] * 5 + ["stopped"] * 2
    assert TimelineItem.objects.filter(ticket=ticket, kind="note").count() == 5


def test_an_official_appeal_is_never_answered_by_a_rule(make_rule, react, citizen, now):
    make_rule("registered", Note("Смотрите."), Reply(text="Мы получили ваше обращение."))
    ticket = registered(citizen, now=now, kind=Kind.COMPLAINT)
    assert fresh(ticket).is_official
    react()
    run = RuleRun.objects.get()
    assert (run.outcome, run.why) == ("refused", "На официальное обращение отвечает человек.")
    assert not ticket.items.filter(kind__in=["reply", "note"]).exists(), "all steps or none"


def test_an_answer_that_a_second_person_approves_is_not_a_rules(
    make_rule, react, citizen, team_a, now
):
    topic = make_topic("fines", title="Штрафы")
    make_route(topic, team_a, needs_approval=True)
    make_rule("registered", SetTopic("fines"), title="Тема", place=1)
    make_rule("registered", Reply(text="Мы получили ваше обращение."), title="Ответ", place=2)
    ticket = registered(citizen, now=now, kind=Kind.COMPLAINT)
    react()
    assert dict(RuleRun.objects.values_list("rule__title", "outcome"))["Ответ"] == "refused"
    assert not ticket.items.filter(kind="reply").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": (Take(),)}, "steps"),
        ({"steps": ()}, "tells"),
        ({"title": "  "}, "title"),
        ({"trigger": "full_moon"}, "trigger"),
        ({"trigger": "silent"}, "hours"),
        ({"match": "none"}, "match"),
        ({"steps": (SetPriority(9),)}, "priority"),
    ],
)
def test_what_cannot_work_is_not_saved(sveta_supervisor, now, change, field):
    fields = {"title": "Правило", "trigger": "registered", "steps": (HIGH,)} | change
    with pytest.raises(InvalidInput) as refusal:
        save_rule(rule=None, text=RuleText(**fields), by=sveta_supervisor, now=now)
    assert refusal.value.field == field
    assert (Rule.objects.count(), RuleVersion.objects.count()) == (0, 0)


def test_a_rule_that_fails_again_and_again_switches_itself_off_and_says_so(
    make_rule, react, citizen, now, sveta_supervisor, olga_operator
):
    rule = make_rule("registered", Reply(text="Спасибо."), title="Ответ всем")
    tickets = [registered(citizen, now=now, kind=Kind.COMPLAINT) for _ in range(MOST_FAILURES + 1)]
    react()
    rule.refresh_from_db()
    assert (rule.is_on, rule.off_because, rule.failures) == (False, "failures", MOST_FAILURES)
    assert RuleRun.objects.count() == MOST_FAILURES < len(tickets)
    fact = Entry.objects.filter(event="automation.RuleSwitched").latest("pk")
    assert (fact.data["why"], fact.data["is_on"], fact.actor_kind) == ("failures", False, "system")
    (line,) = [one for one in bell_lines(sveta_supervisor) if one.notice.kind == "rule_off"]
    assert (line.words, line.shown.text) == ("Правило выключилось из-за ошибок", "Ответ всем")
    assert not StaffNotice.objects.filter(person=olga_operator, kind="rule_off").exists()


def test_success_forgets_failures(make_rule, react, citizen, now):
    rule = make_rule("registered", Reply(text="Спасибо."))
    for kind in (Kind.COMPLAINT, Kind.COMPLAINT, Kind.QUESTION):
        registered(citizen, now=now, kind=kind)
    react()
    rule.refresh_from_db()
    assert (rule.is_on, rule.failures) == (True, 0)


def test_an_unforeseen_error_is_the_rules_and_nobody_elses(
    make_rule, react, citizen, now, monkeypatch
):
    make_rule("registered", HIGH, title="Сломанное", place=1)
    make_rule("registered", Note("Цело."), title="Целое", place=2)
    real = rule_runs.run_steps

    def breaks(**given):
        done = real(**given)
        if isinstance(given["steps"][0], SetPriority):
            raise ZeroDivisionError
        return done

    def atomically(**given):
        from django.db import transaction

        with transaction.atomic():
            return breaks(**given)

    monkeypatch.setattr(rule_runs, "run_steps", atomically)
    ticket = registered(citizen, now=now)
    react()
    assert dict(RuleRun.objects.values_list("rule__title", "outcome")) == {
        "Сломанное": "failed",
        "Целое": "changed",
    }
    assert RuleRun.objects.get(outcome="failed").why == "ZeroDivisionError"
    assert fresh(ticket).priority == 2
    assert no_reaction_failed()


def test_those_a_rule_names_hear_of_it(make_rule, react, citizen, now, sveta_supervisor, senior):
    make_rule("registered", tells="leaders")
    registered(citizen, now=now)
    react()
    told = set(StaffNotice.objects.filter(kind="rule").values_list("person", flat=True))
    assert told == {sveta_supervisor.pk, senior.pk}


def test_one_cause_makes_one_run(make_rule, citizen, now):
    make_rule("registered", HIGH)
    ticket = registered(citizen, now=now)
    (version,) = rules_on("registered")
    runs = [
        run_rule(version=version, ticket_id=ticket.pk, cause=Cause("time:x:1"), now=now)
        for _ in range(2)
    ]
    assert [run is not None for run in runs] == [True, False]
