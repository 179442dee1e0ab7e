"""The executor's side of the outbox."""

from celery import shared_task

from journal.outbox import run_due


@shared_task(time_limit=120, soft_time_limit=100)
def drain_reactions(**_: object) -> int:
    """Run what is due. Lost, doubled or late messages do no harm: the rows say what is owed."""
    return run_due()
