"""Celery's side of knowledge: what comes out at its hour. Two at once do no harm."""

from celery import shared_task

from common.actors import SYSTEM
from common.clock import database_now
from faq.actions.publishing import publish_due
from faq.actions.usage import forget_old_searches
from faq.actions.videos import call_reviews


@shared_task(time_limit=60, soft_time_limit=50)
def publish_scheduled(**_: object) -> int:
    """Publish versions whose moment has come."""
    return publish_due(now=database_now())


@shared_task(time_limit=60, soft_time_limit=50)
def call_video_reviews(**_: object) -> int:
    """Remind of lessons whose month is over (R-137)."""
    return call_reviews(by=SYSTEM, now=database_now())


@shared_task(time_limit=600, soft_time_limit=580)
def forget_searches(**_: object) -> int:
    """Remove searches that are older than statistics need."""
    return forget_old_searches(by=SYSTEM, now=database_now())
