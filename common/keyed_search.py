"""Word search over encrypted texts: stems are replaced by keyed digests, kept as a tsvector.

Leaks which rows share a (hidden) word and how often; not the words. Costs one GIN index.
Newest first is the rule; ranking is only for a capped set (performance.md 2e).
"""

import base64
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import Stemmer
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, Value
from django.utils.module_loading import import_string

from common.crypto import keys
from common.crypto.digests import live_numbers, raw_digest, word_mark

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


def token(stem: str, *, number: int | None = None) -> str:
    """Return the keyed token of one stem: 13 letters and digits after the mark of its key."""
    ring = keys.ring()
    number = ring.current_index if number is None else number
    return _token(ring.index[number], number, stem)


@lru_cache(maxsize=20_000)
def _token(_secret: bytes, number: int, stem: str) -> str:
    """A language's stems repeat in every text; the key is here so that another key means anew."""
    digest = raw_digest(stem, place=PLACE, number=number)[:8]
    return word_mark(number) + base64.b32encode(digest).decode().rstrip("=").lower()


def literal(texts: Iterable[str]) -> str:
    """Return the tsvector literal of some texts (words without positions)."""
    stems = dict.fromkeys(stem for text in texts for stem in words(text))
    return " ".join(token(stem) for stem in stems)


class KeyedVectorField(SearchVectorField):
    """A tsvector of keyed tokens. `made_by` names the function that makes a row's vector anew.

    `made_by("accounts.search.name_vectors")(keys)` returns a literal for each primary key; it is
    called with those rows locked when an index key is replaced. Migrations see a plain tsvector.
    """

    def __init__(self, *args: Any, made_by: str = "", **kwargs: Any) -> None:
        self.made_by = made_by
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.search.SearchVectorField", args, kwargs

    def made_anew(self, keys: Sequence[Any]) -> dict[Any, str]:
        make: Callable[[Sequence[Any]], dict[Any, str]] = import_string(self.made_by)
        return make(keys)


class KeyedVector(Func):
    """The tsvector of texts as an SQL value: `Ticket(search=KeyedVector(subject, body))`."""

    function = ""
    template = "%(expressions)s::tsvector"
    output_field = KeyedVectorField()

    def __init__(self, *texts: str) -> None:
        super().__init__(Value(literal(texts)))


class KeyedQuery(SearchQuery):
    """A tsquery of tokens as written: no parser may take a token that looks like a number apart."""

    template = "%(expressions)s::tsquery"


def query(text: str) -> KeyedQuery | None:
    """Return the query that wants every word of `text`; None when it has no word.

    While an index key is replaced a row may hold tokens of both keys: each word is asked for under
    either.
    """
    stems = list(dict.fromkeys(words(text, limit=MAX_QUERY_WORDS)))
    return KeyedQuery(query_literal(stems)) if stems else None


def query_literal(stems: Iterable[str]) -> str:
    """Return the tsquery literal that wants all of these stems."""
    numbers = live_numbers()
    return " & ".join(any_of([token(stem, number=number) for number in numbers]) for stem in stems)


def any_of(parts: Sequence[str]) -> str:
    """Return the tsquery literal that is content with any of these."""
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


def tokens_under(number: int) -> str:
    """Return the tsquery literal that fits every vector with a token of an index key."""
    if mark := word_mark(number):
        return f"{mark}:*"
    return " | ".join(f"{letter}:*" for letter in "abcdefghijklmnopqrstuvwxyz234567")


def add_words(column: str, *texts: str) -> Any:
    """Return an expression that adds the words of `texts` to a vector column."""
    return _Concat(F(column), KeyedVector(*texts))


class _Concat(Func):
    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = KeyedVectorField()
