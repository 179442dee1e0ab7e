"""Values shown without what is not needed: enough to recognise, too little to use.

Masks of whole values, then of texts people typed: what is to be hidden in them is found by
`common.sensitive`. `{% load masks %}` draws both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from common.phones import mask_phone
from common.sensitive import Secret, find_sensitive

__all__ = [
    "find_sensitive",
    "mask_address",
    "mask_birth_date",
    "mask_card",
    "mask_email",
    "mask_inn",
    "mask_passport",
    "mask_phone",
    "mask_snils",
    "mask_text",
]

HIDDEN = "***"
_INDEX = re.compile(r"[0-9]{6}")
_PLACE_ENDS = re.compile(
    r"[0-9]|\b(?:ул|улица|пр|пр-т|просп|проспект|пер|переулок|ш|шоссе|наб|набережная|б-р|бульвар|"
    r"пл|площадь|проезд|аллея|тупик|мкр|микрорайон|квартал|кв|дом|д|корп|стр|строение|снт)\b",
    re.IGNORECASE,
)


def mask_snils(digits: str) -> str:
    """«***-***-*** 95»."""
    return f"***-***-*** {digits[-2:]}" if len(digits) == 11 else HIDDEN


def mask_passport(digits: str) -> str:
    """«45** ***456»: the region and the end of the number."""
    return f"{digits[:2]}** ***{digits[-3:]}" if len(digits) == 10 else HIDDEN


def mask_inn(digits: str) -> str:
    """«********93», as many stars as hidden digits."""
    return f"{'*' * (len(digits) - 2)}{digits[-2:]}" if len(digits) in {10, 12} else HIDDEN


def mask_email(address: str) -> str:
    """«m***@mail.ru»."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}{HIDDEN}{at}{host}" if at else HIDDEN


def mask_birth_date(born: date | str) -> str:
    """«**.**.1985», of a date or of `1985-03-02`."""
    year = born.year if isinstance(born, date) else born[:4]
    return f"**.**.{year}" if re.fullmatch(r"[0-9]{4}", str(year)) else HIDDEN


def mask_card(digits: str) -> str:
    """«**** **** **** 1234»."""
    return f"**** **** **** {digits[-4:]}" if len(digits) >= 12 else HIDDEN


def mask_address(address: str) -> str:
    """«Московская область, Подольск, ***»: the region and the town, nothing nearer."""
    kept: list[str] = []
    for part in (part.strip() for part in address.split(",")):
        if _INDEX.fullmatch(part) or not part:
            continue
        if _PLACE_ENDS.search(part) or len(kept) == 2:
            break
        kept.append(part)
    return ", ".join([*kept, HIDDEN])


# --- texts
ALL_SECRETS = frozenset(Secret)
ONLY_CODES = frozenset({Secret.CODE})
_MASKS: dict[Secret, Callable[[str], str]] = {
    Secret.CODE: lambda digits: "*" * len(digits),
    Secret.CARD: mask_card,
    Secret.SNILS: mask_snils,
    Secret.PASSPORT: lambda digits: mask_passport(digits) if len(digits) == 10 else "** *******",
}
HIDDEN_WORDS = {
    Secret.CODE: "код",
    Secret.CARD: "номер карты",
    Secret.SNILS: "СНИЛС",
    Secret.PASSPORT: "паспорт",
}


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text fit to be shown, and what was hidden in it, each kind once."""

    text: str
    hidden: tuple[Secret, ...] = ()

    @property
    def flag(self) -> str:
        """«Скрыт номер карты», «Скрыты код, СНИЛС»; empty when nothing was hidden."""
        if not self.hidden:
            return ""
        words = ", ".join(HIDDEN_WORDS[kind] for kind in self.hidden)
        return f"{'Скрыт' if len(self.hidden) == 1 else 'Скрыты'} {words}"


def mask_text(text: str, only: frozenset[Secret] = ALL_SECRETS) -> MaskedText:
    """Return a text with the middle of what is sensitive hidden; `only` narrows the kinds."""
    parts: list[str] = []
    hidden: dict[Secret, None] = {}
    at = 0
    for span in find_sensitive(text):
        if span.kind in only:
            parts += [text[at : span.start], _MASKS[span.kind](span.digits)]
            hidden[span.kind] = None
            at = span.end
    return MaskedText("".join([*parts, text[at:]]), tuple(hidden)) if hidden else MaskedText(text)
