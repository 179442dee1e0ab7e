"""Celery's side: questions to registries, archives of people, clocks of requests, terms of keeping."""

from uuid import UUID

from celery import shared_task

from accounts import asking
from accounts.actions import subject_exports
from accounts.actions.contacts import end_forgotten_contacts
from accounts.actions.retention import lay_missing_tombstones
from accounts.actions.retention import run_retention as run
from accounts.actions.subject_requests import sweep_requests
from common.clock import database_now


@shared_task(time_limit=1800, soft_time_limit=1740)
def build_subject_export(*, export_id: str, **_: object) -> bool:
    """Write one person's archive."""
    return subject_exports.build(export_id=UUID(export_id), now=database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_subject_exports(**_: object) -> int:
    """Remove archives whose day is over; go on with what a dead worker left."""
    return subject_exports.sweep_exports(now=database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_subject_requests(**_: object) -> int:
    """Warn the data officer of requests whose term comes, and of late ones."""
    return sweep_requests(now=database_now())


@shared_task(time_limit=3600, soft_time_limit=3540)
def run_retention(**_: object) -> bool:
    """Take away what has served its time; heal the list of tombstones."""
    lay_missing_tombstones()
    return run(now=database_now()) is not None


@shared_task(time_limit=120, soft_time_limit=100)
def ask_registries(**_: object) -> int:
    """Ask the registries what is due. Lost or doubled messages do no harm: the rows are the queue."""
    return asking.ask_registries()


@shared_task(time_limit=120, soft_time_limit=100)
def ask_portal(**_: object) -> int:
    """Do what is due on the portal; the rows are the queue."""
    return asking.ask_portal_due()


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_contacts(**_: object) -> int:
    """End conversations an operator forgot to end."""
    return end_forgotten_contacts(now=database_now())
