"""`manage.py who_saw --subject ID | --file ID`: who saw this person or this file (D-11)."""

import csv
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.selectors.names import staff_names
from common.actors import SYSTEM
from gosuslugi_support.journal_pages.export import disarmed
from gosuslugi_support.journal_pages.lines import Line, lines_of
from gosuslugi_support.journal_pages.looks import Looks, looks_at_file, looks_at_person
from journal.events import LooksReported
from journal.facts import record

HEAD = ("Когда (мск)", "Кто", "Идентификатор", "Что", "Предмет", "Подробности", "Запись")


class Command(BaseCommand):
    help = "List who saw a person's data or a file, with everything needed for an incident report."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--subject", type=UUID, metavar="CITIZEN", help="id of a citizen")
        what.add_argument("--file", type=UUID, metavar="FILE", help="id of a file")
        parser.add_argument("--days", type=int, default=30, help="how far back (30)")
        parser.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")

    def handle(self, *args: Any, **options: Any) -> None:
        began, now = time.monotonic(), timezone.now()
        since = now - timedelta(days=options["days"])
        kind = "citizen" if options["subject"] else "attachment"
        thing: UUID = options["subject"] or options["file"]
        # Asking is a reading of the journal, and reading is a fact (L-08).
        with transaction.atomic():
            record(LooksReported(thing=f"{kind}:{thing}", days=options["days"]), by=SYSTEM, at=now)
        look = looks_at_person if options["subject"] else looks_at_file
        looks = look(thing, since=since)
        if options["csv"]:
            self._table(looks)
        else:
            self._text(looks, days=options["days"], spent=time.monotonic() - began)

    def _table(self, looks: Looks) -> None:
        self.stdout.write("\ufeff", ending="")
        writer = csv.writer(self.stdout, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEAD)
        people = staff_names()
        for line in [*lines_of(looks.entries, people), *lines_of(looks.mass, people)]:
            writer.writerow([disarmed(cell) for cell in _cells(line)])

    def _text(self, looks: Looks, *, days: int, spent: float) -> None:
        people = staff_names()
        for line in lines_of(looks.entries, people):
            self.stdout.write("  ".join(str(cell) for cell in _cells(line)))
        seers = {entry.actor_id for entry in looks.entries}
        self.stdout.write(
            f"За {days} дн.: просмотров {len(looks.entries)}, смотревших {len(seers)} ({spent:.1f} с)."
        )
        if looks.mass:
            self.stdout.write("Выгрузки списков за это время (могли содержать и эти данные):")
            for line in lines_of(looks.mass, people):
                self.stdout.write("  ".join(str(cell) for cell in _cells(line)))


def _cells(line: Line) -> tuple[object, ...]:
    return (
        f"{timezone.localtime(line.at):%d.%m.%Y %H:%M:%S}",
        line.actor,
        line.actor_id,
        line.name,
        f"обращение {line.number}" if line.number else line.subject,
        ", ".join(f"{name}: {value}" for name, value in line.details),
        line.entry_id,
    )
