"""Finding a service by what people call it: code, part of a word, a mistyped word. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from rapidfuzz import fuzz

_WORD = re.compile(r"[0-9a-zа-я]+")
# Words of questions that name nothing.
EMPTY = frozenset(
    "как где что мне надо нужно нужен хочу получить оформить сделать для при или это если "
    "после без меня мой моя можно ли на по из за от до не".split()
)
CLOSE = 84
SHORTEST = 3


class Field(NamedTuple):
    """Words of a thing with how much they say of it."""

    text: str
    weight: float


class Findable(Protocol):
    """What can be searched for: its code and its fields."""

    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Findable)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("ё", "е"))


def found(things: Iterable[tuple[T, Sequence[Field]]], query: str) -> list[T]:
    """Return the things a query speaks of, best first; all of them for an empty query."""
    asked = [word for word in words_of(query) if word not in EMPTY]
    rows = list(things)
    if not asked:
        return [thing for thing, _ in rows] if not query.strip() else []
    code = "".join(asked)
    exact = [thing for thing, _ in rows if "".join(words_of(thing.code)) == code]
    if exact:
        return exact
    scored = [(_score(asked, fields), number, thing) for number, (thing, fields) in enumerate(rows)]
    good = sorted((-score, number) for score, number, _ in scored if score > 0)
    return [rows[number][0] for _, number in good]


def _score(asked: Sequence[str], fields: Sequence[Field]) -> float:
    """Return how well a thing answers; 0 unless most of what was asked is in it."""
    total, hits = 0.0, 0
    known = [(words_of(field.text), field.weight) for field in fields]
    for word in asked:
        best = max(
            (_alike(word, one) * weight for words, weight in known for one in words), default=0
        )
        total += best
        hits += best > 0
    return total if 2 * hits > len(asked) else 0


def _alike(asked: str, word: str) -> float:
    """Return 1 for the same word or its form, less for a mistyped one, 0 otherwise."""
    if asked == word:
        return 1
    if len(asked) < SHORTEST or len(word) < SHORTEST:
        return 0
    common = min(len(asked), len(word))
    stem = max(SHORTEST, common - 2)
    if asked[:stem] == word[:stem] and abs(len(asked) - len(word)) <= 3:
        return 0.9
    if len(asked) >= 4 and word.startswith(asked):
        return 0.8
    return 0.6 if len(asked) >= 5 and fuzz.ratio(asked, word) >= CLOSE else 0
