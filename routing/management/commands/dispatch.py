"""`manage.py dispatch`: hears that something waits or somebody is free, and makes the offers at once."""

import logging
import select
import signal
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from common import live
from common.clock import database_now
from routing.actions.dispatching import offer_item, offer_to, sweep
from routing.actions.offers import expire_offers
from routing.models import Offer
from routing.models.wake import CHANNEL

logger = logging.getLogger(__name__)
# Countdowns end within a second; everything else a crash left is healed within SWEEP_S.
TICK_S = 1.0
SWEEP_S = 5.0


class Command(BaseCommand):
    help = "LISTEN for waiting work and free operators, offer one to the other; any number may run."

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while True:
            try:
                self._serve()
            except (DatabaseError, InterfaceError):
                logger.warning("The dispatcher lost the database and tries again in a second")
                connection.close()
                select.select([], [], [], TICK_S)

    def _stop(self, *_: object) -> None:
        # Whatever was being offered is rolled back by the end of the connection.
        raise SystemExit(0)

    def _serve(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        swept_at = 0.0
        while True:
            now = database_now()
            if monotonic() - swept_at >= SWEEP_S:
                swept_at = monotonic()
                tell(sweep(now=now))
            elif expire_offers(now=now):
                continue  # those who were passed over are somebody else's turn: hear it
            tell(answered(self._heard(), now=database_now()))

    def _heard(self) -> list[str]:
        """Wait up to a tick and return what was said, each once, in order."""
        raw = connection.connection
        try:
            # What came while a statement was answered is here already: the socket says nothing of it.
            if not raw.notifies:
                select.select([raw], [], [], TICK_S)
            raw.poll()
        except InterruptedError:
            return []
        except Exception as error:
            raise OperationalError("connection lost") from error
        heard = dict.fromkeys(notice.payload for notice in raw.notifies)
        raw.notifies.clear()
        return list(heard)


def answered(heard: Iterable[str], *, now: datetime) -> list[Offer]:
    """Make the offers that follow from what was heard."""
    made = []
    for payload in heard:
        kind, _, key = payload.partition(":")
        try:
            if kind == "item":
                offer = offer_item(item_id=UUID(key), now=now)
            else:
                offer = offer_to(operator_id=UUID(key), now=now)
        except ValueError:
            continue
        if offer is not None:
            made.append(offer)
    return made


def tell(offers: Iterable[Offer]) -> None:
    """Poke the operators' pages now: the countdown has begun."""
    for offer in offers:
        live.poke(f"user:{offer.operator_id}")
