"""One search from words to ordered articles."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a shown text; `is_match` says it is what the reader looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found: what to show of it, with matched words marked. `score` is 0 to 1."""

    article_id: UUID
    code: str
    question: str
    solution: str
    score: float
    question_marks: tuple[Mark, ...] = ()
    solution_marks: tuple[Mark, ...] = ()
    language: str = "ru"
