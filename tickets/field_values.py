"""What may stand in a custom field, how it is kept and how it reads. Pure."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from common.errors import InvalidInput
from common.masking import mask_text
from tickets.models import CustomField, FieldValue

Kind = CustomField.Kind
TEXT_AT_MOST = 2_000
YES, NO = "yes", "no"
_WORDS = {YES: "да", NO: "нет"}
_LARGEST = Decimal(10) ** 14
EMPTY: dict[str, Any] = {"sealed": "", "chosen": "", "number": None, "day": None}


def columns_of(field: CustomField, given: Any) -> dict[str, Any]:
    """Return the columns that keep a value, all empty for none; raises InvalidInput."""
    text = _plain(field, given)
    if not text:
        return dict(EMPTY)
    if field.is_sealed:
        return EMPTY | {"sealed": text}
    if field.kind == Kind.NUMBER:
        return EMPTY | {"number": Decimal(text)}
    if field.kind == Kind.DATE:
        return EMPTY | {"day": date.fromisoformat(text)}
    return EMPTY | {"chosen": text}


def plain_of(field: CustomField, value: FieldValue) -> str:
    """Return a value as it was given: ISO dates, dots in numbers, `yes` and `no`."""
    if field.is_sealed or value.sealed:
        return str(value.sealed)
    if value.number is not None:
        return _number(value.number)
    return value.day.isoformat() if value.day else value.chosen


def words_of(field: CustomField, value: FieldValue, *, open_it: bool = False) -> str:
    """Return a value as a colleague reads it: personal data masked unless `open_it`."""
    plain = plain_of(field, value)
    if field.is_sensitive and not open_it:
        return f"•••• {plain[-2:]}" if len(plain) > 6 else "••••" if plain else ""
    if field.kind == Kind.DATE and plain:
        return f"{date.fromisoformat(plain):%d.%m.%Y}"
    if field.kind == Kind.NUMBER:
        return plain.replace(".", ",")
    if field.kind == Kind.TEXT and not open_it:
        return mask_text(plain).text
    return _WORDS.get(plain, plain) if field.kind == Kind.YES_NO else plain


def _plain(field: CustomField, given: Any) -> str:
    if given is None or given == "":
        return ""
    read = {Kind.NUMBER: _read_number, Kind.DATE: _read_day, Kind.YES_NO: _read_yes_no}
    if field.kind == Kind.CHOICE:
        return _read_choice(field, str(given))
    if field.kind in read:
        return read[Kind(field.kind)](field, given)
    text = str(given).replace("\x00", "").strip()
    if len(text) > TEXT_AT_MOST:
        raise _wrong(field, f"нужен текст не длиннее {TEXT_AT_MOST} знаков")
    return text


def _read_number(field: CustomField, given: Any) -> str:
    try:
        number = Decimal(str(given).replace(" ", "").replace(" ", "").replace(",", "."))
    except InvalidOperation as error:
        raise _wrong(field, "нужно число, например 12,5") from error
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise _wrong(field, "нужно число не длиннее 14 знаков")
    return _number(number)


def _read_day(field: CustomField, given: Any) -> str:
    if isinstance(given, datetime):
        given = given.date()
    try:
        return (given if isinstance(given, date) else date.fromisoformat(str(given))).isoformat()
    except ValueError as error:
        raise _wrong(field, "нужна дата, например 25.11.2026") from error


def _read_yes_no(field: CustomField, given: Any) -> str:
    if isinstance(given, bool):
        return YES if given else NO
    if given not in _WORDS:
        raise _wrong(field, "выберите «да» или «нет»")
    return str(given)


def _read_choice(field: CustomField, given: str) -> str:
    if given not in field.choices:
        raise _wrong(field, "выберите вариант из списка")
    return given


def _number(number: Decimal) -> str:
    rounded = number.quantize(Decimal("0.0001")).normalize()
    return format(rounded, "f")


def _wrong(field: CustomField, wanted: str) -> InvalidInput:
    return InvalidInput(f"{field.title}: {wanted}.", field=field.code)
