"""Reads of changes of personal data and of the block on them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import ChangeFreeze, Citizen, DataChange, IdentificationRule

SHOWN_AT_MOST = 20
# How long a notice's link leads to the page that stops changes.
LINK_LASTS = timedelta(days=30)


def active_freeze(citizen: Citizen) -> ChangeFreeze | None:
    """Return the block on changes, None when they are free."""
    return ChangeFreeze.objects.filter(citizen=citizen, lifted_at=None).first()


def changes_of(citizen: Citizen) -> list[DataChange]:
    """Return the latest changes of a person, newest first, the waiting ones among them."""
    rows = citizen.data_changes.select_related("requested_by", "decided_by")
    return list(rows.order_by("-requested_at", "-id")[:SHOWN_AT_MOST])


def waiting_changes() -> QuerySet[DataChange]:
    """Return what waits for a second person, the longest waiting first."""
    return (
        DataChange.objects.filter(state=DataChange.State.WAITING_SECOND)
        .select_related("citizen", "requested_by")
        .order_by("requested_at")
    )


def count_waiting() -> int:
    return DataChange.objects.filter(state=DataChange.State.WAITING_SECOND).count()


def change_with(change_id: UUID) -> DataChange | None:
    return (
        DataChange.objects.filter(pk=change_id)
        .select_related("citizen__user", "requested_by", "decided_by")
        .first()
    )


def change_in_notice(change_id: UUID, *, now: datetime) -> DataChange | None:
    """Return the applied change a notice told of, None when its link is too old or never was."""
    change = change_with(change_id)
    if change is None or change.state != DataChange.State.APPLIED or change.decided_at is None:
        return None
    return change if now - change.decided_at < LINK_LASTS else None


def last_applied(citizen_id: UUID, attribute: str) -> DataChange | None:
    """Return the change that gave an attribute its present value."""
    applied = DataChange.objects.filter(
        citizen=citizen_id, attribute=attribute, state=DataChange.State.APPLIED
    )
    return applied.order_by("-decided_at", "-id").first()


def needs_second_person(operation: str) -> bool:
    """Whether the matrix wants another colleague to confirm an operation."""
    return IdentificationRule.objects.filter(pk=operation, second_person=True).exists()
