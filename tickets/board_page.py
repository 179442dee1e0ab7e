"""The board in words: tiles, the table with its links, charts. Pure but for `figures`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Team
from tickets.selectors.board import HOURS, PERIODS, Figures, Speed, TeamRow, figures
from tickets.states import LABELS, OPEN, Status

PERIOD_LABELS = {"today": "Сегодня", "7d": "7 дней", "30d": "30 дней"}
CAME = {"today": "сегодня", "7d": "за 7 дней", "30d": "за 30 дней"}
STATES = [status for status in Status if status in OPEN]
NO_DATA = "нет данных"
# Figures that took long are kept five times as long: a busy desk pokes the board every second.
SLOW_S = 0.2
KEEP_FACTOR = 5
_kept: dict[Any, tuple[float, Figures]] = {}


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """What the address of the board says: a period and one team, "" for all of them."""

    teams: tuple[Team, ...]
    period: str = "today"
    team: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], teams: Sequence[Team]) -> "BoardChoice | None":
        """Return the choice; None for a team that is not this supervisor's."""
        period = query.get("period", "today")
        code = query.get("team", "")
        if code and code not in {team.code for team in teams}:
            return None
        return cls(tuple(teams), period if period in PERIODS else "today", code)

    @property
    def shown(self) -> tuple[Team, ...]:
        return tuple(team for team in self.teams if self.team in {"", team.code})

    def url(self, **changes: str) -> str:
        values = {"period": self.period, "team": self.team} | changes
        chosen = {name: value for name, value in values.items() if value and value != "today"}
        return "?" + urlencode(chosen)


def context(choice: BoardChoice, *, now: datetime) -> dict[str, Any]:
    """Return everything the template draws."""
    frame = {
        "choice": choice,
        "now": now,
        "periods": [
            (code, label, choice.url(period=code)) for code, label in PERIOD_LABELS.items()
        ],
        "clear_url": choice.url(team=""),
        "exports": _exports(choice),
    }
    return frame | _drawn(choice, now) if choice.shown else frame


def _drawn(choice: BoardChoice, now: datetime) -> dict[str, Any]:
    counted = _figures(choice, now)
    return {
        "tiles": _tiles(counted, choice),
        "states": [(state, LABELS[state]) for state in STATES],
        "rows": [_table_row(row) for row in counted.rows],
        "by_hour": _by_hour(counted),
        "by_team": _by_team(counted.rows),
    }


def duration(span: timedelta | None) -> tuple[str, str]:
    """Return a figure and its unit: («14», «мин»), («6,2», «ч»), («3,5», «дн.»); a dash for None."""
    if span is None:
        return "—", ""
    minutes = span.total_seconds() / 60
    if minutes < 90:
        return str(round(minutes)), "мин"
    if minutes < 48 * 60:
        return _decimal(minutes / 60), "ч"
    return _decimal(minutes / 60 / 24), "дн."


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")


def _figures(choice: BoardChoice, now: datetime) -> Figures:
    key = (choice.period, tuple(team.pk for team in choice.shown))
    kept = _kept.get(key)
    if kept is not None and perf_counter() < kept[0]:
        return kept[1]
    started = perf_counter()
    counted = figures(choice.shown, period=choice.period, now=now)
    took = perf_counter() - started
    _kept.pop(key, None)
    if took > SLOW_S:
        _kept[key] = (perf_counter() + took * KEEP_FACTOR, counted)
    return counted


# --- tiles
def _tiles(counted: Figures, choice: BoardChoice) -> list[dict[str, Any]]:
    at_risk, breached = counted.sum_of("at_risk"), counted.sum_of("breached")
    team = next((team for team in choice.shown), None) if choice.team else None
    return [
        {
            "label": "Открыто",
            "figure": counted.sum_of("total"),
            "icon_name": "inbox",
            "url": desk_url(team=team),
            "target": f"{CAME[choice.period]} поступило {counted.registered}",
        },
        {
            "label": "Без исполнителя",
            "figure": counted.sum_of("unassigned"),
            "icon_name": "user-question",
            "url": desk_url("free", team=team),
        },
        {
            "label": "Скоро срок",
            "figure": at_risk,
            "icon_name": "clock",
            "tone": "warning" if at_risk else "",
            "target": "прошло три четверти срока",
            "url": desk_url("soon", team=team),
        },
        {
            "label": "Просрочено",
            "figure": breached,
            "icon_name": "alert-triangle",
            "tone": "danger" if breached else "",
            "target": "цель — 0",
            "url": desk_url("overdue", team=team),
        },
        _speed_tile("Первый ответ", "message", counted.first_response),
        _speed_tile("Решение", "circle-check", counted.resolution),
    ]


def _speed_tile(label: str, icon_name: str, speed: Speed) -> dict[str, Any]:
    figure, unit = duration(speed.median)
    target = NO_DATA
    if speed.count:
        target = f"медиана; 90 % — за {' '.join(duration(speed.p90))}"
    return {
        "label": label,
        "figure": figure,
        "unit": unit,
        "icon_name": icon_name,
        "target": target,
    }


# --- the table and the charts
def _table_row(row: TeamRow) -> dict[str, Any]:
    followed = row.team.kind == Team.LINE and row.by_status.get(Status.AT_DEPARTMENT, 0)
    return {
        "team": row.team,
        "cells": [
            (state, LABELS[state], row.by_status.get(state, 0), _cell_url(row.team, state))
            for state in STATES
        ],
        "row": row,
        # What departments work on is in another list, so no one list holds the whole row.
        "url": "" if followed else desk_url(team=row.team),
        "free_url": desk_url("free", team=row.team),
        "soon_url": desk_url("soon", team=row.team),
        "overdue_url": desk_url("overdue", team=row.team),
    }


def _cell_url(team: Team, state: Status) -> str:
    if state == Status.AT_DEPARTMENT and team.kind == Team.LINE:
        return desk_url("departments")
    return desk_url(team=team, status=state)


def _by_hour(counted: Figures) -> dict[str, Any]:
    rows = [
        {"label": f"{hour:02}:00", "values": [counted.today[hour], _rounded(counted.usual[hour])]}
        for hour in HOURS
    ]
    series = [{"name": "Сегодня", "tone": "brand"}, {"name": "Обычно", "tone": "slate"}]
    return {"series": series, "rows": rows, "is_known": counted.usual[0] is not None}


def _by_team(rows: Sequence[TeamRow]) -> dict[str, Any]:
    series = [
        {"name": "В срок", "tone": "brand"},
        {"name": "Скоро срок", "tone": "warning"},
        {"name": "Просрочено", "tone": "danger"},
    ]
    return {
        "series": series,
        "rows": [
            {
                "label": row.team.title,
                "values": [row.total - row.at_risk - row.breached, row.at_risk, row.breached],
            }
            for row in rows
        ],
    }


def _rounded(value: float | None) -> str | None:
    return None if value is None else _decimal(value)


def desk_url(view: str = "team", *, team: Team | None = None, **filters: str) -> str:
    """Return the operator's list behind a figure."""
    values = {"view": view, "team": str(team.pk) if team else ""} | filters
    chosen = {name: value for name, value in values.items() if value}
    return f"{reverse('desk:tickets')}?{urlencode(chosen)}"


def _exports(choice: BoardChoice) -> dict[str, Any]:
    """Return what the form of a download sends, and where each kind of it goes."""
    team = str(choice.shown[0].pk) if choice.team else ""
    values = {"view": "all", "period": choice.period, "team": team}
    ways = [(kind.upper(), reverse("board:export", args=[kind])) for kind in ("csv", "xlsx")]
    return {"fields": [(name, value) for name, value in values.items() if value], "ways": ways}
