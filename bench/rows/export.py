"""Row 25: a download of everything: the first byte, the memory while it goes on."""

import http.client
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from bench import wire
from bench.figures import most
from bench.report import Line
from bench.run import Run, words_of

MOST_S = 150.0
MB = 1024 * 1024


@dataclass(slots=True)
class Download:
    """What one download was like; `memory` is MB of the page server, sampled while it went on."""

    first_byte_s: float = 0.0
    took_s: float = 0.0
    bytes: int = 0
    rows: int = 0
    is_whole: bool = False
    memory: list[float] = field(default_factory=list)


def measure(run: Run) -> None:
    """Download the biggest database as CSV, by a supervisor of every team."""
    with run.ours(run.size) as side:
        done = _download(side.port, side.who["supervisor"], side.who["csrf"])
    quarter = max(1, len(done.memory) // 4)
    early, late = max(done.memory[:quarter]), max(done.memory[-quarter:])
    run.report.keep("export", {"rows": done.rows, "seconds": done.took_s, "memory": done.memory})
    what = "whole" if done.is_whole else f"cut off after {MOST_S:g} s"
    words = f"{done.rows:,} rows, {done.bytes / MB:.0f} MB in {done.took_s:.0f} s, {what}"
    add = run.report.add
    add(
        Line(
            "25",
            f"export, first byte, {words_of(run.size)}",
            done.first_byte_s,
            "s",
            most(1),
            words,
        )
    )
    words = f"{early:.0f} MB in the first quarter, {late:.0f} MB in the last"
    add(Line("25", "memory late / early in the export", late / early, "×", most(1.1), words))


def _download(port: int, cookie: str, csrf: str) -> Download:
    """Read the whole answer, or as much as comes in the time a download may take."""
    done, sampled, began = Download(), 0.0, time.monotonic()
    link = http.client.HTTPConnection(wire.LOOPBACK, port, timeout=60)
    fields = urlencode({"view": "all", "csrfmiddlewaretoken": csrf})
    headers = {
        "Host": "localhost",
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    link.request("POST", "/board/export.csv", fields, headers)
    answer = link.getresponse()
    if answer.status != 200:
        raise wire.Unexpected(f"The export was answered by {answer.status}.")
    while time.monotonic() - began < MOST_S:
        piece = answer.read1(262_144)
        now = time.monotonic() - began
        done.first_byte_s = done.first_byte_s or now
        if not piece:
            done.is_whole = True
            break
        done.bytes += len(piece)
        done.rows += piece.count(b"\n")
        if now - sampled > 0.5:
            sampled = now
            done.memory.append(_memory_of(port))
    link.close()
    done.took_s = time.monotonic() - began
    done.memory.append(_memory_of(port))
    return done


def _memory_of(port: int) -> float:
    """Return MB resident in the page server that listens on the port, with its workers."""
    for process in psutil.process_iter(["cmdline"]):
        if f"--port {port} " in " ".join(process.info["cmdline"] or []):
            family = [process, *process.children(recursive=True)]
            return sum(one.memory_info().rss for one in family) / MB
    return 0.0
