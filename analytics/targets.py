"""How soon work of a channel should be answered, and what share of it: settings, one place to ask."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields import DurationField


def level() -> float:
    """Return the service level aimed at, 0…1."""
    return settings.SERVICE_LEVEL_PERCENT / 100


def target_s(channel: str) -> int:
    """Return within how many seconds a contact of this channel should be taken."""
    return settings.SERVICE_TARGETS_S.get(channel, settings.SERVICE_TARGET_LETTER_S)


def target_of_row() -> Combinable:
    """Return the same for a row with `channel`, as an interval of the database."""
    known = [
        When(channel=channel, then=Value(timedelta(seconds=seconds)))
        for channel, seconds in settings.SERVICE_TARGETS_S.items()
    ]
    default = Value(timedelta(seconds=settings.SERVICE_TARGET_LETTER_S))
    return Case(*known, default=default, output_field=DurationField())
