"""What a person said, brought to one spelling, and whether it agrees with what is on file."""

from dataclasses import dataclass
from datetime import date

from django.utils.crypto import constant_time_compare

from accounts.attributes import DATES, IN_DOCUMENTS, documents_of, own_words, parsed, value_of
from accounts.models import Attribute, Citizen, IdentityAnswer, PersonalData
from common.errors import InvalidInput

Outcome = IdentityAnswer.Outcome
# Compared as they are stored; the rest is compared as words.
EXACT = DATES | {
    Attribute.PHONE,
    Attribute.SNILS,
    Attribute.PASSPORT,
    Attribute.PASSPORT_CODE,
    Attribute.INN,
}


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
        if attribute in EXACT:
            return cls(attribute, parsed(attribute, text, today=today, field="said"))
        return cls(attribute, folded(text))


def agrees(citizen: Citizen | None, said: Said) -> str:
    """Return match, mismatch or not_on_file. Both sides are folded, the comparison is constant-time."""
    known = on_file(citizen, said.attribute)
    if not known:
        return Outcome.NOT_ON_FILE
    same = constant_time_compare(known, said.value)
    return Outcome.MATCH if same else Outcome.MISMATCH


def on_file(citizen: Citizen | None, attribute: str) -> str:
    """Return what the profile holds, in the spelling answers are compared in; "" for nothing.

    What a person wrote down in the cabinet proves nothing of them until a registry has matched it:
    whoever has their password could write it.
    """
    data = documents_of(citizen) if citizen else None
    if citizen is None or attribute in own_words(data):
        return ""
    value = value_of(citizen, attribute, data)
    return value if attribute in EXACT else folded(value)


def known_attributes(citizen: Citizen | None) -> frozenset[Attribute]:
    """Return what can be compared at all: the attributes the profile holds, in one query."""
    if citizen is None:
        return frozenset()
    data = documents_of(citizen)
    unmatched = own_words(data)
    return frozenset(
        attribute
        for attribute in Attribute
        if attribute not in unmatched
        and _holds(data if attribute in IN_DOCUMENTS else citizen, attribute)
    )


def _holds(row: PersonalData | Citizen | None, attribute: str) -> bool:
    return bool(getattr(row, attribute, ""))


def folded(text: str) -> str:
    """Return a text as people mean it: no case, no ё, no punctuation, single spaces."""
    plain = text.casefold().replace("ё", "е")
    return " ".join("".join(c if c.isalnum() or c in "-@._" else " " for c in plain).split())
