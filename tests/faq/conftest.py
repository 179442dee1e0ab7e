"""What tests of articles begin with: a category, a topic, a way to make articles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest


@pytest.fixture
def category(db: None) -> Any:
    from faq.models import Category

    return Category.objects.create(code="payments", title="Платежи", ivr_prefix="3", order=3)


@pytest.fixture
def topic(db: None) -> Any:
    from topics.models import Topic

    return Topic.objects.create(code="payment", title="Оплата")


@pytest.fixture
def text() -> Callable[..., Any]:
    from faq.actions.writing import VersionText

    def make(**changes: Any) -> VersionText:
        values = {"question": "Где взять квитанцию?", "solution": "В истории платежей."}
        return VersionText(**{**values, **changes})

    return make


@pytest.fixture
def make_article(category: Any, topic: Any, text: Any, now: datetime) -> Callable[..., Any]:
    """Return a function that makes an article, published unless told otherwise."""
    from common.actors import SYSTEM
    from faq.actions.publishing import publish
    from faq.actions.writing import ArticleSpec, Seen, create_article, save_draft

    def make(
        code: str = "306",
        *,
        published: bool = True,
        words: dict[str, Any] | None = None,
        **spec: Any,
    ) -> Any:
        article = create_article(
            spec=ArticleSpec(code=code, category=category, topic=topic, **spec), by=SYSTEM, now=now
        )
        if published:
            draft = save_draft(
                article=article, text=text(**(words or {})), seen=Seen(), by=SYSTEM, now=now
            )
            publish(version=draft, by=SYSTEM, now=now)
        return article

    return make
