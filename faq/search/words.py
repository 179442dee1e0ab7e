"""Cutting a text into words and words into lemmas. Deterministic; the dictionary is loaded once."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from Stemmer import Stemmer

from common.morphology import analyzer

WORD = re.compile(r"[^\W_]+", re.UNICODE)
_RUSSIAN = re.compile(r"[а-я]")
_NAME_TAGS = ("Name", "Surn", "Patr")
# Words that say nothing about the matter. «не», «без», «нет» do.
STOP = frozenset(
    "а в во и или к ко на о об от по с со у за из для до при то это этот эта эти мой моя мое мои меня мне"
    " я мы вы он она они нам вас вам ваш наш быть есть бы ли же уже еще как что где так там тут"
    " тогда чтобы если можно нужно надо пожалуйста подскажите скажите помогите здравствуйте добрый день"
    " хочу хотеть мочь свой себя очень просто который какой весь все всё".split()
)


def plain(text: str) -> str:
    """Return the text in lower case with ё as е and without combining marks other than й's."""
    text = unicodedata.normalize("NFC", text).lower().replace("ё", "е")
    return text.replace("\u0301", "")


def words_of(text: str) -> list[str]:
    """Return the words of a text in `plain` spelling, in order."""
    return WORD.findall(plain(text))


@cache
def _stemmer(language: str) -> Any:
    return Stemmer(language)


def is_russian(word: str) -> bool:
    return _RUSSIAN.search(word) is not None


@lru_cache(maxsize=200_000)
def lemma_of(word: str) -> str:
    """Return the dictionary form of a word; of a Latin one its English stem."""
    if word.isdigit():
        return word
    if not is_russian(word):
        return str(_stemmer("english").stemWord(word))
    parses = analyzer().parse(word)
    return plain(parses[0].normal_form) if parses else word


@lru_cache(maxsize=200_000)
def lemmas_of(word: str) -> tuple[str, ...]:
    """Return every likely dictionary form (пароля is пароль, стали is стать and сталь)."""
    if word.isdigit() or not is_russian(word):
        return (lemma_of(word),)
    parses = [parse for parse in analyzer().parse(word) if parse.score >= 0.1]
    return tuple(dict.fromkeys(plain(parse.normal_form) for parse in parses)) or (word,)


@lru_cache(maxsize=200_000)
def stem_of(word: str) -> str:
    """Return the Snowball stem: what most forms of one word share."""
    return str(_stemmer("russian" if is_russian(word) else "english").stemWord(word))


@lru_cache(maxsize=50_000)
def is_known(word: str) -> bool:
    """Whether the Russian dictionary has the word."""
    return is_russian(word) and bool(analyzer().word_is_known(word))


@lru_cache(maxsize=20_000)
def is_name(word: str) -> bool:
    """Whether a word is most likely a person's name, patronymic or surname."""
    text = plain(word)
    if not is_russian(text) or len(text) < 3:
        return False
    best = analyzer().parse(text)[0]
    return any(tag in best.tag for tag in _NAME_TAGS) and best.score >= 0.4
