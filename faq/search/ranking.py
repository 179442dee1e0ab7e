"""Weighing: which documents fit a query's terms, best first.

Two scores: words anywhere in the article (BM25 with weighed fields), then, for the best of those,
how close the query is to one whole wording of the question. What readers clicked and judged moves
the result a little, within bounds.

The cost does not grow with the number of articles: lemmas are taken from the rarest on until VISITS
postings were looked at; the commoner ones only tell the candidates found so far apart.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from uuid import UUID

from faq.search.index import Index, Vocabulary, Wording
from faq.search.query import Query, Term

VISITS, CANDIDATES, FINALISTS = 2000, 200, 40
# Shares of the two scores, and what a pair of words in the same order adds.
WORDS, WORDING, PAIRS = 0.85, 0.15, 0.15
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
    wanted = _Wanted(query, weights, known)
    choices = learned.chosen.get(key_of(query), {})
    found: list[Scored] = []
    for index, hidden in shelves:
        scores = _by_words(query, weights, index)
        for number in hidden:
            scores.pop(number, None)
        for number, words in nlargest(FINALISTS, scores.items(), key=itemgetter(1)):
            wording = max((wanted.closeness(one) for one in index.wordings(number)), default=0.0)
            score = WORDS * words / total + WORDING * wording
            key = index.documents[number].id
            score *= 1 + REPUTATION * learned.reputation.get(key, 0.0)
            found.append(Scored(index, number, score + CHOSEN * choices.get(key, 0.0)))
    return sorted(found, key=lambda one: (-one.score, one.index.documents[one.number].code))


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


# --- words anywhere
def _by_words(query: Query, weights: Sequence[float], index: Index) -> dict[int, float]:
    """Return documents with the weight of the query's words in them. A term counts once, by the
    best of the lemmas it may stand for.
    """
    ways = [
        (index.frequency(lemma), place, lemma, worth)
        for place, term in enumerate(query.terms)
        for lemma, worth in term.lemmas.items()
    ]
    ways = sorted(way for way in ways if way[0])
    best: list[dict[int, float]] = [{} for _ in query.terms]
    visits = at = 0
    while at < len(ways) and (at == 0 or visits + ways[at][0] <= VISITS):
        visits += ways[at][0]
        _, place, lemma, worth = ways[at]
        _take(best[place], worth, zip(*index.postings(lemma), strict=True))
        at += 1
    if at < len(ways):
        few = nlargest(CANDIDATES, _summed(best, weights).items(), key=itemgetter(1))
        numbers = sorted(number for number, _ in few)
        for _, place, lemma, worth in ways[at:]:
            _take(best[place], worth, _among(index, lemma, numbers))
        kept = set(numbers)
        return {n: score for n, score in _summed(best, weights).items() if n in kept}
    return _summed(best, weights)


def _take(best: dict[int, float], worth: float, says: Iterator[tuple[int, float]]) -> None:
    for number, share in says:
        value = worth * share
        if value > best.get(number, 0.0):
            best[number] = value


def _among(index: Index, lemma: str, numbers: Sequence[int]) -> Iterator[tuple[int, float]]:
    """Yield only these documents' shares, finding each by halving."""
    places, shares = index.postings(lemma)
    low, end = 0, len(places)
    for number in numbers:
        low = bisect_left(places, number, low)
        if low == end:
            return
        if places[low] == number:
            yield number, shares[low]


def _summed(best: Sequence[Mapping[int, float]], weights: Sequence[float]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for found, weight in zip(best, weights, strict=True):
        for number, value in found.items():
            scores[number] += weight * value
    return scores


# --- one whole wording
class _Wanted:
    """The query turned around: lemma -> the terms it may be, to hold against many wordings."""

    def __init__(self, query: Query, weights: Sequence[float], known: Vocabulary) -> None:
        self._squares = [weight * weight for weight in weights]
        self._length = sum(self._squares) ** 0.5 or 1.0
        self._known = known
        self._terms: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, term in enumerate(query.terms):
            for lemma, worth in term.lemmas.items():
                self._terms[lemma].append((place, worth))

    def closeness(self, wording: Wording) -> float:
        """Return how close the query is to a wording: 0 to 1, and a little for words in order."""
        found: dict[int, tuple[float, int]] = {}
        for at, lemma in enumerate(wording.lemmas):
            for place, worth in self._terms.get(lemma, ()):
                if worth > found.get(place, (0.0, 0))[0]:
                    found[place] = (worth, at)
        if not found:
            return 0.0
        common = sum(self._squares[place] * worth for place, (worth, _) in found.items())
        pairs = sum(
            self._squares[place] * worth
            for place, (worth, at) in found.items()
            if at and found.get(place - 1, (0.0, -9))[1] == at - 1
        )
        own = max(self._known.length(wording), self._length * 0.6)
        return (common + PAIRS * pairs) / (self._length * own)
