"""Row 22: search by keyed words beside plain full text; registration sealed and in the open."""

import time
from typing import Any

from bench import place, texts
from bench.figures import Speed, least, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run, words_of

QUERIES = 60
_KEYED = (
    "SELECT id FROM tickets_ticket WHERE team_id = %s AND search @@ %s::tsquery "
    "ORDER BY activity_at DESC, id DESC LIMIT 25"
)
_TEAMS = "SELECT id FROM accounts_team WHERE code IN ('first_line', 'technical')"
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
    with links["keyed"].cursor() as cursor:
        cursor.execute(_TEAMS)
        teams = [key for (key,) in cursor.fetchall()]
    for number in range(rounds + 1):
        for words, open_words in zip(keyed, plain, strict=True):
            # as the desk searches: in each of the operator's teams, by the team's own order
            took = {
                "keyed": _seconds(links["keyed"], _KEYED, [[team, words] for team in teams]),
                "plain": _seconds(links["plain"], _PLAIN, [[open_words]]),
            }
            for name in times if number else ():
                times[name].append(took[name])
    for link in links.values():
        link.close()
    return times


def _seconds(link: Any, statement: str, given: list[list[str]]) -> float:
    """Return the seconds of a statement asked with each of the values."""
    with link.cursor() as cursor:
        began = time.perf_counter()
        for values in given:
            cursor.execute(statement, values)
            cursor.fetchall()
        return time.perf_counter() - began
