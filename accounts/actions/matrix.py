"""The identification matrix: which operation needs which proof (C19). Data, changed by administrators."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.events import IdentificationRuleSaved
from accounts.models import Assurance, Attribute, IdentificationRule
from accounts.policies import can_edit_matrix
from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A row of the matrix; `attributes` are codes of `Attribute`, `level` of `Assurance`."""

    operation: str
    title: str
    level: int
    attributes: list[str] = field(default_factory=list)
    second_person: bool = False
    to_quality: bool = True
    order: int = 100


@transaction.atomic
def create_rule(*, spec: RuleSpec, by: Acts, now: datetime) -> IdentificationRule:
    """Write a rule for an operation the house has doors for."""
    require(can_edit_matrix, by)
    _check(spec)
    rule = IdentificationRule.objects.create(**asdict(spec))
    record(IdentificationRuleSaved(rule.operation, rule.level), by=by, at=now)
    return rule


@transaction.atomic
def change_rule(*, spec: RuleSpec, by: Acts, now: datetime) -> IdentificationRule:
    """Change what an operation needs; running conversations are held to it at once."""
    require(can_edit_matrix, by)
    _check(spec)
    rule = IdentificationRule.objects.select_for_update().get(pk=spec.operation)
    for name, value in asdict(spec).items():
        setattr(rule, name, value)
    rule.save()
    record(IdentificationRuleSaved(rule.operation, rule.level), by=by, at=now)
    return rule


def _check(spec: RuleSpec) -> None:
    if spec.level not in Assurance.values:
        raise InvalidInput("Такого уровня нет.", field="level")
    if not set(spec.attributes) <= set(Attribute.values):
        raise InvalidInput("Такого вопроса нет.", field="attributes")
