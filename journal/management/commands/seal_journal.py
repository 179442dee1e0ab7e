"""`manage.py seal_journal`: seals new facts every second and signs the head every minute."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from journal.sealing import Sealer
from journal.signing import NoSigningKey, sign

logger = logging.getLogger(__name__)
TICK_S = 1.0


class Command(BaseCommand):
    help = "Put new facts of the journal into the hash chain and sign its head every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="seal what is there and end")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sign(b"")
        except NoSigningKey as error:
            raise CommandError(str(error)) from error
        sealer = Sealer()
        if options["once"]:
            self.stdout.write(f"Sealed: {sealer.tick(now=timezone.now())}")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(TICK_S):
            self._tick(sealer)

    def _tick(self, sealer: Sealer) -> None:
        """Work once; whatever fails is said and tried again: the rows wait."""
        try:
            sealer.tick(now=timezone.now())
        except (DatabaseError, InterfaceError):
            logger.warning("The sealer lost the database and tries again", exc_info=True)
            connection.close()
        except OSError:
            logger.exception("Signed heads do not reach the second place")
