"""The set a new contact centre starts with: teams, routes of topics, SLA policies, templates.

Safe to run at every start: what exists is left as people have changed it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.actions.staff import save_team
from accounts.models import Team
from common.actors import SYSTEM
from common.shipped import shipped
from schedules.models import Schedule
from tickets.actions.reference import create_missing
from tickets.models import AnswerTemplate, SlaPolicy, TopicGuide, TopicRoute
from tickets.reference_side import load_side
from topics.models import Topic

SOURCE = Path(__file__).parent / "fixtures" / "reference.yaml"
WORKING_TIME = "service_desk"


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create what is missing and return how many rows; needs schedules and topics first."""
    content = shipped(SOURCE)
    created = _load_teams(content["teams"], now)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    rows = [
        *_routes(content["routes"], topics),
        *_policies(content["policies"], topics),
        *_templates(content["templates"], topics),
    ]
    created += create_missing(rows=rows, by=SYSTEM, now=now)
    created += load_side(topics, now)
    # after the templates: a guide points at one
    return created + create_missing(rows=_guides(content["guides"], topics), by=SYSTEM, now=now)


def _load_teams(specs: list[dict[str, Any]], now: datetime) -> int:
    known = set(Team.objects.values_list("code", flat=True))
    schedules = {schedule.code: schedule for schedule in Schedule.objects.all()}
    missing = [spec for spec in specs if spec["code"] not in known]
    for spec in missing:
        team = Team(
            code=spec["code"],
            title=spec["title"],
            kind=spec["kind"],
            schedule=schedules[spec["schedule"]],
        )
        save_team(team=team, by=SYSTEM, now=now)
    return len(missing)


def _routes(specs: list[dict[str, Any]], topics: dict[str, Topic]) -> list[TopicRoute]:
    teams = {team.code: team for team in Team.objects.all()}
    known = set(TopicRoute.objects.values_list("topic__code", flat=True))
    return [
        TopicRoute(
            topic=topics[spec["topic"]],
            team=teams[spec["team"]],
            department=teams[spec["department"]],
            needs_approval=spec.get("needs_approval", False),
        )
        for spec in specs
        if spec["topic"] not in known
    ]


def _policies(specs: list[dict[str, Any]], topics: dict[str, Topic]) -> list[SlaPolicy]:
    if SlaPolicy.objects.exists():
        return []
    working_time = Schedule.objects.get(code=WORKING_TIME)
    return [
        SlaPolicy(
            title=spec["title"],
            type=spec.get("type"),
            topic=topics.get(spec.get("topic", "")),
            priority=spec.get("priority"),
            channel=spec.get("channel", ""),
            resolution_minutes=spec["minutes"],
            schedule=working_time,
        )
        for spec in specs
    ]


def _templates(specs: list[dict[str, Any]], topics: dict[str, Topic]) -> list[AnswerTemplate]:
    known = set(AnswerTemplate.objects.values_list("code", flat=True))
    return [
        AnswerTemplate(
            code=spec["code"],
            title=spec["title"],
            body=spec["body"],
            topic=topics.get(spec.get("topic", "")),
        )
        for spec in specs
        if spec["code"] not in known
    ]


def _guides(specs: list[dict[str, Any]], topics: dict[str, Topic]) -> list[TopicGuide]:
    templates = {template.code: template for template in AnswerTemplate.objects.all()}
    known = set(TopicGuide.objects.values_list("topic__code", flat=True))
    return [
        TopicGuide(
            topic=topics[spec["topic"]],
            hint=spec["hint"],
            steps="\n".join(spec["steps"]),
            template=templates.get(spec.get("template", "")),
        )
        for spec in specs
        if spec["topic"] in topics and spec["topic"] not in known
    ]
