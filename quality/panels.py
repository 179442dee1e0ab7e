"""What quality puts on pages of articles, by wiring."""

from typing import Any

from common.slots import Panel
from quality.policies import can_see_contacts
from quality.selectors.ideas import MOST_SOURCES, idea_of_article, tickets_of


def _may_see(request: Any, _thing: Any) -> bool:
    return can_see_contacts(request.user)


def _sources(request: Any, article: Any) -> dict[str, Any]:
    """The appeals a draft was begun from; the reader opens those they see."""
    idea = idea_of_article(article)
    if idea is None:
        return {"idea": None}
    mine = tickets_of(idea, request.user)
    numbers = list(mine.values_list("number", flat=True)[:MOST_SOURCES])
    return {"idea": idea, "numbers": numbers, "hidden": idea.size - mine.count()}


CONTACTS_TAB = Panel("Обращения и статьи", "quality/_tab.html", may_see=_may_see)
ARTICLE_SOURCES = Panel("Из обращений", "quality/_sources.html", _sources, _may_see)
