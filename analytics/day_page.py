"""A day of the queue in words: its chart, its slider, the minute chosen. Pure but for the selectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from analytics import targets
from analytics.choice import WallChoice
from analytics.indicators import Tally
from analytics.selectors.day import Moment, Quarter, bounds, first_day, moment_of, quarters
from analytics.wall_page import LABELS, goal, level_tile, tile_of, tone_of
from analytics.words import percent, percents, span

LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day and a minute of it; what is not a day or a minute is today, now."""

    day: date
    minute: int
    now: datetime

    @classmethod
    def of(cls, query: Mapping[str, str], now: datetime) -> "DayChoice":
        local = timezone.localtime(now)
        day = _parsed(date.fromisoformat, query.get("date", "")) or local.date()
        at = _parsed(time.fromisoformat, query.get("at", ""))
        day = min(day, local.date())
        if at is None:
            at = local.time() if day == local.date() else time(12, 0)
        return cls(day, at.hour * 60 + at.minute, now)

    @property
    def at(self) -> datetime:
        return bounds(self.day)[0] + timedelta(minutes=self.minute)

    @property
    def clock(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate(self.now)

    @property
    def earlier(self) -> str:
        return self._moved(-15)

    @property
    def minute_before(self) -> str:
        return self._moved(-1)

    @property
    def minute_after(self) -> str:
        return self._moved(1)

    @property
    def later(self) -> str:
        return self._moved(15)

    def _moved(self, minutes: int) -> str:
        """Return the clock so many minutes on, within the day."""
        minute = min(LAST_MINUTE, max(0, self.minute + minutes))
        return f"{minute // 60:02}:{minute % 60:02}"


def frame(choice: WallChoice, when: DayChoice, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole page: chart, slider, the minute."""
    keys = [team.pk for team in choice.shown]
    rows = quarters(keys, when.day)
    return {
        "charts": _charts(rows),
        "is_empty": not rows,
        "total": _total(rows),
        "first_day": first_day(keys),
    } | minute(choice, when, titles)


def minute(choice: WallChoice, when: DayChoice, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return the chosen minute alone."""
    moment = moment_of([team.pk for team in choice.shown], when.at)
    context = {"choice": choice, "when": when, "moment": moment}
    return context if moment is None else context | _board(choice, moment, titles)


def _board(choice: WallChoice, moment: Moment, titles: Mapping[str, str]) -> dict[str, Any]:
    late = Tally(late=moment.sum_of("late"))
    looks = [person.look for person in moment.people]
    return {
        "tiles": _tiles(choice, moment, late),
        "people": [tile_of(person, choice, moment.at) for person in moment.people],
        "looks": [(look, LABELS[look], looks.count(look)) for look in LABELS if look in looks],
        "lines": [
            (row.team.title, row.waiting, span(row.longest_s), row.arrived, row.missed)
            for row in moment.rows
        ],
        "skills": [
            (titles.get(code, code) or "без навыка", number, span(longest))
            for code, (number, longest) in sorted(moment.skills.items())
        ],
    }


def _tiles(choice: WallChoice, moment: Moment, late: Tally) -> list[dict[str, Any]]:
    lately, today = moment.lately + late, moment.today + late
    breached = moment.sum_of("breached")
    free = sum(person.look == "ready" for person in moment.people)
    return [
        {
            "label": "Ждали",
            "figure": moment.sum_of("waiting"),
            "icon_name": "hourglass",
            "target": f"дольше цели — {late.late}",
        },
        {
            "label": "Ждал дольше всех",
            "figure": span(moment.longest_s) if moment.longest_s else "—",
            "icon_name": "clock",
            "tone": "danger" if late.late else "",
            "target": goal(),
        },
        {
            "label": "Вовремя за 30 минут",
            "icon_name": "circle-check",
            "tone": tone_of(lately),
            **level_tile(lately),
        },
        {"label": "Вовремя с начала дня", "icon_name": "calendar", **level_tile(today)},
        {
            "label": "Свободны",
            "figure": free,
            "icon_name": "headset",
            "target": f"на линии {len(moment.people)}",
        },
        {
            "label": "Просрочено",
            "figure": breached,
            "icon_name": "alert-triangle",
            "tone": "danger" if breached else "",
            "target": f"скоро срок — {moment.sum_of('at_risk')}",
        },
    ]


def _charts(rows: list[Quarter]) -> list[dict[str, Any]]:
    """Return counts and shares apart: they have no scale in common."""
    flow = [{"name": "Ждали", "tone": "brand"}, {"name": "Поступило", "tone": "slate"}]
    level = [{"name": "Вовремя, %", "tone": "green"}, {"name": "Цель, %", "tone": "slate"}]
    aim = int(targets.level() * 100)
    return [
        {
            "title": "Очередь по четверти часа",
            "series": flow,
            "rows": [_chart_row(row, [row.waiting, row.arrived]) for row in rows],
        },
        {
            "title": "Вовремя по четверти часа",
            "series": level,
            "rows": [
                _chart_row(row, [None if row.level is None else percent(row.level), aim])
                for row in rows
            ],
        },
    ]


def _chart_row(row: Quarter, values: list[Any]) -> dict[str, Any]:
    return {"label": f"{row.begins:%H:%M}", "values": values}


def _total(rows: list[Quarter]) -> list[tuple[str, str]]:
    tally = sum((row.tally for row in rows), Tally())
    most = max(rows, key=lambda row: row.waiting, default=None)
    found = [
        ("Поступило", str(sum(row.arrived for row in rows))),
        ("Принято", str(tally.answered)),
        ("Вовремя", percents(tally.service_level)),
        ("Среднее ожидание", span(tally.asa_s)),
    ]
    if most is not None and most.waiting:
        found.append(("Больше всего ждали", f"{most.waiting} в {most.begins:%H:%M}"))
    return found


def _parsed(read: Any, text: str) -> Any:
    try:
        return read(text)
    except ValueError:
        return None
