"""`manage.py retention`: take away what has served its time; `--dry-run` only shows it (D-10)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.retention import plan, run_retention


class Command(BaseCommand):
    help = "Remove or anonymise what is older than its term; one act of destruction a run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would go, by category"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            for row in plan(now=now):
                policy = row.policy
                self.stdout.write(f"{row.count:>8}  {policy.code:<20} {policy.keep_days:>5} d")
            return
        act = run_retention(now=now)
        if act is None:
            self.stdout.write("Nothing is due.")
            return
        for title, count in act.counts.items():
            self.stdout.write(f"{count:>8}  {title}")
        self.stdout.write(f"Act of destruction: {act.pk}")
