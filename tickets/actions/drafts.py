"""What is typed and not sent yet. Saved every few seconds, so no fact is recorded about it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from common import policies
from common.errors import InvalidInput
from tickets.models import Draft
from tickets.policies import can_keep_drafts

MAX_FIELDS = 20
MAX_CHARACTERS = 40_000
_PLACE = re.compile(r"[a-z]+(:[a-z0-9-]+)+")


def save_draft(*, by: User, place: str, fields: Mapping[str, str], now: datetime) -> Draft:
    """Keep what a person has typed in a place such as `cabinet:new`, `desk:reply:<uuid>`."""
    policies.require(can_keep_drafts, by)
    if len(place) > 60 or not _PLACE.fullmatch(place):
        raise InvalidInput("Черновик не сохранён: неизвестное место.", field="place")
    text = json.dumps(dict(fields), ensure_ascii=False)
    if len(fields) > MAX_FIELDS or len(text) > MAX_CHARACTERS:
        raise InvalidInput("Текст слишком длинный: черновик не сохранён.", field="fields")
    try:
        with transaction.atomic():
            return _write(by, place, text, now)
    except IntegrityError:  # another tab has just made it
        with transaction.atomic():
            return _write(by, place, text, now)


@transaction.atomic
def drop_draft(*, by: User, place: str) -> None:
    """Forget a draft. Without one nothing changes."""
    policies.require(can_keep_drafts, by)
    Draft.objects.filter(owner=by, place=place).delete()


def _write(by: User, place: str, text: str, now: datetime) -> Draft:
    draft = Draft.objects.select_for_update().filter(owner=by, place=place).first()
    if draft is None:
        draft = Draft(owner=by, place=place)
    draft.fields, draft.saved_at = text, now
    draft.save()
    return draft
