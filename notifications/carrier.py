"""Hands due deliveries of a channel over, one after another, until none is left."""

import logging
import time
import traceback
from datetime import datetime

from django.utils import timezone

from common.actors import SYSTEM
from notifications import outlets
from notifications.actions.pushing import drop_push, push_of
from notifications.actions.sending import Claim, claim_next, mark_failed, mark_sent
from notifications.gateways.base import GatewayError, OutgoingEmail, OutgoingSms, Taken
from notifications.gateways.webpush import BrowserGone
from notifications.states import Channel

logger = logging.getLogger(__name__)
LONGEST_RUN_S = 30.0


class _NobodyWaits(Exception):
    """A push without a browser: not a failure, and nobody's dead letter."""


def carry_out(channel: str) -> int:
    """Send what is due for up to LONGEST_RUN_S; return how many messages were tried."""
    began, tried = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN_S:
        claim = claim_next(channel=channel, now=timezone.now())
        if claim is None:
            break
        carry(claim)
        tried += 1
    return tried


def carry(claim: Claim) -> None:
    """Hand one message over and write down how it went."""
    delivery = claim.delivery
    try:
        taken = _hand_over(claim, now=timezone.now())
    except _NobodyWaits as error:
        gone = error.__cause__ if isinstance(error.__cause__, BrowserGone) else None
        drop_push(
            delivery_id=delivery.pk,
            attempt=claim.attempt,
            error=gone,
            by=SYSTEM,
            now=timezone.now(),
        )
        return
    except GatewayError as error:
        failure = error
    except Exception as error:
        # The error's own text may quote an address or the message, so only its kind and place go out.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(  # noqa: TRY400
            "A delivery failed in an unforeseen way",
            extra={"kind": type(error).__name__, "place": f"{place.filename}:{place.lineno}"},
        )
        failure = GatewayError(f"Внутренняя ошибка: {type(error).__name__}.", permanent=False)
    else:
        mark_sent(
            delivery_id=delivery.pk,
            attempt=claim.attempt,
            provider_ids=taken.provider_ids,
            now=timezone.now(),
        )
        return
    mark_failed(delivery_id=delivery.pk, attempt=claim.attempt, error=failure, now=timezone.now())


def _hand_over(claim: Claim, *, now: datetime) -> Taken:
    delivery = claim.delivery
    if delivery.channel == Channel.EMAIL:
        return outlets.email_gateway().send(
            OutgoingEmail(
                delivery_id=delivery.pk,
                to=delivery.address,
                subject=delivery.subject,
                text=delivery.body,
                language=delivery.language,
            )
        )
    if delivery.channel == Channel.PUSH:
        return _push(claim, now=now)
    return outlets.sms_gateway().send(
        OutgoingSms(
            delivery_id=delivery.pk,
            to=delivery.address,
            text=delivery.body,
            already_taken=claim.parts_taken,
            valid_for=delivery.expires_at - now if delivery.expires_at else None,
        )
    )


def _push(claim: Claim, *, now: datetime) -> Taken:
    push = push_of(claim.delivery, now=now)
    if push is None:
        raise _NobodyWaits
    try:
        return outlets.push_gateway().send(push)
    except BrowserGone as error:
        raise _NobodyWaits from error
