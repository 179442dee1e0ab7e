"""Invented figures of a board for `/styleguide/?part=board`."""

from typing import Any

TILES: list[dict[str, Any]] = [
    {
        "label": "В очереди",
        "figure": 48,
        "icon_name": "hourglass",
        "trend": "на 6 меньше, чем час назад",
        "url": "#",
    },
    {
        "label": "В работе",
        "figure": 132,
        "icon_name": "headset",
        "target": "27 операторов",
    },
    {
        "label": "Скоро срок",
        "figure": 9,
        "icon_name": "clock",
        "tone": "warning",
        "target": "нужно ответить за час",
        "url": "#",
    },
    {
        "label": "Просрочено",
        "figure": 3,
        "icon_name": "alert-triangle",
        "tone": "danger",
        "target": "цель — 0",
        "url": "#",
    },
    {
        "label": "Первый ответ",
        "figure": "14",
        "unit": "мин",
        "icon_name": "message",
        "target": "медиана; 90 % — за 52 мин",
    },
    {
        "label": "Решение",
        "figure": "6,2",
        "unit": "ч",
        "icon_name": "circle-check",
        "trend": "на 0,4 ч дольше",
        "trend_up": True,
    },
]

HOURS = [3, 2, 1, 1, 2, 4, 9, 21, 38, 52, 61, 58, 44, 49, 55, 51, 47, 40, 33, 28, 22, 15, 9, 5]

BY_TEAM: dict[str, Any] = {
    "series": [
        {"name": "В срок", "tone": "green"},
        {"name": "Скоро срок", "tone": "warning"},
        {"name": "Просрочено", "tone": "danger"},
    ],
    "rows": [
        {"label": "Общие", "values": [61, 4, 1]},
        {"label": "Платежи", "values": [38, 3, 2]},
        {"label": "Запись к врачу", "values": [22, 2, 0]},
    ],
}


def board() -> dict[str, Any]:
    """Return what the page of the board shows."""
    by_hour = {
        "series": [{"name": "Поступило"}, {"name": "Решено", "tone": "green"}],
        "rows": [
            {"label": f"{hour}:00", "values": [count, max(0, count - 4)]}
            for hour, count in enumerate(HOURS)
        ],
    }
    return {"tiles": TILES, "by_hour": by_hour, "by_team": BY_TEAM}
