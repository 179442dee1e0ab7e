"""Reads of what a person has typed and not sent."""

import json

from accounts.models import User
from tickets.models import Draft


def draft_for(user: User, place: str) -> dict[str, str]:
    """Return the person's own draft of a place, an empty dict when there is none."""
    draft = Draft.objects.filter(owner=user, place=place).first()
    if draft is None:
        return {}
    fields: dict[str, str] = json.loads(draft.fields or "{}")
    return fields
