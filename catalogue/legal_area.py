"""Which legal area a question belongs to, by stems editors keep: the identifier of R-180. Pure."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol, TypeVar

from catalogue.search import words_of


class Named(Protocol):
    """What is told apart: stems, one a line."""

    @property
    def stems(self) -> str: ...


T = TypeVar("T", bound=Named)


class Legal(NamedTuple):
    """The area a text speaks of, the words that say so, and whether no other area fits as well."""

    area: Any
    words: tuple[str, ...]
    is_sure: bool


def legal_area_of(text: str, areas: Iterable[T]) -> Legal | None:
    """Return the area most of whose stems are met; None when the text is not a legal question.

    A line of several stems counts when each of them begins a word of the text, and counts that many
    times: «не плат зарплат» says more than «договор».
    """
    said = words_of(text)
    found = [(area, *_met(area.stems, said)) for area in areas]
    best = sorted((row for row in found if row[1]), key=lambda row: -row[1])
    if not best:
        return None
    area, score, words = best[0]
    return Legal(area, words, len(best) == 1 or best[1][1] < score)


def _met(stems: str, said: list[str]) -> tuple[int, tuple[str, ...]]:
    """Return how much of the stems stands in a text, and the words that matched in their order."""
    score, matched = 0, set()
    for line in stems.splitlines():
        parts = words_of(line)
        hits = [next((word for word in said if word.startswith(part)), "") for part in parts]
        if hits and all(hits):
            score += len(parts)
            matched.update(hits)
    return score, tuple(word for word in dict.fromkeys(said) if word in matched)
