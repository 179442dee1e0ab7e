"""Telephone numbers as people type them, turned into one form that machines compare.

Russian rules are written out here because `phonenumbers` misreads prefixes people really use
("00 7 ...") and guesses where a guess is dangerous ("+8 ..."); the library serves other countries.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

import phonenumbers

from common.checks.result import Check, Remark
from common.errors import InvalidInput


class PhoneKind(StrEnum):
    """What can be done with a number."""

    MOBILE = "mobile"
    TOLL_FREE = "toll_free"
    FIXED = "fixed"
    FOREIGN = "foreign"


class PhoneError(InvalidInput):
    """A number that cannot be understood; `reason` is a key of MESSAGES, the text is for people."""

    code = "invalid_phone"
    MESSAGES: ClassVar[dict[str, str]] = {
        "empty": "Укажите номер телефона, например +7 916 123-45-67.",
        "letters": (
            "В номере есть буквы. Оставьте только цифры; добавочный номер "
            "напишите после слова «доб.»."
        ),
        "characters": "В номере есть лишние знаки. Оставьте цифры, пробелы, скобки и дефисы.",
        "length": (
            "В номере не хватает цифр или есть лишние. Для России нужно 10 цифр "
            "после +7 или 8, например +7 916 123-45-67."
        ),
        "plus_eight": (
            "После «+» идёт 8 — такой страны нет. Если номер российский, начните с +7 или с 8 "
            "без плюса."
        ),
        "code": "Номеров с таким кодом в России нет. Проверьте первые цифры после +7 или 8.",
        "foreign": "Проверьте зарубежный номер: после «+» нужны код страны и весь номер.",
        "extension": "После «доб.» укажите добавочный номер цифрами, не больше семи.",
    }

    def __init__(self, reason: str) -> None:
        super().__init__(self.MESSAGES[reason], field="phone", reason=reason)
        self.reason = reason


REPEATED_DIGITS = "Все цифры номера одинаковые — проверьте, нет ли ошибки."
UNKNOWN_CITY_CODE = "Мы не знаем такого кода города или оператора — проверьте номер."


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164 with what is known about it. `raw` is what the person typed."""

    raw: str
    e164: str
    kind: PhoneKind
    country: str
    extension: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def sms_allowed(self) -> bool:
        """Whether an SMS may be sent: Russian mobile numbers only."""
        return self.kind is PhoneKind.MOBILE


_EXTENSION = re.compile(
    r"[\s,;]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|#)[\s.:№]*(?P<number>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# Every dash a phone keyboard, Word or a web page may produce, and the usual separators.
_SEPARATORS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212\u200b\u2060\ufeff().\-/]+")
_RUSSIAN_EXIT_CODE = "810"


def parse_phone(raw: str) -> Phone:
    """Return the number a person meant; PhoneError when that would take a guess."""
    body, extension = _split_extension(raw.strip())
    digits, international = _digits(body)
    if international and re.fullmatch(r"8(9[0-9]{9}|800[0-9]{7})", digits):
        # "+8 916 ..." is a slip of the hand; reading it as another country may call a stranger.
        raise PhoneError("plus_eight")
    if international and not digits.startswith("7"):
        return _foreign(raw, digits, extension)
    return _plus_seven(raw, _national(digits, international=international), extension)


def check_phone(raw: str) -> Check:
    """Check a number with the face of `common.checks`; the value is E.164, an extension is dropped."""
    try:
        phone = parse_phone(raw)
    except PhoneError as error:
        return Check(errors=(Remark(error.reason, str(error), "phone"),))
    codes = {REPEATED_DIGITS: "repeated", UNKNOWN_CITY_CODE: "unknown_code"}
    warnings = tuple(Remark(codes[text], text, "phone") for text in phone.warnings)
    return Check(phone.e164, warnings=warnings)


def _split_extension(text: str) -> tuple[str, str]:
    match = _EXTENSION.search(text)
    if match is None:
        return text, ""
    number = _SEPARATORS.sub("", match["number"])
    if not re.fullmatch(r"[0-9]{1,7}", number):
        raise PhoneError("extension")
    return text[: match.start()], number


def _digits(body: str) -> tuple[str, bool]:
    """Return digits without prefixes of international dialling, and whether there was one."""
    text = _SEPARATORS.sub("", body)
    if not text:
        raise PhoneError("empty")
    if any(character.isalpha() for character in text):
        raise PhoneError("letters")
    international = text.startswith("+")
    text = text.removeprefix("+")
    if not re.fullmatch(r"[0-9]+", text):
        raise PhoneError("characters" if text else "length")
    if not international and text.startswith("00"):
        return text[2:], True
    if not international and text.startswith(_RUSSIAN_EXIT_CODE) and len(text) > 11:
        return text[3:], True
    return text, international


def _national(digits: str, *, international: bool) -> str:
    if len(digits) == 11 and digits[0] in "78":
        return digits[1:]
    if len(digits) == 10 and not international:
        return digits
    raise PhoneError("length")


def _plus_seven(raw: str, national: str, extension: str) -> Phone:
    e164 = f"+7{national}"
    warnings = []
    if len(set(e164[1:])) == 1 or len(set(national)) == 1:
        warnings.append(REPEATED_DIGITS)
    if national[0] in "67":
        kind, country = PhoneKind.FOREIGN, "KZ"
    else:
        kind, country = _russian_kind(national), "RU"
    if not phonenumbers.is_valid_number(phonenumbers.parse(e164)):
        warnings.append(UNKNOWN_CITY_CODE)
    return Phone(raw, e164, kind, country, extension, tuple(warnings))


def _russian_kind(national: str) -> PhoneKind:
    if national.startswith("9"):
        return PhoneKind.MOBILE
    if national.startswith("800"):
        return PhoneKind.TOLL_FREE
    if national[0] in "348":
        return PhoneKind.FIXED
    raise PhoneError("code")


def _foreign(raw: str, digits: str, extension: str) -> Phone:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException as error:
        raise PhoneError("foreign") from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("foreign")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    country = phonenumbers.region_code_for_number(number) or ""
    return Phone(raw, e164, PhoneKind.FOREIGN, country, extension)


def display_phone(e164: str, *, international: bool = True, extension: str = "") -> str:
    """Return the number grouped for reading: «+7 916 123-45-67», or «8 916 123-45-67» at home."""
    if _is_plus_seven(e164):
        prefix = "8" if not international and e164[2] not in "67" else "+7"
        shown = f"{prefix} {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    else:
        shown = _display_foreign(e164)
    return f"{shown} доб. {extension}" if extension else shown


def _display_foreign(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask_phone(e164: str) -> str:
    """Return the number with its middle hidden: «+7 916 ***-**-67»."""
    if _is_plus_seven(e164):
        return f"+7 {e164[2:5]} ***-**-{e164[10:]}"
    shown = _display_foreign(e164)
    country, _, rest = shown.partition(" ")
    if not rest:
        return re.sub(r"[0-9]", "*", shown[:-2]) + shown[-2:]
    return f"{country} {re.sub(r'[0-9]', '*', rest[:-2])}{rest[-2:]}"


def _is_plus_seven(e164: str) -> bool:
    return re.fullmatch(r"\+7[0-9]{10}", e164) is not None
