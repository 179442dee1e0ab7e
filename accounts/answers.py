"""What a person said, brought to one spelling, and whether it agrees with what is on file."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.crypto import constant_time_compare

from accounts.models import Attribute, Citizen, IdentityAnswer, PersonalData
from common.errors import InvalidInput
from common.phones import parse_phone

Outcome = IdentityAnswer.Outcome
# Digits alone decide; the rest is compared as words.
LENGTHS = {
    Attribute.SNILS: (11,),
    Attribute.PASSPORT: (10,),
    Attribute.PASSPORT_CODE: (6,),
    Attribute.INN: (10, 12),
}
DATES = frozenset({Attribute.BIRTH_DATE, Attribute.PASSPORT_ISSUED_ON})
IN_DOCUMENTS = frozenset(
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


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in its one spelling. Never stored, never logged."""

    attribute: Attribute
    value: str

    @classmethod
    def of(cls, attribute: Attribute, text: str, *, today: date) -> "Said":
        """Return the answer as it is compared; raises InvalidInput when it can be no answer."""
        text = " ".join(text.split())
        if not text:
            raise InvalidInput("Впишите, что ответил человек.", field="said")
        if attribute in DATES:
            return cls(attribute, _date(text, today=today))
        if attribute in LENGTHS:
            return cls(attribute, _digits(attribute, text))
        if attribute == Attribute.PHONE:
            return cls(attribute, parse_phone(text).e164)
        return cls(attribute, folded(text))


def agrees(citizen: Citizen | None, said: Said) -> str:
    """Return match, mismatch or not_on_file. Both sides are folded, the comparison is constant-time."""
    known = on_file(citizen, said.attribute)
    if not known:
        return Outcome.NOT_ON_FILE
    same = constant_time_compare(known, said.value)
    return Outcome.MATCH if same else Outcome.MISMATCH


def on_file(citizen: Citizen | None, attribute: str) -> str:
    """Return what the profile holds, in the spelling answers are compared in; "" for nothing."""
    if citizen is None:
        return ""
    if attribute in IN_DOCUMENTS:
        data = PersonalData.objects.filter(pk=citizen.pk).first()
        value = str(getattr(data, attribute)) if data else ""
    else:
        value = str(getattr(citizen, attribute))
    exact = attribute in DATES or attribute in LENGTHS or attribute == Attribute.PHONE
    return value if exact else folded(value)


def known_attributes(citizen: Citizen | None) -> frozenset[Attribute]:
    """Return what can be compared at all: the attributes the profile holds, in one query."""
    if citizen is None:
        return frozenset()
    data = PersonalData.objects.filter(pk=citizen.pk).first()
    return frozenset(
        attribute
        for attribute in Attribute
        if getattr(data if attribute in IN_DOCUMENTS else citizen, attribute, "")
    )


def folded(text: str) -> str:
    """Return a text as people mean it: no case, no ё, no punctuation, single spaces."""
    plain = text.casefold().replace("ё", "е")
    return " ".join("".join(c if c.isalnum() or c in "-@._" else " " for c in plain).split())


def _digits(attribute: Attribute, text: str) -> str:
    digits = "".join(character for character in text if character in "0123456789")
    if len(digits) not in LENGTHS[attribute]:
        wanted = " или ".join(str(length) for length in LENGTHS[attribute])
        raise InvalidInput(f"Здесь {wanted} цифр, вписано {len(digits)}.", field="said")
    return digits


def _date(text: str, *, today: date) -> str:
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d%m%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  a day of the calendar
        except ValueError:
            continue
        if date(1900, 1, 1) <= found <= today:
            return found.isoformat()
    raise InvalidInput("Впишите дату так: 31.12.1985.", field="said")
