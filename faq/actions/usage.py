"""What people look for and whether it helped. No facts: this is volume, and nobody's in particular."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from common.actors import Acts, actor_of
from common.errors import InvalidInput
from faq.models import Article, ArticleVersion, Face, Feedback, SearchLog
from faq.search.privacy import kept_query
from faq.selectors.search import Hit, key_for

# A click or a refinement this late belongs to another visit.
SAME_VISIT = timedelta(minutes=30)
SEARCHES_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Searched:
    """One finished search: what was asked where, and what came of it. `before` is the page's last."""

    query: str
    hits: list[Hit]
    face: str = Face.SITE
    language: str = "ru"
    before: UUID | None = None


@transaction.atomic
def log_search(*, searched: Searched, by: Acts, now: datetime) -> SearchLog:
    """Keep a search without whose it was (`by` is only checked to be somebody).

    Words that could name a person are not kept. A search soon after another of the same page with
    no article opened refines it.
    """
    actor_of(by)
    kept = kept_query(searched.query)
    return SearchLog.objects.create(
        query=kept,
        terms=list(key_for(kept, searched.language)) if kept else [],
        is_hidden=not kept,
        language=searched.language,
        face=searched.face if searched.face in Face.values else Face.SITE,
        found=len(searched.hits),
        best_id=searched.hits[0].article_id if searched.hits else None,
        refined_from=_of_this_visit(searched.before, now, clicked=None),
        at=now,
    )


@transaction.atomic
def note_click(*, search: UUID, article: Article, by: Acts, now: datetime) -> bool:
    """Note which article was opened from a search: the first one counts. False when it is too late."""
    actor_of(by)
    fresh = SearchLog.objects.filter(pk=search, clicked=None, at__gt=now - SAME_VISIT)
    return bool(fresh.update(clicked=article))


@dataclass(frozen=True, slots=True)
class Opinion:
    """«Помогло» or not; `why` is one of `Feedback.Why`, `search` where the reader came from."""

    is_helpful: bool
    why: str = ""
    face: str = Face.SITE
    search: UUID | None = None


@transaction.atomic
def rate_article(*, version: ArticleVersion, opinion: Opinion, by: Acts, now: datetime) -> Feedback:
    """Keep an opinion of what the reader saw; from one search the last one counts."""
    actor_of(by)
    if opinion.why and opinion.why not in Feedback.Why.values:
        raise InvalidInput("Выберите причину из списка.", field="why")
    values = {
        "is_helpful": opinion.is_helpful,
        "why": "" if opinion.is_helpful else opinion.why,
        "face": opinion.face if opinion.face in Face.values else Face.SITE,
        "at": now,
    }
    known = _of_this_visit(opinion.search, now)
    if known is None:
        return Feedback.objects.create(version=version, **values)
    row, _ = Feedback.objects.update_or_create(search=known, version=version, defaults=values)
    return row


@transaction.atomic
def forget_old_searches(*, by: Acts, now: datetime) -> int:
    """Remove searches older than SEARCHES_KEPT; opinions stay."""
    actor_of(by)
    return SearchLog.objects.filter(at__lt=now - SEARCHES_KEPT).delete()[0]


def _of_this_visit(search: UUID | None, now: datetime, **more: None) -> SearchLog | None:
    if search is None:
        return None
    return SearchLog.objects.filter(pk=search, at__gt=now - SAME_VISIT, **more).first()
