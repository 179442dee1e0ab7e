"""From a text to its words: spelling, layout of the keyboard, lemma, what is only denied.

A word is kept in all its readings: as written (repaired when nobody writes it so), and its lemma.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from common.morphology import analyzer

_WORD = re.compile(r"[0-9a-zа-я]+")
_LATIN = re.compile(r"^[a-z\[\];',.`]+$")
_KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе")
# «вопрос не про пароль», «это не о пароле, а о справке»: what follows is not the matter.
_ABOUT = {"про", "о", "об", "насчет", "касаемо", "относительно"}
_MATTER = {"дело", "проблема", "вопрос", "речь", "причина"}
_ENDS_DENIAL = re.compile(r"[,.;:!?\n—]|\bа\b|\bно\b")
_SHORTEST_REPAIRED = 5
_LONG = 8
_SHORTEST_PLAIN = 3
MOST_COUNTED = 1000
_TELLING = {"NOUN", "ADJF", "ADJS", "VERB", "INFN", "PRTF", "PRTS"}
# Grammemes of first names, surnames, patronymics, places, organisations.
_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Init", "Abbr"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as written, and its readings (as repaired, lemma, names of word groups)."""

    written: str
    readings: tuple[str, ...]

    def with_group(self, name: str) -> "Word":
        return self if name in self.readings else Word(self.written, (*self.readings, name))


def normalize(text: str) -> str:
    """Return the text in lower case with ё as е, the way stems are compared."""
    return text.lower().replace("ё", "е")


class Speller:
    """Repairs words nobody writes so, towards a vocabulary: «пороль» is «пароль»."""

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._vocabulary = sorted(w for w in set(vocabulary) if len(w) >= _SHORTEST_REPAIRED)
        self._word = lru_cache(8192)(self._read)

    def words(self, text: str) -> list[Word]:
        """Return the words of a text that speak for its matter, denied ones left out."""
        plain = _undenied(_unslipped(normalize(text)))
        return [self._word(written) for written in _WORD.findall(plain)]

    def _read(self, written: str) -> Word:
        right = self._repair(written)
        lemma = lemma_of(right)
        return Word(written, (right,) if lemma == right else (right, lemma))

    def _repair(self, word: str) -> str:
        if len(word) < _SHORTEST_REPAIRED or not self._vocabulary or is_known(word):
            return word
        limit = 2 if len(word) >= _LONG else 1
        found = process.extractOne(word, self._vocabulary, scorer=OSA.distance, score_cutoff=limit)
        return found[0] if found else word


@lru_cache(16384)
def lemma_of(word: str) -> str:
    """Return the dictionary form of a word, the likeliest of several."""
    return normalize(analyzer().parse(word)[0].normal_form)


def plain_words(text: str) -> list[str]:
    """Return the common words of a text as the dictionary has them, in the order of the alphabet.

    Names, places, numbers and what no dictionary knows are left out: what stays is nobody's.
    """
    found = set(_WORD.findall(normalize(text[:MOST_COUNTED])))
    return sorted({lemma_of(word) for word in found if _is_plain(word)})


def _is_plain(word: str) -> bool:
    if len(word) < _SHORTEST_PLAIN or not word.isalpha() or word.isascii() or not is_known(word):
        return False
    parses = analyzer().parse(word)
    named = any(_NAMES & set(parse.tag.grammemes) for parse in parses)
    return not named and parses[0].tag.POS in _TELLING


@lru_cache(16384)
def is_known(word: str) -> bool:
    """Whether a word is in the dictionary, or is no Russian word at all."""
    return not word.isalpha() or word.isascii() or analyzer().word_is_known(word)


def _unslipped(text: str) -> str:
    """Return the text with chunks typed in the Latin layout («gfhjkm») as they were meant."""
    chunks = text.split()
    meant = {chunk: _meant(chunk) for chunk in chunks if _LATIN.match(chunk)}
    # One longer word that makes sense is proof; then short ones are taken too.
    if not any(right and len(right) > 3 for right in meant.values()):
        return text
    return " ".join(meant.get(chunk) or chunk for chunk in chunks)


@lru_cache(1024)
def _meant(chunk: str) -> str:
    for tried in (chunk, chunk.rstrip(",.;")):
        right = tried.translate(_KEYS)
        if right.isalpha() and analyzer().word_is_known(right):
            return right
    return ""


def _undenied(text: str) -> str:
    """Return the text without what it says it is not about."""
    if "не " not in text:
        return text
    kept, rest = [], text
    while found := _denial(rest):
        kept.append(rest[: found[0]])
        rest = rest[found[1] :]
    return " ".join([*kept, rest])


def _denial(text: str) -> tuple[int, int] | None:
    """Return where the first denied matter begins and ends."""
    words = list(_WORD.finditer(text))
    for before, no, after in zip([None, *words], words, words[1:], strict=False):
        if no[0] != "не":
            continue
        about = after[0] in _ABOUT
        named = before is not None and before[0] in _MATTER and after[0] in {"в", "с", "из"}
        if about or named:
            end = _ENDS_DENIAL.search(text, after.end())
            return no.start(), end.start() if end else len(text)
    return None
