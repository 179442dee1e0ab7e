"""Published articles as people see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from common.prepared import Slot, prepared
from faq.blocks import plain_text
from faq.models import Article, ArticleVersion, Audience, Category, Language
from faq.policies import can_read_inner
from faq.states import State


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as a reader gets it. Not translated: the Russian version with `is_fallback`."""

    article: Article
    version: ArticleVersion
    asked_language: str

    @property
    def is_fallback(self) -> bool:
        return self.version.language != self.asked_language


def visible_to(user: Any) -> QuerySet[Article]:
    """Return articles with a published Russian version that the reader may see."""
    return _visible(can_read_inner(user))


def _visible(inner: bool) -> QuerySet[Article]:
    published = ArticleVersion.objects.filter(
        article=OuterRef("pk"), language=Language.RU, state=State.PUBLISHED
    )
    rows = Article.objects.select_related("category", "topic").annotate(
        published_id=Subquery(published.values("pk")[:1]),
        question=Subquery(published.values("question")[:1]),
        solution=Subquery(published.values("solution")[:1]),
        published_at=Subquery(published.values("published_at")[:1]),
    )
    rows = rows.filter(published_id__isnull=False)
    return rows if inner else rows.filter(audience=Audience.PUBLIC)


@prepared
def _coded(inner: bool) -> QuerySet[Article]:
    return _visible(inner).filter(code=Slot("code"))


@prepared
def _in_order(inner: bool) -> QuerySet[Article]:
    return _visible(inner).order_by("code")


@prepared
def _readable() -> QuerySet[ArticleVersion]:
    rows = ArticleVersion.objects.filter(article=Slot("article"), state=State.PUBLISHED)
    return rows.filter(language__any=Slot("languages"))


def article_for(user: Any, code: str) -> Article:
    """Return a published article by its code; Http404 when the reader may not see it."""
    found = _coded(can_read_inner(user)).rows(code=code)
    if not found:
        raise Http404("Такой статьи нет.")
    return found[0]


def reading_of(article: Article, language: str = Language.RU) -> Reading:
    """Return what is published in a language, the Russian text when it is not translated."""
    rows = _readable().rows(article=article.pk, languages=[str(language), Language.RU.value])
    found = {row.language: row for row in rows}
    version = found.get(language) or found.get(Language.RU)
    if version is None:
        raise Http404("Такой статьи нет.")
    return Reading(article, version, language)


def whole_text(version: ArticleVersion) -> str:
    """Return what a version says as plain text: the short solution, then the instruction."""
    return "\n\n".join(part for part in (version.solution, plain_text(version.blocks)) if part)


def languages_of(article: Article) -> list[str]:
    """Return the languages an article is published in, Russian first."""
    rows = article.versions.filter(state=State.PUBLISHED).values_list("language", flat=True)
    order = list(Language.values)
    return sorted(rows, key=order.index)


def by_category(user: Any) -> list[tuple[Category, list[Article]]]:
    """Return every category with its visible articles, in their order."""
    groups: dict[int, list[Article]] = {}
    for article in _in_order(can_read_inner(user)).rows():
        groups.setdefault(article.category_id, []).append(article)
    return [(category, groups.get(category.pk, [])) for category in Category.objects.all()]


def newest(user: Any, number: int = 20) -> list[Article]:
    """Return articles by when they were last published: for RSS and «что нового»."""
    return list(visible_to(user).order_by(F("published_at").desc(), "code")[:number])


def for_topic(user: Any, topic_code: str, number: int = 5) -> list[Article]:
    """Return articles of a topic, for hints beside an appeal."""
    return list(visible_to(user).filter(topic__code=topic_code).order_by("code")[:number])


def for_service(user: Any, service_code: str, number: int = 5) -> list[Article]:
    """Return articles that name a service of the catalogue."""
    rows = visible_to(user).filter(Q(services__contains=[service_code]))
    return list(rows.order_by("code")[:number])


def by_ivr(code: str) -> Reading | None:
    """Return what a caller who typed the code hears (R-130): public and published, or None."""
    article = visible_to(None).filter(code=code).first()
    return reading_of(article) if article else None
