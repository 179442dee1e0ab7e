"""What knowledge puts on pages of the floors below, by wiring."""

from typing import Any

from common.slots import Panel
from faq.selectors.articles import by_category


def _sections(request: Any, _thing: Any) -> dict[str, Any]:
    shown = [(category, len(rows)) for category, rows in by_category(request.user) if rows]
    return {"sections": shown}


HELP_LINK = Panel("Ответы", "faq/public/_nav.html")
HELP_SECTIONS = Panel("Готовые ответы", "faq/public/_home.html", _sections)
