"""`manage.py simulate_day`: a day of the contact centre on the real system (docs/measuring.md)."""

import json
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gosuslugi_support.embedded.paths import ROOT
from gosuslugi_support.simulation.profile import Options

KILLS = ("valkey", "dispatcher", "worker", "postgres")


class Command(BaseCommand):
    help = (
        "Play a day of the contact centre on servers and a database of its own, draw it, check that "
        "nothing was lost, owned twice or starved. Exit code 1: a promise was broken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Options()
        parser.add_argument("--operators", type=int, default=usual.operators)
        parser.add_argument("--contacts", type=int, default=usual.contacts)
        parser.add_argument("--speed", type=float, default=usual.speed, help="times faster people")
        parser.add_argument("--seed", type=int, default=usual.seed)
        parser.add_argument("--hours", default="0-24", help="of the day, such as 8-12")
        parser.add_argument("--kill", choices=KILLS, default="", help="with SIGKILL, three times")
        parser.add_argument("--out", type=Path, default=ROOT / "var" / "simulation")
        parser.add_argument("--yes", action="store_true", help="also on a production machine")

    def handle(self, *args: Any, **given: Any) -> None:
        if not settings.DEMO and not given["yes"]:
            raise CommandError(
                "This is a production machine. The simulation keeps to a database of its own, but it "
                "takes both processors for as long as it lasts: say --yes if that is all right."
            )
        code = run(_options(given), kill=given["kill"], out=given["out"].resolve())
        if code:
            raise SystemExit(code)


def run(options: Options, *, kill: str, out: Path) -> int:
    """Run the house of the day in a process of its own; a key press ends all of it."""
    told = {"options": asdict(options), "kill": kill, "out": str(out)}
    env = {**os.environ, "SIMULATION": json.dumps(told), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "gosuslugi_support.simulation"]
    house = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)

    def pass_on(_number: int, _frame: object) -> None:
        house.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    return house.wait()


def _options(given: dict[str, Any]) -> Options:
    since, _, until = given["hours"].partition("-")
    try:
        hours = (float(since), float(until))
    except ValueError:
        raise CommandError("--hours takes two hours of the day, such as 8-12.") from None
    if not 0 <= hours[0] < hours[1] <= 24:
        raise CommandError("--hours takes two hours of the day, such as 8-12.")
    names = ("operators", "contacts", "speed", "seed")
    numbers = {name: given[name] for name in names}
    if min(numbers["operators"], numbers["contacts"], numbers["speed"]) <= 0:
        raise CommandError("--operators, --contacts and --speed are more than nothing.")
    return Options(**numbers, since=hours[0], until=hours[1])
