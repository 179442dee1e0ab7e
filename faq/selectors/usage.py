"""What people look for and don't find, and articles that don't help (R-132). Nothing here is anybody's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from faq.models import Article, Feedback, SearchLog
from faq.selectors.articles import visible_to

# Fewer opinions say nothing; an article helps too little below this share of «помогло».
ENOUGH_OPINIONS = 5
HELPS_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with how often it was made, and when last."""

    query: str
    number: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Refinement:
    """A query people gave up for another one, and which one that was."""

    query: str
    then: str
    number: int


@dataclass(frozen=True, slots=True)
class Helpfulness:
    """How an article was judged: opinions, share of «помогло», the commonest reason against it."""

    article: Article
    helpful: int
    unhelpful: int
    why: str

    @property
    def share(self) -> float:
        return self.helpful / (self.helpful + self.unhelpful)


@dataclass(frozen=True, slots=True)
class Totals:
    """Searches of a span: how many, without a result, refined, ended by opening an article."""

    searches: int
    empty: int
    refined: int
    opened: int
    hidden: int


def totals(since: datetime, until: datetime) -> Totals:
    """Return the figures of a span. `hidden`: words not kept because they could name a person."""
    counts = _searches(since, until).aggregate(
        searches=Count("pk"),
        empty=Count("pk", filter=Q(found=0)),
        opened=Count("pk", filter=Q(clicked__isnull=False)),
        hidden=Count("pk", filter=Q(is_hidden=True)),
    )
    refined = _searches(since, until).filter(refined_from__isnull=False)
    return Totals(**counts, refined=refined.values("refined_from").distinct().count())


def zero_result_queries(since: datetime, until: datetime, number: int = 50) -> list[Asked]:
    """Return queries that found nothing, the commonest first."""
    return _asked(_searches(since, until).filter(found=0), number)


def unopened_queries(since: datetime, until: datetime, number: int = 50) -> list[Asked]:
    """Return queries that found something nobody opened, the commonest first."""
    return _asked(_searches(since, until).filter(found__gt=0, clicked=None), number)


def refined_queries(since: datetime, until: datetime, number: int = 50) -> list[Refinement]:
    """Return queries people changed into others without opening anything, the commonest first."""
    rows = _searches(since, until).filter(refined_from__isnull=False, is_hidden=False)
    rows = rows.exclude(refined_from__query="").exclude(refined_from__query=F("query"))
    pairs = rows.values_list("refined_from__query", "query").annotate(number=Count("pk"))
    ordered = pairs.order_by("-number", "refined_from__query", "query")[:number]
    return [Refinement(*row) for row in ordered]


def unhelpful_articles(
    user: Any, since: datetime, until: datetime, number: int = 50
) -> list[Helpfulness]:
    """Return articles with enough opinions of which too few say «помогло», the worst first."""
    found = [row for row in helpfulness(user, since, until) if _has_enough(row)]
    return sorted(found, key=lambda row: (row.share, -row.unhelpful))[:number]


def helpfulness(user: Any, since: datetime, until: datetime) -> list[Helpfulness]:
    """Return how every judged article of those the reader sees was judged, by code."""
    rows = Feedback.objects.filter(at__gte=since, at__lt=until).order_by()
    counts = {
        row["version__article"]: row
        for row in rows.values("version__article").annotate(
            yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
        )
    }
    whys = _commonest_whys(rows)
    articles = visible_to(user).filter(pk__in=counts).order_by("code")
    return [
        Helpfulness(one, counts[one.pk]["yes"], counts[one.pk]["no"], whys.get(one.pk, ""))
        for one in articles
    ]


def opened_articles(
    user: Any, since: datetime, until: datetime, number: int = 10
) -> list[tuple[Article, int]]:
    """Return the articles opened from searches most often."""
    rows = _searches(since, until).filter(clicked__isnull=False).values("clicked")
    counts = {row["clicked"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    found = visible_to(user).filter(pk__in=counts)
    return sorted(((one, counts[one.pk]) for one in found), key=lambda pair: -pair[1])[:number]


def _searches(since: datetime, until: datetime) -> QuerySet[SearchLog]:
    return SearchLog.objects.filter(at__gte=since, at__lt=until).order_by()


def _asked(rows: QuerySet[SearchLog], number: int) -> list[Asked]:
    kept = rows.filter(is_hidden=False).values_list("query")
    counted = kept.annotate(number=Count("pk"), last_at=Max("at"))
    return [Asked(*row) for row in counted.order_by("-number", "query")[:number]]


def _commonest_whys(rows: QuerySet[Feedback]) -> dict[UUID, str]:
    counted = rows.exclude(why="").values_list("version__article", "why")
    labels = dict(Feedback.Why.choices)
    found: dict[UUID, str] = {}
    for article, why, _ in counted.annotate(number=Count("pk")).order_by("-number", "why"):
        found.setdefault(article, str(labels[why]))
    return found


def _has_enough(row: Helpfulness) -> bool:
    return row.helpful + row.unhelpful >= ENOUGH_OPINIONS and row.share < HELPS_ENOUGH
