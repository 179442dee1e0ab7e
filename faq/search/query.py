"""Understanding a query: which lemmas of the index each of its words may stand for, and how surely.

Steps for every word: as it is; the other forms of it (lemma, stem, root); another layout or Latin
letters; two words written as one or one as two; a mistyped one; synonyms; the beginning of a word
while typing. Each way has a price (WAYS).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.search.index import ROOT, Vocabulary
from faq.search.slips import from_latin, latin_layout, other_layout
from faq.search.synonyms import Synonyms
from faq.search.words import STOP, is_known, is_russian, lemmas_of, plain, stem_of, words_of

# What a word found in this way is worth beside the word itself.
WAYS = {"same": 1.0, "typo": 0.9, "synonym": 0.88, "prefix": 0.8, "stem": 0.6, "root": 0.4}
TYPO_STEP, UNLIKE_STEP = 0.12, 0.02
MOST_WORDS = 24
MOST_PREFIXED = 30
_CHUNK = re.compile(r"\S+")
_LATIN_KEYS = re.compile(r"[a-z\[\];',.`]*[a-z][a-z\[\];',.`]*")
_EDGES = ".,!?:;()\"«»'"


@dataclass(slots=True)
class Term:
    """One word of the query: the lemmas it may stand for with their worth, and how it was read."""

    typed: str
    read: str
    lemmas: dict[str, float] = field(default_factory=dict)
    weight: float = 1.0

    def add(self, lemma: str, worth: float) -> None:
        if worth > self.lemmas.get(lemma, 0.0):
            self.lemmas[lemma] = worth


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. `code` when it is a code; `read` when it differs from what was typed."""

    terms: tuple[Term, ...]
    code: str = ""
    read: str = ""


class Reader:
    """Reads queries by one vocabulary and one set of synonyms."""

    def __init__(self, vocabulary: Vocabulary, synonyms: Synonyms) -> None:
        self._known = vocabulary
        self._synonyms = synonyms

    def read(self, text: str, *, typing: bool = False) -> Query:
        """Return the query's terms in order. `typing`: the last word may be only a beginning."""
        code = re.fullmatch(r"\s*#?([0-9]{3})\s*", text)
        words = self._words(text)[:MOST_WORDS]
        said = [pair for pair in words if pair[1] not in STOP] or words
        is_cut = typing and not text.endswith((" ", ".", "?"))
        terms = [
            self._term(typed, word, is_beginning=is_cut and at == len(said) - 1)
            for at, (typed, word) in enumerate(said)
        ]
        self._add_phrases(terms)
        read = " ".join(term.read for term in terms)
        is_other = any(term.read != term.typed for term in terms)
        return Query(tuple(terms), code[1] if code else "", read if is_other else "")

    # --- words: layouts, Latin letters, joins and splits
    def _words(self, text: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for chunk in _CHUNK.findall(plain(text)):
            found += self._chunk(chunk)
        return self._joined(found)

    def _chunk(self, chunk: str) -> list[tuple[str, str]]:
        """Return (as typed, as read) of a piece between spaces."""
        words = words_of(chunk)
        if all(self._has(word) or word.isdigit() for word in words):
            return [(word, word) for word in words]
        if _LATIN_KEYS.fullmatch(chunk):
            read = self._from_latin_keys(chunk)
            return [(word, word) for word in words] if read is None else [(chunk, read)]
        pairs: list[tuple[str, str]] = []
        for word in words:
            pairs += self._russian(word)
        return pairs

    def _from_latin_keys(self, chunk: str) -> str | None:
        bare = chunk.strip(_EDGES)
        candidates = [other_layout(chunk), other_layout(bare), from_latin(bare)]
        best = max(candidates, key=self._sense)
        return best if self._sense(best) > 0 and len(words_of(best)) == 1 else None

    def _russian(self, word: str) -> list[tuple[str, str]]:
        if self._has(word) or is_known(word) or not is_russian(word):
            return [(word, word)]
        latin = latin_layout(word)
        if latin in self._known or stem_of(latin) in self._known:
            return [(word, latin)]
        if not self._mistyped(word):
            for at in range(3, len(word) - 2):
                if self._has(word[:at]) and self._has(word[at:]):
                    return [(word, word[:at]), (word, word[at:])]
        return [(word, word)]

    def _joined(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Put «гос услуги» together when the index has only the whole."""
        found: list[tuple[str, str]] = []
        at = 0
        while at < len(pairs):
            if at + 1 < len(pairs):
                (a, first), (b, second) = pairs[at], pairs[at + 1]
                both = first + second
                if not self._has(first) and len(both) > 5 and self._has(both):
                    found.append((a + b, both))
                    at += 2
                    continue
            found.append(pairs[at])
            at += 1
        return found

    def _sense(self, word: str) -> float:
        """Return how much sense a word makes: in the index, in the dictionary, nearly in the index."""
        if self._has(word):
            return 4.0
        if self._known.by_stem.get(stem_of(word)):
            return 3.0
        if len(word) > 2 and is_known(word):
            return 2.0
        nearest = min((distance for _, distance in self._mistyped(word)), default=None)
        return 0.0 if nearest is None else 1.5 - nearest / 4

    def _has(self, word: str) -> bool:
        """Whether the index or the synonyms have the word."""
        lemmas = lemmas_of(word)
        return any(one in self._known or self._synonyms.knows(one) for one in lemmas)

    # --- what a word may stand for
    def _term(self, typed: str, word: str, *, is_beginning: bool) -> Term:
        term = Term(typed, word)
        for lemma in lemmas_of(word):
            if lemma in self._known:
                term.add(lemma, WAYS["same"])
        stem = stem_of(word)
        for lemma in self._known.by_stem.get(stem, ()):
            term.add(lemma, WAYS["stem"])
        is_found = bool(term.lemmas)
        if is_found and not is_known(word) and max(term.lemmas.values()) < WAYS["same"]:
            term.read = max(term.lemmas, key=lambda lemma: term.lemmas[lemma])  # парол is пароль
        if not word.isdigit():
            for root in {lemma[:ROOT] for lemma in lemmas_of(word) if len(lemma) >= ROOT}:
                for lemma in self._known.by_root.get(root, ()):
                    term.add(lemma, WAYS["root"])
        if is_beginning and len(word) > 1:
            for lemma in self._beginning_with(word):
                term.add(lemma, WAYS["prefix"])
        self._add_synonyms(term, word)
        if not is_found and not self._has(word) and not (is_beginning and term.lemmas):
            self._add_mistyped(term, word)
        return term

    def _add_mistyped(self, term: Term, word: str) -> None:
        doubt = 0.25 if is_known(word) else 0.0
        for stem, distance in self._mistyped(word):
            if doubt and distance > 1:
                continue
            price = TYPO_STEP * (distance - 1) + doubt
            for lemma in self._known.by_stem[stem]:
                # of two neighbours the one that looks more like the whole word: деньги, not день
                unlike = OSA.distance(word, lemma) + (lemma[0] != word[0])
                term.add(lemma, WAYS["typo"] - price - UNLIKE_STEP * unlike)
        best = max(term.lemmas, key=lambda lemma: term.lemmas[lemma], default="")
        if best and not is_known(word) and term.lemmas[best] > WAYS["root"]:
            term.read = best

    def _mistyped(self, word: str) -> list[tuple[str, int]]:
        """Return stems of the index at most a few slips away, with how many."""
        stem = stem_of(word)
        most = 0 if len(stem) < 4 else 1 if len(stem) < 6 else 2
        if not most or word.isdigit():
            return []
        lengths = range(len(stem) - most, len(stem) + most + 1)
        near = [s for length in lengths for s in self._known.stems_by_length.get(length, ())]
        found = process.extract(stem, near, scorer=OSA.distance, score_cutoff=most, limit=8)
        return [(s, int(distance)) for s, distance, _ in found]

    def _beginning_with(self, start: str) -> Iterable[str]:
        terms = self._known.sorted_terms
        at = bisect_left(terms, start)
        for term in terms[at : at + MOST_PREFIXED]:
            if not term.startswith(start):
                break
            yield term

    # --- synonyms
    def _add_synonyms(self, term: Term, word: str) -> None:
        sure = [lemma for lemma, worth in term.lemmas.items() if worth > WAYS["synonym"]]
        for lemma in (*sure, *lemmas_of(word)):
            worth = term.lemmas.get(lemma, 1.0) * WAYS["synonym"]
            for other in self._synonyms.of((lemma,)):
                for part in other:
                    if part in self._known:
                        term.add(part, worth / len(other) ** 0.5)

    def _add_phrases(self, terms: list[Term]) -> None:
        """A phrase of a group brings what means the same to its first word, shared by the rest."""
        lemmas = [max(term.lemmas, key=lambda one: term.lemmas[one], default="") for term in terms]
        for start, end in self._synonyms.phrases_in(lemmas):
            for other in self._synonyms.of(tuple(lemmas[start:end])):
                for term in terms[start:end]:
                    for part in other:
                        if part in self._known:
                            term.add(part, WAYS["synonym"] / len(other) ** 0.5)
