"""What knowledge puts on pages of the floors below, by wiring."""

from typing import Any

from common.memo import Memo
from common.slots import Panel
from faq.policies import EDITORS, can_open_editing
from faq.selectors.articles import by_category, for_service

SECTIONS_FRESH_S = 60.0


def _public_sections() -> list[tuple[str, str, int]]:
    return [(row.code, row.title, len(articles)) for row, articles in by_category(None) if articles]


_sections_memo = Memo(_public_sections, seconds=SECTIONS_FRESH_S)


def _sections(_request: Any, _thing: Any) -> dict[str, Any]:
    """Sections with how many answers; a minute old at most: the home page asks the database nothing."""
    return {"sections": _sections_memo.get()}


HELP_LINK = Panel("Ответы", "faq/public/_nav.html")
CALL_MENU = Panel("Видео-помощь", "faq/video/_call_menu.html")
HELP_SECTIONS = Panel("Готовые ответы", "faq/public/_home.html", _sections)


def _lives_here(request: Any, _thing: Any) -> bool:
    """Editors work here all day: the link stands in the header."""
    return can_open_editing(request.user) and request.user.role in EDITORS


def _writes_too(request: Any, thing: Any) -> bool:
    return can_open_editing(request.user) and not _lives_here(request, thing)


EDITING_LINK = Panel("Статьи", "faq/desk/_nav.html", may_see=_lives_here)
EDITING_MENU = Panel("Статьи", "faq/desk/_menu.html", may_see=_writes_too)


def _about_service(_request: Any, service: Any) -> dict[str, Any]:
    return {"articles": for_service(None, service.code)}


SERVICE_ANSWERS = Panel("Ответы об услуге", "faq/public/_of_service.html", _about_service)
