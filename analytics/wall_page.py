"""The wallboard in words: tiles with target and trend, lines, skills, people. Pure but for `wall_of`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import Team
from analytics import targets
from analytics.choice import WallChoice
from analytics.indicators import Tally
from analytics.selectors.people import BUSY, LOOKS, OFFERED, OFFLINE, PAUSED, READY, WRAP_UP, Person
from analytics.selectors.queue_now import Waits
from analytics.selectors.wall import NOW, TODAY, Wall, wall_of
from analytics.words import NO_DATA, percent, percents, short_span, span

LABELS = {
    READY: "Готов",
    OFFERED: "Предложено",
    BUSY: "В работе",
    WRAP_UP: "Постобработка",
    PAUSED: "Пауза",
    OFFLINE: "Не на линии",
}
# A level so far below its target is a person's business now, when enough was offered to judge.
FAR_BELOW, ENOUGH = 0.2, 5
# A longer wait is said in words: seconds would be noise, and would not fit.
LONGEST_TIMER_S = 10 * 3600


def context(choice: WallChoice, *, skills: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return everything the template draws; `skills` are their titles by code."""
    wall = wall_of(choice.shown, now=now)
    return {
        "wall": wall,
        "tiles": [
            *_queue_tiles(wall, choice),
            *_people_tiles(wall, choice),
            *_level_tiles(wall, choice),
            *_late_tiles(wall, choice),
        ],
        "lines": [_line(wall, team, choice) for team in wall.teams],
        "skills": _skills(wall, choice, skills),
        "looks": [(look, LABELS[look], wall.looks[look]) for look in LOOKS if wall.looks[look]],
        "people": [tile_of(person, choice, now) for person in wall.here],
        "away": [tile_of(person, choice, now) for person in wall.people if not person.is_here],
        "day": _day(wall),
    }


# --- tiles
def _queue_tiles(wall: Wall, choice: WallChoice) -> list[dict[str, Any]]:
    waits = wall.queue.all
    nobody = bool(waits.number and not wall.here)
    return [
        {
            "id": "waiting",
            "label": "Ждут",
            "figure": waits.number,
            "icon_name": "hourglass",
            "tone": "danger" if nobody else "",
            "target": _waiting_words(waits, nobody=nobody),
            "url": choice.url("waiting"),
            **_trend(wall, 0, waits.number),
        },
        {
            "id": "longest",
            "label": "Ждёт дольше всех",
            **timer(waits.oldest_at, wall.at),
            "icon_name": "clock",
            "tone": "danger" if waits.late else "",
            "target": goal(),
            "url": choice.url("waiting"),
        },
    ]


def _people_tiles(wall: Wall, choice: WallChoice) -> list[dict[str, Any]]:
    free = wall.looks[READY]
    return [
        {
            "id": "ready",
            "label": "Свободны",
            "figure": free,
            "icon_name": "headset",
            "tone": "warning" if wall.queue.all.number and not free else "",
            "target": f"на линии {len(wall.here)}",
            "url": "#wall-people",
        },
        {
            "id": "missed",
            "label": "Пропущено предложений",
            "figure": wall.missed_lately,
            "icon_name": "user-question",
            "tone": "warning" if wall.missed_lately else "",
            "target": f"за 30 минут; сегодня {wall.missed_today}",
            "url": choice.url("missed"),
        },
    ]


def _level_tiles(wall: Wall, choice: WallChoice) -> list[dict[str, Any]]:
    now, today = wall.tally(NOW), wall.tally(TODAY)
    return [
        {
            "id": "level-now",
            "label": "Вовремя за 30 минут",
            **level_tile(now),
            "tone": tone_of(now),
            "icon_name": "circle-check",
            "url": choice.url("answered", period=NOW),
        },
        {
            "id": "level-today",
            "label": "Вовремя сегодня",
            **level_tile(today),
            # Nothing can be done about the morning now: a warning, never an alarm.
            "tone": "warning" if tone_of(today) else "",
            "icon_name": "calendar",
            "url": choice.url("answered"),
        },
    ]


def _late_tiles(wall: Wall, choice: WallChoice) -> list[dict[str, Any]]:
    return [
        {
            "id": "at-risk",
            "label": "Скоро срок",
            "figure": wall.at_risk,
            "icon_name": "scale",
            "tone": "warning" if wall.at_risk else "",
            "target": "обращения, три четверти срока",
            "url": choice.desk_url("soon"),
        },
        {
            "id": "breached",
            "label": "Просрочено",
            "figure": wall.breached,
            "icon_name": "alert-triangle",
            "tone": "danger" if wall.breached else "",
            "target": "обращения, цель — 0",
            "url": choice.desk_url("overdue"),
        },
    ]


def timer(since: datetime | None, now: datetime) -> dict[str, Any]:
    """Return a figure that counts by itself; days are said in words."""
    if since is None:
        return {"figure": "—"}
    seconds = (now - since).total_seconds()
    return {"figure": short_span(seconds)} if seconds >= LONGEST_TIMER_S else {"since": since}


def tone_of(tally: Tally) -> str:
    """Return "" when the level is met or unknown, "danger" when it is far below and surely so."""
    level, aim = tally.service_level, targets.level()
    if level is None or level >= aim:
        return ""
    is_far = level < aim - FAR_BELOW and tally.offered >= ENOUGH
    return "danger" if is_far else "warning"


def level_tile(tally: Tally) -> dict[str, Any]:
    """Return a service level as a figure with its target."""
    if tally.service_level is None:
        return {"figure": "—", "target": NO_DATA}
    of = f"{tally.in_target} из {tally.offered}"
    return {
        "figure": percent(tally.service_level),
        "unit": "%",
        "target": f"цель {settings.SERVICE_LEVEL_PERCENT} % · {of}",
    }


def _waiting_words(waits: Waits, *, nobody: bool) -> str:
    if nobody:
        return "на линии никого"
    if waits.late:
        return f"дольше цели — {waits.late}"
    return f"уже предложено {waits.offered}" if waits.offered else "никто не ждёт дольше цели"


def goal() -> str:
    """Return the targets of waiting in words."""
    seconds = settings.SERVICE_TARGETS_S
    letters = span(settings.SERVICE_TARGET_LETTER_S)
    return f"цель: звонок {span(seconds['phone'])}, чат {span(seconds['chat'])}, письмо {letters}"


def _trend(wall: Wall, index: int, value: int) -> dict[str, Any]:
    if wall.before is None or wall.before[index] == value:
        return {}
    change = value - wall.before[index]
    return {"trend": f"{abs(change)} за 15 мин", "trend_up": change > 0}


# --- tables
def _line(wall: Wall, team: Team, choice: WallChoice) -> dict[str, Any]:
    waits = wall.queue.by_team[team.pk]
    now, today = wall.of_team(team.pk, NOW), wall.of_team(team.pk, TODAY)
    here = [person for person in wall.here if team.pk in person.teams]
    own = WallChoice(choice.teams, team.code)
    at_risk, breached = wall.late[team.pk]
    return {
        "team": team,
        "waits": waits,
        "longest": timer(waits.oldest_at, wall.at),
        "url": own.url("waiting"),
        "board_url": own.url(screen="1" if choice.is_screen else ""),
        "now": percents(now.service_level),
        "now_tone": tone_of(now),
        "now_url": own.url("answered", period=NOW),
        "today": percents(today.service_level),
        "today_url": own.url("answered"),
        "free": sum(person.look == READY for person in here),
        "here": len(here),
        "at_risk": at_risk,
        "breached": breached,
        "soon_url": own.desk_url("soon"),
        "overdue_url": own.desk_url("overdue"),
    }


def _skills(wall: Wall, choice: WallChoice, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    waits_of = wall.queue.skills_of()
    codes = {code for person in wall.here for code in person.skills} | set(waits_of)
    rows = []
    for code in sorted(
        codes - {""}, key=lambda one: (-waits_of.get(one, Waits()).number, titles.get(one, one))
    ):
        waits = waits_of.get(code, Waits())
        able = [person for person in wall.here if person.skills.get(code, 0)]
        rows.append(
            {
                "title": titles.get(code, code),
                "waits": waits,
                "longest": timer(waits.oldest_at, wall.at),
                "able": len(able),
                "free": sum(person.look == READY for person in able),
                "tone": "danger" if waits.number and not able else "",
                "url": choice.url("waiting", skill=code),
            }
        )
    return rows


def _day(wall: Wall) -> list[tuple[str, str, str]]:
    today = wall.tally(TODAY)
    gave_up = today.abandon_rate_without_short
    return [
        ("Принято", str(today.answered), ""),
        ("Среднее ожидание", span(today.asa_s) if today.asa_s is not None else NO_DATA, "ASA"),
        ("Среднее время работы", span(today.aht_s) if today.aht_s is not None else NO_DATA, "AHT"),
        ("Не дождались", percents(gave_up), "без тех, кто ушёл за 5 секунд"),
        ("Загрузка людей", percents(wall.occupancy), "обычно 80–85 %"),
    ]


# --- people
@dataclass(frozen=True, slots=True)
class Tile:
    """One person on the board."""

    person: Person
    label: str
    url: str
    since: datetime | None
    now: datetime

    @property
    def lasted(self) -> str:
        """Return how long it lasted at the moment of the board, for one that does not count."""
        return span((self.now - self.since).total_seconds()) if self.since else ""

    @property
    def words(self) -> str:
        """Return all of it for those who listen."""
        if self.person.look != BUSY:
            return self.label
        return f"{self.label}: {self.person.items}"


def tile_of(person: Person, choice: WallChoice, now: datetime) -> Tile:
    label = LABELS[person.look]
    if person.look == PAUSED and person.reason:
        label = person.reason
    since = person.counts_from if person.is_here else None
    return Tile(person, label, choice.url("person", person.id, screen=""), since, now)
