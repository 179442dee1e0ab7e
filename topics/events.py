"""Facts about topics. Codes only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicChanged:
    """A topic or its stems were created or changed."""

    topic: str
