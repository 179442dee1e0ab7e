"""The search as pages and commands ask it: `search_articles`."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector

from faq.models import Language
from faq.search.engine import Hit
from faq.selectors.articles import visible_to

__all__ = ["Found", "Hit", "search_articles"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found. `read_as` is the query as it was understood when that differs."""

    hits: list[Hit]
    read_as: str = ""


def search_articles(
    query: str, *, user: Any, language: str = Language.RU, limit: int = 10, typing: bool = False
) -> Found:
    """Return published articles the reader may see, best first."""
    words = SearchQuery(query, config="russian", search_type="websearch")
    vector = SearchVector("question", "solution", config="russian")
    rows = visible_to(user).annotate(rank=SearchRank(vector, words)).filter(rank__gt=0)
    return Found(
        [
            Hit(row.pk, row.code, row.question, row.solution, row.rank)
            for row in rows.order_by("-rank")[:limit]
        ]
    )
