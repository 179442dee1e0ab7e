"""Celery's side of the sweeps. Two at once, a late or a lost one do no harm (decisions 21)."""

from uuid import UUID

from celery import shared_task

from common.clock import database_now
from tickets.actions import export_files, handing_over, scanning
from tickets.actions.clocks import sweep_clocks
from tickets.actions.queueing import sweep_queue
from tickets.actions.silence import sweep_silence
from tickets.actions.snooze import sweep_snoozed
from tickets.gateways.clamav import scanner


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_due_clocks(**_: object) -> int:
    """Warn, breach and escalate what is due by the database's clock."""
    return sweep_clocks(database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_silent_tickets(**_: object) -> int:
    """Remind silent citizens and close what waited long enough."""
    return sweep_silence(database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_snoozed_tickets(**_: object) -> int:
    """Bring back what slept until its moment."""
    return sweep_snoozed(database_now())


@shared_task(time_limit=3600, soft_time_limit=3540)
def make_export_file(*, file_id: str, **_: object) -> bool:
    """Make one big workbook."""
    return export_files.make_export_file(file_id=UUID(file_id), now=database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_export_files(**_: object) -> int:
    """Remove big workbooks whose day is over; go on with what a dead worker left."""
    return export_files.sweep_export_files(now=database_now())


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_work_queue(**_: object) -> int:
    """Bring the one queue in line with the appeals where a reaction was lost."""
    return sweep_queue(now=database_now())


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_transfers(**_: object) -> int:
    """End questions to colleagues that nobody answered in time."""
    return handing_over.sweep_transfers(now=database_now())


@shared_task(time_limit=180, soft_time_limit=150)
def scan_attachment(*, attachment_id: str, **_: object) -> bool:
    """Ask the virus scanner about one file."""
    asked = scanner()
    return asked is not None and scanning.scan(
        attachment_id=UUID(attachment_id), scanner=asked, now=database_now()
    )


@shared_task(time_limit=600, soft_time_limit=540)
def sweep_unscanned_files(**_: object) -> int:
    """Ask again about files whose check was lost or whose scanner was down."""
    asked = scanner()
    return scanning.sweep_unscanned(scanner=asked, now=database_now()) if asked else 0
