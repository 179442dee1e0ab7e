"""L-05: the pace of sealing and verifying, and what the sealer costs eight writers."""

from bench import place
from bench.figures import least, most
from bench.report import Line
from bench.run import SMALL, Run

WRITERS, WRITES = 8, 1000


def measure(run: Run) -> None:
    """8 × 1,000 writes with a sealer beside them and without one, in turns."""
    found = place.inside(
        "sealing", run.pair(SMALL).ours, rows=run.middle, writers=WRITERS, writes=WRITES
    )
    run.report.keep("sealing", found)
    add = run.report.add
    shown = {"ours": f"{found['beside_p95_ms']:.1f} ms", "other": f"{found['alone_p95_ms']:.1f} ms"}
    more = found["beside_p95_ms"] - found["alone_p95_ms"]
    add(Line("L-05", "p95 of a write, with the sealer", more, "ms", most(5), **shown))
    add(Line("L-05", "unsealed after the last write", found["lag_s"], "s", most(5)))
    add(Line("L-05", "skipped or doubled by the chain", found["skipped"], "", most(0)))
    add(Line("L-05", "findings of verify_journal", found["findings"], "", most(0)))
    pace = {"ours": f"{found['verified']:.0f} rows"}
    add(Line("L-05", "sealed a second", found["sealed_per_s"], "/s", least(10_000)))
    add(Line("L-05", "verified a second", found["verified_per_s"], "/s", least(50_000), **pace))
