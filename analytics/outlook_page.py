"""The forecast in words: hours, people needed, how wrong it was. Pure."""

from typing import Any

from django.utils import timezone

from analytics.selectors.forecast import Hour, Outlook
from analytics.words import NO_DATA, decimal, percents, span
from common.plural import plural
from routing.selectors.promises import ForecastError


def context(outlook: Outlook, waits: ForecastError, *, here: int) -> dict[str, Any]:
    """Return what the forecast's panel and page draw; `here` are on the line now."""
    known = any(hour.expected is not None for hour in outlook.hours)
    return {
        "outlook": outlook,
        "is_known": known,
        "here": here,
        "next": [_row(hour) for hour in outlook.next],
        "chart": _chart(outlook),
        "error": percents(outlook.error),
        "ground": _ground(outlook),
        "waits": _waits(waits),
    }


def _row(hour: Hour) -> dict[str, Any]:
    local = timezone.localtime(hour.begins)
    return {
        "label": f"{local:%H}:00–{(local.hour + 1) % 24:02}:00",
        "expected": decimal(hour.expected),
        "needed": "—" if hour.needed is None else str(hour.needed),
        "usual": decimal(hour.usual_people),
        "lacking": hour.lacking or 0,
    }


def _chart(outlook: Outlook) -> dict[str, Any]:
    series = [
        {"name": "Прогноз", "tone": "slate"},
        {"name": "Факт", "tone": "brand"},
        {"name": "Нужно", "tone": "green"},
        {"name": "Обычно", "tone": "amber"},
    ]
    rows = []
    for hour in outlook.hours:
        figures = [hour.expected, hour.arrived, hour.needed, hour.usual_people]
        values = [None if one is None else decimal(one) for one in figures]
        rows.append({"label": f"{timezone.localtime(hour.begins):%H:%M}", "values": values})
    return {"series": series, "rows": rows}


def _waits(error: ForecastError) -> str:
    """Return how right the waits told to people were today."""
    if error.kept_share is None or error.mean_error_s is None:
        return NO_DATA
    return f"сбылись {percents(error.kept_share)}, промах в среднем {span(error.mean_error_s)}"


def _ground(outlook: Outlook) -> str:
    if not outlook.days:
        return NO_DATA
    days = f"{outlook.days} {plural(outlook.days, 'день', 'дня', 'дней')}"
    same = "того же дня недели" if outlook.is_same_weekday else "прошлой недели"
    return f"по истории: {days} {same}"
