"""A draft in one click, from words people look for and do not find."""

from datetime import datetime

from django.db import transaction

from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from faq.actions.writing import (
    LONGEST_QUESTION,
    ArticleSpec,
    Seen,
    VersionText,
    create_article,
    save_draft,
)
from faq.models import Article, Category
from faq.policies import can_write_article
from faq.selectors.editing import free_code
from topics.models import Topic
from topics.selectors import detect_topic

TO_BE_WRITTEN = "Напишите здесь короткое решение."


class NoCodeLeft(DomainError):
    """All ninety-nine codes of a section are taken."""

    code = "no_code_left"


@transaction.atomic
def begin_article(
    *, category: Category, topic: Topic, audience: str, by: Acts, now: datetime
) -> Article:
    """Create an article with the first free code of its section; it says nothing yet."""
    code = free_code(Category.objects.select_for_update().get(pk=category.pk))
    if not code:
        raise NoCodeLeft("В этом разделе заняты все коды. Выберите другой раздел.")
    spec = ArticleSpec(code=code, category=category, topic=topic, audience=audience)
    return create_article(spec=spec, by=by, now=now)


@transaction.atomic
def draft_from_query(*, query: str, by: Acts, now: datetime) -> Article:
    """Begin an article whose question is what people typed: topic by its words, section by the topic."""
    policies.require(can_write_article, by, message="Статьи пишут редакторы базы знаний.")
    question = " ".join(query.split())[:LONGEST_QUESTION]
    if not question:
        raise InvalidInput("Нет слов, с которых начать статью.", field="query")
    topic = Topic.objects.get(code=detect_topic(question).topic)
    text = VersionText(
        question=question[:1].upper() + question[1:],
        solution=TO_BE_WRITTEN,
        also_asked=[question],
        summary="Черновик по запросам людей",
    )
    return draft_about(topic=topic, text=text, by=by, now=now)


@transaction.atomic
def draft_about(*, topic: Topic, text: VersionText, by: Acts, now: datetime) -> Article:
    """Begin an article of a topic with a draft: its section is that of the topic's first article."""
    near = Article.objects.filter(topic=topic).select_related("category").order_by("code").first()
    category = near.category if near else Category.objects.all()[0]
    article = begin_article(category=category, topic=topic, audience="public", by=by, now=now)
    save_draft(article=article, text=text, seen=Seen(), by=by, now=now)
    return article
