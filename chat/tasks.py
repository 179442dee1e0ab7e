"""Background work of the chat. Two sweeps at once, a late or a lost one do no harm."""

from uuid import UUID

from celery import shared_task

from chat.actions import continuing, files, sweeps, voice
from common.clock import database_now


@shared_task(time_limit=120, soft_time_limit=100)
def sweep_dialogs(**_: object) -> int:
    """Remind, end, save what nobody took, bring the queue in line (docs/chat.md)."""
    return sweeps.sweep_chat(now=database_now())


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_calls(**_: object) -> int:
    """Miss voice calls nobody answers, end those both sides have left."""
    return voice.sweep_calls(now=database_now())


@shared_task(time_limit=180, soft_time_limit=150)
def scan_file(*, file_id: str, **_: object) -> bool:
    """Ask the virus scanner about one file of a dialog."""
    return files.scan_file(file_id=UUID(file_id), now=database_now())


@shared_task(time_limit=600, soft_time_limit=540)
def sweep_leftovers(**_: object) -> int:
    """Ask again about files without a verdict, forget unsent files and old links."""
    now = database_now()
    return files.sweep_files(now=now) + continuing.sweep_links(now=now)
