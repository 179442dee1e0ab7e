"""The journal as CSV: any number of rows in flat memory, no cell a spreadsheet would run."""

import csv
import io
import json
from collections.abc import Iterator

from django.utils import timezone

from gosuslugi_support.journal_pages import names
from gosuslugi_support.journal_pages.lines import actor_name
from journal.models import Entry
from journal.selectors import EntryFilter, entries_in_chunks

RUNS = ("=", "+", "-", "@", "\t", "\r")
HEAD = (
    "Запись", "Когда (мск)", "Событие", "Код события", "Предмет", "Кто", "Вид исполнителя",
    "Идентификатор исполнителя", "Запрос", "Данные", "Печать", "Хеш печати",
)  # fmt: skip


def csv_chunks(wanted: EntryFilter, people: dict[str, str]) -> Iterator[bytes]:
    """Yield the facts of a filter, oldest first: UTF-8 with a mark, semicolons, whole ids."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(HEAD)
    for chunk in entries_in_chunks(wanted):
        writer.writerows([disarmed(cell) for cell in _cells(entry, people)] for entry in chunk)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def disarmed(cell: object) -> str:
    """Return a cell that a spreadsheet shows and never computes (U-13)."""
    text = str(cell)
    return f"'{text}" if text.startswith(RUNS) else text


def _cells(entry: Entry, people: dict[str, str]) -> tuple[object, ...]:
    seal = getattr(entry, "seal", None)
    return (
        entry.pk,
        f"{timezone.localtime(entry.at):%d.%m.%Y %H:%M:%S}",
        names.name_of_event(entry.event),
        entry.event,
        entry.subject,
        actor_name(entry, people),
        entry.actor_kind,
        entry.actor_id,
        entry.request_id,
        json.dumps(entry.data, ensure_ascii=False, sort_keys=True),
        seal.seq if seal else "",
        bytes(seal.hash).hex() if seal else "",
    )
