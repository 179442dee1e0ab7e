"""Reactions to facts of people inside `accounts`: waking the worker that talks to the neighbours."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

from journal.facts import Fact

logger = logging.getLogger(__name__)


def wake_registries(fact: Fact) -> None:
    """Let a worker ask the registries at once; a lost wake-up costs the pause of the sweep."""
    transaction.on_commit(partial(_wake, "accounts.tasks.ask_registries"), robust=True)


def wake_portal(fact: Fact) -> None:
    """Let a worker ask the portal at once."""
    transaction.on_commit(partial(_wake, "accounts.tasks.ask_portal"), robust=True)


def _wake(task: str) -> None:
    try:
        current_app.send_task(task, queue="default", expires=60, retry=False)
    except Exception:
        logger.warning("The broker did not take a wake-up; the sweep will", exc_info=True)
