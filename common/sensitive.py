"""What must not lie open in a text people typed: codes, card numbers, СНИЛС, passports.

Each kind is believed only with a proof: a check sum, a spelling nothing else has, or a word beside
it. So numbers of appeals, phones, sums, dates and organisations' ИНН survive. The set of phrases
and what is found in it: `tests/common/sensitive_phrases.py`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from common.checks.departments import SERIES_OF_REGION
from common.checks.snils import LAST_UNCHECKED, check_snils


class Secret(StrEnum):
    """What was found."""

    CODE = "code"
    CARD = "card"
    SNILS = "snils"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Span:
    """Where it stands: `text[start:end]`; `digits` of it without separators."""

    kind: Secret
    start: int
    end: int
    digits: str


def find_sensitive(text: str) -> list[Span]:
    """Return what is to be hidden, in order, without overlaps; the surer kind wins."""
    if not _HAS_DIGITS.search(text):
        return []
    found: list[Span] = []
    for finder in (_cards, _snils, _passports, _codes):
        for span in finder(text):
            if all(span.end <= other.start or span.start >= other.end for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


_HAS_DIGITS = re.compile(r"[0-9]{3}|[0-9] [0-9]")
_GAP = r"[ \u00a0\u2009\-\u2010-\u2014]"


def _span(kind: Secret, text: str, start: int, end: int) -> Span:
    return Span(kind, start, end, re.sub(r"[^0-9]", "", text[start:end]))


# --- cards: the spelling, the issuer's first digits, the check digit
_CARD = re.compile(
    rf"(?<![0-9])(?:[0-9]{{13,19}}|[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}(?:{_GAP}[0-9]{{2,3}})?"
    rf"|3[47][0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{5}})(?![0-9])"
)
_FOUR_FOURS = re.compile(rf"[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}")
# Мир, Visa, Mastercard, Maestro, American Express, JCB, UnionPay, Белкарт, Humo, Uzcard.
_ISSUERS = re.compile(
    r"(?:220[0-4][0-9]{12,15}|4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[1-5][0-9]{14}|2(?:2[2-9]|[3-6][0-9]|7[01])"
    r"[0-9]{13}|2720[0-9]{12}|(?:50|5[6-8]|6[0-9])[0-9]{14,17}|3[47][0-9]{13}|35[0-9]{14}"
    r"|9112[0-9]{12}|9860[0-9]{12}|8600[0-9]{12})"
)


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        span = _span(Secret.CARD, text, match.start(), match.end())
        if _is_card(span.digits):
            yield span
            continue
        # Four fours and the term or the code of the card after them.
        shorter = _FOUR_FOURS.match(text, match.start())
        if shorter is not None and shorter.end() < match.end():
            span = _span(Secret.CARD, text, shorter.start(), shorter.end())
            if _is_card(span.digits):
                yield span


def _is_card(digits: str) -> bool:
    return _ISSUERS.fullmatch(digits) is not None and luhn(digits)


def luhn(digits: str) -> bool:
    """Say whether the last digit of a card's number agrees with the others."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


# --- СНИЛС: the control number; the word beside it is enough when a digit is mistyped
_SNILS = re.compile(
    rf"(?<![0-9])(?:[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}?[0-9]{{2}}|[0-9]{{11}})(?![0-9])"
)
_SNILS_WORD = re.compile(
    r"снилс[^0-9\n]{0,25}$|страхов\w+ (?:номер|свидетельств)[^0-9\n]{0,25}$", re.IGNORECASE
)
_PHONE_LIKE = re.compile(r"[78][34589]")


def _snils(text: str) -> Iterator[Span]:
    for match in _SNILS.finditer(text):
        span = _span(Secret.SNILS, text, match.start(), match.end())
        named = _SNILS_WORD.search(text, 0, match.start()) is not None
        right = check_snils(span.digits).ok and int(span.digits[:9]) > LAST_UNCHECKED
        phone = match.group().isdigit() and _PHONE_LIKE.match(span.digits)
        if named or (right and not phone):
            yield span


# --- passports: «45 10 123456», or series and number after the word
_PASSPORT = re.compile(r"(?<![0-9+])([0-9]{2}) ([0-9]{2})(?: | ?№ ?)([0-9]{6})(?![0-9])")
_PASSPORT_NAMED = re.compile(
    r"(?:паспорт\w*|сери[яию]\w*)[^0-9\n]{0,40}?(?P<number>[0-9]{2} ?[0-9]{2}"
    r"[ ,;:.\-]*(?:№|N|и номер|номер|ном\.?|н\.)?[ :№]*[0-9]{6})(?![0-9])",
    re.IGNORECASE,
)
_FOREIGN_NAMED = re.compile(
    r"загран\w*[^0-9\n]{0,40}?(?P<number>[0-9]{2}[ №N]{0,3}[0-9]{7})(?![0-9])", re.IGNORECASE
)
_OTHER_PAPER = re.compile(
    r"(?:стс|птс|свидетельств\w*|водительск\w+|удостоверени\w*|в/у|ву)[^0-9\n]{0,20}$",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"заявлени|обращени|заявк|талон|запис|тел|звон|инн|снилс|услуг|пошлин|квитанц|счёт|счет",
    re.IGNORECASE,
)
_REGIONS = frozenset().union(*SERIES_OF_REGION.values())


def _passports(text: str) -> Iterator[Span]:
    for match in _PASSPORT.finditer(text):
        other = _OTHER_PAPER.search(text, max(0, match.start() - 40), match.start())
        if match[1] in _REGIONS and _may_be_year(match[2]) and not other:
            yield _span(Secret.PASSPORT, text, match.start(), match.end())
    for match in (*_PASSPORT_NAMED.finditer(text), *_FOREIGN_NAMED.finditer(text)):
        start, end = match.span("number")
        bare = match["number"].isdigit()
        before = text[max(0, match.start() - 40) : start]
        if bare and _OTHER_NUMBER.search(before):
            continue
        if match.re is _PASSPORT_NAMED and not _may_be_year(_digits(match["number"])[2:4]):
            continue
        yield _span(Secret.PASSPORT, text, start, end)


def _may_be_year(two: str) -> bool:
    return two >= "97" or two <= "35"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


# --- one-time codes, PINs, card codes: by the words around
_CODE_WORD = (
    r"(?<![\w-])(?:(?:смс|sms|пин|pin)-?код\w*|код(?:а|у|ом|е|ы|ов)?|парол[ьяюе]\w*|пин|pin|"
    r"cvv2?|cvc2?|смс(?:ка|ку|ки|очка|очку)?|sms)(?!\w)"
)
_NUMBER = r"[0-9]{4,8}|[0-9]{2,3}[ \-][0-9]{2,3}(?:[ \-][0-9]{2})?"
_CODE_AFTER = re.compile(
    rf"(?P<word>{_CODE_WORD})(?P<gap>[^0-9\n]{{0,45}}?)(?P<number>(?<![0-9])(?:{_NUMBER}))(?![0-9])",
    re.IGNORECASE,
)
_CARD_CODE = re.compile(
    r"(?:cvv2?|cvc2?|код (?:с |на )?обороте?)[^0-9\n]{0,20}(?P<number>[0-9]{3,4})(?![0-9])",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    r"(?<![0-9.,:/№-])(?P<number>[0-9]{4,8}) ?(?:[-\u2013\u2014:(] ?(?:это )?|это )(?:мой |ваш |наш |твой )?"
    r"(?:код|пароль|пин)(?!\w)",
    re.IGNORECASE,
)
# «код подразделения 770-001», «ошибка с кодом 500123», «код услуги», «почтовый код», «КБК».
_OTHER_CODE = re.compile(
    r"^\W*(?:подразделени|регион|город|стран|ошибк|услуг|окат|октмо|окв|кбк|бик|вид|товар|домофон|"
    r"организац|налог|инспекц|органа|документ|строк|форм|причин|оператор|мфц|отдел|сборк|верси)",
    re.IGNORECASE,
)
_BEFORE_OTHER_CODE = re.compile(
    r"(?:почтов\w+|ошибк\w+[^.\n]{0,15}|телефонн\w+|междугородн\w+|qr[- ]?)\s*$", re.IGNORECASE
)
_OTHER_SUBJECT = re.compile(
    r"оплат|заплат|плат[иёе]ж|сумм|штраф|руб|стоим|пошлин|списа|индекс|номер|обращени|заявлени|заявк|инн|"
    r"снилс|огрн|кпп|тел\.|телефон|паспорт|ошибк|верси|кабинет|очеред|окн|счёт|счет|дом |кв\.|"
    r"ул\.|регион|подразделени|№|\+\s*$|от\s*$|в размере",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s*(?:руб|₽|р\.|коп|мин|час|ч\b|сек|с\b|дн|дней|день|недел|мес|год|г\.|лет|раз\b|раза|шт|"
    r"%|человек|знак|цифр|символ|мск|тыс)|[.,:/][0-9]|-[0-9]{2,}|-(?:й|го|м|е|х|ти)\b",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(r"(?:^|\s)(?:в|с|до|от|к|за|на|по|около|после)\s*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _codes(text: str) -> Iterator[Span]:
    finders: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], bool]], ...] = (
        (_CARD_CODE, lambda _text, _match: True),
        (_CODE_AFTER, _is_code),
        (_CODE_BEFORE, lambda _text, _match: True),
    )
    for pattern, believed in finders:
        at = 0
        while match := pattern.search(text, at):
            at = match.end() if (ok := believed(text, match)) else match.start() + 1
            if ok:
                yield _span(Secret.CODE, text, *match.span("number"))


def _is_code(text: str, match: re.Match[str]) -> bool:
    gap, number = match["gap"], match["number"]
    if _OTHER_CODE.match(gap) or _OTHER_SUBJECT.search(gap) or gap.count(".") > 1:
        return False
    if _BEFORE_OTHER_CODE.search(text, max(0, match.start() - 30), match.start()):
        return False
    if _UNIT.match(text, match.end("number")):
        return False
    return not (_YEAR.fullmatch(number) and _DATE_BEFORE.search(gap))
