"""How soon work should be taken, and what share of it: settings, one place to ask.

Whoever is on the line waits by seconds, so a call and a dialog have targets of their own. An appeal is
a letter whatever way it came: nobody holds a receiver for it.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, CharField, F, Value, When
from django.db.models.fields import DurationField

from routing.models import WorkItem
from tickets.selectors.queueing import SUBJECT

LETTER = "letter"


def level() -> float:
    """Return the service level aimed at, 0…1."""
    return float(settings.SERVICE_LEVEL_PERCENT) / 100


def target_s(kind: str) -> int:
    """Return within how many seconds a contact of this kind should be taken."""
    return int(settings.SERVICE_TARGETS_S.get(kind, settings.SERVICE_TARGET_LETTER_S))


def kind_of(item: WorkItem) -> str:
    """Return the channel of live work, LETTER for an appeal."""
    return LETTER if item.subject.startswith(f"{SUBJECT}:") else str(item.channel)


def kind_of_row() -> Case:
    """Return the same for a row of work items."""
    appeal = When(subject__startswith=f"{SUBJECT}:", then=Value(LETTER))
    return Case(appeal, default=F("channel"), output_field=CharField())


def target_of_row() -> Case:
    """Return the target of a row, as an interval of the database."""
    letter = Value(timedelta(seconds=settings.SERVICE_TARGET_LETTER_S))
    known = [
        When(channel=channel, then=Value(timedelta(seconds=seconds)))
        for channel, seconds in settings.SERVICE_TARGETS_S.items()
    ]
    appeal = When(subject__startswith=f"{SUBJECT}:", then=letter)
    return Case(appeal, *known, default=letter, output_field=DurationField())
