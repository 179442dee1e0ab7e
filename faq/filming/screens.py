"""Screens of our own pages, photographed by a headless Chromium from a page server of the moment."""

import importlib.util
import mimetypes
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application

# Letters a third larger than on a desk: a film is watched on a phone.
WIDTH, HEIGHT, SCALE = 960, 540, 4 / 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MARK = "outline: 5px solid #d93025; outline-offset: 6px; border-radius: 8px;"
# What sticks to the edges of a page would lie under our bar and under the subtitles.
_CALM = "body { padding-block-start: 48px }"
_HIDE = """() => document.querySelectorAll("body *").forEach((one) => {
  if (["fixed", "sticky"].includes(getComputedStyle(one).position)) one.style.display = "none";
})"""
_Shots = tuple[Path, Path]


def browser() -> str | None:
    """Return the Chromium to photograph with; None without it or without playwright."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def photograph(scenes: Sequence[dict[str, Any]], at: Path) -> list[_Shots | None]:
    """Return (the screen as it is, with what is spoken of framed) of every scene, None of one without."""
    program = browser()
    if program is None:
        return [None] * len(scenes)
    from playwright.sync_api import (
        sync_playwright,  # a tool of development: `make videos` brings it
    )

    with _pages() as url, sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=program)
        context = chromium.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            locale="ru-RU",
            bypass_csp=True,
        )
        page = context.new_page()
        shots = [_shot(page, url, scene, at / f"screen-{n}") for n, scene in enumerate(scenes)]
        chromium.close()
    return shots


def _shot(page: Any, url: str, scene: dict[str, Any], to: Path) -> _Shots | None:
    if not scene.get("screen"):
        return None
    answer = page.goto(url + scene["screen"], wait_until="load")
    if answer is None or not answer.ok:
        return None
    page.add_style_tag(content=_CALM)
    page.evaluate(_HIDE)
    page.evaluate("document.fonts.ready")
    plain, framed = to.with_suffix(".plain.png"), to.with_suffix(".framed.png")
    page.screenshot(path=plain)
    with suppress(Exception):  # a frame that is not on the page any more: the film goes without
        thing = page.locator(scene["frame"]).first
        thing.evaluate(
            "(one, style) => { one.style.cssText += style; one.scrollIntoView({block: 'center'}); }",
            _MARK,
            timeout=2000,
        )
    page.screenshot(path=framed)
    return plain, framed


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _pages() -> Iterator[str]:
    """Serve the site on a free port of this machine while the block runs."""
    server = make_server("localhost", 0, _with_static(get_wsgi_application()), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _with_static(site: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Add static files, collected or not, to the site."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(settings.STATIC_URL):
            return site(environ, start)
        name = path.removeprefix(settings.STATIC_URL)
        collected = (Path(settings.STATIC_ROOT) / name).resolve()
        is_ours = Path(settings.STATIC_ROOT).resolve() in collected.parents
        found = str(collected) if is_ours and collected.is_file() else finders.find(name)
        if not isinstance(found, str):
            start("404 Not Found", [])
            return []
        start("200 OK", [("Content-Type", mimetypes.guess_type(found)[0] or "text/plain")])
        return [Path(found).read_bytes()]

    return serve
