"""Rows 4, 5, 7, 8, 9: the operator's list, the open appeal and the search at three sizes."""

from urllib.parse import quote

from bench import peers, texts, wire
from bench.figures import Speed, least, most, ratio
from bench.report import Line, speed_words
from bench.run import SMALL, Run, Side, words_of

CLIENTS = 8
LIST = "/desk/?view=team"
FILTERS = {
    "mine": "/desk/?view=mine",
    "free": "/desk/?view=free",
    "overdue": "/desk/?view=overdue",
    "departments": "/desk/?view=departments",
    "all": "/desk/?view=all",
    "by state": "/desk/?view=team&status=in_progress",
    "by channel": "/desk/?view=team&channel=phone",
    "by priority": "/desk/?view=team&priority=4",
    "by kind": "/desk/?view=all&type=2",
}
WORDS = ("common", "medium", "rare")


def lists(run: Run) -> None:
    """Row 4: the list and every standard filter, the biggest size against the smallest."""
    with run.ours(SMALL) as small, run.ours(run.size) as big:
        for name, path in {"team": LIST, **FILTERS}.items():
            found = _two(run, (small, big), path)
            value = ratio(found["big"].p95, found["small"].p95)
            what = f"list «{name}», {words_of(run.size)} / {words_of(SMALL)}, p95"
            shown = {"ours": speed_words(found["big"]), "other": speed_words(found["small"])}
            goal = most(1.15 if name == "team" else 1.5)
            run.report.add(Line("4", what, value, goal=goal, **shown))
            for size, speed in found.items():
                run.report.keep(f"list {name}, {size}", speed)


def beside_bare(run: Run) -> None:
    """Rows 5 and 7: list and open appeal at the middle size beside the bare ones and the peers."""
    with run.both(run.middle) as [(ours, bare)]:
        pages = {
            "list": wire.Target(ours.port, ours.get(LIST, ours.who["operator"])),
            "bare list": wire.Target(bare.port, bare.get("/", bare.who["cookie"])),
            "ticket": wire.Target(ours.port, _tickets(ours)),
            "bare ticket": wire.Target(bare.port, _bare_tickets(bare)),
        }
        one = run.side_by_side(pages, clients=1)
        eight = run.side_by_side(pages, clients=CLIENTS)
    for clients, found in ((1, one), (CLIENTS, eight)):
        for name, speed in found.items():
            run.report.keep(f"{name}, {words_of(run.middle)}, {clients} clients", speed)
    _list_lines(run, one, eight)
    _ticket_lines(run, one, eight)


def search(run: Run) -> None:
    """Rows 8 and 9: the search page with one client, words of three frequencies."""
    with run.ours(run.middle) as middle, run.ours(run.size) as big, run.bare(run.middle) as bare:
        base = wire.Target(bare.port, bare.get("/", bare.who["cookie"]))
        plain = wire.Target(bare.port, _bare_searches(bare))
        sources = {"middle": middle, "big": big}
        targets = {name: wire.Target(s.port, _searches(s, WORDS)) for name, s in sources.items()}
        found = run.side_by_side(targets | {"bare list": base, "bare search": plain}, clients=1)
        for kind in WORDS:
            one = {name: wire.Target(s.port, _searches(s, (kind,))) for name, s in sources.items()}
            for name, speed in run.side_by_side(one, clients=1).items():
                run.report.keep(f"search, {kind} words, {name}", speed)
    _search_lines(run, found)


def _two(run: Run, sides: tuple[Side, Side], path: str) -> dict[str, Speed]:
    targets = {
        name: wire.Target(side.port, side.get(path, side.who["operator"]))
        for name, side in zip(("small", "big"), sides, strict=True)
    }
    return run.side_by_side(targets, clients=1)


def _list_lines(run: Run, one: dict[str, Speed], eight: dict[str, Speed]) -> None:
    ours, bare, at, add = one["list"], one["bare list"], words_of(run.middle), run.report.add
    scale = bare.p50 / peers.BARE_LIST_P50
    shown = {"ours": speed_words(ours), "other": speed_words(bare)}
    value = ratio(ours.p50, bare.p50)
    add(Line("5", f"list / bare list, p50, 1 client, {at}", value, goal=most(2.5), **shown))
    helpdesk, rt = peers.HELPDESK_LIST_P50 * scale, peers.RT_LIST_P50 * scale
    words = f"django-helpdesk here {helpdesk:.0f} ms"
    value = ratio(helpdesk, ours.p50)
    add(Line("5", f"django-helpdesk / list, p50, {at}", value, goal=least(30), other=words))
    words = f"RT5 here {rt:.0f} ms"
    add(Line("5", f"RT5 / list, p50, {at}", ratio(rt, ours.p50), goal=least(20), other=words))
    rate = peers.scaled(peers.HELPDESK_LIST, peers.BARE_LIST, eight["bare list"].per_second)
    value, words = ratio(eight["list"].per_second, rate), f"django-helpdesk here {rate:.1f}/s"
    shown = {"ours": speed_words(eight["list"]), "other": words}
    add(Line("5", f"list / django-helpdesk, 8 clients, {at}", value, goal=least(40), **shown))


def _ticket_lines(run: Run, one: dict[str, Speed], eight: dict[str, Speed]) -> None:
    ours, bare, at, add = (
        eight["ticket"],
        eight["bare ticket"],
        words_of(run.middle),
        run.report.add,
    )
    helpdesk = peers.scaled(peers.HELPDESK_DETAIL, peers.BARE_DETAIL, bare.per_second)
    rt = peers.scaled(peers.RT_DETAIL, peers.BARE_DETAIL, bare.per_second)
    shown = {"ours": speed_words(ours), "other": speed_words(bare)}
    value = ratio(ours.per_second, bare.per_second)
    add(Line("7", f"ticket / bare ticket, 8 clients, {at}", value, goal=least(0.45), **shown))
    value, words = ratio(ours.per_second, helpdesk), f"django-helpdesk here {helpdesk:.0f}/s"
    add(Line("7", f"ticket / django-helpdesk, {at}", value, goal=least(8), other=words))
    value, words = ratio(ours.per_second, rt), f"RT5 here {rt:.0f}/s"
    add(Line("7", f"ticket / RT5, {at}", value, goal=least(25), other=words))
    shown = {"ours": speed_words(one["ticket"]), "other": speed_words(one["bare ticket"])}
    value = ratio(one["ticket"].p50, one["bare ticket"].p50)
    add(Line("7", f"ticket / bare ticket, p50, 1 client, {at}", value, **shown))


def _search_lines(run: Run, found: dict[str, Speed]) -> None:
    middle, big, add = found["middle"], found["big"], run.report.add
    at, most_of = words_of(run.middle), words_of(run.size)
    scale = found["bare list"].p95 / peers.BARE_LIST_P95
    helpdesk, rt = peers.HELPDESK_SEARCH_P95 * scale, peers.RT_SEARCH_P95 * scale
    shown = {"ours": speed_words(middle)}
    add(Line("8", f"search page p95, {at}", middle.p95, "ms", most(20), **shown))
    value, words = ratio(helpdesk, middle.p95), f"django-helpdesk here {helpdesk:.0f} ms"
    add(Line("8", f"django-helpdesk / search, p95, {at}", value, "×", least(150), "", words))
    value, words = ratio(rt, middle.p95), f"RT5 here {rt:.0f} ms"
    add(Line("8", f"RT5 / search, p95, {at}", value, "×", least(15), "", words))
    value = ratio(middle.p95, found["bare search"].p95)
    words = speed_words(found["bare search"])
    add(Line("8", f"search / bare plain search, p95, {at}", value, "×", None, "", words))
    value = ratio(big.p95, middle.p95)
    shown = {"ours": speed_words(big), "other": speed_words(middle)}
    add(Line("9", f"search, {most_of} / {at}, p95", value, goal=most(4), **shown))
    add(Line("9", f"search page p95, {most_of}", big.p95, "ms", most(60), **shown))


def _tickets(side: Side) -> wire.Source:
    paths = [f"/desk/{number}/" for number in side.who["numbers"]]
    return side.each(paths, side.who["operator"])


def _bare_tickets(side: Side) -> wire.Source:
    return side.each([f"/{number}/" for number in side.who["numbers"]], side.who["cookie"])


def _searches(side: Side, kinds: tuple[str, ...]) -> wire.Source:
    words = _mixed(kinds)
    csrf, cookie = side.who["csrf"], side.who["operator"]

    def request(number: int) -> bytes:
        fields = {"q": words[number % len(words)], "csrfmiddlewaretoken": csrf}
        return wire.post_form("/desk/search/", fields, Cookie=cookie)

    return request


def _bare_searches(side: Side) -> wire.Source:
    return side.each([f"/search/?q={quote(text)}" for text in _mixed(WORDS)], side.who["cookie"])


def _mixed(kinds: tuple[str, ...]) -> list[str]:
    """Return queries of these kinds in turns."""
    by_kind = [texts.queries(kind, 100) for kind in kinds]
    return [text for group in zip(*by_kind, strict=True) for text in group]
