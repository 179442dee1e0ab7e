"""Rows of sessions that have not ended: asked at every request and of every socket."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from common.prepared import Slot, prepared


def running_sessions(keys: Iterable[str | None]) -> list[Session]:
    """Return the rows of sessions that have not ended; one statement."""
    return _running().rows(keys=[key for key in keys if key], now=timezone.now())


@prepared
def _running() -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key__any=Slot("keys"), expire_date__gt=Slot("now"))
