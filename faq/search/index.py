"""The index in memory: postings by lemma with the weight of each field, wordings, the vocabulary.

An index is immutable. A changed article makes a small second one and hides its old self in the
first (`engine`), so publishing never costs a rebuild of all.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from faq.search.words import STOP, lemma_of, stem_of, words_of

# What a word is worth by where it stands, and how much of the text's length takes away from it
# (BM25F); K1: how soon repeating a word says nothing new.
FIELDS: dict[str, tuple[float, float]] = {
    "question": (3.8, 0.3),
    "asked": (2.4, 0.8),
    "solution": (0.7, 0.3),
    "body": (0.5, 0.5),
    "around": (0.3, 0.0),
}
K1 = 2.8
ROOT = 5


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the search reads it; `asked` are other wordings, `around` category and topic."""

    id: UUID
    code: str
    question: str
    solution: str
    asked: tuple[str, ...] = ()
    body: str = ""
    around: str = ""
    is_public: bool = True
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask, as lemmas in order."""

    lemmas: tuple[str, ...]


def lemmas_in(text: str) -> list[str]:
    """Return the lemmas of a text that say something, in order."""
    return [lemma_of(word) for word in words_of(text) if word not in STOP]


class Index:
    """Postings of a set of documents. `term -> (document numbers, weights)`."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self.number_of = {document.id: number for number, document in enumerate(documents)}
        self.by_code = {document.code: number for number, document in enumerate(documents)}
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        self._build()

    def postings(self, term: str) -> tuple[Sequence[int], Sequence[float]]:
        """Return which documents have the lemma, and how much it says in each (0 to 1)."""
        return self._postings.get(term, ((), ()))

    def frequency(self, term: str) -> int:
        """Return in how many documents the lemma stands."""
        return len(self.postings(term)[0])

    @property
    def terms(self) -> Iterable[str]:
        return self._postings

    def wordings(self, number: int) -> tuple[Wording, ...]:
        """Return the ways to ask of a document; worked out when first looked at."""
        found = self._wordings.get(number)
        if found is None:
            document = self.documents[number]
            texts = (document.question, *document.asked)
            found = tuple(Wording(tuple(lemmas_in(text))) for text in texts)
            self._wordings[number] = found
        return found

    def _build(self) -> None:
        self._wordings: dict[int, tuple[Wording, ...]] = {}
        fields = [_fields(document) for document in self.documents]
        average = {
            name: sum(len(field[name]) for field in fields) / max(1, len(fields)) for name in FIELDS
        }
        numbers: dict[str, array[int]] = defaultdict(lambda: array("I"))
        weights: dict[str, array[float]] = defaultdict(lambda: array("f"))
        for number, field in enumerate(fields):
            for term, weight in _weighed(field, average).items():
                numbers[term].append(number)
                weights[term].append(weight / (K1 + weight))
        self._postings = {term: (numbers[term], weights[term]) for term in numbers}


def _fields(document: Document) -> dict[str, list[str]]:
    return {
        "question": lemmas_in(document.question),
        "asked": [lemma for text in document.asked for lemma in lemmas_in(text)],
        "solution": lemmas_in(document.solution),
        "body": lemmas_in(document.body),
        "around": lemmas_in(document.around),
    }


def _weighed(field: Mapping[str, list[str]], average: Mapping[str, float]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for name, lemmas in field.items():
        if lemmas:
            weight, share = FIELDS[name]
            worth = weight / (1 - share + share * len(lemmas) / (average[name] or 1))
            for lemma in lemmas:
                total[lemma] += worth
    return total


class Vocabulary:
    """Every lemma the indexes know, found by stem, by root and by a mistyped neighbour."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self._indexes = tuple(indexes)
        self.size = sum(len(index.documents) for index in indexes)
        self.terms = {term for index in indexes for term in index.terms}
        self._idf: dict[str, float] = {}
        self._lengths: dict[Wording, float] = {}

    def __contains__(self, term: str) -> bool:
        return term in self.terms

    def idf(self, term: str) -> float:
        """Return how much a lemma tells articles apart: the rarer, the more."""
        worth = self._idf.get(term)
        if worth is None:
            found = sum(index.frequency(term) for index in self._indexes)
            worth = self._idf[term] = math.log(1 + (self.size - found + 0.5) / (found + 0.5))
        return worth

    def length(self, wording: Wording) -> float:
        """Return the length of a wording as a vector of its lemmas; worked out once."""
        length = self._lengths.get(wording)
        if length is None:
            squares = (self.idf(lemma) ** 2 for lemma in set(wording.lemmas))
            length = self._lengths[wording] = sum(squares) ** 0.5 or 1.0
        return length

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            found[stem_of(term)].append(term)
        return dict(found)

    @cached_property
    def by_root(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            if len(term) >= ROOT:
                found[term[:ROOT]].append(term)
        return dict(found)

    @cached_property
    def stems_by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for stem in self.by_stem:
            found[len(stem)].append(stem)
        return dict(found)

    @cached_property
    def sorted_terms(self) -> list[str]:
        return sorted(self.terms)
