"""Figures in words: spans, percents. Pure."""

from datetime import timedelta

NO_DATA = "нет данных"


def span(seconds: float | None) -> str:
    """Return «42 с», «3 мин 20 с», «2 ч 5 мин», «3 д 4 ч»; a dash for None."""
    if seconds is None:
        return "—"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} с"
    if whole < 3600:
        return _two(whole // 60, "мин", whole % 60, "с")
    if whole < 86400:
        return _two(whole // 3600, "ч", whole % 3600 // 60, "мин")
    return _two(whole // 86400, "д", whole % 86400 // 3600, "ч")


def short_span(seconds: float) -> str:
    """Return a long wait in one unit, for a tile: «33 ч», «3 д»."""
    hours = int(seconds // 3600)
    return f"{hours} ч" if hours < 72 else f"{hours // 24} д"


def percent(value: float | None) -> str:
    """Return «82» of 0.82: whole, rounded down so that 79.9 is never shown as the target met."""
    return "—" if value is None else str(int(value * 100 + 1e-9))


def percents(value: float | None) -> str:
    """Return «82 %», or that there is no data."""
    return NO_DATA if value is None else f"{percent(value)} %"


def decimal(value: float | None) -> str:
    """Return «6,2», «14»; a dash for None."""
    return "—" if value is None else f"{value:.1f}".replace(".", ",").removesuffix(",0")


def of_delta(delta: timedelta) -> str:
    return span(delta.total_seconds())


def _two(big: int, big_unit: str, small: int, small_unit: str) -> str:
    return f"{big} {big_unit} {small} {small_unit}" if small else f"{big} {big_unit}"
