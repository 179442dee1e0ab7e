"""Geometry of the day's charts: figures in, points of an SVG out. Pure; `templates/simulation/` draws.

A chart is 720 × 220; every chart has its table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 220, 46, 10, 10, 26
HOUR_S = 3600.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a dot with the words it shows when pointed at."""

    tone: str
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line, or an area when it is closed."""

    tone: str
    points: str


@dataclass(slots=True)
class Chart:
    """One drawing with its legend and its table."""

    title: str
    note: str
    legend: list[tuple[str, str]]
    head: list[str]
    rows: list[list[str]]
    x_ticks: list[tuple[float, str]] = field(default_factory=list)
    y_ticks: list[tuple[float, str]] = field(default_factory=list)
    areas: list[Path] = field(default_factory=list)
    lines: list[Path] = field(default_factory=list)
    bars: list[Mark] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Frame:
    """From figures to places: x between two ends, y from nothing to the top."""

    low: float
    high: float
    top: float

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low or 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        share = min(1.0, value / (self.top or 1))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def line(self, tone: str, points: Sequence[Point]) -> Path:
        return Path(tone, " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points))

    def area(self, tone: str, points: Sequence[Point], under: Sequence[Point] = ()) -> Path:
        """Return the surface between two lines, or between a line and the ground."""
        low = under or [(x, 0.0) for x, _ in points]
        return self.line(tone, [*points, *reversed(low)])

    def bar(self, tone: str, span: Point, value: float, words: str) -> Mark:
        x, y = self.x(span[0]), self.y(value)
        width = max(1.0, self.x(span[1]) - x - 1.5)
        return Mark(tone, x, y, round(width, 1), round(HEIGHT - BOTTOM - y, 1), words)

    def dot(self, tone: str, point: Point, words: str) -> Mark:
        return Mark(tone, self.x(point[0]), self.y(point[1]), words=words)

    def hours(self) -> list[tuple[float, str]]:
        """Return ticks of the hours, as many as there is room for."""
        first, last = math.ceil(self.low / HOUR_S), math.floor(self.high / HOUR_S)
        every = max(1, math.ceil((last - first) / 12))
        return [(self.x(h * HOUR_S), f"{h:02}") for h in range(first, last + 1, every)]

    def levels(self, unit: str = "", *, scale: float = 1.0) -> list[tuple[float, str]]:
        return [
            (self.y(value), f"{value * scale:g}{unit}") for value in _steps(self.top * scale, scale)
        ]


def frame(low: float, high: float, values: Sequence[float]) -> Frame:
    """Return a frame with a round top above every value."""
    return Frame(low, high, _round_up(max(values, default=1.0)))


def clock_words(day_s: float) -> str:
    """Return a second of the day as people write it."""
    hour, minute = divmod(int(day_s // 60), 60)
    return f"{hour:02}:{minute:02}"


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    size = 10 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 2, 3, 4, 5, 6, 8, 10) if value <= step * size)


def _steps(top: float, scale: float) -> list[float]:
    return [top * part / 4 / scale for part in range(5)]
