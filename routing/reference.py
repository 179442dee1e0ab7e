"""Fills the tables with what the queue starts with. Safe to run at every start: edited rows stay."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction

from common.actors import SYSTEM
from routing.actions.reference import save_reference
from routing.models import ChannelWeight, PauseReason, RelaxStep, Skill

SOURCE = Path(__file__).parent / "fixtures" / "routing.yaml"
TABLES: dict[str, type[models.Model]] = {
    "skills": Skill,
    "weights": ChannelWeight,
    "reasons": PauseReason,
    "relax": RelaxStep,
}


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create what is missing and return how many rows."""
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(SOURCE.read_text("utf-8"))
    created = 0
    for name, table in TABLES.items():
        known = set(table._default_manager.values_list("pk", flat=True))
        for values in content[name]:
            row = table(**values)
            if row.pk not in known:
                save_reference(row=row, by=SYSTEM, now=now)
                created += 1
    return created
