"""Row 19: numbers of one type under 64 threads against 8."""

from bench import place
from bench.figures import least, most, ratio
from bench.report import Line
from bench.run import SMALL, Run

FEW, MANY = 8, 64


def measure(run: Run) -> None:
    """Register through the door itself, without pages in front."""
    found = place.inside(
        "numbers",
        run.pair(SMALL).ours,
        few=FEW,
        many=MANY,
        seconds=run.seconds * 2,
        rounds=run.rounds,
    )
    run.report.keep("numbers", found)
    shown = {"ours": f"{found['many']:.0f}/s", "other": f"{found['few']:.0f}/s"}
    value, add = ratio(found["many"], found["few"]), run.report.add
    add(Line("19", f"door, {MANY} threads / {FEW} threads", value, goal=least(0.9), **shown))
    shown = {"ours": f"{found['registered']} registered"}
    add(Line("19", "gaps and doubles among numbers", found["gaps"], "", most(0), **shown))
