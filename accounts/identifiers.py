"""What a person types to sign in: a telephone number or an e-mail. Pure."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from common.errors import InvalidInput
from common.phones import PhoneError, PhoneKind, parse_phone

SMS = "sms"
EMAIL = "email"
MAX_LENGTH = 254

_check_email = EmailValidator()
NEITHER = "Введите телефон, например +7 916 123-45-67, или почту, например name@example.ru."


@dataclass(frozen=True, slots=True)
class Identifier:
    """A normalised address: `value` is E.164 for `sms`, lower case for `email`."""

    channel: str
    value: str

    @property
    def is_email(self) -> bool:
        return self.channel == EMAIL


def parse_identifier(text: str) -> Identifier:
    """Return what was meant; raises InvalidInput on field `identifier`."""
    text = text.strip()
    if "@" in text:
        return Identifier(EMAIL, parse_email(text, field="identifier"))
    try:
        return Identifier(SMS, parse_phone(text).e164)
    except PhoneError as error:
        message = NEITHER if error.reason in {"letters", "empty", "characters"} else str(error)
        raise InvalidInput(message, field="identifier") from error


def parse_email(text: str, *, field: str = "email") -> str:
    """Return the e-mail in lower case; raises InvalidInput."""
    value = text.strip().lower()
    if len(value) > MAX_LENGTH:
        raise InvalidInput("Адрес почты слишком длинный. Проверьте его.", field=field)
    try:
        _check_email(value)
    except ValidationError as error:
        raise InvalidInput(
            "Проверьте адрес почты, например name@example.ru.", field=field
        ) from error
    return value


def parse_mobile(text: str, *, field: str = "phone") -> str:
    """Return the E.164 of a number that can receive a code; raises InvalidInput."""
    try:
        phone = parse_phone(text)
    except PhoneError as error:
        raise InvalidInput(str(error), field=field) from error
    if phone.kind is not PhoneKind.MOBILE:
        raise InvalidInput(
            "Код по СМС можно получить только на российский мобильный номер. "
            "Укажите такой номер или почту.",
            field=field,
        )
    return phone.e164
