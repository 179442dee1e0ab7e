"""Articles as those who keep them see them: drafts, versions, what waits, what is late or stale."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from accounts.models import User
from faq.models import Article, ArticleVersion, Category, Language, Regulation, ReviewTask
from faq.policies import can_open_editing
from faq.states import WORKING, State
from schedules.deadlines import local_date

STALE_SOON = timedelta(days=14)
# An article nobody has touched for so long is stale even without a review date.
STALE_AFTER = timedelta(days=365)


def editable_by(user: Any) -> QuerySet[Any]:
    """Return every article for those who keep them, with the states of its Russian versions."""
    if not can_open_editing(user):
        return Article.objects.none()
    russian = ArticleVersion.objects.filter(article=OuterRef("pk"), language=Language.RU)
    shown = russian.filter(state=State.PUBLISHED)
    working = russian.filter(state__in=WORKING)
    return Article.objects.select_related("category", "topic", "owner").annotate(
        published_question=Subquery(shown.values("question")[:1]),
        published_at=Subquery(shown.values("published_at")[:1]),
        working_question=Subquery(working.values("question")[:1]),
        working_state=Subquery(working.values("state")[:1]),
    )


def article_to_edit(user: Any, code: str) -> Article:
    """Return an article for an editor, whatever its state; Http404 for everybody else."""
    article = editable_by(user).filter(code=code).first()
    if article is None:
        raise Http404("Такой статьи нет.")
    return article


def version_of(article: Article, number: int, language: str = Language.RU) -> ArticleVersion:
    """Return one version by its number; Http404 when there is none."""
    rows = article.versions.select_related("author", "approver", "base")
    version = rows.filter(number=number, language=language).first()
    if version is None:
        raise Http404("Такой версии нет.")
    return version


def versions_of(article: Article, language: str = Language.RU) -> QuerySet[ArticleVersion]:
    """Return all versions of a language, newest first, with who wrote and approved."""
    rows = article.versions.filter(language=language)
    return rows.select_related("author", "approver").order_by("-number")


def current_of(
    article: Article, language: str = Language.RU
) -> tuple[ArticleVersion | None, ArticleVersion | None]:
    """Return what is published and what is worked on, either may be None."""
    rows = article.versions.filter(language=language, state__in=[State.PUBLISHED, *WORKING])
    found = {row.state == State.PUBLISHED: row for row in rows.select_related("author")}
    return found.get(True), found.get(False)


def categories() -> QuerySet[Category]:
    """Return the sections in their order, for forms in which one is chosen."""
    return Category.objects.all()


def waiting_for_review(user: Any) -> QuerySet[ArticleVersion]:
    """Return versions sent to a second person, oldest first."""
    rows = ArticleVersion.objects.filter(state=State.REVIEW, article__in=editable_by(user))
    return rows.select_related("article", "author").order_by("saved_at")


def free_code(category: Category) -> str:
    """Return the first code of a category nobody has, "" when all 99 are taken."""
    taken = set(Article.objects.values_list("code", flat=True))
    codes = (f"{category.ivr_prefix}{number:02d}" for number in range(1, 100))
    return next((code for code in codes if code not in taken), "")


def translations_missing(user: Any, language: str) -> QuerySet[Article]:
    """Return published articles that are not translated."""
    russian = Q(versions__language=Language.RU, versions__state=State.PUBLISHED)
    there = ArticleVersion.objects.filter(language=language, state=State.PUBLISHED)
    rows = editable_by(user).filter(russian).exclude(pk__in=there.values("article"))
    return rows.order_by("code")


def stale_articles(user: Any, *, now: datetime) -> QuerySet[Article]:
    """Return published articles to be looked at: their date has come or comes in two weeks, or
    nobody has published anything there for a year. The earliest date first.
    """
    today = local_date(now)
    dated = Q(review_date__lte=today + STALE_SOON)
    old = Q(review_date__isnull=True, published_at__lt=now - STALE_AFTER)
    rows = editable_by(user).filter(published_at__isnull=False)
    return rows.filter(dated | old).order_by("review_date", "published_at")


def open_reviews(user: Any) -> QuerySet[ReviewTask]:
    """Return reviews to be done, the most urgent first."""
    rows = ReviewTask.objects.filter(done_at__isnull=True, article__in=editable_by(user))
    return rows.select_related("article", "regulation", "assignee").order_by("due_at", "pk")


def late_reviews(user: Any, *, now: datetime) -> QuerySet[ReviewTask]:
    """Return open reviews whose term is over."""
    return open_reviews(user).filter(due_at__lt=now)


def late_by_person(user: Any, *, now: datetime) -> list[tuple[User | None, int]]:
    """Return who is late with how many reviews, the most first; None is nobody's."""
    counts = late_reviews(user, now=now).order_by().values("assignee").annotate(number=Count("pk"))
    people = User.objects.in_bulk([row["assignee"] for row in counts if row["assignee"]])
    pairs = [(people.get(row["assignee"]), row["number"]) for row in counts]
    return sorted(pairs, key=lambda pair: -pair[1])


def regulations(user: Any) -> QuerySet[Regulation]:
    """Return regulations with how many articles lean on each and how many reviews are open."""
    if not can_open_editing(user):
        return Regulation.objects.none()
    return Regulation.objects.annotate(
        number=Count("references", distinct=True),
        open_reviews=Count("reviews", filter=Q(reviews__done_at__isnull=True), distinct=True),
    )
