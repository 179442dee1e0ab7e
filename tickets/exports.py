"""Appeals as CSV and XLSX: any number of rows in flat memory, no cell a spreadsheet would run.

Rows are read by keyset, a chunk at a time: no long transaction waits for a slow reader.
"""

import csv
import io
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet

from accounts.models import Citizen, Contact, Team, User
from common.actors import STAFF
from common.masking import mask_phone, mask_text
from schedules.hours import MOSCOW
from tickets.models import Clock, CustomField, Ticket
from tickets.models.ticket import Kind, Priority
from tickets.selectors.custom_fields import cells_of, exported_fields
from tickets.selectors.labels import tag_ids, titles_of
from tickets.states import label_of
from topics.models import Topic

FIRST_CHUNK = 100
CHUNK = 2000
SHEET_ROWS = 1_048_575
# A spreadsheet runs a cell that begins so (U-13); full-width forms too.
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Cell = str | int | date | datetime | None

_SUBJECT = Ticket._meta.get_field("subject")
_CITIZEN = [
    Citizen._meta.get_field(name)
    for name in ("last_name", "first_name", "middle_name", "organisation", "phone")
]

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
    "Теги",
)
WIDTHS = (11, 18, 24, 18, 28, 11, 9, 22, 22, 28, 14, 40, 16, 16, 16, 16, 12, 16, 16, 11, 13, 24)


def csv_chunks(rows: QuerySet[Ticket]) -> Iterator[bytes]:
    """Yield a CSV for Russian Excel: UTF-8 with a mark, semicolons, formulas disarmed by «'».

    The head comes at once, so that the browser begins the download while the first rows are opened.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    fields = exported_fields()
    writer.writerow(_head(fields))
    yield buffer.getvalue().encode()
    for chunk in _chunks(rows, fields):
        buffer.seek(0)
        buffer.truncate()
        writer.writerows([_csv_cell(cell) for cell in line] for line in chunk)
        yield buffer.getvalue().encode()


def xlsx_file(rows: QuerySet[Ticket]) -> BinaryIO:
    """Return an open temporary file with a workbook; it disappears when closed."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  the response closes it
    write_xlsx(file, rows)
    file.seek(0)
    return file


def write_xlsx(
    file: Any, rows: QuerySet[Ticket], *, step: Callable[[int], None] = lambda done: None
) -> None:
    """Write a workbook into a stream; `step` hears after each chunk how many rows are done."""
    options = {
        "constant_memory": True,
        "use_zip64": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy hh:mm",
    }
    with xlsxwriter.Workbook(file, options) as book:
        _fill(book, rows, step)


def _fill(book: xlsxwriter.Workbook, rows: QuerySet[Ticket], step: Callable[[int], None]) -> None:
    day_format = book.add_format({"num_format": "dd.mm.yyyy"})
    fields = exported_fields()
    sheet, position, done = _sheet(book, fields), 0, 0
    for chunk in _chunks(rows, fields):
        for line in chunk:
            if position == SHEET_ROWS:
                sheet, position = _sheet(book, fields), 0
            position += 1
            for column, cell in enumerate(line):
                _write(sheet, (position, column), cell, day_format)
        done += len(chunk)
        step(done)


def _head(fields: list[CustomField]) -> list[str]:
    """Return the titles of columns: those every appeal has, then the fields of topics."""
    return [*HEAD, *(field.title for field in fields)]


def _sheet(book: xlsxwriter.Workbook, fields: list[CustomField]) -> Any:
    sheet = book.add_worksheet(f"Обращения {len(book.worksheets()) + 1}")
    bold = book.add_format({"bold": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(_head(fields)):
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
_COLUMNS = (
    "pk",
    "number",
    "kind",
    "status",
    "type",
    "channel",
    "topic",
    "priority",
    "is_official",
    "team",
    "assignee",
    "citizen",
    *(f"citizen__{field.name}" for field in _CITIZEN),
    "subject",
    "registered_at",
    "first_response_at",
    "resolved_at",
    "closed_at",
    "expected_date",
    "reopened_count",
    "kept_tags",
)
Row = dict[str, Any]
Term = tuple[datetime, datetime | None]


def _chunks(rows: QuerySet[Ticket], fields: list[CustomField]) -> Iterator[list[list[Cell]]]:
    """Yield lines in chunks by the order of ids, so that a row is never met twice or left out.

    Plain values, not instances: three times as fast, and nothing is left for the collector.
    """
    names = _Names()
    rows = rows.order_by("pk").annotate(kept_tags=tag_ids())
    last, size = None, FIRST_CHUNK
    while True:
        page = rows.filter(pk__gt=last) if last else rows
        found = [
            dict(zip(_COLUMNS, row, strict=True)) for row in page.values_list(*_COLUMNS)[:size]
        ]
        if found:
            keys = [row["pk"] for row in found]
            terms, filled = _terms(keys), cells_of(keys) if fields else {}
            yield [
                _line(row, terms.get(row["pk"], {}), names)
                + [filled.get(row["pk"], {}).get(field.pk, "") for field in fields]
                for row in found
            ]
        if len(found) < size:
            return
        last, size = found[-1]["pk"], CHUNK


class _Names:
    """Titles of reference rows, read once: a join for each of a million rows is spared."""

    def __init__(self) -> None:
        self.topics = dict(Topic.objects.values_list("pk", "title"))
        self.teams = dict(Team.objects.values_list("pk", "title"))
        self.people = dict(User.objects.filter(kind=STAFF).values_list("pk", "full_name"))
        self.kinds = {str(kind.value): str(kind.label) for kind in Kind}
        self.channels = {str(one.value): str(one.label) for one in Contact.Channel}
        self.priorities = {one.value: str(one.label) for one in Priority}


def _terms(keys: list[UUID]) -> dict[UUID, dict[str, Term]]:
    """Return (due, breached) of each clock by appeal and kind."""
    found: dict[UUID, dict[str, Term]] = defaultdict(dict)
    clocks = Clock.objects.filter(ticket__in=keys)
    for key, kind, due, breached in clocks.values_list("ticket", "kind", "due_at", "breached_at"):
        found[key][kind] = (due, breached)
    return found


def _line(row: Row, terms: dict[str, Term], names: _Names) -> list[Cell]:
    who, phone = _citizen(row)
    return [
        row["number"],
        names.kinds[row["kind"]],
        label_of(row["status"], row["type"]),
        names.channels[row["channel"]],
        names.topics.get(row["topic"], ""),
        names.priorities[row["priority"]],
        "да" if row["is_official"] else "нет",
        names.teams.get(row["team"], ""),
        names.people.get(row["assignee"], ""),
        who,
        phone,
        mask_text(_SUBJECT.opened(row["subject"], pk=row["pk"])).text,
        _local(row["registered_at"]),
        _local(row["first_response_at"]),
        _local(row["resolved_at"]),
        _local(row["closed_at"]),
        row["expected_date"],
        _due(terms.get(Clock.Kind.SERVICE)),
        _due(terms.get(Clock.Kind.LAW)),
        "да" if any(breached for _, breached in terms.values()) else "нет",
        row["reopened_count"],
        ", ".join(titles_of(row["kept_tags"])),
    ]


def _citizen(row: Row) -> tuple[str, str]:
    """Return the name and the masked phone (D-05), opened without loading the profile."""
    key = row["citizen"]
    if key is None:
        return "Без имени", ""
    *names, organisation, phone = (
        field.opened(row[f"citizen__{field.name}"], pk=key) for field in _CITIZEN
    )
    return organisation or " ".join(name for name in names if name), mask_phone(phone)


def _due(term: Term | None) -> datetime | None:
    return _local(term[0]) if term else None


def _local(at: datetime | None) -> datetime | None:
    """Return a moment as the clock in Moscow shows it: spreadsheets know no time zones."""
    return at.astimezone(MOSCOW).replace(tzinfo=None) if at else None
