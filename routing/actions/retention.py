"""Forgetting: that a call was asked for, when and how it ended, stays; whom and about what goes."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.retention import Broom
from routing.actions.subject import wipe
from routing.models import CallbackRequest

BATCH: Final = 200


def forget_callbacks(before: datetime, now: datetime) -> int:
    """Wipe phones and words of calls that ended before a moment; return how many."""
    done = 0
    while wiped := _forget_batch(before, now):
        done += wiped
    return done


@transaction.atomic
def _forget_batch(before: datetime, now: datetime) -> int:
    found = list(_over(before).order_by("pk").select_for_update(skip_locked=True)[:BATCH])
    for row in found:
        wipe(row, now=now)
    return len(found)


def _over(before: datetime) -> QuerySet[CallbackRequest]:
    return CallbackRequest.objects.filter(ended_at__lt=before, phone_index__isnull=False)


BROOMS: Final = (Broom("callback_phones", lambda before: _over(before).count(), forget_callbacks),)
