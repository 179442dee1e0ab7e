"""Passport of a citizen of Russia: its parts and whether they can belong together (3.4).

The series begins with the region's ОКАТО and ends with the year the form was printed; the
department code begins with the subject's code. A passport is replaced at 20 and at 45: the old one
serves until the new one is given, 90 days after the birthday at most.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from common.checks.birth import birthday
from common.checks.departments import may_be_of_region
from common.checks.result import Check, Numeral, Refused, Remark

SERIES = Numeral("серию паспорта", "серии паспорта", "4510")
BOTH = Numeral("серию и номер паспорта", "серии и номере паспорта", "45 10 123456")
NUMBER = Numeral("номер паспорта", "номере паспорта", "123456")
FIRST_NUMBER = 101
FIRST_ISSUED = date(1997, 10, 1)
FIRST_AGE = 14
REPLACED_AT = (20, 45)
GRACE = timedelta(days=90)
YEARS_BEFORE, YEARS_AFTER = 1, 3

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
CODE_EMPTY = "Укажите код подразделения, например 770-001."
CODE_FORM = "Код подразделения — три цифры, дефис, три цифры: 770-001."
NOBODY = "Такого номера паспорта не бывает: одни нули. Спишите его с документа."
LOW_NUMBER = "Номера паспортов начинаются с 000101. Проверьте номер."
SERIES_YEAR = "Третья и четвёртая цифры серии — год печати бланка: {year} не подходит."
SERIES_AND_ISSUE = (
    "По серии бланк {printed} года, а паспорт выдан в {issued}. Проверьте серию и дату."
)
REGION = "Серия и код подразделения — разных регионов. Проверьте оба."
FUTURE = "Дата выдачи ещё не наступила. Проверьте её."
TOO_YOUNG = "Паспорт выдают с 14 лет. Проверьте дату рождения."
TOO_EARLY = "Паспорта этого образца выдают с 1 октября 1997 года. Проверьте дату выдачи."
BEFORE_14 = (
    "Паспорт выдают с 14 лет, а тогда их ещё не было. Проверьте дату выдачи и дату рождения."
)
EXPIRED = "Паспорт недействителен: его меняют в {age} лет. Новый оформляет МВД или МФЦ."
IN_GRACE = "Паспорт пора менять: в {age} лет. Он действует до {last:%d.%m.%Y}."


@dataclass(frozen=True, slots=True)
class Passport:
    """What is known of a passport; what is not is left out and not checked."""

    series: str
    number: str
    code: str = ""
    issued: date | None = None
    born: date | None = None


def check_series(text: str, *, today: date) -> Check:
    """Check the four digits of a series: the year in it has come, or is the next one."""
    try:
        digits = SERIES.digits(text, 4)
    except Refused as refused:
        return refused.check("series")
    if not FIRST_ISSUED.year <= _printed(digits) <= today.year + YEARS_BEFORE:
        return Refused("series_year", SERIES_YEAR.format(year=digits[2:])).check("series")
    return Check(digits)


def check_number(text: str) -> Check:
    """Check the six digits of a number."""
    try:
        digits = NUMBER.digits(text, 6)
    except Refused as refused:
        return refused.check("number")
    if int(digits) == 0:
        return Refused("zeros", NOBODY).check("number")
    if int(digits) < FIRST_NUMBER:
        return Check(digits, warnings=(Remark("low_number", LOW_NUMBER, "number"),))
    return Check(digits)


def check_series_and_number(text: str, *, today: date) -> Check:
    """Check the ten digits typed or dictated together."""
    try:
        digits = BOTH.digits(text, 10)
    except Refused as refused:
        return refused.check("series")
    return check_passport(Passport(digits[:4], digits[4:]), today=today)


def check_department_code(text: str) -> Check:
    """Check a code of the form `770-001`; without its hyphen it is refused."""
    written = _DASHES.sub("-", text.strip())
    if not written:
        return Refused("empty", CODE_EMPTY).check("code")
    if not re.fullmatch(r"[0-9]{3}-[0-9]{3}", written):
        return Refused("form", CODE_FORM).check("code")
    return Check(written)


def check_passport(passport: Passport, *, today: date) -> Check:
    """Check the parts, then how they go together; the value is ten digits."""
    series = check_series(passport.series, today=today)
    parts = [series, check_number(passport.number)]
    if passport.code:
        parts.append(check_department_code(passport.code))
    errors = [remark for part in parts for remark in part.errors]
    warnings = [remark for part in parts for remark in part.warnings]
    for check in (_issue(passport, today), _age(passport, today)):
        errors += check.errors
        warnings += check.warnings
    if series:
        warnings += _series_warnings(series.value, passport, today)
    if errors:
        return Check(warnings=tuple(warnings), errors=tuple(errors))
    return Check(f"{parts[0].value}{parts[1].value}", warnings=tuple(warnings))


def display_passport(digits: str) -> str:
    """Write ten digits as on the document: «45 10 123456»."""
    return f"{digits[:2]} {digits[2:4]} {digits[4:]}" if len(digits) == 10 else digits


def _printed(series: str) -> int:
    """Return the year a form was printed, by the last digits of its series."""
    year = int(series[2:])
    return 1900 + year if year >= FIRST_ISSUED.year % 100 else 2000 + year


def _issue(passport: Passport, today: date) -> Check:
    issued = passport.issued
    if issued is not None and issued > today:
        return Refused("future", FUTURE).check("issued")
    if issued is not None and issued < FIRST_ISSUED:
        return Refused("too_early", TOO_EARLY).check("issued")
    return Check()


def _age(passport: Passport, today: date) -> Check:
    """Check the ages of getting and of changing; with impossible dates the second is not asked."""
    issued, born = passport.issued, passport.born
    if born is None:
        return Check()
    if born > today or today < (first := birthday(born, FIRST_AGE)):
        return Refused("too_young", TOO_YOUNG).check("born")
    if issued is None:
        return Check()
    if issued < first:
        return Refused("before_14", BEFORE_14).check("issued")
    for age in reversed(REPLACED_AT):
        day = birthday(born, age)
        if issued < day <= today:
            last = day + GRACE
            if today > last:
                return Refused("expired", EXPIRED.format(age=age)).check("issued")
            words = IN_GRACE.format(age=age, last=last)
            return Check(warnings=(Remark("grace", words, "issued"),))
    return Check()


def _series_warnings(series: str, passport: Passport, today: date) -> list[Remark]:
    found = []
    issued = passport.issued
    if issued is not None and issued <= today:
        late = issued.year - _printed(series)
        if not -YEARS_BEFORE <= late <= YEARS_AFTER:
            words = SERIES_AND_ISSUE.format(printed=_printed(series), issued=issued.year)
            found.append(Remark("series_issue", words, "series"))
    if check_department_code(passport.code) and not may_be_of_region(series, passport.code):
        found.append(Remark("region", REGION, "code"))
    return found
