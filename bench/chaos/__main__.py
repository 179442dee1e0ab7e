"""`python -m bench.chaos [kills] [F-06] [F-08] [F-10]`: registrations, blows, one judgement.

Without a name all of these run, one after another on one house. `W-11 W-14 W-15 F-05 F-08c F-14` are
the chat's (bench/chaos/chat.py), on socket servers of their own. Exit code 1: a promise was broken.
"""

import argparse
import sys
import time

from bench.chaos import chat, reading
from bench.chaos.desks import Desks
from bench.chaos.house import House, running
from bench.chaos.kills import RUNS, Blow, strike
from bench.chaos.oracle import Facts, judge
from bench.chaos.registering import Load
from bench.figures import percentile
from gosuslugi_support import embedded

FIRST_BLOW_S = 10.0
BETWEEN_S = 13.0
# Clocks that come due while their sweeps are killed and doubled.
CLOCKS, DUE_AFTER_S, DUE_WITHIN_S = 60, 3.0, 30.0


def main() -> int:
    names, scale = _asked()
    embedded.exit_on_sigterm()
    if any(name in chat.NAMES for name in names):
        return chat.run([name for name in names if name in chat.NAMES], scale)
    print("Starting a house of its own under var/chaos (up to a few minutes)…", flush=True)
    with running() as house:
        who = house.visitors()
        load, desks = Load(house.port, who["key"]), Desks(house.port, who["operator"])
        print(f"Registering by {load.clients} clients, {desks.number} desks open…", flush=True)
        blows = _storm(house, load, desks, names)
        settled = reading.until_settled(house.database)
        findings = judge(_facts(house, load, desks, blows))
    _tell(load, blows, settled)
    for finding in findings:
        print(finding)
    is_well = settled is not None and all(finding.is_kept for finding in findings)
    print("All promises kept." if is_well else "Promises were broken: see above.")
    return 0 if is_well else 1


def _asked() -> tuple[list[str], chat.Scale]:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    known = [*RUNS, *chat.NAMES]
    parser.add_argument("runs", nargs="*", choices=[[], *known], help=", ".join(known))
    parser.add_argument("--sockets", type=int, default=200, help="of the chat's runs")
    parser.add_argument("--messages", type=int, default=50, help="of each socket")
    asked = parser.parse_args()
    return asked.runs or list(RUNS), chat.Scale(asked.sockets, asked.messages)


def _storm(house: House, load: Load, desks: Desks, names: list[str]) -> list[Blow]:
    load.start()
    desks.start()
    time.sleep(FIRST_BLOW_S)
    blows, began = [], time.monotonic()
    for name in names:
        if name == "F-10":
            due = {"count": CLOCKS, "after_s": DUE_AFTER_S, "within_s": DUE_WITHIN_S}
            print(f"  {house.inside('come-due', due)} clocks come due", flush=True)
        for what, deal in RUNS[name].items():
            dealt = time.monotonic()
            blows.append(strike(house, what, deal, at_s=dealt - began))
            print(f"  {name}: {what} at {blows[-1].at_s:.0f} s", flush=True)
            time.sleep(max(0.0, dealt + BETWEEN_S - time.monotonic()))
    time.sleep(BETWEEN_S)
    load.stop()
    desks.stop()
    house.end_the_rest()
    return blows


def _facts(house: House, load: Load, desks: Desks, blows: list[Blow]) -> Facts:
    answered = [one for one in load.sent if one.number]
    return Facts(
        acknowledged={one.key: str(one.number) for one in answered},
        unanswered=[one.key for one in load.sent if not one.number],
        repeated=load.repeated,
        appeals=reading.appeals(house.database),
        counters=reading.counters(house.database),
        due={
            "letter": [one.email for one in answered],
            "SMS": [one.phone for one in answered],
        },
        taken={"letter": reading.letters(house.ledgers), "SMS": reading.texts(house.ledgers)},
        # every blow may repeat what was in flight, once by each way of sending
        may_repeat=len(blows),
        back={f"{one.name} at {one.at_s:.0f} s": one.back_after_s for one in blows},
        away=desks.away,
        latest_reaction_s=reading.latest_reaction_s(house.database),
        steps=reading.steps_told(house.database),
        stuck=reading.stuck(house.database),
    )


def _tell(load: Load, blows: list[Blow], settled: float | None) -> None:
    for blow in blows:
        back = (
            f"ready after {blow.back_after_s:.1f} s" if blow.back_after_s else "NOT READY in 60 s"
        )
        print(f"{blow.name:<22} at {blow.at_s:4.0f} s, {blow.processes} processes, {back}")
    tried = [one.tries for one in load.sent]
    slowest = max((one.took_s for one in load.sent), default=0.0)
    typical = percentile([one.took_s for one in load.sent], 0.5)
    print(
        f"{len(load.sent)} appeals, {sum(tried)} requests, {load.failures} failed and were retried; "
        f"an answer took {typical * 1000:.0f} ms typically, {slowest:.1f} s at worst"
    )
    words = f"settled {settled:.0f} s after the load" if settled is not None else "NEVER SETTLED"
    print(f"Outbox and deliveries {words}")


if __name__ == "__main__":
    sys.exit(main())
