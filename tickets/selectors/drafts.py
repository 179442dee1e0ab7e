"""Reads of what a person has typed and not sent."""

import json
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from common.prepared import Slot, prepared
from tickets.models import Draft


def draft_for(user: User, place: str) -> dict[str, str]:
    """Return the person's own draft of a place, an empty dict when there is none."""
    draft = Draft.objects.filter(owner=user, place=place).first()
    if draft is None:
        return {}
    fields: dict[str, str] = json.loads(draft.fields or "{}")
    return fields


def drafts_of(user: User, *places: str) -> dict[str, dict[str, str]]:
    """Return the person's own drafts of several places; one query."""
    rows = _kept().rows(owner=user.pk, places=list(places))
    kept = {row.place: json.loads(row.fields or "{}") for row in rows}
    return {place: kept.get(place, {}) for place in places}


@prepared
def _kept() -> QuerySet[Draft, Any]:
    return Draft.objects.filter(owner=Slot("owner"), place__any=Slot("places"))
