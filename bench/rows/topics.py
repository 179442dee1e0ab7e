"""Row 24: guessing the topic of a text, on one core."""

from bench import place
from bench.figures import most
from bench.report import Line
from bench.run import SMALL, Run

GOAL_MS = 5


def measure(run: Run) -> None:
    """Time texts never seen by the process, the same again, and letters of 1,500 characters."""
    found = place.inside("topic-detection", run.pair(SMALL).ours, rounds=run.rounds)
    run.report.keep("topic detection", found)
    for name, words in (("first", "met first"), ("short", "short"), ("long", "1,500 characters")):
        spent = found[name]
        shown = {"ours": f"p50 {spent['p50']:.2f} ms", "other": f"max {spent['max']:.1f} ms"}
        what = f"topic of a text, {words}, p95"
        run.report.add(Line("24", what, round(spent["p95"], 2), " ms", most(GOAL_MS), **shown))
