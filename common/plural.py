"""The one rule of Russian plurals: 1 день, 2 дня, 5 дней."""


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return the noun's form for a number: plural(4, "цифра", "цифры", "цифр")."""
    tail = abs(number) % 100
    if 11 <= tail <= 14:
        return many
    return one if tail % 10 == 1 else few if 2 <= tail % 10 <= 4 else many
