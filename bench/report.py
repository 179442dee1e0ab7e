"""The table people read and the JSON machines compare."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Goal, Speed


@dataclass(slots=True)
class Line:
    """One compared figure of a row: what was measured, what it must be, whether it is."""

    row: str
    what: str
    value: float
    unit: str = "×"
    goal: Goal | None = None
    ours: str = ""
    other: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return "for reference"
        return "met" if self.goal.is_met(self.value) else "NOT MET"


@dataclass(slots=True)
class Report:
    """Everything one run has found."""

    about: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        self.lines.append(line)
        print("  " + " | ".join(_cells(line)), flush=True)

    def keep(self, name: str, value: Any) -> None:
        self.raw[name] = value.as_dict() if isinstance(value, Speed) else value

    @property
    def unmet(self) -> list[Line]:
        return [line for line in self.lines if line.verdict == "NOT MET"]

    def save(self, folder: Path) -> Path:
        """Write the figures to `latest.json` and the table to `latest.md`; return the table's path."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [asdict(line) | {"verdict": line.verdict} for line in self.lines]
        data = {"about": self.about, "lines": lines, "raw": self.raw}
        text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
        (folder / "latest.json").write_text(text + "\n", encoding="utf-8")
        path = folder / "latest.md"
        path.write_text(self.table(), encoding="utf-8")
        return path

    def table(self) -> str:
        head = ["row", "what", "value", "goal", "verdict", "ours", "beside it"]
        rows = [head, ["--:", *["---"] * 6], *map(_cells, self.lines)]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        about = [f"{name}: {value}" for name, value in self.about.items()]
        return "\n".join(["# make bench", "", *about, "", *lines, ""])


def speed_words(speed: Speed) -> str:
    """Return a load in short: «412/s · 18.1 · 30.2 ms» (p50, p95)."""
    failed = f" · {speed.errors} FAILED" if speed.errors else ""
    return f"{speed.per_second:.0f}/s · {speed.p50:.2f} · {speed.p95:.2f} ms{failed}"


def _cells(line: Line) -> list[str]:
    value = f"{line.value:.2f}" if abs(line.value) < 100 else f"{line.value:.0f}"
    goal = f"{line.goal}{_space(line.unit)}" if line.goal else ""
    return [
        line.row,
        line.what,
        f"{value}{_space(line.unit)}",
        goal,
        line.verdict,
        line.ours,
        line.other,
    ]


def _space(unit: str) -> str:
    return unit if unit in {"×", ""} else f" {unit}"
