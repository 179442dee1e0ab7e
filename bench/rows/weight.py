"""Row 27: bytes a first visit fetches, compressed, and the largest paint on a slow processor."""

import os
import shutil
from typing import Any

from bench.figures import most
from bench.report import Line
from bench.run import Run
from gosuslugi_support.running.demo_accounts import PASSWORD

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SLOWER = 4
KB = 1024
# who, page, most KB
PAGES = (
    ("", "/", 150),
    ("citizen", "/cabinet/", 150),
    ("citizen", "/cabinet/new/info_request/", 150),
    ("operator", "/desk/", 250),
    ("operator", "TICKET", 250),
    ("supervisor", "/board/", 250),
)
_LARGEST = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true})
  setTimeout(() => done(-1), 5000)
})"""


def measure(run: Run, port: int) -> None:
    """Visit every page with an empty cache in a real browser."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=OPTIONS)
        for who, page, limit in PAGES:
            weight, largest, shown = _visit(browser, port, who, page)
            run.report.keep(f"page {page}", {"bytes": weight, "largest paint, ms": largest})
            add, words = run.report.add, f"{len(shown)} requests"
            what = f"weight of {page} {f'({who})' if who else ''}".rstrip()
            add(Line("27", what, weight / KB, "KB", most(limit), words))
            what = f"largest paint of {page}, processor {SLOWER} × slower"
            add(Line("27", what, largest, "ms", most(1000)))
        browser.close()


def _visit(browser: Any, port: int, who: str, page: str) -> tuple[int, float, list[str]]:
    """Return bytes on the wire of a first visit, the largest paint in ms, and what was fetched."""
    base = f"http://localhost:{port}"
    context = browser.new_context(base_url=base, locale="ru-RU")
    tab = context.new_page()
    if who:
        _sign_in(tab, who)
    address = _first_ticket(tab) if page == "TICKET" else page
    tab.goto("about:blank")
    session = context.new_cdp_session(tab)
    for command in ("Network.enable", "Network.clearBrowserCache"):
        session.send(command)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[int] = []
    shown: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: shown.append(event["request"]["url"]))
    tab.goto(address, wait_until="load")
    largest = float(tab.evaluate(_LARGEST))
    tab.wait_for_timeout(500)
    context.close()
    return int(sum(sizes)), largest, shown


def _sign_in(tab: Any, who: str) -> None:
    tab.goto("/account/login/")
    tab.fill("[name=identifier]", f"{who}@example.org")
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("button", name="Войти", exact=True).click()
    tab.wait_for_url(lambda url: "/account/login" not in url)


def _first_ticket(tab: Any) -> str:
    tab.goto("/desk/?view=team")
    links = tab.eval_on_selector_all("a[href*='/desk/']", "all => all.map(a => a.pathname)")
    return str(next(path for path in links if path.strip("/").split("/")[-1].isdigit()))
