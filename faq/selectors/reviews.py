"""Reviews as the bell tells of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.models import Role, User
from accounts.selectors import staff
from faq.events import RegulationChanged, ReviewOpened
from faq.models import ReviewTask, Video, VideoState
from faq.policies import can_open_editing
from faq.selectors.editing import open_reviews
from notifications.selectors import Shown


def opened_by(event: RegulationChanged | ReviewOpened, *, at: datetime) -> QuerySet[ReviewTask]:
    """Return the reviews a fact has opened that are still open, the most urgent first."""
    rows = ReviewTask.objects.filter(done_at__isnull=True, opened_at=at)
    if isinstance(event, ReviewOpened):
        rows = rows.filter(pk=event.review_id)
    else:
        rows = rows.filter(regulation__code=event.regulation)
    return rows.order_by("due_at", "article__code")


def editors() -> list[UUID]:
    """Return who hears of reviews nobody answers for."""
    return list(staff().filter(role=Role.EDITOR).values_list("pk", flat=True))


def reviews_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return what a bell says of reviews to those who keep articles."""
    rows = open_reviews(reader).filter(pk__in=list(keys))
    return {
        row.pk: Shown(f"{row.article.code}: {_why(row)}", reverse("faq:reviews")) for row in rows
    }


def videos_shown(reader: User, keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return what a bell says of lessons to those who keep them."""
    if not can_open_editing(reader):
        return {}
    rows = Video.objects.filter(pk__in=list(keys), versions__state=VideoState.PUBLISHED)
    return {
        row.pk: Shown(f"«{row.title}»: до {row.review_on:%d.%m}", reverse("faq:videos"))
        for row in rows.annotate(title=F("versions__title"))
    }


def _why(task: ReviewTask) -> str:
    return str(task.regulation.title if task.regulation else task.get_cause_display())
