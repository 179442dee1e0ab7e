"""Files of a draft."""

from common.actors import Acts, actor_of
from tickets.models import Attachment


def draft_files(by: Acts, draft_key: str) -> list[Attachment]:
    """Return what `by` has uploaded to a draft and not sent yet, oldest first."""
    actor = actor_of(by)
    rows = Attachment.objects.filter(
        uploader_kind=actor.kind, uploader_id=actor.id, draft_key=draft_key, ticket=None
    )
    return list(rows.order_by("uploaded_at", "pk"))
