"""Rules through their pages: who comes in, writing, trying, switching, what was done."""

import pytest
from django.urls import reverse

from automation.models import Rule, RuleRun, RuleVersion
from automation.policies import can_edit_rules, can_see_rules, rule_refusal
from automation.steps import SetPriority, Take
from tests.tickets.helpers import registered

pytestmark = pytest.mark.django_db
RULES, NEW, RUNS = (
    "rules:rules",
    "rules:rule-new",
    "rules:rule-runs",
)
PAPER = {
    "title": "Жалобы выше", "place": "10", "trigger": "registered", "hours": "", "match": "all",
    "tells": "leaders", "field": ["channel"], "if-0-op": "is", "if-0-value": "cabinet",
    "kind": ["priority"], "step-0-priority": "3", "do": "save",
}  # fmt: skip
SEE = {"sveta_supervisor", "administrator", "senior", "auditor"}
EDIT = {"sveta_supervisor", "administrator"}


@pytest.mark.parametrize(
    "who", sorted(SEE | {"olga_operator", "lawyer", "quality", "editor", "citizen", "former"})
)
def test_who_sees_and_who_writes(request, who, client_for, make_rule):
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    assert (can_see_rules(user), can_edit_rules(user)) == (who in SEE, who in EDIT)
    rule = make_rule("registered", SetPriority(3), is_on=False)
    client = client_for(person)
    seen = client.get(reverse(RULES)).status_code
    assert seen == (200 if who in SEE else 302 if who == "former" else 404)
    switched = client.post(reverse("rules:rule-switch", args=[rule.pk]), {"on": "1"}).status_code
    rule.refresh_from_db()
    assert rule.is_on is (who in EDIT)
    assert switched == (303 if who in EDIT else 403 if who in SEE else seen)


def test_a_rule_may_not_act_as_a_person():
    assert rule_refusal(Take()) == "Правило не может взять обращение: это делает человек."
    assert rule_refusal(SetPriority(3)) == ""


def test_a_rule_is_written_without_json_and_kept_switched_off(client_for, sveta_supervisor):
    client = client_for(sveta_supervisor)
    answer = client.post(reverse(NEW), PAPER)
    rule = Rule.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("rules:rule", args=[rule.pk]))
    assert (rule.title, rule.is_on, rule.version, rule.place) == ("Жалобы выше", False, 1, 10)
    version = RuleVersion.objects.get()
    assert version.conditions == [{"field": "channel", "op": "is", "value": "cabinet"}]
    assert version.steps == [{"step": "priority", "priority": 3}]
    page = client.get(reverse("rules:rule", args=[rule.pk])).content.decode()
    assert "Версия 1" in page
    assert "Канал равно «Личный кабинет»" in page or "Канал равно" in page


def test_the_next_saving_is_the_next_version(client_for, sveta_supervisor):
    client = client_for(sveta_supervisor)
    client.post(reverse(NEW), PAPER)
    rule = Rule.objects.get()
    client.post(reverse("rules:rule", args=[rule.pk]), PAPER | {"step-0-priority": "4"})
    rule.refresh_from_db()
    assert (rule.version, RuleVersion.objects.count()) == (2, 2)
    assert RuleVersion.objects.get(number=1).steps == [{"step": "priority", "priority": 3}]


def test_trying_shows_the_week_and_keeps_nothing(client_for, sveta_supervisor, citizen):
    from django.utils import timezone

    ticket = registered(citizen, now=timezone.now())
    answer = client_for(sveta_supervisor).post(reverse(NEW), PAPER | {"do": "try"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Проба на прошлой неделе" in page
    assert str(ticket.number) in page
    assert "Приоритет: Обычный → Высокий" in page
    assert (Rule.objects.count(), RuleRun.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "Назовите правило"),
        ({"if-0-value": ""}, "выберите из списка"),
        ({"step-0-priority": ""}, "выберите из списка"),
        ({"trigger": "silent"}, "Напишите, сколько часов"),
        ({"kind": [], "tells": ""}, "Добавьте шаг или выберите, кому сообщить"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client_for, sveta_supervisor, change, words):
    answer = client_for(sveta_supervisor).post(reverse(NEW), PAPER | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Rule.objects.count() == 0


def test_conditions_and_steps_are_added_and_removed_without_scripts(client_for, sveta_supervisor):
    client = client_for(sveta_supervisor)
    more = client.post(reverse(NEW), PAPER | {"do": "if-add", "new_field": "words"})
    assert [one.asked.name for one in more.context["conditions"]] == ["channel", "words"]
    less = client.post(reverse(NEW), PAPER | {"do": "if-remove:0"})
    assert less.context["conditions"] == []
    steps = client.post(reverse(NEW), PAPER | {"do": "add", "new_kind": "note"})
    assert [one.kind.name for one in steps.context["steps"]] == ["priority", "note"]
    assert steps.context["conditions"][0].initial == {"op": "is", "value": "cabinet"}


def test_what_rules_did_is_listed_with_links(client_for, auditor, make_rule, react, citizen, now):
    rule = make_rule("registered", SetPriority(3))
    ticket = registered(citizen, now=now)
    react()
    page = client_for(auditor).get(reverse(RUNS), {"rule": str(rule.pk)}).content.decode()
    assert reverse("desk:ticket", args=[ticket.number]) in page
    assert reverse("rules:rule", args=[rule.pk]) in page
    assert "Выполнено" in page
