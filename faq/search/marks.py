"""Showing what matched: a text cut into pieces, those the reader looked for marked."""

from collections.abc import Collection
from dataclasses import dataclass

from faq.search.query import WAYS, Query
from faq.search.words import STOP, WORD, lemma_of, plain

# A word found only by its root is too far to be called a match.
SURE = WAYS["root"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a shown text; `is_match` says it is what the reader looked for."""

    text: str
    is_match: bool


def wanted_lemmas(query: Query) -> frozenset[str]:
    """Return the lemmas worth marking."""
    return frozenset(
        lemma for term in query.terms for lemma, worth in term.lemmas.items() if worth > SURE
    )


def marked(text: str, wanted: Collection[str]) -> tuple[Mark, ...]:
    """Return the text in pieces; joined they give it back."""
    pieces: list[Mark] = []
    at = 0
    for match in WORD.finditer(text):
        word = plain(match.group())
        if word in STOP or lemma_of(word) not in wanted:
            continue
        if match.start() > at:
            pieces.append(Mark(text[at : match.start()], False))
        pieces.append(Mark(match.group(), True))
        at = match.end()
    if at < len(text):
        pieces.append(Mark(text[at:], False))
    return tuple(pieces)
