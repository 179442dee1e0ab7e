"""Row 22, what sealing costs a page and a search for people; row 28, rotation under load (D-04)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from bench import place, wire
from bench.figures import Speed, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run, Side, words_of
from gosuslugi_support.embedded.paths import ROOT

OPENED, ROTATED = "bench_opened", "bench_rotated"
PEOPLE = 60
RING_S, SETTLE_S = "2", "5"
KILL_AT = 0.4
CLIENTS = 2


def pages(run: Run) -> None:
    """The same pages of the same rows, sealed and in the open, in turns."""
    pair = run.pair(SMALL)
    who = place.inside("visitors", pair.ours)
    place.new_database(OPENED, like=pair.ours)
    place.inside("open-up", OPENED, owner=True)
    server = place.page_server(OPENED, "bench.inside.opened_wsgi:application")
    with place.ours(pair.ours) as sealed, server as opened:
        sides = {"sealed": Side(sealed, who), "open": Side(opened, who)}
        for name, source in _sources().items():
            targets = {kind: wire.Target(side.port, source(side)) for kind, side in sides.items()}
            for target in targets.values():  # every thread has its templates before it is timed
                wire.load(target, clients=CLIENTS * 4, seconds=1.5)
            found = run.side_by_side(targets, clients=1)
            ours, other = found["sealed"], found["open"]
            shown = {"ours": speed_words(ours), "other": speed_words(other)}
            what = f"{name}, sealed / in the open, p50"
            value = ratio(ours.p50, other.p50)
            run.report.add(Line("22", what, value, goal=most(1.15), **shown))


def people(run: Run) -> None:
    """Find people among a tenth as many as there are appeals."""
    size = run.size // 10
    found = place.inside("people", run.pair(run.size).ours, count=PEOPLE)
    for name, times in found.items():
        speed = Speed.of(times, sum(times))
        goal = most(50) if not name.startswith("name") else None
        what = f"a person by {name}, of {words_of(size)}, p95"
        run.report.add(Line("22", what, speed.p95, "ms", goal, speed_words(speed)))


def rotation(run: Run) -> None:
    """Rotate both keys while pages are read and people sign in; kill the first run half-way."""
    pair = run.pair(run.middle)
    who = place.inside("visitors", pair.ours)
    place.new_database(ROTATED, like=pair.ours)
    settings = {"KEY_RING_SECONDS": RING_S}
    with place.page_server(ROTATED, "gosuslugi_support.wsgi:application", **settings) as port:
        side = Side(port, who)
        calm = _loaded(side, lambda: time.sleep(max(4.0, run.seconds)))
        for name, option in (("encryption", []), ("index", ["--index"])):
            _measure(run, side, calm, name, option)


def _measure(run: Run, side: Side, calm: Speed, name: str, option: list[str]) -> None:
    told: dict[str, float] = {}

    def work() -> None:
        told["killed after"] = _kill_half_way(option)
        began = time.monotonic()
        words = _rotate(option).communicate()[0]
        told["rows"], told["rate"] = _rows_and_rate(words)
        told["took"] = time.monotonic() - began

    found = _loaded(side, work)
    left = place.inside("keys-left", ROTATED, purpose="index" if option else "encrypt")
    at, add = words_of(run.middle), run.report.add
    shown = {"ours": f"{told['rows']:.0f} rows after the kill in {told['took']:.0f} s"}
    add(Line("28", f"{name} key, {at} appeals, rows a second", told["rate"], "rows/s", **shown))
    shown = {"ours": speed_words(found), "other": speed_words(calm)}
    add(Line("28", f"{name} key: failed reads meanwhile", found.errors, "", most(0), **shown))
    add(Line("28", f"{name} key: pages meanwhile / calm, p95", ratio(found.p95, calm.p95)))
    add(Line("28", f"{name} key: rows left under an old key", left["stale"], "", most(0)))
    add(Line("28", f"{name} key: values that do not open", left["unreadable"], "", most(0)))


def _loaded(side: Side, work: Callable[[], None]) -> Speed:
    """Read lists, appeals and searches while something is done; return how that went."""
    reading = wire.Target(side.port, _everything(side))
    speeds: list[Speed] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            speeds.append(wire.load(reading, clients=CLIENTS, seconds=1.0))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        work()
    finally:
        is_over.set()
        thread.join()
    return Speed(
        per_second=sum(one.per_second for one in speeds) / len(speeds),
        p50=sorted(one.p50 for one in speeds)[len(speeds) // 2],
        p95=max(one.p95 for one in speeds),
        count=sum(one.count for one in speeds),
        errors=sum(one.errors for one in speeds),
    )


def _rotate(option: list[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", "rotate_keys", "--settle", SETTLE_S, *option]
    env = place.environment(ROTATED, owner=True, KEY_RING_SECONDS=RING_S, PYTHONUNBUFFERED="1")
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def _kill_half_way(option: list[str]) -> float:
    """Kill a rotation with SIGKILL when it says it has done enough; return after how many seconds."""
    run, began = _rotate(option), time.monotonic()
    for line in run.stdout or ():
        done, total = _progress(line)
        if total and done / total > KILL_AT:
            break
    else:
        raise place.Failed("The rotation ended before it could be killed.")
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return time.monotonic() - began


def _progress(line: str) -> tuple[float, float]:
    """Read «…; 400 of 1000 rows, …»."""
    _, _, tail = line.partition("; ")
    words = tail.split()
    return (float(words[0]), float(words[2])) if words[1:2] == ["of"] else (0.0, 0.0)


def _rows_and_rate(words: str) -> tuple[float, float]:
    """Read «400 rows renewed, 3000 rows/s»."""
    for line in words.splitlines():
        if "rows renewed" in line:
            parts = line.split()
            return float(parts[0]), float(parts[3])
    raise place.Failed(f"The rotation did not end well: {words[-300:]}")


def _sources() -> dict[str, Callable[[Side], wire.Source]]:
    return {"desk list": _list, "card": _cards, "people by name": _names, "word search": _words}


def _list(side: Side) -> wire.Source:
    return side.get("/desk/?view=team", side.who["operator"])


def _cards(side: Side) -> wire.Source:
    return side.each([f"/desk/{number}/" for number in side.who["numbers"]], side.who["operator"])


def _names(side: Side) -> wire.Source:
    names = ["Соколова Мария", "Ветрова Анна", "Громова Елена"]
    return _posted(side, "/desk/new/people/", "last_name", names)


def _words(side: Side) -> wire.Source:
    return _posted(
        side, "/desk/search/", "q", ["паспорт ошибка", "портал не приходит", "школа вход"]
    )


def _posted(side: Side, path: str, name: str, texts: list[str]) -> wire.Source:
    csrf, cookie = side.who["csrf"], side.who["operator"]

    def request(number: int) -> bytes:
        fields = {name: texts[number % len(texts)], "csrfmiddlewaretoken": csrf}
        return wire.post_form(path, fields, Cookie=cookie)

    return request


def _everything(side: Side) -> wire.Source:
    sources = [_list(side), _cards(side), _words(side)]
    return lambda number: sources[number % len(sources)](number // len(sources))
