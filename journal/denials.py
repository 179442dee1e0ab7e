"""A refused access leaves one row (L-01): what was asked, by whom, which rule said no.

The row is written after the request, outside its rolled back transaction. One actor leaves at most
JOURNAL_DENIALS_PER_HOUR rows an hour, so that refusals cannot flood the journal; that more came is
itself one row and a line in the log.
"""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.actors import Actor, Acts
from common.policies import DENIED_BY
from common.ratelimit import bucket_key, hit
from journal.events import AccessDenied, DenialsSuppressed
from journal.facts import record

logger = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
_CODE = re.compile(r"[^0-9A-Za-z_:.+-]")


class DenialMiddleware:
    """Writes down every 403 of somebody who is signed in; below authentication, above the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403 and not _is_no_denial(request, response):
            actor = getattr(getattr(request, "user", None), "actor", None)
            if isinstance(actor, Actor):
                note_denial(_denial(request), by=actor, now=timezone.now())
        return response


def note_denial(denial: AccessDenied, *, by: Acts, now: datetime) -> None:
    """Record a refusal, within the actor's limit."""
    limit = settings.JOURNAL_DENIALS_PER_HOUR
    hits, _ = hit(bucket_key("denied", by.actor.kind, by.actor.id), now=now, window=HOUR)
    with transaction.atomic():
        if hits <= limit:
            record(denial, by=by, at=now)
        elif hits == limit + 1:
            record(DenialsSuppressed(actor_id=by.actor.id, limit=limit), by=by, at=now)
            logger.error("An actor is refused too often", extra={"actor": by.actor.id})


def _is_no_denial(request: HttpRequest, response: HttpResponse) -> bool:
    """A forged form is not an attempt of its person; asking for a fresh proof refuses nothing."""
    return hasattr(request, "is_forged") or "X-Error-Code" in response


def _denial(request: HttpRequest) -> AccessDenied:
    match = request.resolver_match
    things = [
        str(value)
        for value in (match.kwargs.values() if match else ())
        if isinstance(value, int | UUID)
    ]
    return AccessDenied(
        operation=_code(match.view_name if match else ""),
        method=_code(request.method or ""),
        policy=_code(str(structlog.contextvars.get_contextvars().get(DENIED_BY, ""))),
        thing=things[0] if things else "",
    )


def _code(text: str) -> str:
    return _CODE.sub("_", text)[:64]
