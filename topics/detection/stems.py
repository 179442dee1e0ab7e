"""Stems: the words and short phrases that speak for a topic, and how they match.

`парол`            every word that begins so, as written or as its lemma;
`=код`             the whole word (any of its forms);
`не откры|груз`    words in this order, each within three words of the one before; `|` is "or";
`сайт+леж|упал`    words in any order, near each other;
`=код -регион`     not when such a word is near;
`@нельзя войти`    a group of words: "не могу", "не получается", "невозможно"… (groups.py).
Words of one or two letters match whole. A stem counts once, however often it occurs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from topics.detection.words import Word, normalize

WORD_WINDOW = 3
NEAR = 6
_WHOLE_LENGTH = 2
_TOKEN = re.compile(r"[-+]?(?:[=@]?[0-9a-zа-я]+)(?:\|[=@]?[0-9a-zа-я]+)*")


@dataclass(frozen=True, slots=True)
class StemRule:
    """A stem that adds `weight` points to a topic."""

    topic: str
    stem: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a stem in its alternatives."""

    whole: frozenset[str]
    prefixes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A stem compiled: its words by the numbers of their parts."""

    rule: StemRule
    first: int
    following: tuple[int, ...]
    near: tuple[int, ...]
    never: tuple[int, ...]
    needs: frozenset[int]

    def found(self, fitting: Sequence[frozenset[int]], starts: Sequence[int]) -> tuple[int, ...]:
        """Return where the stem's words stand at the first of `starts` they do; nothing if at none.

        `fitting` has the parts every word of the text fits.
        """
        if not (self.following or self.near or self.never):
            return (starts[0],)
        for start in starts:
            if places := self._places(fitting, start):
                return places
        return ()

    def _places(self, fitting: Sequence[frozenset[int]], position: int) -> tuple[int, ...]:
        found, start = [position], position + 1
        for part in self.following:
            place = _first(part, fitting, range(start, min(start + WORD_WINDOW, len(fitting))))
            if place is None:
                return ()
            found.append(place)
            start = place + 1
        if self.near or self.never:
            around = [*range(max(0, position - NEAR), position)]
            around += range(position + 1, min(start + NEAR, len(fitting)))
            for part in self.near:
                place = _first(part, fitting, around)
                if place is None:
                    return ()
                found.append(place)
            if any(_first(part, fitting, around) is not None for part in self.never):
                return ()
        return tuple(sorted(set(found)))


def _first(part: int, fitting: Sequence[frozenset[int]], places: Iterable[int]) -> int | None:
    for at in places:
        if part in fitting[at]:
            return at
    return None


@dataclass(frozen=True, slots=True)
class Match:
    """A stem found in a text, and the places of its words."""

    rule: StemRule
    places: tuple[int, ...]


class Stems:
    """Stems compiled for matching: what each word fits is found at once, and kept."""

    def __init__(self, rules: Iterable[StemRule]) -> None:
        self._numbers: dict[_Part, int] = {}
        self._starting: dict[int, list[_Phrase]] = defaultdict(list)
        for rule in rules:
            phrase = self._phrase(rule)
            self._starting[phrase.first].append(phrase)
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        for part, number in self._numbers.items():
            for text in part.whole:
                self._whole[text].append(number)
            for text in part.prefixes:
                self._prefix[text].append(number)
        self._lengths = sorted({len(text) for text in self._prefix})
        self._fitting = lru_cache(4096)(self._parts_of)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Return the stems that match, each at its first place."""
        fitting = [self._fitting(word.readings) for word in words]
        standing: dict[int, list[int]] = defaultdict(list)
        for position, parts in enumerate(fitting):
            for part in parts:
                standing[part].append(position)
        there = frozenset(standing)
        return [
            Match(phrase.rule, places)
            for part in sorted(there & self._starting.keys())
            for phrase in self._starting[part]
            if phrase.needs <= there and (places := phrase.found(fitting, standing[part]))
        ]

    def _parts_of(self, readings: tuple[str, ...]) -> frozenset[int]:
        """Return the parts a word fits in any of its readings."""
        parts: set[int] = set()
        for reading in readings:
            parts.update(self._whole.get(reading, ()))
            for length in self._lengths:
                if length > len(reading):
                    break
                parts.update(self._prefix.get(reading[:length], ()))
        return frozenset(parts)

    def _phrase(self, rule: StemRule) -> _Phrase:
        tokens = clean_stem(rule.stem).replace("+", " +").split()
        plain = [token for token in tokens if token[0] not in "-+"]
        if not plain:
            raise ValueError("A stem needs at least one letter or digit.")
        first, *following = map(self._number, plain)
        near = [self._number(token[1:]) for token in tokens if token[0] == "+"]
        return _Phrase(
            rule,
            first=first,
            following=tuple(following),
            near=tuple(near),
            never=tuple(self._number(token[1:]) for token in tokens if token[0] == "-"),
            needs=frozenset([first, *following, *near]),
        )

    def _number(self, token: str) -> int:
        return self._numbers.setdefault(_part(token), len(self._numbers))


def clean_stem(stem: str) -> str:
    """Return a stem the way it is stored: normalized words with their marks, single spaces."""
    tight = re.sub(r"\s*([+|])\s*", r"\1", normalize(stem)).replace("+", " +")
    return re.sub(r" \+", "+", " ".join(_TOKEN.findall(tight)))


def words_of(stem: str) -> list[str]:
    """Return the words a stem is made of, without marks."""
    return re.findall(r"[0-9a-zа-я]+", stem)


def _part(token: str) -> _Part:
    whole, prefixes = set(), set()
    for text in token.split("|"):
        bare = text.removeprefix("=")
        short = len(bare) <= _WHOLE_LENGTH and not bare.isdigit()
        if short or text[0] in "=@":
            whole.add(bare)
        else:
            prefixes.add(bare)
    return _Part(frozenset(whole), frozenset(prefixes))
