"""The end of the day: judged, told in the terminal, drawn into a page with its figures beside."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from gosuslugi_support.embedded.paths import ROOT
from gosuslugi_support.running.output import say
from gosuslugi_support.simulation import charts, reading
from gosuslugi_support.simulation.charts import Played
from gosuslugi_support.simulation.profile import HOUR_S, day, norm_s
from gosuslugi_support.simulation.stage import Stage
from gosuslugi_support.simulation.verdict import (
    Day,
    Error,
    Finding,
    forecast_error,
    judge,
    level,
    load,
    waits,
)
from gosuslugi_support.simulation.watch import Watch

# Promises of `verdict.judge` in the page's language.
WORDS = {
    "came and was not registered": "пришло и не зарегистрировано",
    "registered and not in the queue": "зарегистрировано и не попало в очередь",
    "neither ended, waiting nor in somebody's hands": "не закончено, не ждёт и ни у кого",
    "owned twice at a moment": "два владельца сразу",
    "offered twice at a moment": "предложено двоим сразу",
    "two offers to one at a moment": "два предложения одному сразу",
    "starved": "ждало дольше предела",
    "failed otherwise than by a refusal": "сбой вместо отказа",
}
STYLES = (ROOT / "static" / "css" / "tokens.css", Path(__file__).parent / "data" / "day.css")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the summary."""

    title: str
    value: str


def write(out: Path, stage: Stage, watch: Watch, *, kill: str) -> int:
    """Judge and draw the day that was played; return the exit code."""
    played, facts = _read(stage, watch)
    findings = judge(facts)
    figures = _figures(stage, played, facts, kill=kill, blows=_blows(out))
    for figure in figures:
        say(f"{figure.title}: {figure.value}")
    for finding in findings:
        say(str(finding))
    for words in dict.fromkeys(stage.unexpected[:5]):
        say(f"  {words}")
    page = _page(out, played, findings, figures)
    is_well = all(finding.is_kept for finding in findings)
    say(f"{'All promises kept.' if is_well else 'Promises were broken: see above.'} Drawn: {page}")
    return 0 if is_well else 1


def _read(stage: Stage, watch: Watch) -> tuple[Played, Day]:
    clock, options = stage.clock, stage.clock.options
    until_s = options.until * HOUR_S
    last_s = max([until_s, *(sample.at_s for sample in watch.samples[-1:])])
    contacts = reading.contacts(clock)
    played = Played(
        since_s=options.since * HOUR_S,
        until_s=until_s,
        contacts=contacts,
        samples=[one for one in watch.samples if one.at_s >= options.since * HOUR_S],
        promises=watch.promises,
        load=load(contacts, reading.here_s(clock, last_s), last_s),
        names=reading.names(),
    )
    facts = Day(
        expected=options.contacts,
        registered=reading.registered(),
        contacts=contacts,
        steps=reading.steps(),
        unexpected=stage.unexpected,
        until_s=last_s,
        longest_s=day()["longest_wait_min"] * 60.0,
    )
    return played, facts


def error_of(played: Played) -> Error:
    """Return how far the forecast was from what happened."""
    real = charts.real_waits(played)
    known = [(p, real[p.item] - p.asked_s) for p in played.promises if p.item in real]
    return forecast_error([(p.wait_s, w, charts.is_within(p, w)) for p, w in known])


def _figures(
    stage: Stage, played: Played, facts: Day, *, kill: str, blows: list[dict[str, Any]]
) -> list[Figure]:
    options = stage.clock.options
    about = (
        f"{options.operators} операторов, {options.contacts} контактов, "
        f"{options.since:g}–{options.until:g} ч, в {options.speed:g} раз быстрее, "
        f"начальное число {options.seed}"
    )
    told = [Figure("Удары", f"{kill}: {_blow_words(stage, blows)}")] if kill else []
    return [Figure("День", about), *_of_people(played, facts), *_of_machine(stage), *told]


def _of_people(played: Played, facts: Day) -> list[Figure]:
    """Return what citizens and operators had of the day."""
    found, error = waits(played.contacts, facts.until_s), error_of(played)
    in_time = [c for c in played.contacts if _is_in_time(c, facts.until_s)]
    fast = level(played.contacts, 20.0, facts.until_s)
    shares = sorted(played.load.occupancy.values()) or [0.0]
    return [
        Figure("Итог", _words(_counted(c.state for c in played.contacts))),
        Figure(
            "Ожидание",
            f"среднее {found.mean_s / 60:.1f} мин, медиана {found.median_s / 60:.1f}, "
            f"p95 {found.p95_s / 60:.1f}, дольше всех {found.longest_s / 60:.1f} мин",
        ),
        Figure(
            "Уровень обслуживания",
            f"{len(in_time) / max(1, len(played.contacts)):.0%} в норму часа, "
            f"{fast or 0:.0%} за 20 с",
        ),
        Figure(
            "Занятость",
            f"от {shares[0]:.0%} до {shares[-1]:.0%}, дисперсия {played.load.variance:.4f}; "
            f"контактов в час: отклонение {played.load.deviation:.0%} от среднего",
        ),
        Figure(
            "Прогноз",
            f"спрошен {error.asked} раз, в названном промежутке {error.within:.0%}, "
            f"ошибка {error.mean_min:.1f} мин, смещение {error.bias_min:+.1f} мин",
        ),
    ]


def _of_machine(stage: Stage) -> list[Figure]:
    late = sorted(stage.late_s) or [0.0]
    return [
        Figure("Предложения", _words(reading.outcomes())),
        Figure("Люди", _words(stage.tally)),
        Figure(
            "Машина",
            f"дела опаздывали: p95 {late[int(len(late) * 0.95) - 1] * 1000:.0f} мс, "
            f"больше всего {late[-1]:.1f} с; реакций не выполнено {reading.left_to_do()}",
        ),
        Figure("Путь в очередь", _way(stage.clock.options.speed)),
    ]


def _page(out: Path, played: Played, findings: list[Finding], figures: list[Figure]) -> Path:
    judged = [(WORDS[one.promise], one) for one in findings]
    drawn = {"charts": charts.charts(played), "findings": judged, "figures": figures}
    for style in STYLES:
        shutil.copy(style, out / style.name)
    path = out / "day.html"
    path.write_text(render_to_string("simulation/day.html", drawn), encoding="utf-8")
    kept = {
        "figures": [asdict(one) for one in figures],
        "findings": [asdict(one) for one in findings],
        "contacts": [asdict(one) for one in played.contacts],
        "promises": [asdict(one) for one in played.promises],
    }
    (out / "day.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _way(speed: float) -> str:
    """Say how long appeals were on their way into the queue: part of every wait above."""
    found = reading.way_s() or [0.0]
    middle, late = found[len(found) // 2], found[int(len(found) * 0.95) - 1]
    return (
        f"медиана {middle:.2f} с, p95 {late:.2f} с на часах машины: "
        f"в ожидании выше это {middle * speed / 60:.1f} и {late * speed / 60:.1f} мин дня"
    )


def _is_in_time(contact: Any, until_s: float) -> bool:
    norm = norm_s(int(contact.entered_s // HOUR_S))
    return contact.taken_s is not None and contact.waited_s(until_s) <= norm


def _counted(values: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def _words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "—"


def _blows(out: Path) -> list[dict[str, Any]]:
    file = out / "blows.json"
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return found


def _blow_words(stage: Stage, blows: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"в {stage.clock.day_s(one['at']) / HOUR_S:.1f} ч ({one['killed']} процессов, "
        f"{one['took_s']:.1f} с)"
        for one in blows
    )
