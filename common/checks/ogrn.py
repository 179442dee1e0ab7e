"""ОГРН of organisations (13 digits) and ОГРНИП of entrepreneurs (15) (requirements 3.3).

python-stdnum serves 13 digits. For 15 it forgets the last step, `mod 10`, and refuses every number
whose remainder is 10, 11 or 12, three of thirteen: the digit of an ОГРНИП is computed here. It also
refuses unusual first digits, which belong to other records of the registers: here a warning.
"""

from stdnum.ru import ogrn as library

from common.checks.result import Check, Numeral, Refused, Remark

OGRN = Numeral("ОГРН", "ОГРН", "1027700132195")
CHECKSUM = "Контрольная цифра не сходится: проверьте последнюю цифру, потом остальные."
NOBODY = "Такого ОГРН не бывает: номер из одних нулей. Спишите его с документа."
FIRST_DIGITS = {13: "15", 15: "34"}
FIRST_DIGIT = {
    13: "ОГРН обычно начинается с 1 или 5. Проверьте первую цифру.",
    15: "ОГРНИП обычно начинается с 3 или 4. Проверьте первую цифру.",
}


def check_ogrn(text: str) -> Check:
    """Check an ОГРН or an ОГРНИП by its length."""
    try:
        digits = OGRN.digits(text, 13, 15)
    except Refused as refused:
        return refused.check()
    if not digits.strip("0"):
        return Refused("zeros", NOBODY).check()
    if control_digit(digits[:-1]) != digits[-1]:
        return Refused("checksum", CHECKSUM).check()
    if digits[0] in FIRST_DIGITS[len(digits)]:
        return Check(digits)
    return Check(digits, warnings=(Remark("first_digit", FIRST_DIGIT[len(digits)]),))


def control_digit(number: str) -> str:
    """Return the last digit for the 12 or 14 first ones."""
    if len(number) == 12:
        return str(library.calc_check_digit(f"{number}0"))
    return str(int(number) % 13 % 10)
