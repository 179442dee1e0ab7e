"""`manage.py dump_masked FILE`: a dump for developers with invented people (D-13)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gosuslugi_support.masked_dump import write_dump


class Command(BaseCommand):
    help = "Write the database as SQL with every person invented; psql -f FILE restores it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"].open("w", encoding="utf-8") as out:
            master = write_dump(out)
        size = options["file"].stat().st_size / 1_000_000
        self.stdout.write(f"{options['file']}: {size:.1f} MB, nobody in it is real.")
        self.stdout.write(f"Open what it restores with MASTER_KEY={master}")
