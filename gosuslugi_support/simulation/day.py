"""The day itself: `python -m gosuslugi_support.simulation.day`, started by the house.

Hires, opens, lets it happen, closes, judges, draws. Exit code 1: a promise was broken.
"""

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from gosuslugi_support.running.output import say, step

if TYPE_CHECKING:
    from gosuslugi_support.simulation.people import Operator
    from gosuslugi_support.simulation.stage import Clock, Stage
    from gosuslugi_support.simulation.watch import Watch

# After the last hour: until the queue is empty, or as long as this on a real clock.
DRAINS_WITHIN_S, SETTLES_WITHIN_S = 60.0, 30.0
LEAD_S = 3.0


def main() -> int:
    given = json.loads(os.environ["SIMULATION"])
    out = Path(given["out"])
    django.setup()
    from gosuslugi_support.simulation import report
    from gosuslugi_support.simulation.profile import Options, contacts
    from gosuslugi_support.simulation.stage import Clock, now
    from gosuslugi_support.simulation.world import hire, shorten, shorten_forecast

    options = Options(**given["options"])
    with step(f"Hiring {options.operators} operators"):
        shorten(options.speed, now=now())
        shorten_forecast(options.speed)
        hired = hire(options, now=now())
    coming = contacts(options)
    clock = Clock(options, began=time.time() + LEAD_S)
    say(
        f"{len(coming)} contacts from {options.since:g} to {options.until:g} o'clock in "
        f"{options.real_s / 60:.1f} min, seed {options.seed}"
    )
    (out / "began").touch()
    stage, watch = _opened(clock, hired, coming)
    _play(stage, watch, until=clock.began + options.real_s)
    _settle(stage, watch)
    return report.write(out, stage, watch, kill=given["kill"])


def _opened(clock: "Clock", hired: list, coming: list) -> "tuple[Stage, Watch]":
    from gosuslugi_support.simulation.people import Citizens, Operator
    from gosuslugi_support.simulation.stage import Stage
    from gosuslugi_support.simulation.watch import Watch
    from topics.models import Topic

    stage = Stage(clock)
    citizens = Citizens(stage, {topic.code: topic for topic in Topic.objects.all()})
    citizens.expect(coming)
    seed, ends = clock.options.seed, clock.began + clock.options.real_s
    last = max(worker.ends_s for worker, _ in hired)
    operators: dict = {}
    for worker, user in hired:
        chance = random.Random(f"{seed} {worker.index}")  # noqa: S311  a story, not a secret
        operator = Operator(stage, worker, user, citizens.handling, chance)
        # those of the last shift stay until the queue is empty
        operator.stays_until = ends + DRAINS_WITHIN_S if worker.ends_s == last else 0.0
        operator.plan()
        operators[user.pk] = operator
    return stage, Watch(stage, operators, len(coming))


def _play(stage: "Stage", watch: "Watch", *, until: float) -> None:
    """Let it happen until the last hour is over and nobody waits or works."""
    while time.time() < until + DRAINS_WITHIN_S:
        watch.look()
        time.sleep(min(0.02, max(0.0, stage.turn())))
        if time.time() > until and not _goes_on(stage, watch):
            return


def _goes_on(stage: "Stage", watch: "Watch") -> bool:
    waiting = watch.samples[-1].waiting if watch.samples else 0
    in_hand = watch.samples[-1].in_hand if watch.samples else 0
    return bool(waiting or in_hand or not stage.is_idle or stage.tally["came"] < watch.expected)


def _settle(stage: "Stage", watch: "Watch") -> None:
    """Send everybody home; let what they have in hand, and the reactions, come to their end."""
    people: list[Operator] = list(watch.operators.values())
    for operator in people:
        stage.at(time.time(), operator.leave)
    give_up_at = time.time() + SETTLES_WITHIN_S
    while time.time() < give_up_at and any(operator.todo for operator in people):
        watch.look()
        stage.turn()
        time.sleep(0.05)
    stage.close()
    from gosuslugi_support.simulation.reading import left_to_do

    while time.time() < give_up_at and left_to_do():
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
