"""Hourly cleaning: what has served its time is not kept."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import asking
from accounts.actions.codes import purge_codes


@shared_task(queue="bulk", time_limit=600, soft_time_limit=540)
def clean_up(**_: object) -> int:
    """Delete old codes, with the addresses in them, and ended sessions; return how many codes."""
    call_command("clearsessions")
    return purge_codes(now=timezone.now())


@shared_task(time_limit=120, soft_time_limit=100)
def ask_registries(**_: object) -> int:
    """Ask the registries what is due. Lost or doubled messages do no harm: the rows are the queue."""
    return asking.ask_registries()


@shared_task(time_limit=120, soft_time_limit=100)
def ask_portal(**_: object) -> int:
    """Do what is due on the portal; the rows are the queue."""
    return asking.ask_portal_due()
