"""The executor's side of the outbox, and two watchmen of the chain."""

import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.actors import SYSTEM
from journal import heads
from journal.events import ChainVerified
from journal.facts import record
from journal.outbox import run_due
from journal.selectors import MOST_LAG_S, seal_lag_s
from journal.verifying import verify

logger = logging.getLogger(__name__)


@shared_task(time_limit=120, soft_time_limit=100)
def drain_reactions(**_: object) -> int:
    """Run what is due. Lost, doubled or late messages do no harm: the rows say what is owed."""
    return run_due()


@shared_task(time_limit=30, soft_time_limit=20)
def watch_sealer(**_: object) -> float:
    """Raise the alarm when facts wait for their seal for more than a minute."""
    lag_s = seal_lag_s(now=timezone.now())
    if lag_s > MOST_LAG_S:
        logger.error("Facts of the journal wait for their seal", extra={"lag_s": round(lag_s)})
    return lag_s


@shared_task(time_limit=7200, soft_time_limit=7000)
def verify_chain(**_: object) -> str:
    """Read the whole chain and write down what was found; a broken one is an error in the log."""
    report = verify(heads.read([Path(settings.JOURNAL_HEADS)]))
    first = None if report.is_whole else report.findings[0]
    if first:
        logger.error(
            "The journal is not as it was sealed",
            extra={"finding": first.code, "seq": first.seq, "entry": first.entry_id},
        )
    verdict = ChainVerified(
        chain="journal",
        seals=report.seals,
        verdict=first.code if first else "whole",
        bad_seq=first.seq if first else None,
        bad_entry_id=first.entry_id if first else None,
    )
    with transaction.atomic():
        record(verdict, by=SYSTEM, at=timezone.now())
    return verdict.verdict
