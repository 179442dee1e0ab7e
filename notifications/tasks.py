"""The worker's side: send what is due, heal what a crash left."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from notifications import outlets, selectors
from notifications.actions import apply_open_receipts, return_abandoned
from notifications.carrier import carry_out as carry_out_channel
from notifications.gateways.base import GatewayError
from notifications.wake import wake

logger = logging.getLogger(__name__)
RECEIPTS_AWAITED = timedelta(days=1)


@shared_task(time_limit=120, soft_time_limit=100)
def carry_out(*, channel: str, **_: object) -> int:
    """Send what is due on a channel. Lost or doubled messages do no harm: the rows are the queue."""
    return carry_out_channel(channel)


@shared_task(time_limit=60, soft_time_limit=50)
def sweep_deliveries(**_: object) -> None:
    """Find what nobody was woken for, what dead workers held, and receipts that came too early."""
    now = timezone.now()
    return_abandoned(now=now)
    apply_open_receipts(now=now)
    for channel in selectors.due_channels(now):
        wake(channel)
    if selectors.awaits_receipts(now - RECEIPTS_AWAITED):
        _listen_for_receipts()


def _listen_for_receipts() -> None:
    """A worker started after the sending must also hear the receipts."""
    try:
        outlets.sms_gateway().listen()
    except GatewayError:
        logger.info("The SMS centre is not there to give its receipts")
