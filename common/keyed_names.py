"""Names found by a part or with a mistyped letter, though nothing of them is readable.

A name is cut into trigrams; each falls, by a keyed hash, into one of BUCKETS buckets, and dummies
are added that differ from row to row. So a bucket is shared by many trigrams, and equal names do
not look equal; what that is worth is measured in docs/protected-data.md. A query only narrows down:
the names of a capped number of rows are opened and compared letter by letter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Func, Value

from common import keyed_search
from common.crypto import keys
from common.crypto.digests import live_numbers, raw_digest, word_mark
from common.keyed_search import KeyedQuery, KeyedVectorField, any_of

PLACE, DUMMIES = "keyed_names", "keyed_names.dummies"
BUCKETS = 512
DUMMY_SHARE = 0.3
MAX_WORDS = 24
MAX_QUERY_WORDS = 4
LONGEST = 24
_WORD = re.compile(r"[0-9a-zа-я]+")


def parts(text: str, *, limit: int = MAX_WORDS) -> list[str]:
    """Return the words of a name: case folded, ё is е, a double surname is two words."""
    found = [word[:LONGEST] for word in _WORD.findall(text.lower().replace("ё", "е"))]
    return list(dict.fromkeys(found))[:limit]


def trigrams(word: str) -> list[str]:
    """Return a word in threes with its edges: «ли» is ^ли, ли$."""
    edged = f"^{word}$"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


def literal(pk: Any, *names: str) -> str:
    """Return the tsvector literal of a row's names; `pk` decides which dummies it gets."""
    number = keys.ring().current_index
    found = {
        _token(gram, number) for name in names for word in parts(name) for gram in trigrams(word)
    }
    for place in range(round(len(found) * DUMMY_SHARE)):
        found.add(_named(raw_digest(f"{pk}.{place}", place=DUMMIES, number=number), number))
    return " ".join(sorted(found))


class NameVector(Func):
    """The tsvector of a row's names as an SQL value: `names=NameVector(citizen.pk, full_name)`."""

    function = ""
    template = "%(expressions)s::tsvector"
    output_field = KeyedVectorField()

    def __init__(self, pk: Any, *names: str) -> None:
        super().__init__(Value(literal(pk, *names)))


def beginning_query(text: str) -> KeyedQuery | None:
    """Return the query for names in which every word of `text` may stand, in any form of it."""
    stems = [stem for stem in keyed_search.words(text, limit=MAX_QUERY_WORDS) if "-" not in stem]
    grams = [f"^{stem}"[at : at + 3] for stem in stems for at in range(len(stem) - 1)]
    return _query([grams]) if grams else None


def similar_query(text: str) -> KeyedQuery | None:
    """Return the query for names like every word of `text`: a part of one, or a letter or two off."""
    words = [word for word in parts(text, limit=MAX_QUERY_WORDS) if len(word) > 2]
    if not words:
        return None
    under = [
        " & ".join(f"({_any_way(_ways(word), number)})" for word in words)
        for number in live_numbers()
    ]
    return KeyedQuery(any_of([f"({one})" for one in under]))


def any_query(text: str) -> KeyedQuery | None:
    """Return the query that only counts how much of `text` a row shares: for ranking."""
    grams = {gram for word in parts(text, limit=MAX_QUERY_WORDS) for gram in trigrams(word)}
    tokens = [_token(gram, number) for number in live_numbers() for gram in sorted(grams)]
    return KeyedQuery(" | ".join(tokens)) if tokens else None


def distance(one: str, other: str, *, most: int = 2) -> int:
    """Return how many letters differ (changed, missing, extra, swapped neighbours); above `most`: more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        before, last, line = line, before, [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(
                before[column] + 1,
                line[column - 1] + 1,
                before[column - 1] + (letter != opposite),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                cost = min(cost, last[column - 2] + 1)
            line.append(cost)
    return line[-1]


def tolerated(word: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def _ways(word: str) -> list[list[str]]:
    """Return the sets of trigrams one of which a fitting name has: its inside, or all but a gap."""
    grams = trigrams(word)
    gap = 4 if len(grams) > 6 else 3 if len(grams) > 4 else 2
    inside = [grams[1:-1]] if len(word) > 3 else [grams[:-1]]
    return inside + [grams[:at] + grams[at + gap :] for at in range(len(grams) - gap + 1)]


def _any_way(ways: Iterable[list[str]], number: int) -> str:
    return any_of(
        list(dict.fromkeys("(" + " & ".join(_tokens(way, number)) + ")" for way in ways if way))
    )


def _query(ways: list[list[str]]) -> KeyedQuery:
    return KeyedQuery(any_of([_any_way(ways, number) for number in live_numbers()]))


def _tokens(grams: Iterable[str], number: int) -> list[str]:
    return sorted({_token(gram, number) for gram in grams})


def _token(gram: str, number: int) -> str:
    return _kept_token(keys.ring().index[number], gram, number)


@lru_cache(maxsize=50_000)
def _kept_token(_secret: bytes, gram: str, number: int) -> str:
    return _named(raw_digest(gram, place=PLACE, number=number), number)


def _named(digest: bytes, number: int) -> str:
    """Return a bucket as a token; it begins with a letter, as `keyed_search.tokens_under` expects."""
    return f"{word_mark(number)}b{int.from_bytes(digest[:4], 'big') % BUCKETS:03x}"
