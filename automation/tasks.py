"""Celery's side of automation. Two at once, a late or a lost one do no harm."""

from uuid import UUID

from celery import shared_task

from automation.actions import bulk_running
from automation.actions.rule_sweep import sweep_rules
from common.clock import database_now


@shared_task(time_limit=120, soft_time_limit=100)
def run_bulk(*, run_id: str, **_: object) -> int:
    """Go on with one mass action for a turn."""
    return bulk_running.take_turn(run_id=UUID(run_id), now=database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_bulk(**_: object) -> int:
    """Go on with mass actions that a dead worker left; forget old ones."""
    return bulk_running.sweep_bulk(now=database_now())


@shared_task(time_limit=300, soft_time_limit=280)
def sweep_time_rules(**_: object) -> int:
    """Run the rules whose time came, by the database's clock; two at once do no harm."""
    return sweep_rules(now=database_now())
