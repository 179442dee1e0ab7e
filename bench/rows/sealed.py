"""Row 22: search by keyed words beside plain full text; registration sealed and in the open."""

import time

from bench import place, texts
from bench.figures import Speed, least, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run, words_of

QUERIES = 60
_KEYED = (
    "SELECT id FROM tickets_ticket WHERE search @@ %s::tsquery "
    "ORDER BY activity_at DESC, id DESC LIMIT 25"
)
_PLAIN = (
    "SELECT id FROM bare_ticket WHERE search @@ plainto_tsquery('russian', %s) "
    "ORDER BY created DESC, id DESC LIMIT 25"
)


def measure(run: Run) -> None:
    """The same searches in the same texts; then the door with and without sealing."""
    pair, plain, words = run.pair(run.size), {}, {}
    for kind in ("common", "medium", "rare"):
        words[kind] = texts.queries(kind, QUERIES)
        plain[kind] = place.inside("keyed-words", pair.ours, queries=words[kind])
    together: dict[str, list[float]] = {"keyed": [], "plain": []}
    for kind, asked in words.items():
        found = _in_turns(pair.ours, plain[kind], pair.bare, asked, run.rounds)
        for name, times in found.items():
            together[name] += times
        keyed, open_ = (Speed.of(found[name], sum(found[name])) for name in ("keyed", "plain"))
        shown = {"ours": speed_words(keyed), "other": speed_words(open_)}
        what = f"keyed / plain search, {kind} words, {words_of(run.size)}, p95"
        run.report.add(Line("22", what, ratio(keyed.p95, open_.p95), **shown))
    keyed, open_ = (Speed.of(times, sum(times)) for times in together.values())
    shown = {"ours": speed_words(keyed), "other": speed_words(open_)}
    what = f"keyed / plain search, {words_of(run.size)}, p95"
    run.report.add(Line("22", what, ratio(keyed.p95, open_.p95), goal=most(1.5), **shown))
    _registration(run)


def _registration(run: Run) -> None:
    found = place.inside("sealed", run.pair(SMALL).ours, count=150, rounds=run.rounds)
    run.report.keep("registration sealed and plain", found)
    shown = {"ours": f"{found['sealed']:.0f}/s", "other": f"{found['plain']:.0f}/s"}
    value = ratio(found["sealed"], found["plain"])
    run.report.add(Line("22", "registration sealed / in the open", value, goal=least(0.9), **shown))


def _in_turns(
    ours: str, keyed: list[str], bare: str, plain: list[str], rounds: int
) -> dict[str, list[float]]:
    """Ask both databases the same, query by query; the first round warms the caches."""
    times: dict[str, list[float]] = {"keyed": [], "plain": []}
    links = {
        "keyed": place.connect(place.owner_url(ours)),
        "plain": place.connect(place.owner_url(bare)),
    }
    sides = {"keyed": (_KEYED, keyed), "plain": (_PLAIN, plain)}
    for number in range(rounds + 1):
        for place_of in range(len(plain)):
            for name, (statement, asked) in sides.items():
                with links[name].cursor() as cursor:
                    began = time.perf_counter()
                    cursor.execute(statement, [asked[place_of]])
                    cursor.fetchall()
                    if number:
                        times[name].append(time.perf_counter() - began)
    for link in links.values():
        link.close()
    return times
