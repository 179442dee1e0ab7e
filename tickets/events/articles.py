"""Facts of help articles sent from an appeal."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ArticleSent:
    """The citizen was sent the link to a help article; its sheet can be printed there."""

    ticket_id: UUID
    article: str
