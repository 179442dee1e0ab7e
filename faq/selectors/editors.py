"""The editors' list with its filters, and who can be made responsible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.selectors import staff
from catalogue.models import Service
from faq.models import Article, ArticleVersion, Category, Regulation, ReviewTask, SynonymGroup
from faq.policies import WRITERS
from faq.selectors.editing import editable_by, late_reviews, open_reviews, stale_articles
from faq.selectors.usage import Helpfulness, helpfulness, unhelpful_articles
from faq.states import State

PAGE = 50
RATED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the list; `is_late`: a review of it is overdue."""

    article: Article
    rating: Helpfulness | None
    is_late: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; `after` is where the next one begins, "" at the end."""

    rows: list[Row]
    total: int
    after: str


def writers() -> QuerySet[User]:
    """Return colleagues who may write articles."""
    return staff().filter(role__in=WRITERS).order_by("full_name")


def all_categories() -> QuerySet[Category]:
    return Category.objects.order_by("order")


def all_regulations() -> QuerySet[Regulation]:
    return Regulation.objects.order_by("code")


def unknown_services(codes: list[str]) -> list[str]:
    """Return those of the codes that no service of the catalogue has."""
    known = set(Service.objects.filter(pk__in=codes).values_list("pk", flat=True))
    return [code for code in codes if code not in known]


def listed(user: Any, wanted: Mapping[str, str], *, now: datetime) -> Listed:
    """Return articles by the filters: words or code, state, section, and one of «only»."""
    late = set(late_reviews(user, now=now).values_list("article", flat=True))
    stale = set(stale_articles(user, now=now).values_list("pk", flat=True))
    rows = _filtered(editable_by(user), user, wanted, late=late, stale=stale, now=now)
    total = rows.count()
    if wanted.get("after"):
        rows = rows.filter(code__gt=wanted["after"])
    page = list(rows.order_by("code")[: PAGE + 1])
    shown = page[:PAGE]
    ratings = {row.article.pk: row for row in helpfulness(user, now - RATED_FOR, now)}
    return Listed(
        [
            Row(one, ratings.get(one.pk), is_late=one.pk in late, is_stale=one.pk in stale)
            for one in shown
        ],
        total,
        shown[-1].code if len(page) > PAGE else "",
    )


def _filtered(
    rows: QuerySet[Article],
    user: Any,
    wanted: Mapping[str, str],
    *,
    late: set[Any],
    stale: set[Any],
    now: datetime,
) -> QuerySet[Article]:
    for word in wanted.get("q", "").split():
        rows = rows.filter(
            Q(code=word)
            | Q(published_question__icontains=word)
            | Q(working_question__icontains=word)
        )
    if category := wanted.get("category"):
        rows = rows.filter(category__code=category)
    rows = _in_state(rows, wanted.get("state", ""))
    only = wanted.get("only", "")
    if only == "late":
        return rows.filter(pk__in=late)
    if only == "stale":
        return rows.filter(pk__in=stale)
    if only == "worst":
        worst = unhelpful_articles(user, now - RATED_FOR, now)
        return rows.filter(pk__in=[row.article.pk for row in worst])
    if only == "approval":
        return _in_state(rows, State.REVIEW)
    return rows.filter(owner=user) if only == "mine" else rows


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == State.PUBLISHED:
        return rows.filter(published_at__isnull=False)
    if state == State.ARCHIVED:
        return rows.filter(published_at__isnull=True, working_state__isnull=True)
    return rows.filter(working_state=state) if state else rows


def version_by_key(article: Article, key: Any) -> ArticleVersion | None:
    """Return a version of an article with its author; None for another's or a broken key."""
    return article.versions.select_related("author").filter(pk=key).first() if key else None


def open_reviews_of(article: Article) -> QuerySet[ReviewTask]:
    return article.reviews.filter(done_at__isnull=True).select_related("regulation")


def reviews_shown(user: Any, *, now: datetime) -> list[tuple[ReviewTask, bool, str]]:
    """Return open reviews, whether each is late, and what its article asks."""
    tasks = list(open_reviews(user))
    articles = editable_by(user).filter(pk__in=[task.article_id for task in tasks])
    questions = dict(articles.values_list("pk", "published_question"))
    return [(one, one.is_late(now), questions.get(one.article_id) or "") for one in tasks]


def regulation_for(code: str) -> Regulation:
    """Return a regulation; Http404 when there is none."""
    return get_object_or_404(Regulation, code=code)


def review_for(key: UUID) -> ReviewTask:
    """Return a review; Http404 when there is none."""
    return get_object_or_404(ReviewTask, pk=key)


def synonym_groups() -> QuerySet[SynonymGroup]:
    return SynonymGroup.objects.order_by("terms")


def synonyms_for(key: int) -> SynonymGroup:
    """Return a group of words; Http404 when there is none."""
    return get_object_or_404(SynonymGroup, pk=key)
