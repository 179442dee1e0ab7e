"""Words of people made nobody's, for a draft that an editor reads before anybody else does.

Numbers, addresses, links, names and places give way to a word in brackets. It rather hides too much:
a name no dictionary knows is still hidden when it stands capitalised inside a sentence.
"""

import re
from functools import lru_cache

from common.masking import mask_text
from common.morphology import analyzer

NAME, NUMBER, ADDRESS = "[имя]", "[номер]", "[адрес]"
_LINK = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[+№]?\(?\d[\d*\s()./-]{1,24}[\d*]|\*{3,}[\s\d*-]*\d*")
_STREET = re.compile(
    r"\b(?:ул|улица|улице|пр-т|проспект|проспекте|пер|переулок|шоссе|наб|дом|д|кв|квартира|корп)\b\.?\s+"
    r"(?:[А-ЯЁ][\w-]*|\d+[\w/]*|\[номер\])(?:[,\s]+(?:д|дом|кв|квартира|корп)?\.?\s*(?:\d+[\w/]*|\[номер\]))*"
)
_WORD = re.compile(r"[А-Яа-яЁёA-Za-z]+(?:-[А-Яа-яЁёA-Za-z]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_NAMES = {"Name", "Surn", "Patr", "Geox", "Init"}
_GREETING = re.compile(
    r"^(?:уважаем|здравствуй|добр(?:ый|ое|ого) (?:день|вечер|утро)|приветств|с уважением|всего доброго|ваш[аи]? )",
    re.IGNORECASE,
)
# Written with a capital by everybody, nobody's.
_HOUSE = {
    "госуслуги",
    "мфц",
    "снилс",
    "инн",
    "смс",
    "россия",
    "есиа",
    "фнс",
    "гибдд",
    "загс",
    "осаго",
}
_TWICE = re.compile(rf"({re.escape(NAME)})(?:[\s,.]+{re.escape(NAME)})+")


def nameless(text: str) -> str:
    """Return the text with what could name a person or a place hidden."""
    plain = " ".join(_LINK.sub(ADDRESS, mask_text(text).text).split())
    plain = _STREET.sub(ADDRESS, _NUMBER.sub(_number, plain))
    sentences = [_without_names(one) for one in _SENTENCE.split(plain)]
    return _TWICE.sub(r"\1", " ".join(sentences))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text that say something: no greetings, no signatures."""
    parts = (" ".join(one.split()) for one in _SENTENCE.split(text))
    return [one for one in parts if one and not _GREETING.match(one)]


def hides(text: str) -> bool:
    """Whether something was hidden in a text."""
    return any(mark in text for mark in (NAME, NUMBER, ADDRESS, "**"))


def _number(found: re.Match[str]) -> str:
    """Short numbers are of the matter («3 дня», «14 лет»); long ones are somebody's."""
    return NUMBER if len(re.sub(r"[^\d*]", "", found[0])) >= 3 else found[0]


def _without_names(sentence: str) -> str:
    first = _WORD.search(sentence)

    def shown(found: re.Match[str]) -> str:
        is_first = first is not None and found.start() == first.start()
        return NAME if _is_name(found[0], is_first=is_first) else found[0]

    return _WORD.sub(shown, sentence)


@lru_cache(maxsize=20_000)
def _is_name(word: str, *, is_first: bool) -> bool:
    plain = word.lower().replace("ё", "е")
    if plain in _HOUSE or len(plain) < 2 or plain.isascii():
        return False
    parses = analyzer().parse(plain)
    named = any(_NAMES & set(one.tag.grammemes) and one.score >= 0.1 for one in parses)
    is_capital = word[:1].isupper() and not word.isupper()
    likely = bool(_NAMES & set(parses[0].tag.grammemes))
    if is_capital and not is_first:
        # «в Кабинете», «на Портале»: a known common word with a capital is nobody's.
        return named or not analyzer().word_is_known(plain)
    return likely and (is_capital or parses[0].score >= 0.4)
