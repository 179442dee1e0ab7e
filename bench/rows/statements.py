"""Row 6: statements a page takes, the same at every size."""

from bench import place
from bench.figures import most
from bench.report import Line
from bench.run import SMALL, Run, words_of

GOALS = {"list": 6, "detail": 8, "create": 10, "dashboard": 8}


def measure(run: Run) -> None:
    """Count at the smallest and the biggest size."""
    small = place.inside("statements", run.pair(SMALL).ours)
    big = place.inside("statements", run.pair(run.size).ours)
    for page, found in big.items():
        count, before = found["statements"], small[page]["statements"]
        goal = most(GOALS[page]) if page in GOALS else None
        shown = {"ours": f"{found['round trips']} round trips", "other": f"{before} at 1k"}
        what = f"statements of «{page}», {words_of(run.size)}"
        run.report.add(Line("6", what, count, "", goal, **shown))
        run.report.keep(f"statements of {page}", found["sql"])
