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
    prefixes: tuple[str, ...]

    def fits(self, word: Word) -> bool:
        for reading in word.readings:
            if reading in self.whole or (self.prefixes and reading.startswith(self.prefixes)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Phrase:
    rule: StemRule
    first: _Part
    following: tuple[_Part, ...]
    near: tuple[_Part, ...]
    never: tuple[_Part, ...]

    def places(self, words: Sequence[Word], position: int) -> tuple[int, ...]:
        """Return where the stem's words stand, its first at `position`; nothing if not there."""
        found, start = [position], position + 1
        for part in self.following:
            window = words[start : start + WORD_WINDOW]
            step = next((n for n, word in enumerate(window) if part.fits(word)), None)
            if step is None:
                return ()
            found.append(start + step)
            start += step + 1
        around = [at for at in range(max(0, position - NEAR), start + NEAR) if at != position]
        around = [at for at in around if at < len(words)]
        if any(part.fits(words[at]) for part in self.never for at in around):
            return ()
        for part in self.near:
            place = next((at for at in around if part.fits(words[at])), None)
            if place is None:
                return ()
            found.append(place)
        return tuple(sorted(set(found)))


@dataclass(frozen=True, slots=True)
class Match:
    """A stem found in a text, and the places of its words."""

    rule: StemRule
    places: tuple[int, ...]


class Stems:
    """Stems compiled for matching: found by the first word, not one by one."""

    def __init__(self, rules: Iterable[StemRule]) -> None:
        self._whole: dict[str, list[_Phrase]] = defaultdict(list)
        self._prefix: dict[str, list[_Phrase]] = defaultdict(list)
        for rule in rules:
            phrase = _phrase(rule)
            for text in phrase.first.whole:
                self._whole[text].append(phrase)
            for text in phrase.first.prefixes:
                self._prefix[text].append(phrase)
        self._lengths = sorted({len(text) for text in self._prefix})

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Return the stems that match, each at its first place."""
        found: dict[int, Match] = {}
        for position, word in enumerate(words):
            for phrase in self._starting_with(word):
                if id(phrase) in found:
                    continue
                if places := phrase.places(words, position):
                    found[id(phrase)] = Match(phrase.rule, places)
        return list(found.values())

    def _starting_with(self, word: Word) -> Iterable[_Phrase]:
        for reading in word.readings:
            yield from self._whole.get(reading, ())
            for length in self._lengths:
                if length > len(reading):
                    break
                yield from self._prefix.get(reading[:length], ())


def clean_stem(stem: str) -> str:
    """Return a stem the way it is stored: normalized words with their marks, single spaces."""
    tight = re.sub(r"\s*([+|])\s*", r"\1", normalize(stem)).replace("+", " +")
    return re.sub(r" \+", "+", " ".join(_TOKEN.findall(tight)))


def words_of(stem: str) -> list[str]:
    """Return the words a stem is made of, without marks."""
    return re.findall(r"[0-9a-zа-я]+", stem)


def _phrase(rule: StemRule) -> _Phrase:
    tokens = clean_stem(rule.stem).replace("+", " +").split()
    plain = [token for token in tokens if token[0] not in "-+"]
    if not plain:
        raise ValueError("A stem needs at least one letter or digit.")
    return _Phrase(
        rule,
        first=_part(plain[0]),
        following=tuple(_part(token) for token in plain[1:]),
        near=tuple(_part(token[1:]) for token in tokens if token[0] == "+"),
        never=tuple(_part(token[1:]) for token in tokens if token[0] == "-"),
    )


def _part(token: str) -> _Part:
    whole, prefixes = set(), []
    for text in token.split("|"):
        bare = text.removeprefix("=")
        short = len(bare) <= _WHOLE_LENGTH and not bare.isdigit()
        if short or text[0] in "=@":
            whole.add(bare)
        else:
            prefixes.append(bare)
    return _Part(frozenset(whole), tuple(prefixes))
