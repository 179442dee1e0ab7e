"""No page without the data keys: a lost or wrong key answers 503 and nothing is written (F-25)."""

import logging
import sys
import time
from collections.abc import Callable

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from common.crypto import keys
from common.crypto.provider import KeyUnavailable
from gosuslugi_support.error_pages import unavailable

logger = logging.getLogger(__name__)
OPEN_ALWAYS = ("/healthz", "/readyz")
SAY_EVERY_S = 60.0


class KeysGuard:
    """Opens the keys before anything else; costs nothing while they are fresh in memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._say_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in OPEN_ALWAYS:
            try:
                keys.ring()
            except KeyUnavailable as refusal:
                self._say(str(refusal))
                return unavailable(request, "keys_unavailable")
            except DatabaseError:
                logger.debug("The database is away: the page will say so.")
        return self.get_response(request)

    def _say(self, sentence: str) -> None:
        if time.monotonic() >= self._say_at:
            self._say_at = time.monotonic() + SAY_EVERY_S
            logger.critical(sentence)


def stop_without_keys(**_signal: object) -> None:
    """End a process that would work without its keys, with one sentence; a server may be away yet."""
    try:
        keys.ring()
    except KeyUnavailable as refusal:
        sys.exit(str(refusal))
    except DatabaseError:
        logger.warning("The database is away: the keys will be opened when it is back.")
    finally:
        connections.close_all()  # children must not inherit the connection
