"""Whether an address could be one: what a form of the portal refuses, said before it is sent (R-047). Pure."""

import re

from common.checks.result import Check, Remark

_HOUSE = re.compile(r"\b(д|дом|вл|влад|уч|стр|к|корп)\.?\s*№?\s*\d|,\s*\d+[а-я]?\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b(ул|улица|пр|пр-т|просп|проспект|пер|переулок|пл|площадь|ш|шоссе|наб|набережная|б-р|бул"
    r"|бульвар|проезд|пр-д|тракт|мкр|микрорайон|тупик|аллея|линия|кв-л|снт|тер)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(г|город|с|село|д|дер|деревня|пос|п|пгт|поселок|посёлок|ст|станица|аул|хутор|х|обл|область"
    r"|край|респ|республика|р-н|район)\b\.?|^[А-ЯЁ][а-яё-]{2,},",
)
_INDEX = re.compile(r"(?<!\d)\d{6}(?!\d)")
_FOREIGN = re.compile(r"[A-Za-z]")


def check_address(text: str) -> Check:
    """Return the address in one line with what looks wrong in it; a missing part is an error."""
    value = " ".join(text.split())
    if len(value) < 10:
        return _wrong("short", "Адрес слишком короткий: нужны город, улица и дом.")
    if _FOREIGN.search(value):
        return _wrong(
            "letters", "В адресе латинские буквы: перепишите его русскими, как в паспорте."
        )
    if not _PLACE.search(value):
        return _wrong("place", "В адресе нет города или села, например «г. Казань».")
    if not _STREET.search(value):
        return _wrong("street", "В адресе нет улицы, например «ул. Пушкина».")
    if not _HOUSE.search(value):
        return _wrong("house", "В адресе нет номера дома, например «д. 18».")
    warnings = []
    if not _INDEX.search(value):
        warnings.append(
            Remark("index", "Нет почтового индекса: форма портала его спросит.", "address")
        )
    return Check(value=value, warnings=tuple(warnings))


def _wrong(code: str, text: str) -> Check:
    return Check(errors=(Remark(code, text, "address"),))
