"""Fills the identification matrix the house ships. Safe to run at every start: edited rules stay."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.actions.matrix import RuleSpec, create_rule
from accounts.models import IdentificationRule
from common.actors import SYSTEM
from common.shipped import shipped

SOURCE = Path(__file__).parent / "fixtures" / "identification.yaml"


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create the rules that are missing and return how many."""
    known = set(IdentificationRule.objects.values_list("operation", flat=True))
    missing = [spec for spec in shipped_rules() if spec.operation not in known]
    for spec in missing:
        create_rule(spec=spec, by=SYSTEM, now=now)
    return len(missing)


def shipped_rules() -> list[RuleSpec]:
    """Return the shipped matrix in the order it is shown."""
    rows: list[dict[str, Any]] = shipped(SOURCE)["rules"]
    return [RuleSpec(order=place * 10, **row) for place, row in enumerate(rows, start=1)]
