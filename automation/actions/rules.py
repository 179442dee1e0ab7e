"""Writing rules and switching them: every saving is a new version, the old ones stay."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from automation.events import RuleSaved, RuleSwitched
from automation.models import Rule, RuleVersion
from automation.policies import can_edit_rules, rule_refusal
from automation.rules.conditions import MOST_CONDITIONS, Condition
from automation.rules.triggers import TRIGGERS
from automation.steps import Step, check_steps, dump
from common import policies
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from journal.facts import record

MAX_TITLE = 80
MOST_HOURS = 200
MOST_FAILURES = 5


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: its name and order, when, if, then."""

    title: str
    trigger: str
    steps: tuple[Step, ...]
    conditions: tuple[Condition, ...] = ()
    match: str = RuleVersion.Match.ALL
    hours: int | None = None
    tells: str = RuleVersion.Tells.NOBODY
    place: int = 100


@transaction.atomic
def save_rule(*, rule: Rule | None, text: RuleText, by: Acts, now: datetime) -> Rule:
    """Make a rule, switched off (`rule` None), or give one its next version; it stays on or off."""
    policies.require(can_edit_rules, by)
    check_rule(text)
    rule = Rule.objects.select_for_update().get(pk=rule.pk) if rule else Rule()
    rule.title, rule.place = " ".join(text.title.split()), text.place
    rule.version, rule.failures, rule.changed_at = rule.version + 1, 0, now
    if rule.is_on:
        rule.on_since = now  # what came before was judged by the version before
    rule.save()
    RuleVersion.objects.create(
        rule=rule,
        number=rule.version,
        trigger=text.trigger,
        hours=text.hours if TRIGGERS[text.trigger].needs_hours else None,
        match=text.match,
        conditions=[condition.as_json() for condition in text.conditions],
        steps=dump(text.steps),
        tells=text.tells,
        author=by if isinstance(by, User) else None,
        saved_at=now,
    )
    names = [step.name for step in text.steps]
    record(RuleSaved(rule.pk, rule.version, text.trigger, names), by=by, at=now)
    return rule


@transaction.atomic
def switch_rule(*, rule: Rule, is_on: bool, by: Acts, now: datetime) -> Rule:
    """Switch a rule on or off; switched on, it forgets its failures and looks at what comes from now."""
    policies.require(can_edit_rules, by)
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if rule.is_on == is_on:
        return rule
    rule.is_on, rule.failures, rule.changed_at = is_on, 0, now
    rule.off_because = "" if is_on else Rule.Off.BY_HAND
    rule.on_since = now if is_on else None
    rule.save()
    record(RuleSwitched(rule.pk, rule.version, is_on, "by_hand"), by=by, at=now)
    return rule


@transaction.atomic
def count_failure(*, rule: Rule, is_failed: bool, now: datetime) -> None:
    """Count failures in a row; the last of MOST_FAILURES switches the rule off, its keepers hear of it."""
    if not is_failed and not rule.failures:
        return
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    rule.failures = rule.failures + 1 if is_failed else 0
    is_over = rule.failures >= MOST_FAILURES and rule.is_on
    if is_over:
        rule.is_on, rule.on_since, rule.off_because = False, None, Rule.Off.FAILURES
    rule.save()
    if is_over:
        record(RuleSwitched(rule.pk, rule.version, False, "failures"), by=SYSTEM, at=now)


def check_rule(text: RuleText) -> None:
    """Raise InvalidInput, with `field`, for a rule that cannot work."""
    title = " ".join(text.title.split())
    if not title or len(title) > MAX_TITLE:
        raise InvalidInput(f"Назовите правило: от 1 до {MAX_TITLE} знаков.", field="title")
    trigger = TRIGGERS.get(text.trigger)
    if trigger is None:
        raise InvalidInput("Выберите, когда правило срабатывает.", field="trigger")
    if trigger.needs_hours and not (text.hours and 0 < text.hours <= MOST_HOURS):
        raise InvalidInput(f"Напишите, сколько часов: от 1 до {MOST_HOURS}.", field="hours")
    if text.match not in RuleVersion.Match.values or text.tells not in RuleVersion.Tells.values:
        raise InvalidInput("Выберите значение из списка.", field="match")
    if len(text.conditions) > MOST_CONDITIONS:
        raise InvalidInput(f"Условий больше {MOST_CONDITIONS}: разделите правило на два.")
    for condition in text.conditions:
        condition.check()
    if not text.steps and not text.tells:
        raise InvalidInput("Добавьте шаг или выберите, кому сообщить.", field="tells")
    if text.steps:
        check_steps(text.steps)
    for step in text.steps:
        if refusal := rule_refusal(step):
            raise InvalidInput(refusal, field="steps")
