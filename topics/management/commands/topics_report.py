"""`manage.py topics_report [--weeks 12]`: how guesses of topics fared, and stems worth adding."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from topics.figures import Figures
from topics.report import Proposal, report

MOST_MISTAKES = 10


class Command(BaseCommand):
    help = "Print how often people corrected guessed topics, by week and topic, and propose stems."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--weeks", type=int, default=12, help="how far back (12)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = report(since=now - timedelta(weeks=options["weeks"]), now=now)
        if not found.whole.total:
            self.stdout.write("За это время тем не определяли: отчёт появится с обращениями.")
            return
        self.stdout.write("Неделя с    обращений  верно  точность")
        for week, figures in found.weeks:
            self.stdout.write(
                f"{week}  {figures.total:>9}  {figures.right:>5}  {figures.accuracy:>8.1%}"
            )
        self.stdout.write(f"Всего: {found.whole.summary()}; неуверенных: {found.unsure}.")
        self._topics(found.whole)
        self._mistakes(found.whole)
        self._proposals(found.proposals)

    def _topics(self, figures: Figures) -> None:
        self.stdout.write("\nТема: F1")
        for topic, value in figures.f1.items():
            self.stdout.write(f"  {topic:<22}{value:.2f}")

    def _mistakes(self, figures: Figures) -> None:
        rows = figures.mistakes()[:MOST_MISTAKES]
        self.stdout.write("\nПутают:" if rows else "\nНи одной исправленной темы.")
        for right, guessed, count in rows:
            self.stdout.write(f"  {right} приняли за {guessed}: {count}")

    def _proposals(self, rows: list[Proposal]) -> None:
        if rows:
            self.stdout.write("\nПопробуйте добавить основы (/admin/topics/topic/):")
        for row in rows:
            self.stdout.write(
                f"  {row.topic}: «{row.word}» — в {row.times} исправленных обращениях ({row.share:.0%})"
            )
