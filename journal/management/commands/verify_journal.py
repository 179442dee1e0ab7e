"""`manage.py verify_journal`: is the journal as it was sealed? Exit code 1 and the first bad row if not."""

import logging
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from common.templatetags.ui import plural
from journal import heads
from journal.signing import public_key
from journal.verifying import Report, newest_seq, verify

logger = logging.getLogger(__name__)
TELL_EVERY_S = 5.0


class Command(BaseCommand):
    help = "Read the whole chain, compare it with the signed heads, name the first bad row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            nargs="+",
            type=Path,
            default=[Path(settings.JOURNAL_HEADS)],
            metavar="FILE",
            help="copies of the signed heads (default: JOURNAL_HEADS)",
        )
        parser.add_argument(
            "--public-key",
            action="store_true",
            help="print the public half of the signing key, for JOURNAL_PUBLIC_KEYS elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["public_key"]:
            self.stdout.write(public_key())
            return
        self.started = self.told = time.monotonic()
        self.total = newest_seq()
        report = verify(heads.read(options["heads"]), tell=self._tell)
        spent = time.monotonic() - self.started
        pace = report.seals / spent if spent else 0
        if report.is_whole:
            self.stdout.write(self._summary(report, spent, pace))
            return
        for finding in report.findings:
            self.stderr.write(f"Журнал не цел: {finding}")
        logger.error(
            "The journal is not as it was sealed", extra={"finding": report.findings[0].code}
        )
        sys.exit(1)

    def _tell(self, seq: int) -> None:
        if time.monotonic() - self.told > TELL_EVERY_S:
            self.told = time.monotonic()
            share = 100 * seq / max(self.total, 1)
            self.stdout.write(f"Прочитано {seq} из {self.total} ({share:.0f} %)")
            self.stdout.flush()

    def _summary(self, report: Report, spent: float, pace: float) -> str:
        seals = plural(report.seals, "запись,записи,записей")
        signed = plural(report.heads, "подписанная голова,подписанные головы,подписанных голов")
        return (
            f"Журнал цел: {report.seals} {seals}, {report.heads} {signed}, "
            f"{spent:.1f} с ({pace:.0f} записей в секунду). "
            f"Вписанных задним числом до записи {report.settled_id} нет."
        )
