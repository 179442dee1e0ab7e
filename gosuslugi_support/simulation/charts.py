"""What the day's page draws: each function makes one chart of `Played`. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gosuslugi_support.simulation.drawing import HOUR_S, Chart, Frame, clock_words, frame
from gosuslugi_support.simulation.profile import norm_s
from gosuslugi_support.simulation.seen import Promise, Sample
from gosuslugi_support.simulation.verdict import Contact, Load, level, waits

HALF_HOUR_S = HOUR_S / 2
LONG_TABLE = 60


@dataclass(frozen=True, slots=True)
class Played:
    """The day as it was: seconds of the day everywhere."""

    since_s: float
    until_s: float
    contacts: Sequence[Contact]
    samples: Sequence[Sample]
    promises: Sequence[Promise]
    load: Load
    names: Mapping[str, str]


def charts(day: Played) -> list[Chart]:
    return [
        arrivals(day),
        waiting(day),
        people(day),
        service(day),
        occupancy(day),
        forecast(day),
    ]


def arrivals(day: Played) -> Chart:
    """Came, were taken and ended, by half hours."""
    came = _by_half_hour(day, [c.entered_s for c in day.contacts])
    taken = _by_half_hour(day, [c.taken_s for c in day.contacts if c.taken_s is not None])
    ended = _by_half_hour(day, [c.ended_s for c in day.contacts if c.ended_s is not None])
    on = frame(day.since_s, day.until_s, [n for part in (came, taken, ended) for _, n in part])
    middle = HALF_HOUR_S / 2
    return Chart(
        "Поступление",
        "Обращений за полчаса: пришло, взято в работу, закончено.",
        [("blue", "пришло"), ("green", "взято"), ("slate", "закончено")],
        ["С", "Пришло", "Взято", "Закончено"],
        [
            [clock_words(at), f"{a:.0f}", f"{b:.0f}", f"{c:.0f}"]
            for (at, a), (_, b), (_, c) in zip(came, taken, ended, strict=True)
        ],
        x_ticks=on.hours(),
        y_ticks=on.levels(),
        bars=[
            on.bar("blue", (at, at + HALF_HOUR_S), n, f"{clock_words(at)}: {n:.0f}")
            for at, n in came
        ],
        lines=[
            on.line("green", [(at + middle, n) for at, n in taken]),
            on.line("slate", [(at + middle, n) for at, n in ended]),
        ],
    )


def waiting(day: Played) -> Chart:
    """How many waited, and the longest wait in minutes."""
    number = [(s.at_s, float(s.waiting)) for s in day.samples]
    longest = [(s.at_s, s.longest_s / 60) for s in day.samples]
    on = frame(day.since_s, _last(day), [value for _, value in [*number, *longest]])
    return Chart(
        "Очередь",
        "Сколько ждут и сколько минут ждёт самый давний.",
        [("amber-area", "ждут"), ("red", "дольше всех, мин")],
        ["Время", "Ждут", "Дольше всех, мин"],
        [
            [clock_words(s.at_s), str(s.waiting), f"{s.longest_s / 60:.1f}"]
            for s in _thinned(day.samples)
        ],
        x_ticks=on.hours(),
        y_ticks=on.levels(),
        areas=[on.area("amber-area", number)],
        lines=[on.line("red", longest)],
    )


def people(day: Played) -> Chart:
    """Operators by state, one upon another, and what they have in hand."""
    order = (("ready", "green-area", "готовы"), ("wrap_up", "blue-area", "постобработка"),
             ("paused", "slate-area", "пауза"))  # fmt: skip
    hand = [(s.at_s, float(s.in_hand)) for s in day.samples]
    whole = [sum(s.states.values()) for s in day.samples]
    on = frame(day.since_s, _last(day), [*whole, *(n for _, n in hand)])
    areas, under = [], [(s.at_s, 0.0) for s in day.samples]
    for state, tone, _ in order:
        above = [
            (at, low + s.states.get(state, 0))
            for (at, low), s in zip(under, day.samples, strict=True)
        ]
        areas.append(on.area(tone, above, under))
        under = above
    return Chart(
        "Операторы",
        "Операторы на линии по состояниям и сколько обращений у них в работе.",
        [*((tone, words) for _, tone, words in order), ("blue", "в работе обращений")],
        ["Время", "Готовы", "Пауза", "В работе"],
        [
            [
                clock_words(s.at_s),
                str(s.states.get("ready", 0)),
                str(s.states.get("paused", 0)),
                str(s.in_hand),
            ]
            for s in _thinned(day.samples)
        ],
        x_ticks=on.hours(),
        y_ticks=on.levels(),
        areas=areas,
        lines=[on.line("blue", hand)],
    )


def service(day: Played) -> Chart:
    """The share taken within the norm, hour by hour."""
    bars, rows, on = [], [], Frame(day.since_s, day.until_s, 100)
    for hour in range(int(day.since_s // HOUR_S), -int(-day.until_s // HOUR_S)):
        came = [c for c in day.contacts if hour <= c.entered_s / HOUR_S < hour + 1]
        share = level(came, norm_s(hour), _last(day))
        if share is None:
            rows.append([f"{hour:02}", "0", "нет данных", "—", "—"])
            continue
        found, percent = waits(came, _last(day)), share * 100
        tone = "green" if percent >= 80 else "amber" if percent >= 50 else "red"
        span = (hour * HOUR_S, (hour + 1) * HOUR_S)
        bars.append(on.bar(tone, span, percent, f"{hour:02}: {percent:.0f} %"))
        rows.append(
            [
                f"{hour:02}",
                str(found.number),
                f"{percent:.0f} % за {norm_s(hour) / 60:.0f} мин",
                f"{found.mean_s / 60:.1f}",
                f"{found.p95_s / 60:.1f}",
            ]
        )
    return Chart(
        "Уровень обслуживания",
        "Доля взятых за норму статьи: днём 5 минут, в пик 7, ночью 2.",
        [("green", "80 % и больше"), ("amber", "50–80 %"), ("red", "меньше 50 %")],
        ["Час", "Пришло", "Взято в срок", "Ждали, мин", "p95, мин"],
        rows,
        x_ticks=on.hours(),
        y_ticks=on.levels(" %"),
        bars=bars,
    )


def occupancy(day: Played) -> Chart:
    """The share of their time on the line that each operator had work, and contacts an hour."""
    found = sorted(day.load.occupancy.items(), key=lambda one: -one[1])
    on = Frame(0, max(1, len(found)), 100)
    return Chart(
        "Занятость операторов",
        "Доля времени на линии, когда в работе было хоть что-то; по убыванию. Обычно 80–85 %.",
        [("blue", "до 85 %"), ("amber", "больше: люди выгорают")],
        ["Оператор", "Занят, %", "В час"],
        [
            [day.names.get(key, key), f"{share * 100:.0f}", f"{day.load.per_hour[key]:.1f}"]
            for key, share in found
        ],
        y_ticks=on.levels(" %"),
        bars=[
            on.bar(
                "amber" if share > 0.85 else "blue",
                (place, place + 1),
                share * 100,
                f"{day.names.get(key, key)}: {share * 100:.0f} %",
            )
            for place, (key, share) in enumerate(found)
        ],
    )


def forecast(day: Played) -> Chart:
    """What was told against what was waited, in minutes; on the diagonal they agree."""
    real = real_waits(day)
    known = [(p, real[p.item] - p.asked_s) for p in day.promises if p.item in real]
    most = max([10.0, *(w / 60 for _, w in known), *(p.wait_s / 60 for p, _ in known)])
    on = frame(0, most, [most])
    on = Frame(0, on.top, on.top)
    ticks = [on.top * part / 4 for part in range(5)]
    return Chart(
        "Прогноз ожидания",
        "Точка — ожидавшее обращение: сказано (вверх) и прождало (вправо), минуты.",
        [("green", "в названном промежутке"), ("red", "вне его"), ("slate", "совпадение")],
        ["Спросили", "Перед ним", "Сказано", "Прождало, мин"],
        [
            [clock_words(p.asked_s), str(p.ahead), interval_words(p), f"{waited / 60:.1f}"]
            for p, waited in _thinned(known)
        ],
        x_ticks=[(on.x(value), f"{value:g}") for value in ticks],
        y_ticks=on.levels(),
        lines=[on.line("slate", [(0, 0), (on.top, on.top)])],
        dots=[
            on.dot(
                "green" if is_within(p, waited) else "red",
                (waited / 60, p.wait_s / 60),
                f"{interval_words(p)}; прождало {waited / 60:.1f} мин",
            )
            for p, waited in known
        ],
    )


def real_waits(day: Played) -> dict[str, float]:
    """Return when each item was taken."""
    return {c.item: c.taken_s for c in day.contacts if c.taken_s is not None}


def is_within(promise: Promise, waited_s: float) -> bool:
    """Whether the wait was what was told, to the half minute."""
    if promise.low_min is None or promise.high_min is None:
        return False
    low, high = promise.low_min * 60 - 30, promise.high_min * 60 + 30
    return waited_s >= low and (promise.is_open or waited_s <= high)


def interval_words(promise: Promise) -> str:
    if promise.low_min is None:
        return "не сказано"
    if promise.is_open:
        return f"больше {promise.low_min} мин"
    return f"{promise.low_min}–{promise.high_min} мин"


def _by_half_hour(day: Played, moments: Sequence[float]) -> list[tuple[float, float]]:
    number = int((day.until_s - day.since_s) / HALF_HOUR_S + 0.999)
    found = [0.0] * max(1, number)
    for at in moments:
        place = int((at - day.since_s) / HALF_HOUR_S)
        if 0 <= place < len(found):
            found[place] += 1
    return [(day.since_s + place * HALF_HOUR_S, n) for place, n in enumerate(found)]


def _last(day: Played) -> float:
    return max([day.until_s, *(s.at_s for s in day.samples[-1:])])


def _thinned(rows: Sequence) -> Sequence:  # type: ignore[type-arg]
    """Return at most LONG_TABLE of the rows, evenly."""
    every = max(1, -(-len(rows) // LONG_TABLE))
    return rows[::every]
