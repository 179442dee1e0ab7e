"""Row 23: search of articles at 10,000, beside bare full text."""

from bench import place
from bench.figures import Speed, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run

ARTICLES, QUERIES = 10_000, 120


def measure(run: Run) -> None:
    """The same questions, a quarter of them mistyped; bare full text finds those it can."""
    found = place.inside(
        "faq-search",
        run.pair(SMALL).ours,
        owner=True,
        size=ARTICLES,
        asked=QUERIES,
        rounds=run.rounds,
    )
    speeds = {name: Speed.of(found[name], sum(found[name])) for name in ("ours", "any", "all")}
    ours, bare = speeds["ours"], speeds["any"]
    shown = {"ours": speed_words(ours), "other": speed_words(bare)}
    what = f"articles / bare full text (any of the words), {found['articles']:,}, p95"
    add = run.report.add
    add(Line("23", what, ratio(ours.p95, bare.p95), goal=most(3), **shown))
    shown = {"ours": speed_words(ours), "other": speed_words(speeds["all"])}
    what = "articles / bare full text that wants all of the words, p95"
    add(Line("23", what, ratio(ours.p95, speeds["all"].p95), **shown))
    shown = {"ours": f"{found['building']:.1f} s"}
    add(
        Line("23", "first search of a process: building the index", found["building"], "s", **shown)
    )
