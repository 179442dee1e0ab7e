"""Figures of detection: accuracy, macro-F1, who is taken for whom. Pairs are (right, guessed)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """How guesses compare with what was right."""

    right: int
    total: int
    f1: Mapping[str, float]
    confusion: Mapping[tuple[str, str], int]

    @property
    def accuracy(self) -> float:
        return self.right / self.total if self.total else 0.0

    @property
    def macro_f1(self) -> float:
        return sum(self.f1.values()) / len(self.f1) if self.f1 else 0.0

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Return (right, guessed, how often) of wrong guesses, the most frequent first."""
        wrong = [(*pair, count) for pair, count in self.confusion.items() if pair[0] != pair[1]]
        return sorted(wrong, key=lambda row: (-row[2], row[0], row[1]))

    def summary(self) -> str:
        return f"accuracy {self.accuracy:.3f} ({self.right} of {self.total}), macro-F1 {self.macro_f1:.3f}"


def figures_of(pairs: Iterable[tuple[str, str]]) -> Figures:
    """Count pairs of what was right and what was guessed."""
    confusion = Counter(pairs)
    topics = sorted({right for right, _ in confusion})
    return Figures(
        right=sum(count for (right, guessed), count in confusion.items() if right == guessed),
        total=confusion.total(),
        f1={topic: _f1(topic, confusion) for topic in topics},
        confusion=confusion,
    )


def _f1(topic: str, confusion: Mapping[tuple[str, str], int]) -> float:
    both = confusion.get((topic, topic), 0)
    said = sum(count for (_, guessed), count in confusion.items() if guessed == topic)
    was = sum(count for (right, _), count in confusion.items() if right == topic)
    return 2 * both / (said + was)
