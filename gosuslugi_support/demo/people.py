"""Invented people. Phones are of a range no operator serves, mail of a reserved domain (RFC 2606)."""

import random
from dataclasses import dataclass

WOMEN = {
    "first": [
        "Мария",
        "Анна",
        "Елена",
        "Ольга",
        "Наталья",
        "Светлана",
        "Гульнара",
        "Алия",
        "Ирина",
        "Татьяна",
        "Зульфия",
        "Вера",
    ],
    "middle": [
        "Петровна",
        "Ивановна",
        "Сергеевна",
        "Андреевна",
        "Маратовна",
        "Ильинична",
        "Рустамовна",
        "Олеговна",
    ],
    "last": [
        "Соколова",
        "Ветрова",
        "Лебедева",
        "Ахметова",
        "Громова",
        "Калинина",
        "Журавлёва",
        "Сафина",
        "Орлова",
        "Мельник",
    ],
}
MEN = {
    "first": [
        "Иван",
        "Сергей",
        "Алексей",
        "Дмитрий",
        "Рустам",
        "Ильдар",
        "Николай",
        "Павел",
        "Артём",
        "Борис",
        "Марат",
        "Фёдор",
    ],
    "middle": [
        "Петрович",
        "Иванович",
        "Сергеевич",
        "Андреевич",
        "Маратович",
        "Ильич",
        "Рустамович",
        "Олегович",
    ],
    "last": [
        "Соколов",
        "Ветров",
        "Лебедев",
        "Ахметов",
        "Громов",
        "Калинин",
        "Журавлёв",
        "Сафин",
        "Орлов",
        "Мельник",
    ],
}
SEED = 2026
LANGUAGES = ["ru"] * 17 + ["tt", "ba", "en"]


@dataclass(frozen=True, slots=True)
class Person:
    last: str
    first: str
    middle: str
    phone: str
    email: str
    language: str


# The demo's own sign-in.
KNOWN = Person("Иванова", "Мария", "Петровна", "+79000009999", "citizen@example.org", "ru")


def people(number: int, *, seed: int) -> list[Person]:
    """Return `number` invented people, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  a story, not a secret
    return [_person(chance, index) for index in range(number)]


def _person(chance: random.Random, index: int) -> Person:
    names = chance.choice([WOMEN, MEN])
    return Person(
        last=chance.choice(names["last"]),
        first=chance.choice(names["first"]),
        middle=chance.choice(names["middle"]),
        phone=f"+7900000{index:04d}",
        email=f"person{index:03d}@example.net",
        language=chance.choice(LANGUAGES),
    )
