"""The pages: ticking rows, the preview, the report; macros from writing to running."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from automation.actions import bulk_running
from automation.actions.macros import MacroText, run_macro, save_macro
from automation.models import BulkRun, Macro
from automation.steps import Reply, SetPriority, Take
from tests.factories.tickets import fresh
from tests.tickets.helpers import facts

HTMX = {"HX-Request": "true"}


@pytest.fixture
def olga(client_for: Callable[..., Any], olga_operator: Any) -> Any:
    return client_for(olga_operator)


@pytest.fixture
def macro(sveta_supervisor: Any, now: datetime) -> Macro:
    steps = (Take(), SetPriority(3), Reply("{{ имя }}, взяли {{ номер }} в работу."))
    text = MacroText("Взять и ответить", "all", steps)
    return save_macro(macro=None, text=text, by=sveta_supervisor, now=now)


def words(response: Any) -> str:
    """What a page says, without its lines."""
    return " ".join(response.content.decode().split())


def start(client: Any, **given: str) -> Any:
    return client.post("/desk/bulk/new/", given, headers=HTMX)


class TestBulk:
    def test_the_list_has_ticks_and_a_bar(self, olga: Any, appeal: Any) -> None:
        page = olga.get("/desk/?view=team").content.decode()
        assert f'value="{appeal.pk}"' in page
        assert 'id="bulk-form"' in page
        assert "/desk/bulk/now/" in page

    def test_from_ticked_rows_to_the_report(
        self, olga: Any, appeals: Any, now: datetime, settings: Any
    ) -> None:
        tickets = appeals(2)
        ids = ",".join(str(ticket.pk) for ticket in tickets)
        menu = start(olga, ids=ids)
        assert "Изменить приоритет" in menu.content.decode()
        form = start(olga, ids=ids, what="priority")
        assert 'name="step-priority"' in form.content.decode()
        assert start(olga, ids=ids, what="priority", stage="look").status_code == 422
        filled = {"ids": ids, "what": "priority", "step-priority": "4"}
        look = start(olga, **filled, stage="look").content.decode()
        assert "Приоритет: Обычный → Срочный" in look
        assert not BulkRun.objects.exists()
        started = start(olga, **filled, stage="start")
        assert "bulk-started" in started.headers["HX-Trigger"]
        run = BulkRun.objects.get()
        assert "Идёт массовое действие" in olga.get("/desk/bulk/now/").content.decode()
        bulk_running.run_bulk(run_id=run.pk, now=run.starts_at)
        assert [fresh(ticket).priority for ticket in tickets] == [4, 4]
        page = words(olga.get(f"/desk/bulk/{run.pk}/"))
        assert "Можно вернуть, как было: <strong>2</strong>" in page
        assert run.title in olga.get("/desk/bulk/").content.decode()
        assert olga.get("/desk/bulk/now/").content.decode().strip().count("<a") == 0
        assert olga.post(f"/desk/bulk/{run.pk}/undo/").status_code == 303
        assert olga.post(f"/desk/bulk/{run.pk}/undo/").status_code == 422

    def test_all_of_a_list_by_its_signed_filter(self, olga: Any, appeals: Any) -> None:
        appeals(3)
        page = olga.get("/desk/?view=free").content.decode()
        sealed = page.split('name="filter"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        count = olga.post("/desk/bulk/count/", {"all": "on", "filter": sealed})
        assert count.content == b"3"
        look = start(olga, all="on", filter=sealed, what="take")
        assert "<dt>Изменятся</dt> <dd> 3 </dd>" in words(look)
        assert start(olga, all="on", filter=sealed[:-2] + "xx").status_code == 422

    def test_answers_need_the_number_typed(self, olga: Any, appeal: Any) -> None:
        filled = {"ids": str(appeal.pk), "what": "reply", "step-text": "Ждите."}
        refused = start(olga, **filled, stage="start", confirmed="2")
        assert refused.status_code == 422
        assert "введите число обращений: 1" in refused.content.decode()
        assert start(olga, **filled, stage="start", confirmed="1").status_code == 200
        run = BulkRun.objects.get()
        page = olga.get(f"/desk/bulk/{run.pk}/").content.decode()
        assert "Остановить" in page
        assert olga.post(f"/desk/bulk/{run.pk}/cancellation/").status_code == 303
        assert BulkRun.objects.get().state == "cancelled"

    def test_what_was_refused_is_downloaded(
        self, olga: Any, appeal: Any, olga_operator: Any
    ) -> None:
        start(olga, ids=str(appeal.pk), what="close", stage="start", confirmed="1")
        run = BulkRun.objects.get()
        bulk_running.run_bulk(run_id=run.pk, now=run.starts_at)
        lines = olga.get(f"/desk/bulk/{run.pk}/refused/").content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Номер;Итог;Причина"
        assert lines[1].startswith(f"{appeal.number};Отказано;Обращение сейчас в состоянии")

    def test_a_colleague_sees_no_run_of_others_their_supervisor_does(
        self, olga: Any, appeal: Any, client_for: Any, senior: Any, sveta_supervisor: Any
    ) -> None:
        start(olga, ids=str(appeal.pk), what="take", stage="start")
        path = f"/desk/bulk/{BulkRun.objects.get().pk}/"
        assert client_for(senior).get(path).status_code == 404
        supervisor = client_for(sveta_supervisor)
        assert supervisor.get(path).status_code == 200
        assert supervisor.post(f"{path}undo/").status_code == 403


class TestMacros:
    def test_one_is_written_step_by_step_and_kept_at_hand(self, olga: Any) -> None:
        given = {"title": "Моё", "scope": "own", "place": "5", "new_kind": "priority"}
        page = olga.post("/desk/macros/new/", given | {"do": "add"}).content.decode()
        assert 'name="step-0-priority"' in page
        given |= {"kind": ["priority", "note"], "step-0-priority": "9", "step-1-text": "{{ х }}"}
        refused = olga.post("/desk/macros/new/", given | {"do": "save"})
        assert refused.status_code == 422
        assert "Переменной «х» нет" in refused.content.decode()
        given |= {"step-0-priority": "4", "step-1-text": "{{ номер }} срочно"}
        moved = olga.post("/desk/macros/new/", given | {"do": "up:1"}).content.decode()
        assert moved.index('name="step-0-text"') < moved.index('name="step-1-priority"')
        assert olga.post("/desk/macros/new/", given | {"do": "save"}).status_code == 303
        macro = Macro.objects.get()
        assert [step["step"] for step in macro.steps] == ["priority", "note"]
        assert olga.post(f"/desk/macros/{macro.pk}/keeping/", {"kept": "1"}).status_code == 303
        assert 'aria-pressed="true"' in olga.get("/desk/macros/").content.decode()
        assert olga.post(f"/desk/macros/{macro.pk}/removal/").status_code == 303
        assert not Macro.objects.exists()

    def test_shared_ones_are_written_by_those_who_may(
        self, olga: Any, macro: Macro, client_for: Any, editor: Any, team_a: Any
    ) -> None:
        given = {"title": "Всем", "scope": "all", "place": "1", "kind": "take", "do": "save"}
        assert olga.post("/desk/macros/new/", given).status_code == 422
        assert olga.post(f"/desk/macros/{macro.pk}/removal/").status_code == 403
        assert client_for(editor).post(f"/desk/macros/{macro.pk}/", given).status_code == 303
        assert Macro.objects.get().title == "Всем"
        assert "меняют старшие" in olga.get(f"/desk/macros/{macro.pk}/").content.decode()

    def test_the_palette_shows_what_will_happen_and_does_it(
        self, olga: Any, appeal: Any, macro: Macro
    ) -> None:
        base = f"/desk/{appeal.number}/macros/"
        assert macro.title in olga.get(base, headers=HTMX).content.decode()
        look = olga.get(f"{base}{macro.pk}/", headers=HTMX).content.decode()
        assert f"Мария Петровна, взяли {appeal.number} в работу." in look
        assert 'seconds="10"' in look
        done = olga.post(f"{base}{macro.pk}/", headers=HTMX)
        assert f"/desk/{appeal.number}/" in done.headers["HX-Location"]
        assert type(facts(appeal)[-1]).__name__ == "MacroUsed"
        assert fresh(appeal).priority == 3

    def test_a_refused_step_is_named_and_nothing_is_done(
        self, olga: Any, appeal: Any, macro: Macro, senior: Any, now: datetime
    ) -> None:
        run_macro(macro=macro, ticket=appeal, by=senior, now=now)
        number = len(facts(appeal))
        refused = olga.post(f"/desk/{appeal.number}/macros/{macro.pk}/", headers=HTMX)
        assert refused.status_code == 422
        assert "Шаг 1 «Взять себе»: Обращение уже взял" in refused.content.decode()
        assert len(facts(appeal)) == number

    def test_a_foreign_appeal_or_macro_is_not_found(
        self, client_for: Any, oleg_operator: Any, appeal: Any, macro: Macro, now: datetime
    ) -> None:
        oleg = client_for(oleg_operator)
        assert oleg.get(f"/desk/{appeal.number}/macros/").status_code == 404
        assert oleg.post(f"/desk/{appeal.number}/macros/{macro.pk}/").status_code == 404
