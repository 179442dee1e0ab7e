"""Big workbooks: made by the worker, told when ready, given to their requester alone for a day."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from common import vault
from journal.facts import fact_of
from journal.models import Entry
from notifications.models import Delivery
from tests.factories.tickets import make_ticket
from tickets.actions import export_files
from tickets.actions.export_files import make_export_file, sweep_export_files
from tickets.handlers import tell_of_file
from tickets.models import ExportFile
from tickets.views import board

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
State = ExportFile.State


@pytest.fixture(autouse=True)
def _small(monkeypatch: Any, settings: Any, tmp_path: Path, time_machine: Any) -> None:
    monkeypatch.setattr(board, "XLSX_AT_ONCE", 2)
    monkeypatch.setattr(export_files, "ask_worker", lambda file_id: None)
    settings.EXPORTS_DIR = tmp_path
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def numbers(team_a: Any) -> list[int]:
    return [make_ticket(team=team_a, subject="Тайная суть").number for _ in range(5)]


@pytest.fixture
def order(client_for: Any, sveta_supervisor: Any, numbers: Any) -> Any:
    """Return a function that orders a workbook by the page and returns its row."""

    def ordered(**form: str) -> ExportFile:
        answer = client_for(sveta_supervisor).post("/board/export.xlsx", form)
        assert (answer.status_code, answer["Location"]) == (303, "/board/files/")
        return ExportFile.objects.latest("asked_at", "pk")

    return ordered


def made(file: ExportFile, at: datetime = NOW) -> ExportFile:
    make_export_file(file_id=file.pk, now=at)
    file.refresh_from_db()
    return file


def sheet(data: bytes) -> list[int]:
    rows = load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)
    return sorted(row[0].value for row in rows)


def test_few_rows_come_at_once(client_for: Any, sveta_supervisor: Any, team_a: Any) -> None:
    make_ticket(team=team_a)
    answer = client_for(sveta_supervisor).post("/board/export.xlsx")
    assert answer.status_code == 200
    assert ExportFile.objects.count() == 0


def test_many_are_ordered_made_told_and_taken(
    client_for: Any, sveta_supervisor: Any, order: Any, numbers: list[int], tmp_path: Path
) -> None:
    file = order(view="all")
    client = client_for(sveta_supervisor)
    assert "ждёт своей очереди" in client.get("/board/files/").content.decode()
    assert made(file).state == State.READY
    assert (file.done, file.total, file.expires_at) == (5, 5, NOW + timedelta(hours=24))
    assert "Тайная" not in (tmp_path / file.file_name).read_bytes().decode("latin-1")
    page = client.get("/board/files/").content.decode()
    assert "Строк: 5" in page
    answer = client.post(f"/board/files/{file.pk}/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="obrashcheniya-2026-11-20.xlsx"'
    data = b"".join(answer.streaming_content)
    assert sheet(data) == sorted(numbers)
    assert len(data) == int(answer["Content-Length"])
    facts = Entry.objects.order_by("pk").values_list("event", flat=True)
    assert list(facts) == [
        "tickets.TicketsExported",
        "tickets.ExportFileReady",
        "tickets.ExportFileTaken",
    ]


def test_search_is_kept_sealed_and_obeyed(order: Any, numbers: list[int], monkeypatch: Any) -> None:
    monkeypatch.setattr(board, "XLSX_AT_ONCE", 0)
    file = order(q=str(numbers[2]), period="today")
    raw = ExportFile.objects.filter(pk=file.pk).extra(select={"raw": "query"}).values("raw")[0]
    assert str(numbers[2]).encode() not in bytes(raw["raw"])
    file = made(file)
    data = b"".join(vault.opened(file.file_name, file.key))
    assert sheet(data) == [numbers[2]]


def test_progress_is_told(order: Any, monkeypatch: Any, client_for: Any, sveta_supervisor: Any):
    file = order()
    ExportFile.objects.filter(pk=file.pk).update(state=State.BUILDING, done=42, total=100)
    page = client_for(sveta_supervisor).get("/board/files/", headers={"HX-Request": "true"})
    assert "Готовим файл… 42 %" in " ".join(page.content.decode().split())
    assert "every 3s" in page.content.decode()


def test_requester_is_told_by_letter_and_on_the_desk(
    client_for: Any, sveta_supervisor: Any, order: Any
) -> None:
    client = client_for(sveta_supervisor)
    made(order())
    fact = fact_of(Entry.objects.get(event="tickets.ExportFileReady"))
    tell_of_file(fact)
    tell_of_file(fact)
    letter = Delivery.objects.get()
    assert (letter.address, letter.subject) == ("sveta@example.org", "Файл выгрузки готов")
    assert "http://localhost:8000/board/files/" in letter.body
    since = int((NOW - timedelta(seconds=1)).timestamp() * 1_000_000)
    news = client.get(f"/desk/news/?since={since}", headers={"HX-Request": "true"})
    assert "/board/files/" in news.headers["HX-Trigger"]


@pytest.mark.parametrize("who", ["supervisor_b", "olga_operator", "administrator", "citizen"])
def test_nobody_else_gets_it(request: Any, client_for: Any, order: Any, who: str) -> None:
    file = made(order())
    client = client_for(request.getfixturevalue(who))
    assert client.post(f"/board/files/{file.pk}/download/").status_code == 404
    assert str(file.pk) not in client.get("/board/files/").content.decode()
    assert not Entry.objects.filter(event="tickets.ExportFileTaken").exists()


def test_old_proof_takes_nothing(client_for: Any, sveta_supervisor: Any, order: Any) -> None:
    file = made(order())
    late = client_for(sveta_supervisor, proved_s_ago=301)
    assert late.post(f"/board/files/{file.pk}/download/").status_code == 403


def test_after_a_day_file_and_key_are_gone(
    client_for: Any, sveta_supervisor: Any, order: Any, tmp_path: Path, time_machine: Any
) -> None:
    file = made(order())
    day = NOW + timedelta(hours=24)
    assert sweep_export_files(now=day - timedelta(seconds=1)) == 0
    assert sweep_export_files(now=day) == 1
    file.refresh_from_db()
    assert (file.state, file.key, file.query, list(tmp_path.iterdir())) == (State.GONE, "", "", [])
    answer = client_for(sveta_supervisor).post(f"/board/files/{file.pk}/download/")
    assert answer.status_code == 422
    sweep_export_files(now=NOW + timedelta(days=31))
    assert ExportFile.objects.count() == 0


def test_who_lost_the_right_gets_none(order: Any, sveta_supervisor: Any) -> None:
    file = order()
    sveta_supervisor.role = "operator"
    sveta_supervisor.save()
    assert made(file).state == State.FAILED


def test_a_claim_is_one_workers_until_its_lease_ends(order: Any, monkeypatch: Any) -> None:
    file = order()
    broken = RuntimeError("killed")

    def fail(*_: Any, **__: Any) -> None:
        raise broken

    monkeypatch.setattr(export_files.exports, "write_xlsx", fail)
    for attempt in (1, 2, 3):
        with pytest.raises(RuntimeError):
            make_export_file(file_id=file.pk, now=NOW)
        file.refresh_from_db()
        assert (file.attempts, file.file_name) == (attempt, "")
    assert file.state == State.FAILED
    assert make_export_file(file_id=file.pk, now=NOW) is False


def test_lease_keeps_others_away(order: Any) -> None:
    file = order()
    lease = NOW + timedelta(minutes=5)
    ExportFile.objects.filter(pk=file.pk).update(state=State.BUILDING, lease_until=lease)
    assert make_export_file(file_id=file.pk, now=NOW) is False
    assert made(file, lease + timedelta(seconds=1)).state == State.READY


def test_three_at_once_are_enough(client_for: Any, sveta_supervisor: Any, order: Any) -> None:
    for _ in range(3):
        order()
    answer = client_for(sveta_supervisor).post("/board/export.xlsx")
    assert answer.status_code == 422
    assert "три файла" in answer.content.decode()
    assert ExportFile.objects.count() == 3
