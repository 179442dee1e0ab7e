"""Row 21: due moments under a million waiting clocks: cost of the sweep, delay of the reaction."""

import os
import sys
import time
from contextlib import ExitStack

from bench import place
from bench.figures import Speed, most, ratio
from bench.report import Line
from bench.run import SMALL, Run, words_of
from gosuslugi_support.embedded.paths import ROOT

DUE = 100
SPREAD_S = 20.0
WARM_UP_S = 25.0  # until worker and beat have started
SETTLES_WITHIN_S = 60.0


def measure(run: Run) -> None:
    """Sweep by hand at both sizes, then let the worker do it by its own clock."""
    small = place.inside("sweep", run.pair(SMALL).ours, due=30, rounds=5)
    big = place.inside("sweep", run.pair(run.size).ours, due=30, rounds=5)
    run.report.keep("sweep", {"small": small, "big": big})
    at, add = f"{big['waiting']:,} clocks", run.report.add
    for name, words in (("nothing", "with nothing due"), ("some", "with 30 due")):
        value = ratio(big[name], small[name])
        shown = {"ours": f"{big[name] * 1000:.1f} ms", "other": f"{small[name] * 1000:.1f} ms"}
        what = f"sweep {words}, {at} / {small['waiting']:,}"
        add(Line("21", what, value, goal=most(1.5), **shown))
    delays = _delays(run)
    speed = Speed.of(delays, SPREAD_S)
    run.report.keep("due to reaction", speed)
    shown = {"ours": f"p50 {speed.p50 / 1000:.1f} s, {len(delays)} of {DUE} reacted"}
    what = f"due to reaction, worker and beat, {words_of(run.size)}, p95"
    value = speed.p95 / 1000 if len(delays) == DUE else SETTLES_WITHIN_S
    add(Line("21", what, value, "s", most(10), **shown))


def _delays(run: Run) -> list[float]:
    """Let clocks come due under a running worker and beat; return how late each was seen."""
    database = run.pair(run.size).ours
    env = place.environment(database)
    celery = [str(place.BIN / "celery"), "--quiet", "-A", "gosuslugi_support"]
    schedule = place.var_dir() / "run" / f"beat-{os.getpid()}"
    commands = {
        "worker": [*celery, "worker", "--concurrency", "2", "--queues", "live,default,bulk"],
        "beat": [*celery, "beat", "--schedule", str(schedule), "--pidfile="],
        "relay": [sys.executable, str(ROOT / "manage.py"), "relay"],
    }
    with ExitStack() as stack:
        for name, command in commands.items():
            stack.callback(place.start(command, env, name=name).stop)
        made = place.inside("due", database, count=DUE, after_s=WARM_UP_S, within_s=SPREAD_S)
        return _watch(database, dict(made))


def _watch(database: str, due: dict[int, float]) -> list[float]:
    """Look ten times a second which clocks have taken their step; return the delays."""
    seen: dict[int, float] = {}
    link = place.connect(place.owner_url(database))
    give_up_at = max(due.values()) + SETTLES_WITHIN_S
    with link.cursor() as cursor:
        while len(seen) < len(due) and time.time() < give_up_at:
            cursor.execute(
                "SELECT id FROM tickets_clock WHERE id = ANY(%s) AND step > 0", [list(due)]
            )
            now = time.time()
            for (key,) in cursor.fetchall():
                seen.setdefault(key, now)
            time.sleep(0.1)
    link.close()
    return [at - due[key] for key, at in seen.items()]
