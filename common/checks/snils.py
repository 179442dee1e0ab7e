"""СНИЛС: nine digits and a control number (requirements 3.1).

control = (sum of digits by weights 9..1 mod 101) mod 100, so remainders 0 and 100 are both written
00. Numbers up to 001-001-998 are older than the rule and have none.

What passes unseen, of all 998 998 001 checked numbers (`tests/common/checks/test_unseen.py`):
- one wrong digit: only the ninth, and only one up or down, when the remainder goes between 100 and
  0: 17 879 382 slips, 0.02 % of all;
- a swap of neighbours: only of digits that differ by one, at the same edge: 14 185 018, 0.2 %;
  a swap with the control number, or inside it, never;
- whatever makes the number fall below 001-001-999, where nothing is checked: 27 101 951 wrong
  digits and 902 598 swaps. Therefore the warning `exempt`.
"""

from common.checks.result import Check, Numeral, Refused, Remark

SNILS = Numeral("СНИЛС", "СНИЛС", "112-233-445 95")
LAST_UNCHECKED = 1_001_998
CHECKSUM = "Контрольное число не сходится: проверьте последние две цифры, потом остальные."
NOBODY = "Такого СНИЛС не бывает: номер из одних нулей. Спишите его с документа."
EXEMPT = "Номер из самых первых: контрольного числа у них нет. Сверьте его с документом."


def check_snils(text: str) -> Check:
    """Return the eleven digits, or what is wrong in words for the person who typed."""
    try:
        digits = SNILS.digits(text, 11)
    except Refused as refused:
        return refused.check()
    number = int(digits[:9])
    if number == 0:
        return Refused("zeros", NOBODY).check()
    if number <= LAST_UNCHECKED:
        return Check(digits, warnings=(Remark("exempt", EXEMPT),))
    if control_number(digits[:9]) != digits[9:]:
        return Refused("checksum", CHECKSUM).check()
    return Check(digits)


def control_number(number: str) -> str:
    """Return the two last digits for the nine first ones: 100 and 101 both become 00."""
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02}"


def display_snils(digits: str) -> str:
    """Write eleven digits as on the document: «112-233-445 95»."""
    if len(digits) != 11:
        return digits
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
