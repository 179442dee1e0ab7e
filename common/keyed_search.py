"""Word search over encrypted texts: stems are replaced by keyed digests, kept as a tsvector.

Leaks which rows share a (hidden) word and how often; not the words. Costs one GIN index.
Newest first is the rule; ranking is only for a capped set (performance.md 2e).
"""

import base64
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import Stemmer
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Value

from common.crypto import keys
from common.fields import keyed_digest

PLACE = "keyed_search"
MAX_WORDS = 2000
MAX_QUERY_WORDS = 8
_WORD = re.compile(r"[0-9a-zа-я]+(?:-[0-9a-zа-я]+)*")
_local = threading.local()


def _stem(word: str) -> str:
    if not hasattr(_local, "russian"):  # PyStemmer objects are not shared between threads
        _local.russian = Stemmer.Stemmer("russian")
        _local.english = Stemmer.Stemmer("english")
    stemmer = _local.english if word[0].isascii() else _local.russian
    return str(stemmer.stemWord(word))


def words(text: str, *, limit: int = MAX_WORDS) -> list[str]:
    """Return the stemmed words of a text in order; ё is е, case is folded, hyphens also split."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower().replace("ё", "е")):
        word = match.group()
        parts = [word, *word.split("-")] if "-" in word else [word]
        found += [_stem(part) for part in parts if part]
        if len(found) >= limit:
            break
    return found[:limit]


def token(stem: str) -> str:
    """Return the keyed token of one stem: 13 characters, safe inside a tsvector literal."""
    return _token(keys.ring().index, stem)


@lru_cache(maxsize=20_000)
def _token(_index_key: bytes, stem: str) -> str:
    """A language's stems repeat in every text; the key is here so that another key means anew."""
    return base64.b32encode(keyed_digest(stem, place=PLACE)[:8]).decode().rstrip("=").lower()


def literal(texts: Iterable[str]) -> str:
    """Return the tsvector literal of some texts (words without positions)."""
    stems = dict.fromkeys(stem for text in texts for stem in words(text))
    return " ".join(token(stem) for stem in stems)


class KeyedVector(Func):
    """The tsvector of texts as an SQL value: `Ticket(search=KeyedVector(subject, body))`."""

    function = ""
    template = "%(expressions)s::tsvector"
    output_field = SearchVectorField()

    def __init__(self, *texts: str) -> None:
        super().__init__(Value(literal(texts)))


def query(text: str) -> SearchQuery | None:
    """Return the query that wants every word of `text`; None when it has no word."""
    stems = list(dict.fromkeys(words(text, limit=MAX_QUERY_WORDS)))
    if not stems:
        return None
    return SearchQuery(
        " & ".join(token(stem) for stem in stems), search_type="raw", config="simple"
    )


def add_words(column: str, *texts: str) -> Any:
    """Return an expression that adds the words of `texts` to a vector column."""
    from django.db.models import F

    return _Concat(F(column), KeyedVector(*texts))


class _Concat(Func):
    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = SearchVectorField()
