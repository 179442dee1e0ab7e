"""Guessing a topic from a text by stems. Pure, explainable, no model to train.

A stem is one or more words: `парол` matches every word that begins so; `не работ` matches "не",
then within the next three words one that begins with "работ". Words of one or two letters, and
words marked `=код`, match whole. Each stem counts once, however often it occurs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OTHER = "other"
# A longer text is judged by its beginning: the reason comes first, and the time stays bounded.
MAX_CHARACTERS = 4000
WORD_WINDOW = 3
_WORD = re.compile(r"[0-9a-zа-я]+")


@dataclass(frozen=True, slots=True)
class StemRule:
    """A stem that adds `weight` points to a topic."""

    topic: str
    stem: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Detection:
    """The best topic, how sure that is (0..1), and why. `scores` are by topic, best first."""

    topic: str
    confidence: float
    matched: tuple[StemRule, ...]
    scores: Mapping[str, int]

    @property
    def stems(self) -> tuple[str, ...]:
        """Stems that spoke for the chosen topic, the weightiest first."""
        return tuple(rule.stem for rule in self.matched if rule.topic == self.topic)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    whole: bool

    def fits(self, word: str) -> bool:
        return word == self.text if self.whole else word.startswith(self.text)


_Phrase = tuple[StemRule, list[_Part]]


class Detector:
    """Stems compiled for matching. `priority` breaks ties: an earlier topic wins."""

    def __init__(self, rules: Iterable[StemRule], priority: Sequence[str]) -> None:
        self._rank = {topic: number for number, topic in enumerate(priority)}
        self._whole: dict[str, list[_Phrase]] = defaultdict(list)
        self._prefix: dict[str, list[_Phrase]] = defaultdict(list)
        for rule in rules:
            first, *rest = _parts(rule.stem)
            (self._whole if first.whole else self._prefix)[first.text].append((rule, rest))
        self._lengths = sorted({len(text) for text in self._prefix})

    def detect(self, text: str) -> Detection:
        """Return the topic with most points; OTHER with no confidence when nothing matched."""
        matched = self._matches(_WORD.findall(normalize(text[:MAX_CHARACTERS])))
        points: dict[str, int] = defaultdict(int)
        for rule in matched:
            points[rule.topic] += rule.weight
        if not points:
            return Detection(OTHER, 0.0, (), {})
        order = sorted(points, key=lambda topic: (-points[topic], self._rank_of(topic)))
        best = points[order[0]]
        second = points[order[1]] if len(order) > 1 else 0
        matched.sort(key=lambda rule: (-rule.weight, rule.stem))
        return Detection(
            topic=order[0],
            # One point is added to what speaks against: a single weak stem is never a certainty.
            confidence=round(best / (best + second + 1), 2),
            matched=tuple(matched),
            scores={topic: points[topic] for topic in order},
        )

    def _rank_of(self, topic: str) -> int:
        return self._rank.get(topic, len(self._rank))

    def _matches(self, words: list[str]) -> list[StemRule]:
        found: dict[int, StemRule] = {}
        for position, word in enumerate(words):
            for rule, rest in self._starting_with(word):
                if id(rule) not in found and _follows(words, position + 1, rest):
                    found[id(rule)] = rule
        return list(found.values())

    def _starting_with(self, word: str) -> list[_Phrase]:
        phrases = list(self._whole.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            phrases += self._prefix.get(word[:length], ())
        return phrases


def normalize(text: str) -> str:
    """Return the text in lower case with ё as е, the way stems are compared."""
    return text.lower().replace("ё", "е")


def clean_stem(stem: str) -> str:
    """Return a stem the way it is stored: normalized words, single spaces, marks of whole words."""
    words = re.findall(r"=?[0-9a-zа-я]+", normalize(stem))
    return " ".join(words)


def _parts(stem: str) -> list[_Part]:
    parts = []
    for word in clean_stem(stem).split():
        text = word.removeprefix("=")
        short = len(text) <= 2 and not text.isdigit()
        parts.append(_Part(text, whole=short or word.startswith("=")))
    if not parts:
        raise ValueError("A stem needs at least one letter or digit.")
    return parts


def _follows(words: list[str], start: int, parts: list[_Part]) -> bool:
    """Whether the parts occur in order from `start`, each within WORD_WINDOW of the one before."""
    for part in parts:
        window = words[start : start + WORD_WINDOW]
        step = next((n for n, word in enumerate(window, start=1) if part.fits(word)), 0)
        if not step:
            return False
        start += step
    return True
