"""Carries due questions out: to the registries and to the portal, one after another.

Called by tasks, outside of any transaction: a neighbour may take its time, a row lock may not.
"""

import logging
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.utils import timezone

from accounts import outlets
from accounts.actions.portal import PortalClaim, claim_operation, note_outcome
from accounts.actions.registries import Claim, claim_inquiry, note_answer
from accounts.gateways.portal import Order, Outcome
from accounts.gateways.registries import Answer, Question
from common.gateways.answers import Reason, Unavailable

logger = logging.getLogger(__name__)
LONGEST_RUN_S = 30.0
T = TypeVar("T")


def ask_registries() -> int:
    """Ask what is due for up to LONGEST_RUN_S; return how many inquiries were carried out."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN_S:
        claim = claim_inquiry(now=timezone.now())
        if claim is None:
            break
        asked_at = time.monotonic()
        answer: Answer = _safely(partial(_check, claim))
        latency_ms = round((time.monotonic() - asked_at) * 1000)
        note_answer(claim=claim, answer=answer, latency_ms=latency_ms, now=timezone.now())
        done += 1
    return done


def ask_portal_due() -> int:
    """Do what is due on the portal for up to LONGEST_RUN_S; return how many were carried out."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN_S:
        claim = claim_operation(now=timezone.now())
        if claim is None:
            break
        outcome: Outcome = _safely(partial(_perform, claim))
        note_outcome(claim=claim, outcome=outcome, now=timezone.now())
        done += 1
    return done


def _check(claim: Claim) -> Answer:
    if not claim.data:
        return Unavailable(Reason.NO_DATA)
    question = Question(claim.inquiry.registry, claim.inquiry.pk, claim.data)
    return outlets.registry_gateway().check(question)


def _perform(claim: PortalClaim) -> Outcome:
    if not claim.data:
        return Unavailable(Reason.NO_DATA)
    order = Order(claim.operation.kind, claim.operation.pk, claim.data)
    return outlets.portal_gateway().perform(order)


def _safely(work: Callable[[], T]) -> T | Unavailable:
    """Do the work; an error nobody foresaw is a failed try, not a lost row."""
    try:
        return work()
    except Exception as error:
        # The error's own text may quote the person's data, so only its kind and place go out.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(  # noqa: TRY400
            "A neighbour was asked and something unforeseen happened",
            extra={"kind": type(error).__name__, "place": f"{place.filename}:{place.lineno}"},
        )
        return Unavailable(Reason.FAILED)
