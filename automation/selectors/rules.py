"""Reads of rules: which are on, what they say in words, how they ran."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.policies import LEADERS
from accounts.selectors import staff
from automation.models import Rule, RuleRun, RuleVersion
from automation.policies import RULE_KEEPERS, can_see_rules
from automation.rules.conditions import load
from automation.rules.triggers import TRIGGERS
from common.errors import InvalidInput
from notifications.selectors import Shown
from tickets.models import Ticket

PAGE = 50
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """A version in words: when, if, then."""

    when: str
    conditions: list[str]
    match: str
    steps: list[str]
    tells: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list."""

    rule: Rule
    told: Told
    runs: Mapping[str, int]


def rules_on(trigger: str) -> list[RuleVersion]:
    """Return what is in force for a trigger, in the order of rules."""
    rows = RuleVersion.objects.filter(
        rule__is_on=True, number=F("rule__version"), trigger=trigger
    ).select_related("rule")
    return list(rows.order_by("rule__place", "rule__title", "rule_id"))


def rules_seen_by(user: User) -> QuerySet[Rule]:
    return Rule.objects.all() if can_see_rules(user) else Rule.objects.none()


def rule_for(user: User, key: UUID) -> Rule:
    """Return a rule this person may see, else raise Http404."""
    found = rules_seen_by(user).filter(pk=key).first()
    if found is None:
        raise Http404("Правило не найдено")
    return found


def rule_lines(user: User, *, now: datetime) -> list[RuleLine]:
    """Return the rules in their order with the figures of the last week."""
    rules = list(rules_seen_by(user))
    versions = {
        row.rule_id: row
        for row in RuleVersion.objects.filter(rule__in=rules, number=F("rule__version"))
    }
    runs: dict[UUID, dict[str, int]] = {}
    counted = RuleRun.objects.filter(rule__in=rules, at__gt=now - WEEK)
    for row in counted.values("rule", "outcome").annotate(count=Count("pk")).order_by():
        runs.setdefault(row["rule"], {})[row["outcome"]] = row["count"]
    return [RuleLine(rule, told(versions[rule.pk]), runs.get(rule.pk, {})) for rule in rules]


def version_of(rule: Rule) -> RuleVersion | None:
    """Return the version in force."""
    return rule.versions.filter(number=rule.version).first()


def versions_of(rule: Rule) -> list[tuple[RuleVersion, Told]]:
    """Return all versions in words, newest first."""
    rows = rule.versions.select_related("author").order_by("-number")
    return [(row, told(row)) for row in rows]


def told(version: RuleVersion) -> Told:
    """Return a version in words; what is known no more says so."""
    trigger = TRIGGERS.get(version.trigger)
    when = trigger.label if trigger else "События больше нет"
    if trigger and trigger.needs_hours:
        when = f"{trigger.label}: {version.hours} раб. ч"
    try:
        steps = [step.in_words() for step in version.loaded()]
    except InvalidInput as error:
        steps = [str(error)]
    return Told(
        when,
        [condition.in_words() for condition in load(version.conditions)],
        version.get_match_display(),
        steps,
        version.get_tells_display() if version.tells else "",
    )


def runs_page(
    user: User, *, rule: Rule | None = None, before: str = ""
) -> tuple[list[RuleRun], str]:
    """Return runs, newest first, and the mark of the next page, empty at the end."""
    rows = RuleRun.objects.filter(rule__in=rules_seen_by(user)).select_related("rule", "ticket")
    if rule is not None:
        rows = rows.filter(rule=rule)
    mark = _key(before)
    last = rows.filter(pk=mark).first() if mark else None
    if last is not None:
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    found = list(rows.defer("ticket__search").order_by("-at", "-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def told_by(version: RuleVersion, ticket: Ticket) -> list[UUID]:
    """Return who hears of a run: the assignee, or seniors and supervisors of the appeal's teams."""
    if version.tells == RuleVersion.Tells.ASSIGNEE:
        return [ticket.assignee_id] if ticket.assignee_id else []
    if version.tells != RuleVersion.Tells.LEADERS:
        return []
    teams = [team for team in (ticket.team_id, ticket.home_team_id) if team]
    leaders = staff().filter(role__in=LEADERS, memberships__team__in=teams)
    return list(leaders.distinct().values_list("pk", flat=True))


def keepers() -> list[UUID]:
    """Return who hears that a rule has switched itself off."""
    return list(staff().filter(role__in=RULE_KEEPERS).values_list("pk", flat=True))


def rules_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return what a bell says of rules to those who may see them."""
    return {
        rule.pk: Shown(rule.title, reverse("rules:rule", args=[rule.pk]))
        for rule in rules_seen_by(reader).filter(pk__in=list(keys))
    }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
