"""Facts about topics. Codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TopicChanged:
    """A topic or its stems were created or changed."""

    topic: str


@dataclass(frozen=True, slots=True)
class TopicCorrected:
    """A contact got another topic than was guessed (R-010)."""

    contact: UUID
    guessed: str
    chosen: str
