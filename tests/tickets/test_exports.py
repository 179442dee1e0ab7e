"""Downloads: every visible row and no other, nothing a spreadsheet would run, flat memory (U-13, Z-11)."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook

from journal.models import Entry
from tests.factories.accounts import make_profile
from tests.factories.tickets import make_clock, make_ticket
from tickets import exports
from tickets.actions.labels import add_tags
from tickets.models import Clock, Tag, Ticket
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "  =1",
    "\x00=1",
    '=HYPERLINK("x")',
]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def csv_rows(response: Any) -> list[dict[str, str]]:
    text = body(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def sheet_rows(response: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(body(response)))
    return [row for sheet in book.worksheets for row in sheet.iter_rows(min_row=2)]


@pytest.fixture
def full_ticket(team_a: Any, olga_operator: Any, citizen: Any) -> Ticket:
    ticket = make_ticket(
        team=team_a,
        citizen=citizen,
        assignee=olga_operator,
        kind=Kind.COMPLAINT,
        status=Status.RESOLVED,
        is_official=True,
        registered_at=NOW,
        first_response_at=NOW + timedelta(hours=1),
        resolved_at=NOW + timedelta(hours=2),
        expected_date=date(2026, 12, 18),
    )
    make_clock(ticket, due_at=NOW + timedelta(hours=1), warn_at=NOW, breached_at=NOW)
    law = datetime(2026, 12, 18, 20, 59, 59, tzinfo=UTC)
    make_clock(ticket, kind=Clock.Kind.LAW, due_at=law, warn_at=NOW)
    tag = Tag.objects.create(title="сбой входа")
    add_tags(ticket=ticket, tags=[tag], by=olga_operator, now=NOW)
    return ticket


class TestCsv:
    def test_a_row_says_everything(self, client_for, sveta_supervisor, full_ticket):
        response = client_for(sveta_supervisor).post("/board/export.csv")
        assert response.streaming
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"].startswith('attachment; filename="obrashcheniya-')
        assert "no-store" in response["Cache-Control"]
        (row,) = csv_rows(response)
        assert row == {
            "Номер": str(full_ticket.number),
            "Вид": "Жалоба",
            "Состояние": "Решено",
            "Канал": "Личный кабинет",
            "Тема": full_ticket.topic.title,
            "Приоритет": "Обычный",
            "По 59-ФЗ": "да",
            "Команда": "Линия А",
            "Исполнитель": "Ольга Соколова",
            "Заявитель": "Морозова Мария Петровна",
            "Телефон": "'+7 916 ***-**-67",
            "Суть": "Не приходит код",
            "Зарегистрировано": "20.11.2026 12:00",
            "Первый ответ": "20.11.2026 13:00",
            "Решено": "20.11.2026 14:00",
            "Закрыто": "",
            "Ожидаемая дата ответа": "18.12.2026",
            "Срок обслуживания": "20.11.2026 13:00",
            "Срок по 59-ФЗ": "18.12.2026 23:59",
            "Просрочено": "да",
            "Возобновлений": "0",
            "Теги": "сбой входа",
        }

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_no_cell_is_a_formula(self, client_for, sveta_supervisor, team_a, text):
        person = make_profile(last_name=text, first_name="", phone="+79161234567")
        make_ticket(team=team_a, citizen=person, subject=text)
        (row,) = csv_rows(client_for(sveta_supervisor).post("/board/export.csv"))
        kept = text.replace("\x00", "")
        for name in ("Заявитель", "Суть"):
            assert row[name] == f"'{kept}"

    def test_quotes_lines_and_semicolons_stay_in_their_cell(
        self, client_for, sveta_supervisor, team_a
    ):
        text = 'Пишет: "нет; доступа"\nвторая строка'
        make_ticket(team=team_a, subject=text)
        (row,) = csv_rows(client_for(sveta_supervisor).post("/board/export.csv"))
        assert row["Суть"] == text
        assert row["Заявитель"] == "Без имени"

    def test_an_empty_list_has_its_head(self, client_for, sveta_supervisor):
        text = body(client_for(sveta_supervisor).post("/board/export.csv")).decode("utf-8-sig")
        assert text == ";".join(exports.HEAD) + "\r\n"


class TestXlsx:
    def test_values_keep_their_type(self, client_for, sveta_supervisor, full_ticket):
        response = client_for(sveta_supervisor).post("/board/export.xlsx")
        (row,) = sheet_rows(response)
        cells = dict(zip(exports.HEAD, row, strict=True))
        assert cells["Номер"].value == full_ticket.number
        assert (cells["Телефон"].value, cells["Телефон"].data_type) == ("+7 916 ***-**-67", "s")
        assert cells["Зарегистрировано"].value == datetime(2026, 11, 20, 12, 0)
        assert cells["Ожидаемая дата ответа"].value == datetime(2026, 12, 18)
        assert cells["Закрыто"].value is None

    def test_no_cell_is_a_formula(self, client_for, sveta_supervisor, team_a):
        for text in DANGEROUS:
            make_ticket(team=team_a, subject=text, citizen=make_profile(last_name=text, phone=text))
        rows = sheet_rows(client_for(sveta_supervisor).post("/board/export.xlsx"))
        cells = [cell for row in rows for cell in row]
        assert len(rows) == len(DANGEROUS)
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        subjects = [dict(zip(exports.HEAD, row, strict=True))["Суть"].value for row in rows]
        assert subjects == [text.replace("\x00", "").replace("\r", "\n") for text in DANGEROUS]

    def test_more_rows_than_a_sheet_holds_go_on_to_the_next(
        self, client_for, sveta_supervisor, team_a, monkeypatch
    ):
        monkeypatch.setattr(exports, "SHEET_ROWS", 2)
        numbers = [make_ticket(team=team_a).number for _ in range(5)]
        response = client_for(sveta_supervisor).post("/board/export.xlsx")
        book = load_workbook(io.BytesIO(body(response)))
        assert [sheet.max_row - 1 for sheet in book.worksheets] == [2, 2, 1]
        assert all(sheet["A1"].value == "Номер" for sheet in book.worksheets)
        found = [row[0].value for s in book.worksheets for row in s.iter_rows(min_row=2)]
        assert found == numbers


class TestWhatIsTaken:
    def test_only_visible_rows(self, client_for, sveta_supervisor, team_a, team_b):
        mine, foreign = make_ticket(team=team_a), make_ticket(team=team_b)
        for kind in ("csv", "xlsx"):
            raw = client_for(sveta_supervisor).post(f"/board/export.{kind}", {"team": team_b.pk})
            rows = csv_rows(raw) if kind == "csv" else sheet_rows(raw)
            assert rows == []
        (row,) = csv_rows(client_for(sveta_supervisor).post("/board/export.csv"))
        assert row["Номер"] == str(mine.number) != str(foreign.number)

    def test_a_foreign_number_is_not_found_by_search(self, client_for, sveta_supervisor, team_b):
        foreign = make_ticket(team=team_b)
        client = client_for(sveta_supervisor)
        assert csv_rows(client.post("/board/export.csv", {"q": foreign.number})) == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"new", "queued", "closed", "late"}),
            ("view=team", {"new", "queued", "late"}),
            ("view=overdue", {"late"}),
            ("status=queued", {"queued"}),
            ("view=all&type=2", {"new"}),
            ("period=today", {"new"}),
            ("channel=phone", set()),
        ],
    )
    def test_filters_are_those_of_the_list(
        self, client_for, sveta_supervisor, team_a, time_machine, query, expected
    ):
        time_machine.move_to(NOW, tick=False)
        old = NOW - timedelta(days=3)
        tickets = {
            "new": make_ticket(team=team_a, kind=Kind.COMPLAINT, registered_at=NOW),
            "queued": make_ticket(team=team_a, status=Status.QUEUED, registered_at=old),
            "closed": make_ticket(team=team_a, status=Status.CLOSED, registered_at=old),
            "late": make_ticket(team=team_a, registered_at=old),
        }
        make_clock(tickets["late"], due_at=NOW - timedelta(hours=1), warn_at=old)
        names = {str(ticket.number): name for name, ticket in tickets.items()}
        rows = csv_rows(
            client_for(sveta_supervisor).post("/board/export.csv", dict(parse_qsl(query)))
        )
        assert {names[row["Номер"]] for row in rows} == expected

    def test_many_chunks_hold_each_row_once(self, team_a, monkeypatch):
        monkeypatch.setattr(exports, "FIRST_CHUNK", 3)
        monkeypatch.setattr(exports, "CHUNK", 4)
        numbers = [str(make_ticket(team=team_a).number) for _ in range(12)]
        chunks = list(exports.csv_chunks(Ticket.objects.filter(team=team_a)))
        text = b"".join(chunks).decode("utf-8-sig")
        found = [row["Номер"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
        assert found == numbers
        assert len(chunks) == 5
        assert chunks[0].decode("utf-8-sig").strip() == ";".join(exports.HEAD)

    def test_queries_grow_by_chunks_and_not_by_rows(
        self, team_a, citizen, django_assert_num_queries
    ):
        for _ in range(30):
            make_clock(make_ticket(team=team_a, citizen=citizen), due_at=NOW, warn_at=NOW)
        with django_assert_num_queries(6):
            list(exports.csv_chunks(Ticket.objects.filter(team=team_a)))

    def test_memory_does_not_grow_with_rows(self, team_a, monkeypatch):
        monkeypatch.setattr(exports, "FIRST_CHUNK", 20)
        monkeypatch.setattr(exports, "CHUNK", 20)

        def peak(count: int) -> int:
            rows = Ticket.objects.filter(team=team_a, number__lte=numbers[count - 1])
            tracemalloc.start()
            for _ in exports.csv_chunks(rows):
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        numbers = [make_ticket(team=team_a, subject="текст " * 30).number for _ in range(240)]
        peak(60)
        assert peak(240) < peak(60) * 2


class TestWhoMay:
    def test_the_journal_knows_who_took_what(self, client_for, sveta_supervisor):
        client = client_for(sveta_supervisor)
        body(
            client.post("/board/export.csv", {"view": "team", "status": "queued", "q": "Морозова"})
        )
        entry = Entry.objects.get(event="tickets.TicketsExported")
        assert (entry.actor_kind, entry.actor_id) == ("staff", str(sveta_supervisor.pk))
        assert entry.data == {
            "exporter_id": str(sveta_supervisor.pk),
            "format": "csv",
            "filters": ["q:yes", "status:queued", "view:team"],
        }

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            ("sveta_supervisor", 200),
            ("olga_operator", 403),
            ("senior", 403),
            ("quality", 403),
            ("administrator", 403),
            ("auditor", 403),
            ("citizen", 403),
            (None, 302),
        ],
    )
    def test_access(self, client_for, request, team_a, who, expected):
        make_ticket(team=team_a)
        person = request.getfixturevalue(who) if who else None
        response = client_for(person).post("/board/export.csv")
        assert response.status_code == expected
        taken = Entry.objects.filter(event="tickets.TicketsExported").count()
        assert taken == (1 if expected == 200 else 0)

    @pytest.mark.parametrize(
        ("address", "form"), [("export.pdf", {}), ("export.csv", {"status": "nonsense"})]
    )
    def test_what_cannot_be_read_is_not_found(self, client_for, sveta_supervisor, address, form):
        assert client_for(sveta_supervisor).post(f"/board/{address}", form).status_code == 404
        assert not Entry.objects.filter(event="tickets.TicketsExported").exists()

    def test_a18_asked_for_by_a_form_soon_after_a_proof(self, client_for, sveta_supervisor):
        """A search stands in no address, and looking takes nothing."""
        assert client_for(sveta_supervisor).get("/board/export.csv?q=1").status_code == 405
        late = client_for(sveta_supervisor, proved_s_ago=301).post("/board/export.csv")
        assert (late.status_code, late["X-Error-Code"]) == (403, "reauth_required")
        assert not Entry.objects.filter(event="tickets.TicketsExported").exists()
