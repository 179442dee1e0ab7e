"""Big downloads as their requester sees them."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from tickets.models import ExportFile

SHOWN = 20


def files_of(user: User) -> QuerySet[ExportFile]:
    """Return a person's own files, newest first."""
    return ExportFile.objects.filter(requester=user).order_by("-asked_at")


def is_ready_since(user: User, since: datetime) -> bool:
    """Whether a file of this person became ready after a moment."""
    return files_of(user).filter(state=ExportFile.State.READY, ready_at__gt=since).exists()
