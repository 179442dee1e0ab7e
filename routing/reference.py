"""Fills the tables with what the queue starts with. Safe to run at every start: edited rows stay."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from accounts.models import Team
from common.actors import SYSTEM
from common.shipped import shipped
from routing.actions.reference import create_references
from routing.models import (
    ChannelWeight,
    LanguageService,
    Line,
    PauseReason,
    RelaxStep,
    Skill,
    WaitNorm,
)
from schedules.hours import parse_clock
from schedules.models import Schedule

SOURCE = Path(__file__).parent / "fixtures" / "routing.yaml"
TABLES: dict[str, type[models.Model]] = {
    "skills": Skill,
    "weights": ChannelWeight,
    "reasons": PauseReason,
    "relax": RelaxStep,
    "lines": Line,
    "languages": LanguageService,
    "norms": WaitNorm,
}


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create what is missing and return how many rows."""
    content: dict[str, list[dict[str, Any]]] = shipped(SOURCE)
    created = 0
    for name, table in TABLES.items():
        known = set(table._default_manager.values_list("pk", flat=True))
        rows = (
            table(**{key: _read(key, value) for key, value in values.items()})
            for values in content[name]
        )
        new = [row for row in rows if row.pk not in known]
        create_references(rows=new, by=SYSTEM, now=now)
        created += len(new)
    return created


def _read(name: str, value: Any) -> Any:
    """Return a value of the file as its column holds it: rows by their codes, minutes by the clock."""
    return _READ[name](value) if name in _READ and value is not None else value


_READ: dict[str, Callable[[Any], Any]] = {
    "schedule": lambda code: Schedule.objects.filter(code=code).first(),
    "team": lambda code: Team.objects.filter(code=code).first(),
    "line": lambda code: Line(pk=code),
    "begins": parse_clock,
    "ends": parse_clock,
}
