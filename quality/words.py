"""From a text to the words that tell what it is about: dictionary forms, no names, no numbers."""

import re
from functools import lru_cache

from common.morphology import analyzer

MOST_READ = 1000
_WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*")
_SHORTEST = 2
# Parts of speech that say nothing by themselves, and marks of names and places.
_EMPTY = {"NPRO", "PREP", "CONJ", "PRCL", "INTJ", "NUMR", "PRED", "ADVB"}
_NAMES = {"Name", "Surn", "Patr", "Geox", "Init"}
_KEPT_ADVERBS = {"повторно", "онлайн", "дважды", "нельзя", "бесплатно"}
# What every letter says.
_POLITE = frozenset(
    "здравствуйте добрый день вечер утро пожалуйста спасибо просить подсказать сказать помочь хотеть мочь"
    " быть являться стать вопрос проблема обращение обратиться ответ ответить писать написать уважение"
    " уважаемый прошу заранее скорый время который свой весь какой этот такой год день месяц раз"
    " гражданин госуслуги госуслуга портал".split()
)


def words_of(text: str) -> tuple[str, ...]:
    """Return the telling words of a text in dictionary form, each once, in order."""
    plain = text[:MOST_READ].lower().replace("ё", "е")
    found = (_telling(word) for word in _WORD.findall(plain))
    return tuple(dict.fromkeys(word for word in found if word))


@lru_cache(maxsize=50_000)
def _telling(word: str) -> str:
    """Return the dictionary form, "" for a word that tells nothing or names somebody."""
    if len(word) < _SHORTEST:
        return ""
    if word.isascii():
        return word if len(word) < 20 else ""
    best = analyzer().parse(word)[0]
    lemma = best.normal_form.replace("ё", "е")
    if lemma in _POLITE or _NAMES & set(best.tag.grammemes):
        return ""
    return lemma if best.tag.POS not in _EMPTY or lemma in _KEPT_ADVERBS else ""


@lru_cache(maxsize=50_000)
def is_common(lemma: str) -> bool:
    """Whether the dictionary has the word and it is nobody's name: fit to be kept and shown."""
    if lemma.isascii():
        return False
    parses = analyzer().parse(lemma)
    named = any(_NAMES & set(parse.tag.grammemes) for parse in parses)
    return bool(analyzer().word_is_known(lemma)) and not named
