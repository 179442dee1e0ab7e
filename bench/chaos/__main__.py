"""`python -m bench.chaos`: a minute of registrations, four kills, one judgement. Exit code 1: broken."""

import sys
import time

from bench.chaos import reading
from bench.chaos.house import House, running
from bench.chaos.kills import BLOWS, Blow, strike
from bench.chaos.oracle import Facts, judge
from bench.chaos.registering import Load
from bench.figures import percentile
from gosuslugi_support import embedded

FIRST_BLOW_S = 10.0
BETWEEN_S = 13.0
LASTS_S = 62.0
# Sending by two ways; each kill of what sends or of what remembers may repeat the one in flight.
MAY_REPEAT = 3


def main() -> int:
    embedded.exit_on_sigterm()
    print("Starting a house of its own under var/chaos (up to a few minutes)…", flush=True)
    with running() as house:
        load = Load(house.port, house.key())
        print(f"Registering by {load.clients} clients for {LASTS_S:g} s…", flush=True)
        blows = _storm(house, load)
        settled = reading.until_settled(house.database)
        findings = judge(_facts(house, load))
    _tell(load, blows, settled)
    for finding in findings:
        print(finding)
    is_well = settled is not None and all(finding.is_kept for finding in findings)
    print("All promises kept." if is_well else "Promises were broken: see above.")
    return 0 if is_well else 1


def _storm(house: House, load: Load) -> list[Blow]:
    began = time.monotonic()
    load.start()
    blows = []
    for number, name in enumerate(BLOWS):
        at = FIRST_BLOW_S + BETWEEN_S * number
        time.sleep(max(0.0, began + at - time.monotonic()))
        blows.append(strike(house, name, at_s=time.monotonic() - began))
        print(f"  killed {name} at {blows[-1].at_s:.0f} s", flush=True)
    time.sleep(max(0.0, began + LASTS_S - time.monotonic()))
    load.stop()
    return blows


def _facts(house: House, load: Load) -> Facts:
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
        may_repeat=MAY_REPEAT,
    )


def _tell(load: Load, blows: list[Blow], settled: float | None) -> None:
    for blow in blows:
        back = (
            f"ready after {blow.back_after_s:.1f} s" if blow.back_after_s else "NOT READY in 60 s"
        )
        print(f"{blow.name:<10} killed at {blow.at_s:4.0f} s, {blow.processes} processes, {back}")
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
