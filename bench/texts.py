"""Invented appeals for the load: a pool of distinct Russian texts with common, medium and rare words."""

import random
from dataclasses import dataclass

WORDS_OF_A_TEXT = 55
COMMON = "заявление портал кабинет ошибка документ госуслуги вход пароль телефон номер".split()
MEDIUM = (
    "паспорт очередь запись врач ребёнок школа штраф оплата квитанция пошлина справка выписка "
    "регистрация недвижимость автомобиль полис пенсия пособие льгота субсидия подпись адрес почта "
    "отказ проверка приложение обновление уведомление страница кнопка сообщение ответ специалист "
    "отделение срок возврат деньги карта банк счёт семья сертификат прививка перевод"
).split()
LINKING = (
    "не приходит после вчера утром снова потом пишет просит нужно можно почему прошу помочь "
    "разобраться объяснить вернуть проверить получить отправить подать исправить появляется "
    "сказали обещали прошло неделя месяц третий раз всё ещё ничего никто система данные"
).split()
_FIRST = "бел верх нов старо красно черно зелено горно лесо озер камен солнеч звен мор реч".split()
_MIDDLE = "о е ино ово ского евско инско ярско".split()
_LAST = "полье град горск речье донск морье камье озёрск заводск уральск".split()
RARE = [f"{first}{middle}{last}" for first in _FIRST for middle in _MIDDLE for last in _LAST]


@dataclass(frozen=True, slots=True)
class Text:
    """One appeal: what it is about in short, and in full."""

    subject: str
    body: str


def pool(size: int, *, seed: int = 7) -> list[Text]:
    """Return `size` distinct texts, the same for the same seed."""
    chance = random.Random(seed)
    return [_text(chance, index) for index in range(size)]


def queries(kind: str, number: int, *, seed: int = 11) -> list[str]:
    """Return searches of two words as people type them, of common, medium or rare words."""
    chance = random.Random(seed)
    lists = {"common": COMMON, "medium": MEDIUM, "rare": RARE}
    second = LINKING if kind == "common" else COMMON
    return [f"{chance.choice(lists[kind])} {chance.choice(second)}" for _ in range(number)]


def _text(chance: random.Random, index: int) -> Text:
    words = [_word(chance) for _ in range(WORDS_OF_A_TEXT)]
    place = RARE[index % len(RARE)]
    words[chance.randrange(len(words))] = place
    sentences = [" ".join(words[start : start + 11]) for start in range(0, len(words), 11)]
    body = " ".join(f"{sentence.capitalize()}." for sentence in sentences)
    subject = " ".join([words[0].capitalize(), *words[1:5]])
    return Text(subject, f"{body} Код ошибки {1000 + index}.")


def _word(chance: random.Random) -> str:
    lot = chance.random()
    if lot < 0.12:
        return COMMON[min(int(chance.expovariate(0.4)), len(COMMON) - 1)]
    return chance.choice(MEDIUM) if lot < 0.3 else chance.choice(LINKING)
