"""`manage.py relay`: hears every commit that owes reactions and wakes a worker at once."""

import logging
import select
import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from journal.models import CHANNEL
from journal.tasks import drain_reactions

logger = logging.getLogger(__name__)
SWEEP_S = 5


class Command(BaseCommand):
    help = "LISTEN for new reactions and send one Celery message per burst; sweep every 5 s."

    def handle(self, *args: Any, **options: Any) -> None:
        self.going = True
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while self.going:
            try:
                self._listen()
            except OperationalError:
                logger.warning("The relay lost the database and tries again in a second")
                connection.close()
                select.select([], [], [], 1)

    def _stop(self, *_: object) -> None:
        self.going = False
        # select() would go on waiting after the signal; nothing here needs to be finished.
        raise SystemExit(0)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        raw = connection.connection
        while self.going:
            self._wake_worker()
            try:
                select.select([raw], [], [], SWEEP_S)
                raw.poll()
            except (InterruptedError, ValueError):
                continue
            except Exception as error:
                raise OperationalError("connection lost") from error
            raw.notifies.clear()

    def _wake_worker(self) -> None:
        try:
            drain_reactions.apply_async(queue="live", expires=30, retry=False)
        except Exception:
            logger.warning("The broker did not take a wake-up; the next sweep will", exc_info=True)
