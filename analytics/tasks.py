"""Celery's side: a photograph of the queue each minute. Two beats take it once."""

from celery import shared_task

from analytics.actions.samples import drop_old_samples, take_sample
from common.actors import SYSTEM
from common.clock import database_now


@shared_task(time_limit=50, soft_time_limit=40)
def sample_queue(**_: object) -> int:
    """Keep this minute of the queue."""
    return take_sample(by=SYSTEM, now=database_now())


@shared_task(time_limit=600, soft_time_limit=540)
def drop_samples(**_: object) -> int:
    """Forget minutes nobody looks at any more."""
    return drop_old_samples(now=database_now())
