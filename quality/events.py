"""Facts about ideas of articles. Ids and codes only; the first field is the subject."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CountingAsked:
    """Somebody asked to count contacts anew."""

    counting_id: UUID


@dataclass(frozen=True, slots=True)
class CountingEnded:
    """Contacts up to a moment are counted: how many have an article, how many ideas there are."""

    counting_id: UUID
    answered: int
    ideas: int


@dataclass(frozen=True, slots=True)
class IdeaDrafted:
    """A draft of an article was begun from appeals that ask the same."""

    idea_id: UUID
    article_code: str
    tickets: int


@dataclass(frozen=True, slots=True)
class IdeaDismissed:
    """An editor does not want an article about it."""

    idea_id: UUID
