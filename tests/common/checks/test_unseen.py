"""The counts in the docstrings of `common/checks/snils.py` and `inn.py`, counted anew."""

import random
from collections.abc import Iterator

from common.checks import inn, snils
from common.checks.inn import check_inn
from common.checks.snils import LAST_UNCHECKED, check_snils, control_number
from tests.common.checks.unseen import Weights, unseen_at_the_edge, unseen_inside

SNILS: Weights = ((9, 8, 7, 6, 5, 4, 3, 2, 1),)
INN_10: Weights = ((2, 4, 10, 3, 5, 9, 4, 6, 8),)
INN_12: Weights = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6))


def of_snils(rest: tuple[int, ...]) -> str:
    return f"{rest[0] % 100:02}"


def of_inn_10(rest: tuple[int, ...]) -> str:
    return str(rest[0] % 10)


def of_inn_12(rest: tuple[int, ...]) -> str:
    first = rest[0] % 10
    return f"{first}{(rest[1] + 8 * first) % 11 % 10}"


BY_3 = [3 * (n // 100) + 2 * (n // 10 % 10) + n % 10 for n in range(1000)]
BY_1 = [n // 100 + n // 10 % 10 + n % 10 for n in range(1000)]


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def digit_slips(number: int, places: range = range(9)) -> Iterator[tuple[str, int]]:
    """Every slip in one digit of nine: where, and the number it makes."""
    for at in places:
        step = 10 ** (8 - at)
        old = number // step % 10
        for digit in range(10):
            if digit != old:
                yield f"digit {at + 1}", number + (digit - old) * step


def swaps(number: int) -> Iterator[tuple[str, int]]:
    """Every swap of neighbours that differ."""
    for at in range(8):
        step = 10 ** (7 - at)
        left, right = number // step // 10 % 10, number // step % 10
        if left != right:
            yield f"swap {at + 1}", number + (right - left) * 9 * step


def control_sum(number: int) -> int:
    """The sum of nine digits by their weights, from tables of three digits: a million are asked."""
    high, middle, low = number // 1_000_000, number // 1000 % 1000, number % 1000
    return BY_3[high] + BY_3[middle] + BY_3[low] + 6 * BY_1[high] + 3 * BY_1[middle]


def test_snils_above_the_limit() -> None:
    """All numbers by remainders, less the pairs that touch numbers which are not checked."""
    assert control_number("987654321") == of_snils((control_sum(987_654_321) % 101,))
    counts, total = unseen_inside(SNILS, 101, of_snils)
    assert total == 10**9
    for number in range(LAST_UNCHECKED + 1):
        if control_sum(number) % 101 not in {0, 100}:
            continue
        for where, other in [*digit_slips(number, range(8, 9)), *swaps(number)]:
            if control_sum(other) % 101 in {0, 100}:
                counts[where] -= 1 if other <= LAST_UNCHECKED else 2

    # One digit: only the ninth, by one; the remainder goes between 100 and 0, both written 00.
    slipped = {where: many for where, many in counts.items() if "digit" in where and many}
    assert set(slipped) == {"digit 9"}
    swapped = sum(many for where, many in counts.items() if "swap" in where)
    assert unseen_at_the_edge(SNILS, 101, of_snils) == 0
    assert (slipped["digit 9"], swapped) == (17_879_382, 14_185_018)
    for number in (17_879_382, 14_185_018):
        assert spaced(number) in (snils.__doc__ or "")


def test_snils_falling_below_the_limit() -> None:
    """A slip may turn a checked number into one that has no control number: nothing is seen then."""
    one_digit = swapped = 0
    # Below a million the number begins with 000: a slip in the first two places, or to 2..9 in the
    # third, always comes from a checked number; 1 in the third place, when the rest is above 1998.
    one_digit += 999_999 * 26 + len(range(1999, 1_000_000))
    # A swap brings such a number down only from the third place to the fourth.
    swapped += 8 * 100_000 + len(range(1999, 100_000))
    for number in range(1_000_000, LAST_UNCHECKED + 1):
        one_digit += sum(other > LAST_UNCHECKED for _, other in digit_slips(number))
        swapped += sum(other > LAST_UNCHECKED for _, other in swaps(number))

    assert (one_digit, swapped) == (27_101_951, 902_598)
    for number in (one_digit, swapped):
        assert spaced(number) in (snils.__doc__ or "")


def test_snils_is_seen_to_miss_these() -> None:
    number, control = "110725116", "00"
    assert check_snils(number + control).ok
    assert control_number("110725117") == "00", "100 becomes 101, which leaves 0"
    assert check_snils("110725117" + control).ok
    assert check_snils("00100199812").ok
    assert check_snils("10100199800").ok is False
    assert check_snils("00100199800").ok, "a slip into the numbers that are not checked"


def test_inn_of_organisations() -> None:
    counts, _ = unseen_inside(INN_10, 11, of_inn_10)
    zero = "0000000000"  # refused, so nothing turns into it or out of it unseen
    for at in range(9):
        for digit in "123456789":
            text = f"{zero[:at]}{digit}{zero[at + 1 : 9]}"
            if (
                of_inn_10((sum(w * int(d) for w, d in zip(INN_10[0], text, strict=True)) % 11,))
                == "0"
            ):
                counts[f"digit {at + 1}"] -= 2
    slipped = sum(many for where, many in counts.items() if "digit" in where)
    swapped = sum(many for where, many in counts.items() if "swap" in where)
    edge = unseen_at_the_edge(INN_10, 11, of_inn_10)

    assert {where for where, many in counts.items() if many} == {
        *(f"digit {at}" for at in range(1, 10)),
        *(f"swap {at}" for at in range(1, 9)),
    }
    assert (slipped, swapped, edge) == (1_472_727_258, 130_909_090, 18_181_818)
    for number in (slipped, swapped + edge):
        assert spaced(number) in (inn.__doc__ or "")


def test_inn_of_people() -> None:
    counts, _ = unseen_inside(INN_12, 11, of_inn_12)
    edge = unseen_at_the_edge(INN_12, 11, of_inn_12)

    assert +counts == {"swap 9": 14_876_002}, "no slip in one digit passes"
    assert edge == 16_528_928
    for number in (14_876_002, 16_528_928):
        assert spaced(number) in (inn.__doc__ or "")


def test_the_counts_agree_with_trying() -> None:
    """A sample of real numbers, each error tried on the check itself."""
    dice = random.Random(7)
    tried = missed = 0
    for _ in range(4_000):
        body = f"{dice.randrange(10**9):09}"
        rest = sum(w * int(d) for w, d in zip(INN_10[0], body, strict=True)) % 11
        at = dice.randrange(9)
        for digit in "0123456789":
            if digit != body[at]:
                tried += 1
                slip = f"{body[:at]}{digit}{body[at + 1 :]}{of_inn_10((rest,))}"
                missed += check_inn(slip).ok
    expected = 9 * 163_636_364 / (10**9 * 81)
    assert abs(missed / tried - expected) < 0.005
