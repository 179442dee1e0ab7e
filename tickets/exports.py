"""Appeals as CSV and XLSX: any number of rows in flat memory, no cell a spreadsheet would run.

Rows are read by keyset, a chunk at a time: no long transaction waits for a slow reader.
"""

import csv
import io
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Contact, Team, User
from common.actors import STAFF
from tickets.models import Clock, Ticket
from tickets.models.ticket import Kind, Priority
from topics.models import Topic

FIRST_CHUNK = 500
CHUNK = 2000
SHEET_ROWS = 1_048_575
# A spreadsheet runs a cell that begins so (U-13); full-width forms too.
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Cell = str | int | date | datetime | None

HEAD = (
    "Номер",
    "Вид",
    "Состояние",
    "Канал",
    "Тема",
    "Приоритет",
    "По 59-ФЗ",
    "Команда",
    "Исполнитель",
    "Заявитель",
    "Телефон",
    "Суть",
    "Зарегистрировано",
    "Первый ответ",
    "Решено",
    "Закрыто",
    "Ожидаемая дата ответа",
    "Срок обслуживания",
    "Срок по 59-ФЗ",
    "Просрочено",
    "Возобновлений",
)
WIDTHS = (11, 18, 24, 18, 28, 11, 9, 22, 22, 28, 14, 40, 16, 16, 16, 16, 12, 16, 16, 11, 13)


def csv_chunks(rows: QuerySet[Ticket]) -> Iterator[bytes]:
    """Yield a CSV for Russian Excel: UTF-8 with a mark, semicolons, formulas disarmed by «'»."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(HEAD)
    for chunk in _chunks(rows):
        writer.writerows([_csv_cell(cell) for cell in line] for line in chunk)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def xlsx_file(rows: QuerySet[Ticket]) -> BinaryIO:
    """Return an open temporary file with a workbook; it disappears when closed."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy hh:mm",
    }
    with xlsxwriter.Workbook(file, options) as book:
        _fill(book, rows)
    file.seek(0)
    return file


def _fill(book: xlsxwriter.Workbook, rows: QuerySet[Ticket]) -> None:
    day_format = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet, position = _sheet(book), 0
    for chunk in _chunks(rows):
        for line in chunk:
            if position == SHEET_ROWS:
                sheet, position = _sheet(book), 0
            position += 1
            for column, cell in enumerate(line):
                _write(sheet, (position, column), cell, day_format)


def _sheet(book: xlsxwriter.Workbook) -> Any:
    sheet = book.add_worksheet(f"Обращения {len(book.worksheets()) + 1}")
    bold = book.add_format({"bold": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(HEAD):
        sheet.write_string(0, column, title, bold)
    return sheet


def _write(sheet: Any, place: tuple[int, int], cell: Cell, day_format: Any) -> None:
    """Write by type and never by look: a text stays a text whatever it begins with."""
    if isinstance(cell, str):
        if cell:
            sheet.write_string(*place, _CONTROL.sub("", cell.replace("\r", "\n")))
    elif isinstance(cell, datetime):
        sheet.write_datetime(*place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, datetime.combine(cell, datetime.min.time()), day_format)
    elif cell is not None:
        sheet.write_number(*place, cell)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, int):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(RUNS) or text.lstrip().startswith(RUNS) else text


# --- rows
def _chunks(rows: QuerySet[Ticket]) -> Iterator[list[list[Cell]]]:
    """Yield lines in chunks by the order of ids, so that a row is never met twice or left out."""
    names = _Names()
    rows = rows.select_related("citizen").order_by("pk")
    rows = rows.defer("search", "client_digest", "asked", "citizen__names", "citizen__email")
    last, size = None, FIRST_CHUNK
    while True:
        found = list((rows.filter(pk__gt=last) if last else rows)[:size])
        if found:
            terms = _terms(found)
            yield [_line(ticket, terms.get(ticket.pk, {}), names) for ticket in found]
        if len(found) < size:
            return
        last, size = found[-1].pk, CHUNK


class _Names:
    """Titles of reference rows, read once: a join for each of a million rows is spared."""

    def __init__(self) -> None:
        self.topics = dict(Topic.objects.values_list("pk", "title"))
        self.teams = dict(Team.objects.values_list("pk", "title"))
        self.people = dict(User.objects.filter(kind=STAFF).values_list("pk", "full_name"))
        self.kinds = {str(kind.value): str(kind.label) for kind in Kind}
        self.channels = {str(one.value): str(one.label) for one in Contact.Channel}
        self.priorities = {one.value: str(one.label) for one in Priority}


Term = tuple[datetime, datetime | None]


def _terms(tickets: list[Ticket]) -> dict[UUID, dict[str, Term]]:
    """Return (due, breached) of each clock. Values, not rows: no cycles for the collector to find."""
    found: dict[UUID, dict[str, Term]] = defaultdict(dict)
    clocks = Clock.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    for key, kind, due, breached in clocks.values_list("ticket", "kind", "due_at", "breached_at"):
        found[key][kind] = (due, breached)
    return found


def _line(ticket: Ticket, terms: dict[str, Term], names: _Names) -> list[Cell]:
    citizen = ticket.citizen
    return [
        ticket.number,
        names.kinds[ticket.kind],
        ticket.status_label,
        names.channels[ticket.channel],
        names.topics.get(ticket.topic_id, ""),
        names.priorities[ticket.priority],
        "да" if ticket.is_official else "нет",
        names.teams.get(ticket.team_id, ""),
        names.people.get(ticket.assignee_id, ""),
        citizen.full_name if citizen else "Без имени",
        citizen.phone if citizen else "",
        ticket.subject,
        _local(ticket.registered_at),
        _local(ticket.first_response_at),
        _local(ticket.resolved_at),
        _local(ticket.closed_at),
        ticket.expected_date,
        _due(terms.get(Clock.Kind.SERVICE)),
        _due(terms.get(Clock.Kind.LAW)),
        "да" if any(breached for _, breached in terms.values()) else "нет",
        ticket.reopened_count,
    ]


def _due(term: Term | None) -> datetime | None:
    return _local(term[0]) if term else None


def _local(at: datetime | None) -> datetime | None:
    """Return a moment as the clock in Moscow shows it: spreadsheets know no time zones."""
    return timezone.localtime(at).replace(tzinfo=None) if at else None
