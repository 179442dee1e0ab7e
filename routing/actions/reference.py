"""Reference data of the queue, and what each operator can do. Changed by administrators and supervisors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from common.actors import Acts
from common.errors import InvalidInput
from common.phones import parse_phone
from common.policies import require
from journal.facts import record
from routing.actions.presence import refresh_abilities
from routing.events import OperatorSettingsChanged, RoutingReferenceSaved
from routing.models import Line, OperatorSettings, OperatorSkill, Skill
from routing.policies import can_edit_routing
from routing.selectors import lines

LANGUAGES = frozenset({"ru", "en", "tt", "ba"})


@transaction.atomic
def save_reference(*, row: Model, by: Acts, now: datetime) -> None:
    """Write a row of reference data (a skill, a weight, a reason, a step), new or changed."""
    require(can_edit_routing, by)
    if isinstance(row, Line):
        _check_line(row)
    row.full_clean(validate_unique=False)
    row.save()
    lines.forget()
    record(RoutingReferenceSaved(row._meta.model_name or "", str(row.pk)), by=by, at=now)


@transaction.atomic
def create_references(*, rows: Sequence[Model], by: Acts, now: datetime) -> None:
    """Write new rows of one table at once: what comes with the house."""
    require(can_edit_routing, by)
    if not rows:
        return
    table = type(rows[0])
    # What a row leads to was just looked up; the database holds it to that anyway.
    leads_on = {field.name for field in table._meta.fields if field.is_relation}
    for row in rows:
        if isinstance(row, Line):
            _check_line(row)
        row.clean_fields(exclude=leads_on)
    table._default_manager.bulk_create(rows)
    lines.forget()
    for row in rows:
        record(RoutingReferenceSaved(row._meta.model_name or "", str(row.pk)), by=by, at=now)


@transaction.atomic
def set_abilities(
    *,
    operator: User,
    skills: Mapping[str, int],
    languages: Sequence[str],
    by: Acts,
    now: datetime,
    **limits: Any,
) -> OperatorSettings:
    """Say what an operator can do; `limits` are `tier`, `capacity`, `lines`. Counts from the next offer."""
    require(can_edit_routing, by)
    _check_abilities(skills, languages)
    settings, _ = OperatorSettings.objects.update_or_create(
        operator=operator, defaults={"languages": list(languages), **limits}
    )
    OperatorSkill.objects.filter(operator=operator).delete()
    OperatorSkill.objects.bulk_create(
        OperatorSkill(operator=operator, skill_id=code, level=level)
        for code, level in skills.items()
    )
    refresh_abilities(operator_id=operator.pk)
    record(OperatorSettingsChanged(operator.pk), by=by, at=now)
    return settings


def _check_line(line: Line) -> None:
    """Bring the number to its one spelling; refuse skills and languages nobody knows."""
    _check_abilities(line.skills, line.languages)
    if line.phone:
        line.phone = parse_phone(line.phone).e164


def _check_abilities(skills: Mapping[str, int], languages: Sequence[str]) -> None:
    known = set(Skill.objects.filter(pk__in=list(skills)).values_list("pk", flat=True))
    if set(skills) - known or any(not 1 <= level <= 5 for level in skills.values()):
        raise InvalidInput("Навык из списка и уровень от 1 до 5.", field="skills")
    if not languages or set(languages) - LANGUAGES:
        raise InvalidInput("Выберите хотя бы один язык из списка.", field="languages")
