"""How a text becomes SMS: alphabet, parts, octets. Pure.

A part holds 160 letters of the GSM alphabet or 70 of UCS-2; in a chain, 153 or 67, because
the header that joins the parts takes 6 octets. One Cyrillic letter makes the whole text UCS-2.
"""

from dataclasses import dataclass
from enum import IntEnum

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_ESCAPE = 0x1B
_GSM: dict[str, bytes] = {
    letter: bytes((code,)) for code, letter in enumerate(_BASIC) if code != _ESCAPE
} | {letter: bytes((_ESCAPE, code)) for letter, code in _ESCAPED.items()}
MOST_PARTS = 255


class Coding(IntEnum):
    """`data_coding` of SMPP."""

    GSM = 0
    UCS2 = 8


_ROOM = {Coding.GSM: (160, 153), Coding.UCS2: (140, 134)}  # octets: alone, in a chain


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text ready for the wire."""

    coding: Coding
    parts: tuple[bytes, ...]

    @property
    def count(self) -> int:
        """How many SMS will be paid for."""
        return len(self.parts)


def split(text: str) -> SplitText:
    """Cut a text into parts, never through a letter; ValueError above 255 parts."""
    coding = Coding.GSM if all(letter in _GSM for letter in text) else Coding.UCS2
    letters = [_octets(letter, coding) for letter in text]
    alone, chained = _ROOM[coding]
    if sum(map(len, letters)) <= alone:
        return SplitText(coding, (b"".join(letters),))
    parts = [bytearray()]
    for letter in letters:
        if len(parts[-1]) + len(letter) > chained:
            parts.append(bytearray())
        parts[-1] += letter
    if len(parts) > MOST_PARTS:
        raise ValueError("An SMS cannot be longer than 255 parts.")
    return SplitText(coding, tuple(map(bytes, parts)))


def count_parts(text: str) -> int:
    """Return how many SMS the text takes."""
    return split(text).count


def tidy(text: str) -> str:
    """Return the text as one line without what costs money and says nothing.

    A no-break space or a dash of typography is outside the GSM alphabet: in a Latin text it would
    more than double the price, in a Cyrillic one it costs nothing but looks odd on old phones.
    """
    for fancy, plain in (("\u00a0", " "), ("\u202f", " "), ("—", "-"), ("–", "-"), ("№", "N ")):
        text = text.replace(fancy, plain)
    return " ".join(text.split())


def _octets(letter: str, coding: Coding) -> bytes:
    return _GSM[letter] if coding is Coding.GSM else letter.encode("utf-16-be")
