"""Forgetting: that there was a dialog, its times and result stay; words, names, numbers and files go."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from accounts.retention import Broom
from chat.actions.subject import strip
from chat.models import Dialog

BATCH: Final = 50


def forget_dialogs(before: datetime, now: datetime) -> int:
    """Take the words out of dialogs that ended before a moment; return how many dialogs."""
    done = 0
    while ids := list(_over(before).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        strip(Dialog.objects.filter(pk__in=ids), now=now)
        done += len(ids)
    return done


def _over(before: datetime) -> QuerySet[Dialog]:
    return Dialog.objects.filter(ended_at__lt=before, stripped_at=None)


BROOMS: Final = (Broom("chat_words", lambda before: _over(before).count(), forget_dialogs),)
