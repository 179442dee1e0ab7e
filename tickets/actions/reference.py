"""Writing the desk's reference data: routes of topics, SLA policies, answer templates, tags, labels."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from accounts.policies import can_manage_teams
from common import policies
from common.actors import Acts
from journal.facts import record
from tickets.events import ReferenceLoaded, ReferenceSaved
from tickets.models import CustomField
from tickets.selectors.checklists import forget_lines
from tickets.selectors.clocks import forget_policies
from tickets.selectors.custom_fields import forget_fields
from tickets.selectors.labels import forget_labels
from tickets.selectors.routes import forget_routes
from topics.models import Topic


@transaction.atomic
def save_reference(*, row: models.Model, by: Acts, now: datetime) -> models.Model:
    """Create or change one row that passed its form in the admin."""
    policies.require(can_manage_teams, by)
    row.save()
    record(ReferenceSaved(kind=row._meta.model_name or "", row_id=str(row.pk)), by=by, at=now)
    forget_routes()
    forget_policies()
    forget_labels()
    forget_fields()
    forget_lines()
    return row


@transaction.atomic
def create_missing(
    *,
    rows: Sequence[models.Model],
    by: Acts,
    now: datetime,
    topics: Sequence[tuple[CustomField, Sequence[Topic]]] = (),
) -> int:
    """Insert rows of the starting set and return how many; fields among them get their `topics`."""
    policies.require(can_manage_teams, by)
    for row in rows:
        row.save(force_insert=True)
    for field, own in topics:
        field.topics.set(own)
    if rows:
        record(ReferenceLoaded(source="tickets", created=len(rows)), by=by, at=now)
    forget_routes()
    forget_policies()
    forget_labels()
    forget_fields()
    forget_lines()
    return len(rows)
