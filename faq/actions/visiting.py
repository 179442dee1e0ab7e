"""A visit to the help pages: words as they are typed, an opinion that gets its reason later.

Volume, nobody's in particular, like `faq.actions.usage`: no facts.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from common.actors import Acts, actor_of
from common.errors import InvalidInput
from faq.actions.usage import SAME_VISIT, Searched, log_search
from faq.models import Feedback, SearchLog
from faq.search.privacy import kept_query
from faq.selectors.search import key_for

# Words that go on within this time are still the same search being typed.
STILL_TYPING = timedelta(seconds=20)


@transaction.atomic
def log_typed(*, searched: Searched, by: Acts, now: datetime) -> SearchLog:
    """Keep what was typed so far: one row while the words go on, the last ones stay in it."""
    actor_of(by)
    kept = kept_query(searched.query)
    row = _being_typed(searched.before, now)
    if row is None or not _goes_on(row, kept):
        return log_search(searched=searched, by=by, now=now)
    row.query, row.is_hidden, row.at = kept, not kept, now
    row.terms = list(key_for(kept, searched.language)) if kept else []
    row.found = len(searched.hits)
    row.best_id = searched.hits[0].article_id if searched.hits else None
    row.save(update_fields=["query", "is_hidden", "at", "terms", "found", "best"])
    return row


@transaction.atomic
def explain_opinion(*, feedback: UUID, why: str, by: Acts, now: datetime) -> bool:
    """Note why an article did not help, soon after it was said. False when it is too late."""
    actor_of(by)
    if why not in Feedback.Why.values:
        raise InvalidInput("Выберите причину из списка.", field="why")
    fresh = Feedback.objects.filter(pk=feedback, is_helpful=False, at__gt=now - SAME_VISIT)
    return bool(fresh.update(why=why))


def _being_typed(before: UUID | None, now: datetime) -> SearchLog | None:
    if before is None:
        return None
    rows = SearchLog.objects.select_for_update()
    return rows.filter(pk=before, clicked=None, at__gt=now - STILL_TYPING).first()


def _goes_on(row: SearchLog, kept: str) -> bool:
    """Whether the words only grew or shrank; hidden ones can't be compared and count as going on."""
    if row.is_hidden or not kept:
        return True
    return kept.startswith(row.query) or row.query.startswith(kept)
