"""Weighing: which documents fit a query's terms, best first.

Two scores: words anywhere in the article (BM25 with weighed fields), then, for the best of those,
how close the query is to one whole wording of the question. What readers clicked and judged moves
the result a little, within bounds.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from faq.search.index import Index, Vocabulary, Wording
from faq.search.query import Query, Term

CANDIDATES = 60
# Shares of the two scores, and what a pair of words in the same order adds.
WORDS, WORDING, PAIRS = 0.45, 0.55, 0.25
# Bounds of what use may change: an article's reputation, and a query people already chose for.
REPUTATION, CHOSEN = 0.08, 0.15


@dataclass(frozen=True, slots=True)
class Learned:
    """What use has taught: reputation of articles (-1 to 1), shares of choices by query (0 to 1)."""

    reputation: Mapping[UUID, float] = field(default_factory=dict)
    chosen: Mapping[tuple[str, ...], Mapping[UUID, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """A document of an index with its score, 0 to about 1."""

    index: Index
    number: int
    score: float


def rank(
    query: Query,
    shelves: Sequence[tuple[Index, frozenset[int]]],
    known: Vocabulary,
    learned: Learned,
) -> list[Scored]:
    """Return documents that fit, best first. `shelves` are indexes with documents to pass over."""
    weights = [term.weight * _worth(term, known) for term in query.terms]
    total = sum(weights) or 1.0
    found: list[Scored] = []
    for index, hidden in shelves:
        scores = _by_words(query, weights, index, known)
        for number in hidden:
            scores.pop(number, None)
        best = heapq.nlargest(CANDIDATES, scores.items(), key=lambda pair: (pair[1], -pair[0]))
        for number, words in best:
            wording = _by_wording(query, weights, index.wordings(number), known)
            score = WORDS * words / total + WORDING * wording
            found.append(Scored(index, number, score))
    choices = learned.chosen.get(key_of(query), {})
    adjusted = [_adjusted(one, learned, choices) for one in found]
    return sorted(adjusted, key=lambda one: (-one.score, one.index.documents[one.number].code))


def key_of(query: Query) -> tuple[str, ...]:
    """Return what two queries with the same words in any order and form have in common."""
    best = (max(term.lemmas, key=lambda one: term.lemmas[one], default="") for term in query.terms)
    return tuple(sorted(set(best) - {""}))


def _worth(term: Term, known: Vocabulary) -> float:
    """Return how much a term tells apart: as its surest lemma; unknown words weigh as rare ones."""
    if not term.lemmas:
        return known.idf("") * 0.5
    best = max(term.lemmas.values())
    return max(known.idf(lemma) for lemma, worth in term.lemmas.items() if worth == best)


def _by_words(
    query: Query, weights: Sequence[float], index: Index, known: Vocabulary
) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term, weight in zip(query.terms, weights, strict=True):
        if len(term.lemmas) == 1:
            [(lemma, worth)] = term.lemmas.items()
            for number, says in zip(*index.postings(lemma), strict=True):
                scores[number] += weight * worth * says
            continue
        best: dict[int, float] = {}
        for lemma, worth in term.lemmas.items():
            for number, says in zip(*index.postings(lemma), strict=True):
                value = worth * says
                if value > best.get(number, 0.0):
                    best[number] = value
        for number, value in best.items():
            scores[number] += weight * value
    return scores


def _by_wording(
    query: Query, weights: Sequence[float], wordings: Sequence[Wording], known: Vocabulary
) -> float:
    """Return how close the query is to the closest wording, 0 to 1 and a little for word order."""
    length = sum(weight * weight for weight in weights) ** 0.5 or 1.0
    return max((_closeness(query, weights, length, one, known) for one in wordings), default=0.0)


def _closeness(
    query: Query, weights: Sequence[float], length: float, wording: Wording, known: Vocabulary
) -> float:
    common, pairs, last = 0.0, 0.0, -2
    for term, weight in zip(query.terms, weights, strict=True):
        at, worth = _best_in(term, wording)
        if at is None:
            last = -2
            continue
        common += weight * weight * worth
        if at == last + 1:
            pairs += weight * weight * worth
        last = at
    if not common:
        return 0.0
    own = sum(known.idf(lemma) ** 2 for lemma in set(wording.lemmas)) ** 0.5 or 1.0
    return (common + PAIRS * pairs) / (length * max(own, length * 0.6))


def _best_in(term: Term, wording: Wording) -> tuple[int | None, float]:
    best, place = 0.0, None
    for at, lemma in enumerate(wording.lemmas):
        worth = term.lemmas.get(lemma, 0.0)
        if worth > best:
            best, place = worth, at
    return place, best


def _adjusted(one: Scored, learned: Learned, choices: Mapping[UUID, float]) -> Scored:
    key = one.index.documents[one.number].id
    reputation = 1 + REPUTATION * learned.reputation.get(key, 0.0)
    return Scored(one.index, one.number, one.score * reputation + CHOSEN * choices.get(key, 0.0))
