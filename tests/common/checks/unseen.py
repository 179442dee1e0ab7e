"""What the control numbers of СНИЛС and ИНН do not see, counted over all numbers there are.

Only the sum's remainder matters of the digits an error leaves alone, so going through every
remainder (weighted with how many digits give it) and every value of the digits an error touches
goes through every number. Pairs are ordered: a number and what it becomes.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

Weights = tuple[tuple[int, ...], ...]
Errors = Iterator[tuple[tuple[int, ...], tuple[int, ...]]]
Control = Callable[[tuple[int, ...]], str]


def remainders(weights: Weights, places: list[int], modulus: int) -> Counter[tuple[int, ...]]:
    """Count the digits in `places` by the remainders they give to each control sum."""
    counts: Counter[tuple[int, ...]] = Counter({(0,) * len(weights): 1})
    for place in places:
        step: Counter[tuple[int, ...]] = Counter()
        for rest, many in counts.items():
            for digit in range(10):
                moved = (
                    (r + row[place] * digit) % modulus for r, row in zip(rest, weights, strict=True)
                )
                step[tuple(moved)] += many
        counts = step
    return counts


def one_digit() -> Errors:
    """Every slip in one digit: before, after."""
    return (((a,), (b,)) for a, b in product(range(10), repeat=2) if a != b)


def swap() -> Errors:
    """Every swap of two neighbours that differ."""
    return (((a, b), (b, a)) for a, b in product(range(10), repeat=2) if a != b)


def unseen_inside(weights: Weights, modulus: int, control: Control) -> tuple[Counter[str], int]:
    """Return unseen errors among the digits that are summed: places of each kind, pairs together."""
    length = len(weights[0])
    found: Counter[str] = Counter()
    for kind, width, errors in (("digit", 1, one_digit), ("swap", 2, swap)):
        for at in range(length - width + 1):
            touched = list(range(at, at + width))
            rest = remainders(weights, [p for p in range(length) if p not in touched], modulus)
            for before, after in errors():
                moves = [(_sum(row, touched, before), _sum(row, touched, after)) for row in weights]
                for start, many in rest.items():
                    old = tuple((s + m[0]) % modulus for s, m in zip(start, moves, strict=True))
                    new = tuple((s + m[1]) % modulus for s, m in zip(start, moves, strict=True))
                    if control(old) == control(new):
                        found[f"{kind} {at + 1}"] += many
    return found, 10**length


def _sum(row: tuple[int, ...], places: list[int], digits: tuple[int, ...]) -> int:
    return sum(row[place] * digit for place, digit in zip(places, digits, strict=True))


def unseen_at_the_edge(weights: Weights, modulus: int, control: Control) -> int:
    """Count unseen swaps of the last summed digit with the first control digit."""
    last = len(weights[0]) - 1
    found = 0
    for start, many in remainders(weights, list(range(last)), modulus).items():
        for digit in range(10):
            written = control(_with(weights, start, digit, modulus))
            other = int(written[0])
            if other != digit:
                swapped = control(_with(weights, start, other, modulus))
                found += many * (swapped == f"{digit}{written[1:]}")
    return found


def _with(weights: Weights, start: tuple[int, ...], digit: int, modulus: int) -> tuple[int, ...]:
    return tuple((s + row[-1] * digit) % modulus for s, row in zip(start, weights, strict=True))
