"""Row 23: search of articles among ten thousand, beside bare full text over the same rows."""

import random
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

import faq.reference
import topics.reference
from bench import texts
from faq.models import Article, ArticleVersion, Category, SearchStamp
from faq.selectors.search import engine_for, search_articles
from faq.states import State
from topics.models import Topic

BATCH = 1000
_TABLE = """
CREATE TABLE bare_article AS
SELECT id, question, solution, to_tsvector('russian', concat_ws(' ', question, solution,
       array_to_string(also_asked, ' '), blocks::text)) AS search
FROM faq_articleversion WHERE state = 'published';
CREATE INDEX bare_article_search ON bare_article USING gin (search);
ANALYZE bare_article;
"""
# What people type is a question: an article need not hold all of its words.
_ANY = """
SELECT id, question, solution FROM bare_article,
       (SELECT replace(plainto_tsquery('russian', %s)::text, '&', '|')::tsquery AS asked) AS q
WHERE search @@ asked ORDER BY ts_rank(search, asked) DESC LIMIT 10
"""
_ALL = """
SELECT id, question, solution FROM bare_article, plainto_tsquery('russian', %s) AS asked
WHERE search @@ asked ORDER BY ts_rank(search, asked) DESC LIMIT 10
"""


def articles(size: int, asked: int, rounds: int) -> dict[str, Any]:
    """Return seconds of each search, ours and bare in turns, and of the first one (building)."""
    _fill(size)
    questions = _questions(asked)
    began = time.perf_counter()
    engine_for("ru")
    took: dict[str, Any] = {"building": time.perf_counter() - began}
    sides: dict[str, Callable[[str], object]] = {
        "ours": lambda text: search_articles(text, user=None).hits,
        "any": lambda text: _bare(_ANY, text),
        "all": lambda text: _bare(_ALL, text),
    }
    for number in range(rounds + 1):  # the first round warms the caches
        for text in questions:
            for name, ask in sides.items():
                began = time.perf_counter()
                ask(text)
                if number:
                    took.setdefault(name, []).append(time.perf_counter() - began)
    took["articles"] = ArticleVersion.objects.filter(state=State.PUBLISHED).count()
    return took


def _bare(statement: str, text: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [text])
        return list(cursor.fetchall())


def _questions(number: int) -> list[str]:
    """Return wordings people use, every fourth mistyped."""
    chance = random.Random(5)
    known = [text for row in faq.reference.shipped_articles() for text in row["also_asked"]]
    picked = chance.sample(known, number)
    return [_mistyped(text, chance) if at % 4 == 3 else text for at, text in enumerate(picked)]


def _mistyped(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1 :]


def _fill(size: int) -> None:
    """Bring the shipped articles to `size` by mixtures of their words and other words."""
    now = timezone.now()
    topics.reference.load_reference(now)
    faq.reference.load_reference(now)
    number = size - Article.objects.count()
    if number > 0:
        _mixtures(number)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bare_article;" + _TABLE)


def _mixtures(number: int) -> None:
    now, chance = timezone.now(), random.Random(3)
    category, topic = Category.objects.order_by("pk")[0], Topic.objects.order_by("pk")[0]
    stamp = SearchStamp.objects.get(pk=1).number
    shipped = list(ArticleVersion.objects.filter(state=State.PUBLISHED, language="ru"))
    words = " ".join(text.body for text in texts.pool(3000, seed=29)).split()

    def mixed(text: str, most: int) -> str:
        said = (word if chance.random() < 0.6 else chance.choice(words) for word in text.split())
        return " ".join(said)[:most]

    rows = [
        Article(code=f"x{at}", category=category, topic=topic, created_at=now, stamp=stamp)
        for at in range(number)
    ]
    versions = []
    for at, row in enumerate(rows):
        like = shipped[at % len(shipped)]
        steps = [mixed(" ".join(chance.sample(words, 15)), 300) for _ in range(4)]
        versions.append(
            ArticleVersion(
                id=uuid4(),
                article=row,
                language="ru",
                number=1,
                state=State.PUBLISHED,
                question=mixed(like.question, 200),
                solution=mixed(like.solution, 1000),
                blocks=[{"kind": "steps", "items": steps}],
                also_asked=[mixed(text, 200) for text in chance.sample(like.also_asked, 6)],
                saved_at=now,
                published_at=now,
            )
        )
    Article.objects.bulk_create(rows, BATCH)
    ArticleVersion.objects.bulk_create(versions, BATCH)
