"""Appeal numbers: type digit and eight digits counting up without gaps (R-094…R-101, 3.7).

The counter row is locked by the registering transaction as its last-but-one statement, so a
rollback gives the number back and nobody waits for a slow registration.
"""

import re

from sequences import get_next_value

from common.errors import DomainError, InvalidInput
from tickets.states import TicketType

BASE = 100_000_000
LAST_SEQUENCE = 99_999_999
ALARM_AT = 90_000_000
_NUMBER = re.compile(r"[123][0-9]{8}", re.ASCII)


class NumbersFull(DomainError):
    """All numbers of a type are used: nothing was registered."""

    code = "numbers_full"


def next_number(type: TicketType) -> int:
    """Take the next number of a type; must run inside the registering transaction.

    Raises NumbersFull after 99,999,999.
    """
    sequence = get_next_value(f"tickets.{type.value}")
    if sequence > LAST_SEQUENCE:
        raise NumbersFull(
            f"Номера вида «{type.label}» закончились. Сообщите администратору: новые обращения этого вида "
            "пока не регистрируются, ваш текст сохранён в черновике."
        )
    return type.value * BASE + int(sequence)


def parse_number(text: str) -> int:
    """Return the number written as people write it («№ 1 0000 0001»); raises InvalidInput."""
    bare = re.sub(r"[\s№\u00a0\u202f-]", "", text)
    if not _NUMBER.fullmatch(bare) or bare[1:] == "0" * 8:
        raise InvalidInput(
            "Номер обращения — девять цифр, первая из них 1, 2 или 3. Проверьте номер в СМС или письме.",
            field="number",
        )
    return int(bare)


def show_number(number: int) -> str:
    """Return the number in groups a person can read aloud: «312 345 678»."""
    text = str(number)
    return f"{text[:3]} {text[3:6]} {text[6:]}"
