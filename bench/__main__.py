"""`python -m bench [--rows 1,2] [--size 50000] [--seconds 2]`: ours beside the bare limit in one run.

Prints a line as soon as it is known; the whole table and its JSON are under var/bench/results.
"""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from bench import place
from bench.machine import Ticks
from bench.rows import (
    bulk,
    chat,
    creating,
    export,
    faq,
    house,
    journal,
    keys,
    long_dialog,
    mixed,
    numbers,
    queue,
    reading,
    sealed,
    statements,
    sweep,
    topics,
)
from bench.run import Run

# Reading first: creating adds rows to the databases.
TABLE: tuple[tuple[tuple[str, ...], Callable[[Run], None]], ...] = (
    (("4",), reading.lists),
    (("5", "7"), reading.beside_bare),
    (("8", "9"), reading.search),
    (("6",), statements.measure),
    (("22",), sealed.measure),
    (("22", "22p"), keys.pages),
    (("22", "22n"), keys.people),
    (("23",), faq.measure),
    (("25",), export.measure),
    (("21",), sweep.measure),
    (("1", "2", "3"), creating.measure),
    (("19",), numbers.measure),
    (("18",), mixed.measure),
    (("20",), queue.latency),
    (("20", "20t"), queue.throughput),
    (("11", "12", "13", "14", "15", "16", "17"), chat.measure),
    (("W-10",), long_dialog.measure),
    (("B",), bulk.measure),
    (("26", "27"), house.measure),
    (("28",), keys.rotation),
    (("24",), topics.measure),
    (("L-05",), journal.measure),
)


def main() -> int:
    options = _options()
    place.open_house()
    run = Run(size=options.size, seconds=options.seconds, rounds=options.rounds)
    run.report.about = _about(run)
    began, ticks, failed = time.monotonic(), Ticks.now(), []
    for rows, measure in TABLE:
        if options.rows and not options.rows & set(rows):
            continue
        print(f"Rows {', '.join(rows)}", flush=True)
        try:
            measure(run)
        except Exception:
            traceback.print_exc()
            failed.append(", ".join(rows))
    took, stolen = time.monotonic() - began, ticks.stolen_since()
    run.report.about["took"] = f"{took:.0f} s, {stolen:.0%} of the processors taken by the host"
    if failed:
        run.report.about["failed rows"] = "; ".join(failed)
    path = run.report.save(place.results())
    print("", run.report.table(), f"Kept in {path.parent}", sep="\n")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=_numbers, default=set(), help="only these: 1,2,26")
    parser.add_argument("--size", type=int, default=1_000_000, help="the biggest database")
    parser.add_argument("--seconds", type=float, default=2.0, help="of one load")
    parser.add_argument("--rounds", type=int, default=3, help="of each load, medians are taken")
    return parser.parse_args()


def _numbers(text: str) -> set[str]:
    return {part.strip() for part in text.split(",") if part.strip()}


def _about(run: Run) -> dict[str, str]:
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}",
        "sizes": f"1,000, {run.middle:,} and {run.size:,} appeals",
        "loads": f"medians of {run.rounds} rounds of {run.seconds:g} s, sides in turns, fsync on",
    }


if __name__ == "__main__":
    sys.exit(main())
