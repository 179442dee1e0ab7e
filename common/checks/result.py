"""What a check answers, and the reading of digits all checks begin with.

A broken form or check sum is an error, an unlikely value is a warning: only errors refuse.
"""

import re
from dataclasses import dataclass

from common.errors import InvalidInput
from common.plural import plural

# Everything people and their keyboards put between groups of digits.
_SEPARATORS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212\u200b\u2060\ufeff\-]+")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell a person. `code` is for programs, `field` names the part of a document."""

    code: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome: `value` is the stored form, empty when there are errors."""

    value: str = ""
    warnings: tuple[Remark, ...] = ()
    errors: tuple[Remark, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors

    def __bool__(self) -> bool:
        return self.ok

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of errors, then of warnings."""
        return tuple(remark.code for remark in (*self.errors, *self.warnings))

    def required(self, field: str | None = None) -> str:
        """Return the value; raise InvalidInput with the first error's words, for doors."""
        if self.errors:
            first = self.errors[0]
            raise InvalidInput(first.text, field=field or first.field or None, reason=first.code)
        return self.value


class Refused(Exception):
    """A check's way out of its depths; never leaves `common.checks`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text

    def check(self, field: str = "") -> Check:
        return Check(errors=(Remark(self.code, self.text, field),))


@dataclass(frozen=True, slots=True)
class Numeral:
    """How a number is spoken of: «в СНИЛС 11 цифр», «укажите СНИЛС, например …»."""

    name: str
    where: str
    example: str

    def digits(self, text: str, *lengths: int) -> str:
        """Return the ASCII digits of a text; Refused says what is wrong with it."""
        compact = compacted(text)
        if not compact:
            raise Refused("empty", f"Укажите {self.name}, например {self.example}.")
        if any(character.isalpha() for character in compact):
            raise Refused("letters", f"В {self.where} только цифры, а введены буквы.")
        if not _DIGITS.fullmatch(compact):
            raise Refused("characters", f"В {self.where} только цифры: уберите лишние знаки.")
        if len(compact) not in lengths:
            wanted = " или ".join(str(length) for length in lengths)
            raise Refused(
                "length",
                f"В {self.where} {wanted} {plural(lengths[-1], 'цифра', 'цифры', 'цифр')}, "
                f"введено {len(compact)}.",
            )
        return compact


def compacted(text: str) -> str:
    """Return a text without spaces and hyphens of any kind."""
    return _SEPARATORS.sub("", text)
