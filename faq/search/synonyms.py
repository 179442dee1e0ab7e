"""Words and short phrases that mean the same, as lemmas."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from faq.search.words import lemma_of, words_of

LONGEST_PHRASE = 4


class Synonyms:
    """Groups by their lemma sequences."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups = [tuple(dict.fromkeys(_sequence(term) for term in group)) for group in groups]
        self._of: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, group in enumerate(self._groups):
            for sequence in group:
                self._of[sequence].append(number)

    def knows(self, lemma: str) -> bool:
        """Whether a lemma is a term of a group by itself («мыло» is почта, though no article says so)."""
        return (lemma,) in self._of

    def of(self, sequence: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return what means the same as a sequence of lemmas, itself left out."""
        found = [other for number in self._of.get(sequence, ()) for other in self._groups[number]]
        return [other for other in dict.fromkeys(found) if other != sequence]

    def phrases_in(self, lemmas: Sequence[str]) -> list[tuple[int, int]]:
        """Return (from, to) of every phrase of several lemmas the groups know, longest first."""
        spans = [
            (at, at + length)
            for length in range(LONGEST_PHRASE, 1, -1)
            for at in range(len(lemmas) - length + 1)
            if tuple(lemmas[at : at + length]) in self._of
        ]
        taken: set[int] = set()
        kept = []
        for start, end in spans:
            if not taken & set(range(start, end)):
                taken |= set(range(start, end))
                kept.append((start, end))
        return kept


def _sequence(term: str) -> tuple[str, ...]:
    return tuple(lemma_of(word) for word in words_of(term))
