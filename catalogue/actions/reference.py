"""Reference data of the catalogue: written whole, a row with its rows, as one fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Model

from catalogue.events import CatalogueSaved
from catalogue.policies import can_edit_catalogue
from common.actors import Acts
from common.policies import require
from journal.facts import record


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed: the row, rows of it to save and to delete, its many-to-many fields."""

    row: Model
    saved: Iterable[Model] = field(default=())
    deleted: Iterable[Model] = field(default=())
    related: Mapping[str, Iterable[Any]] = field(default_factory=dict)


@transaction.atomic
def save_reference(*, edit: Edit, by: Acts, now: datetime) -> Model:
    """Write a row of reference data with what belongs to it, new or changed."""
    require(can_edit_catalogue, by)
    edit.row.full_clean(validate_unique=False)
    edit.row.save()
    for row in edit.deleted:
        row.delete()
    _save_rows(edit.saved)
    for name, things in edit.related.items():
        getattr(edit.row, name).set(things)
    record(CatalogueSaved(f"{edit.row._meta.model_name}:{edit.row.pk}"), by=by, at=now)
    return edit.row


def _save_rows(rows: Iterable[Model]) -> None:
    """Write rows of a row, in the order given: a branch after the step it leads to."""
    for (table, is_new), same in groupby(rows, key=lambda row: (type(row), row._state.adding)):
        if is_new:
            table._default_manager.bulk_create(same)
            continue
        for row in same:
            row.save()
