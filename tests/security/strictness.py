"""U-15: what a strict answer has, whoever made it: judged in the walk of the matrix and in Django admin."""

import re
from html.parser import HTMLParser
from typing import Any

POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
TAG = re.compile(r"""<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
# Of the hundreds of tags of a page only these are worth reading attribute by attribute.
SUSPECT = re.compile(r"<script|<style|[\s\"'/](?:on\w+|style)\b", re.IGNORECASE)
DATA_BLOCKS = {"application/json", "speculationrules"}


class Markup(HTMLParser):
    """Finds what a strict page may not hold: handlers, styles and scripts written into it."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.wrong += [
            f"{tag} {name}" for name in given if name.startswith("on") or name == "style"
        ]
        if tag in {"script", "style"} and not given.get("src") and not given.get("nonce"):
            self.wrong += [] if given.get("type", "") in DATA_BLOCKS else [f"inline {tag}"]


def not_strict(answer: Any, body: str) -> list[str]:
    """Return what an answer over https lacks, and what it holds that is not allowed."""
    lacks = [] if answer.status_code < 500 else [f"status {answer.status_code}"]
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        lacks.append("nosniff")
    if answer.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        lacks.append("Referrer-Policy")
    ages = re.findall(r"max-age=(\d+)", answer.headers.get("Strict-Transport-Security", ""))
    if not ages or int(ages[0]) < 31_536_000:
        lacks.append("Strict-Transport-Security")
    if answer.headers.get("Content-Type", "").startswith("text/html") and body:
        lacks += _not_a_strict_page(answer, body)
    return lacks


def _not_a_strict_page(answer: Any, body: str) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    lacks = [part for part in POLICY if part not in policy]
    if "unsafe" in policy:
        lacks.append("unsafe in the policy")
    if answer.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        lacks.append("Cross-Origin-Opener-Policy")
    return lacks + written_in(body)


def written_in(body: str) -> list[str]:
    """Return the handlers, styles and scripts that stand in the markup itself."""
    wrong = []
    for tag in TAG.findall(body):
        if SUSPECT.search(tag):
            markup = Markup()
            markup.feed(tag)
            wrong += markup.wrong
    return wrong
