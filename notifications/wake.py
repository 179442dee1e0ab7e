"""Telling a worker that something is due. A lost wake-up costs at most the pause of the sweep."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)
TASK = "notifications.tasks.carry_out"


def wake_after_commit(channel: str) -> None:
    """Wake a worker for a channel once the transaction is committed."""
    transaction.on_commit(partial(wake, channel), robust=True)


def wake(channel: str) -> None:
    """Send a wake-up; it carries the channel's name and nothing else (W-16)."""
    try:
        current_app.send_task(
            TASK, kwargs={"channel": channel}, queue="default", expires=60, retry=False
        )
    except Exception:
        logger.warning("The broker did not take a wake-up; the sweep will", exc_info=True)
