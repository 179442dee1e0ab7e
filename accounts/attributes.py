"""What is known of a person, attribute by attribute: where it is kept, its one spelling, its mask.

The only table of its kind: cards, reveals, changes and questions name attributes as `Attribute`.
Names are shown to staff openly (people are greeted by them), everything else is masked (D-05).
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from accounts.identifiers import parse_email
from accounts.models import Attribute, Citizen, PersonalData
from common.checks.birth import check_birth_date, check_date
from common.checks.inn import check_inn
from common.checks.passport import (
    check_department_code,
    check_series_and_number,
    display_passport,
)
from common.checks.snils import check_snils, display_snils
from common.errors import InvalidInput
from common.masking import (
    mask_address,
    mask_birth_date,
    mask_email,
    mask_inn,
    mask_passport,
    mask_snils,
)
from common.phones import check_phone, display_phone, mask_phone

# Kept in `PersonalData`; the rest in `Citizen`.
IN_DOCUMENTS: Final = frozenset(
    {
        Attribute.SNILS,
        Attribute.PASSPORT,
        Attribute.PASSPORT_ISSUED_ON,
        Attribute.PASSPORT_CODE,
        Attribute.BIRTH_DATE,
        Attribute.ADDRESS,
        Attribute.ACCOUNT_ID,
    }
)
CONTACTS: Final = frozenset({Attribute.PHONE, Attribute.EMAIL})
# What `record_documents` writes, and what is shown only after the documents agreed.
DOCUMENTS: Final = IN_DOCUMENTS | {Attribute.INN}
# What a card masks and a reveal opens.
MASKED: Final = tuple(row for row in Attribute if row != Attribute.FULL_NAME)
# Attribute -> the row of the identification matrix that says what its change needs.
CHANGE_NEEDS: Final = {
    Attribute.FULL_NAME: "change_name",
    Attribute.PHONE: "correct_phone",
    Attribute.EMAIL: "change_email",
    Attribute.ADDRESS: "change_address",
} | dict.fromkeys(DOCUMENTS - {Attribute.ADDRESS}, "change_documents")
DATES: Final = frozenset({Attribute.BIRTH_DATE, Attribute.PASSPORT_ISSUED_ON})
MAX_ADDRESS, MAX_ACCOUNT, MAX_NAME = 300, 64, 60


def value_of(citizen: Citizen, attribute: str, data: PersonalData | None = None) -> str:
    """Return the stored form, "" for nothing; a full name is three lines. Asks for `data` if needed."""
    if attribute == Attribute.FULL_NAME:
        return "\n".join((citizen.last_name, citizen.first_name, citizen.middle_name)).rstrip()
    if attribute not in IN_DOCUMENTS:
        return str(getattr(citizen, attribute))
    data = data or documents_of(citizen)
    return str(getattr(data, attribute)) if data else ""


def documents_of(citizen: Citizen) -> PersonalData | None:
    return PersonalData.objects.filter(pk=citizen.pk).first()


def own_words(data: PersonalData | None) -> frozenset[str]:
    """Return the documents the person alone has written down, in the cabinet."""
    sources = data.sources if data else {}
    return frozenset(
        name for name, (source, _) in sources.items() if source == PersonalData.Source.CITIZEN
    )


def parsed(attribute: str, text: str, *, today: date, field: str = "value") -> str:
    """Return the stored form of what was typed; raises InvalidInput with words for a person."""
    return _PARSERS[Attribute(attribute)](text, today, field)


def displayed(attribute: str, value: str) -> str:
    """Return a stored value as people read it."""
    show = _DISPLAYS.get(Attribute(attribute))
    return show(value) if show and value else value


def masked(attribute: str, value: str) -> str:
    """Return what everybody may see of a stored value; names are not hidden."""
    return _MASKS[Attribute(attribute)](value) if value else ""


# --- spelling
def _phone(text: str, today: date, field: str) -> str:
    return check_phone(text).required(field)


def _email(text: str, today: date, field: str) -> str:
    return parse_email(text, field=field)


def _birth_date(text: str, today: date, field: str) -> str:
    return check_birth_date(text, today=today).required(field)


def _issue_date(text: str, today: date, field: str) -> str:
    day = check_date(text).required(field)
    if date.fromisoformat(day) > today:
        raise InvalidInput("Дата выдачи ещё не наступила. Проверьте её.", field=field)
    return day


def _snils(text: str, today: date, field: str) -> str:
    return check_snils(text).required(field)


def _passport(text: str, today: date, field: str) -> str:
    return check_series_and_number(text, today=today).required(field)


def _passport_code(text: str, today: date, field: str) -> str:
    bare = text.strip()
    written = f"{bare[:3]}-{bare[3:]}" if len(bare) == 6 and bare.isdigit() else bare
    return check_department_code(written).required(field).replace("-", "")


def _inn(text: str, today: date, field: str) -> str:
    return check_inn(text).required(field)


def _words(most: int, example: str) -> Callable[[str, date, str], str]:
    def parse(text: str, today: date, field: str) -> str:
        value = " ".join(text.split())
        if not value:
            raise InvalidInput(f"Впишите новое значение, например {example}.", field=field)
        if len(value) > most:
            raise InvalidInput(f"Не больше {most} знаков.", field=field)
        return value

    return parse


def _full_name(text: str, today: date, field: str) -> str:
    """Take three lines, or the words of one line: surname, first name, all the rest."""
    lines = text.strip("\r\n ").splitlines() if "\n" in text.strip() else text.split(maxsplit=2)
    parts = [" ".join(part.split()) for part in lines]
    if len(parts) < 2 or not parts[0] or not parts[1]:
        raise InvalidInput("Впишите фамилию, имя и отчество, если оно есть.", field=field)
    for part in parts:
        if len(part) > MAX_NAME:
            raise InvalidInput("Не больше 60 знаков в каждой части имени.", field=field)
        if any(character.isdigit() or character in "<>@" for character in part):
            raise InvalidInput("В имени могут быть только буквы, пробел и дефис.", field=field)
    return "\n".join(parts[:3]).rstrip()


_PARSERS: Final[dict[Attribute, Callable[[str, date, str], str]]] = {
    Attribute.FULL_NAME: _full_name,
    Attribute.PHONE: _phone,
    Attribute.EMAIL: _email,
    Attribute.BIRTH_DATE: _birth_date,
    Attribute.SNILS: _snils,
    Attribute.PASSPORT: _passport,
    Attribute.PASSPORT_ISSUED_ON: _issue_date,
    Attribute.PASSPORT_CODE: _passport_code,
    Attribute.INN: _inn,
    Attribute.ADDRESS: _words(MAX_ADDRESS, "г. Москва, ул. Лесная, д. 5, кв. 12"),
    Attribute.ACCOUNT_ID: _words(MAX_ACCOUNT, "1000123456"),
}


# --- reading
def _day(value: str) -> str:
    return f"{date.fromisoformat(value):%d.%m.%Y}"


def _one_line(value: str) -> str:
    return " ".join(value.split("\n"))


_DISPLAYS: Final[dict[Attribute, Callable[[str], str]]] = {
    Attribute.FULL_NAME: _one_line,
    Attribute.PHONE: display_phone,
    Attribute.BIRTH_DATE: _day,
    Attribute.PASSPORT_ISSUED_ON: _day,
    Attribute.SNILS: display_snils,
    Attribute.PASSPORT: display_passport,
    Attribute.PASSPORT_CODE: lambda value: f"{value[:3]}-{value[3:]}",
}

_MASKS: Final[dict[Attribute, Callable[[str], str]]] = {
    Attribute.FULL_NAME: _one_line,
    Attribute.PHONE: mask_phone,
    Attribute.EMAIL: mask_email,
    Attribute.BIRTH_DATE: mask_birth_date,
    Attribute.SNILS: mask_snils,
    Attribute.PASSPORT: mask_passport,
    Attribute.PASSPORT_ISSUED_ON: lambda value: "**.**.****",
    Attribute.PASSPORT_CODE: lambda value: "***-***",
    Attribute.INN: mask_inn,
    Attribute.ADDRESS: mask_address,
    Attribute.ACCOUNT_ID: lambda value: f"***{value[-2:]}",
}
