"""ИНН of organisations (10 digits) and of people (12) (requirements 3.2).

python-stdnum's digits are right; it takes numbers of zeros only, which are refused here.

Remainders 0 and 10 of the sum mod 11 are both written 0: that is all the digits miss.
Of 10 digits (`tests/common/checks/test_unseen.py` counts all 10^9 numbers):
- one wrong digit passes in any of the first nine places, 1 472 727 258 slips, 1.6 % of all;
- a swap of neighbours passes in 149 090 908 cases, 1.8 %.
Of 12 digits no single wrong digit passes: two sums would have to miss it at once. Of swaps only
two pass: of the 9th with the 10th digit, 14 876 002 cases, and of the 10th with the first control
digit, 16 528 928: together 0.03 %.
A right number may still belong to nobody.
"""

from stdnum.ru import inn as library

from common.checks.result import Check, Numeral, Refused

INN = Numeral("ИНН", "ИНН", "7707083893")
OF_ORGANISATION = Numeral("ИНН организации", "ИНН организации", "7707083893")
OF_PERSON = Numeral("ИНН", "ИНН человека", "500100732259")
CHECKSUM = {
    10: "Контрольная цифра не сходится: проверьте последнюю цифру ИНН, потом остальные.",
    12: "Контрольные цифры не сходятся: проверьте последние две цифры ИНН, потом остальные.",
}
NOBODY = "Такого ИНН не бывает: номер из одних нулей. Спишите его с документа."


def check_inn(text: str) -> Check:
    """Check an ИНН of either length: an entrepreneur has a person's."""
    return _checked(INN, text, 10, 12)


def check_organisation_inn(text: str) -> Check:
    return _checked(OF_ORGANISATION, text, 10)


def check_person_inn(text: str) -> Check:
    return _checked(OF_PERSON, text, 12)


def _checked(kind: Numeral, text: str, *lengths: int) -> Check:
    try:
        digits = kind.digits(text, *lengths)
    except Refused as refused:
        return refused.check()
    if not digits.strip("0"):
        return Refused("zeros", NOBODY).check()
    if len(digits) == 10:
        right = library.calc_company_check_digit(digits[:9]) == digits[9:]
    else:
        right = library.calc_personal_check_digits(digits[:10]) == digits[10:]
    return Check(digits) if right else Refused("checksum", CHECKSUM[len(digits)]).check()
