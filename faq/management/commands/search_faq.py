"""`manage.py search_faq`: JSON lines `{"query": …}` in, `{"query": …, "results": […]}` out."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faq.selectors.search import search_articles

MOST = 10


class Command(BaseCommand):
    help = "Search the articles everybody may read: JSON lines on standard input and output."

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                self.stdout.write(json.dumps(_answer(line, number), ensure_ascii=False))


def _answer(line: str, number: int) -> dict[str, Any]:
    try:
        query = json.loads(line)["query"]
    except (ValueError, KeyError, TypeError):
        raise CommandError(f'Line {number} is not {{"query": …}}.') from None
    found = search_articles(str(query), user=None, limit=MOST)
    results = [{"code": hit.code, "score": hit.score} for hit in found.hits]
    return {"query": query, "results": results}
