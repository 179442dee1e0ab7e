"""Celery's side of quality. Two at once, a late or a lost one do no harm."""

from celery import shared_task

from common.clock import database_now
from quality.actions import counting


@shared_task(time_limit=1800, soft_time_limit=1740)
def go_on_counting(**_: object) -> bool:
    """Make the counting that waits or was left, begin the night's."""
    return counting.go_on_counting(now=database_now())
