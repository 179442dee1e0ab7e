"""What editors see of searches and opinions."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.actors import SYSTEM
from faq.actions.usage import (
    SEARCHES_KEPT,
    Opinion,
    Searched,
    forget_old_searches,
    log_search,
    note_click,
    rate_article,
)
from faq.models import SearchLog
from faq.selectors import usage
from faq.selectors.articles import reading_of
from faq.selectors.search import search_articles

pytestmark = pytest.mark.django_db


def look_for(query: str, now: datetime, before: SearchLog | None = None) -> SearchLog:
    hits = search_articles(query, user=None).hits
    searched = Searched(query, hits, before=before.pk if before else None)
    return log_search(searched=searched, by=SYSTEM, now=now)


def test_what_is_looked_for_and_not_found(make_article: Any, editor: Any, now: datetime) -> None:
    article = make_article()
    later = now + timedelta(minutes=1)
    look_for("бегемот", now)
    first = look_for("Бегемот", now)
    second = look_for("квитанция", later, before=first)
    note_click(search=second.pk, article=article, by=SYSTEM, now=later)
    look_for("взять чек", later)
    look_for("иванов иван", later)
    span = (now, later + timedelta(seconds=1))

    assert usage.totals(*span) == usage.Totals(searches=5, empty=3, refined=1, opened=1, hidden=1)
    assert usage.zero_result_queries(*span) == [usage.Asked("бегемот", 2, now)]
    assert usage.unopened_queries(*span) == [usage.Asked("взять чек", 1, later)]
    assert usage.refined_queries(*span) == [usage.Refinement("бегемот", "квитанция", 1)]
    assert usage.opened_articles(editor, *span) == [(article, 1)]


def test_a_search_of_another_visit_refines_nothing(make_article: Any, now: datetime) -> None:
    first = look_for("бегемот", now)
    assert look_for("чек", now + timedelta(minutes=31), before=first).refined_from is None


def test_articles_that_do_not_help(make_article: Any, editor: Any, now: datetime) -> None:
    bad, good = make_article("301"), make_article("302")
    for article, yes, no in ((bad, 2, 4), (good, 5, 1)):
        version = reading_of(article).version
        for is_helpful in [True] * yes + [False] * no:
            opinion = Opinion(is_helpful=is_helpful, why="" if is_helpful else "outdated")
            rate_article(version=version, opinion=opinion, by=SYSTEM, now=now)
    span = (now, now + timedelta(days=1))

    [row] = usage.unhelpful_articles(editor, *span)

    assert (row.article, row.helpful, row.unhelpful, row.why) == (bad, 2, 4, "Устарело")
    assert [
        (one.article.code, round(one.share, 2)) for one in usage.helpfulness(editor, *span)
    ] == [
        ("301", 0.33),
        ("302", 0.83),
    ]
    assert usage.unhelpful_articles(editor, now + timedelta(days=1), now + timedelta(days=2)) == []


def test_old_searches_are_forgotten(now: datetime) -> None:
    look_for("старый", now - SEARCHES_KEPT - timedelta(days=1))
    look_for("новый", now)

    assert forget_old_searches(by=SYSTEM, now=now) == 1
    assert SearchLog.objects.get().query == "новый"
