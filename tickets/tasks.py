"""Celery's side of the sweeps. Two at once, a late or a lost one do no harm (decisions 21)."""

from celery import shared_task

from common.clock import database_now
from tickets.actions.clocks import sweep_clocks
from tickets.actions.silence import sweep_silence


@shared_task(queue="live", time_limit=120, soft_time_limit=100)
def sweep_due_clocks(**_: object) -> int:
    """Warn, breach and escalate what is due by the database's clock."""
    return sweep_clocks(database_now())


@shared_task(queue="default", time_limit=120, soft_time_limit=100)
def sweep_silent_tickets(**_: object) -> int:
    """Remind silent citizens and close what waited long enough."""
    return sweep_silence(database_now())
