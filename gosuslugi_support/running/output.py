"""What a person sees in the terminal: steps with their seconds, and log lines with their source."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

COLOURS = (36, 33, 32, 35, 34, 96, 93)
HIDDEN = {"event", "level", "timestamp", "logger"}


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print the title now and the seconds when it is over, if it took more than one."""
    say(f"{title}…")
    began = time.monotonic()
    yield
    if (took := time.monotonic() - began) >= 1:
        say(f"{title}: {took:.1f} s")


class Log:
    """Lines of all processes, in colours for the terminal and plain into var/log/run.log."""

    def __init__(self, names: list[str], folder: Path) -> None:
        self._width = max(len(name) for name in [*names, "house"])
        self._colours = dict(zip(names, COLOURS, strict=False)) if sys.stdout.isatty() else {}
        path = folder / "run.log"
        if path.exists():
            path.replace(folder / "run.log.1")
        self._file: TextIO = path.open("w", encoding="utf-8")

    def line(self, name: str, text: str) -> None:
        """Print one line of the process."""
        source = f"{time.strftime('%H:%M:%S')} {name:<{self._width}} |"
        body = readable(text)
        self._file.write(f"{source} {body}\n")
        self._file.flush()
        if name in self._colours:
            source = f"\033[{self._colours[name]}m{source}\033[0m"
        say(f"{source} {body}")


def readable(text: str) -> str:
    """Return a JSON log line as words; any other line as it is."""
    if not text.startswith("{"):
        return text
    try:
        record = json.loads(text)
    except ValueError:
        return text
    if not isinstance(record, dict) or not {"event", "msg"} & record.keys():
        return text
    words = str(record.get("event") or record.get("msg"))
    level = str(record.get("level", "")).upper()
    rest = " ".join(f"{key}={value}" for key, value in record.items() if key not in HIDDEN)
    return " ".join(part for part in (level, words, rest) if part)
