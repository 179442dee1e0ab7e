"""Draw the move table of appeals into docs/states.md; `--check` says whether the drawing is stale."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tickets.drawing import states_page

PAGE = Path("docs/states.md")


class Command(BaseCommand):
    help = "Draw the move table of appeals into docs/states.md"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail when the page is stale"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.ROOT) / PAGE
        text = states_page()
        if not options["check"]:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, "utf-8")
            self.stdout.write(f"{PAGE} is drawn.")
        elif not page.exists() or page.read_text("utf-8") != text:
            raise CommandError(f"{PAGE} is stale: run `make states` and commit it.")
