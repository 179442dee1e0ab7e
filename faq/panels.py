"""What knowledge puts on pages of the floors below, by wiring."""

from typing import Any

from common.memo import Memo
from common.slots import Panel
from faq.selectors.articles import by_category

SECTIONS_FRESH_S = 60.0


def _public_sections() -> list[tuple[str, str, int]]:
    return [(row.code, row.title, len(articles)) for row, articles in by_category(None) if articles]


_sections_memo = Memo(_public_sections, seconds=SECTIONS_FRESH_S)


def _sections(_request: Any, _thing: Any) -> dict[str, Any]:
    """Sections with how many answers; a minute old at most: the home page asks the database nothing."""
    return {"sections": _sections_memo.get()}


HELP_LINK = Panel("Ответы", "faq/public/_nav.html")
HELP_SECTIONS = Panel("Готовые ответы", "faq/public/_home.html", _sections)
