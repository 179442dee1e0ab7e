"""Mass actions: counted before, each appeal once, stopped at once, taken back where nobody came after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from automation import steps as vocabulary
from automation.actions import bulk_running
from automation.actions.bulk import BulkRefused, cancel_bulk, start_bulk, undo_bulk
from automation.models import BulkRow, BulkRun
from automation.selection import Selection, packed, unpacked
from automation.selectors.bulk import preview_of, progress_of, reasons_of, refused_of
from common.actors import SYSTEM
from common.errors import DomainError, InvalidInput
from journal.facts import history_of
from tests.factories.tickets import fresh, make_ticket
from tests.tickets.helpers import brought_to
from tickets.actions.conversation import add_note
from tickets.actions.details import Details, change_details
from tickets.models.ticket import Priority
from tickets.selectors.desk_list import ListQuery
from tickets.states import Status

URGENT = (vocabulary.SetPriority(Priority.URGENT),)
TEAM = Selection(query=ListQuery(view="team"))
Make = Callable[[int], list[Any]]


def work_off(run: BulkRun, now: datetime) -> BulkRun:
    bulk_running.run_bulk(run_id=run.pk, now=now)
    return BulkRun.objects.get(pk=run.pk)


def test_the_preview_counts_by_reason_and_shows_what_changes(
    appeals: Make, olga_operator: Any, now: datetime
) -> None:
    one, two, _ = appeals(3)
    change_details(ticket=one, details=Details(priority=4), by=SYSTEM, now=now)
    brought_to(Status.RESOLVED, two, by=olga_operator, now=now)
    everything = Selection(query=ListQuery(view="all"))
    told = preview_of(olga_operator, everything, URGENT, now=now)
    assert (told.total, told.changing, told.same) == (3, 1, 1)
    assert told.refused == [("Обращение завершено", 1)]
    assert [sample.words for sample in told.samples] == [["Приоритет: Обычный → Срочный"]]


def test_a_run_does_each_appeal_once_and_reports(
    appeals: Make, olga_operator: Any, now: datetime
) -> None:
    tickets = appeals(3)
    run = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    brought_to(Status.RESOLVED, tickets[0], by=olga_operator, now=now)
    run = work_off(run, now)
    assert run.state == "done"
    done = progress_of(run)
    assert (done.changed, done.refused, done.left) == (2, 1, 0)
    assert [fresh(ticket).priority for ticket in tickets] == [2, 4, 4]
    assert [row.ticket.number for row in refused_of(run)] == [tickets[0].number]
    assert "Изменить сведения" in reasons_of(run)[0][0]
    lines = fresh(tickets[1]).items_count
    assert bulk_running.run_bulk(run_id=run.pk, now=now) == 0
    assert fresh(tickets[1]).items_count == lines
    names = [type(fact.event).__name__ for fact in history_of(f"run:{run.pk}")]
    assert names == ["BulkStarted", "BulkFinished"]


def test_a_killed_worker_leaves_the_rest_to_the_next(
    appeals: Make, olga_operator: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BULK_SLICE = 1
    tickets = appeals(3)
    run = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    real, calls = bulk_running.run_steps, []

    def dies(**given: Any) -> Any:
        calls.append(given["ticket"].pk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(bulk_running, "run_steps", dies)
    with pytest.raises(KeyboardInterrupt):
        bulk_running.run_bulk(run_id=run.pk, now=now)
    assert progress_of(run).left == 2
    assert bulk_running.run_bulk(run_id=run.pk, now=now) == 0  # the dead one's lease still runs
    later = now + timedelta(days=3650)
    woken: list[Any] = []
    monkeypatch.setattr(bulk_running, "ask_worker", woken.append)
    assert bulk_running.sweep_bulk(now=later) == 1
    assert woken == [run.pk]
    assert bulk_running.run_bulk(run_id=run.pk, now=later) == 2
    assert [fresh(ticket).items_count for ticket in tickets] == [2, 2, 2]


def test_a_turn_ends_so_that_others_have_theirs(
    appeals: Make, olga_operator: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    appeals(2)
    settings.BULK_SLICE, settings.BULK_TURN = 1, timedelta(0)
    asked: list[Any] = []
    monkeypatch.setattr(bulk_running, "ask_worker", lambda key, **_: asked.append(key))
    first = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    second = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    assert bulk_running.take_turn(run_id=first.pk, now=now) == 1
    assert (progress_of(first).left, asked) == (1, [first.pk])
    BulkRun.objects.filter(pk=second.pk).update(lease_until=now + timedelta(seconds=9))
    assert bulk_running.take_turn(run_id=first.pk, now=now) == 0
    assert (progress_of(first).left, asked) == (1, [first.pk, first.pk])


def test_a_broken_row_stands_aside(
    appeals: Make, olga_operator: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = appeals(2)
    run = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    real = bulk_running.run_steps

    def breaks(**given: Any) -> Any:
        if given["ticket"].pk == min(ticket.pk for ticket in tickets):
            raise ZeroDivisionError
        return real(**given)

    monkeypatch.setattr(bulk_running, "run_steps", breaks)
    done = progress_of(work_off(run, now))
    assert (done.changed, done.refused) == (1, 1)
    assert reasons_of(run) == [(bulk_running.BROKEN, 1)]


def test_undo_takes_back_only_what_nobody_touched(
    appeals: Make, olga_operator: Any, now: datetime
) -> None:
    touched, other = appeals(2)
    run = work_off(start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now), now)
    add_note(ticket=touched, by=olga_operator, body="Звонил", now=now)
    undo_bulk(run=run, by=olga_operator, now=now)
    run = work_off(run, now)
    assert run.state == "undone"
    assert (progress_of(run).undone, progress_of(run).kept) == (1, 1)
    assert (fresh(touched).priority, fresh(other).priority) == (4, 2)
    assert reasons_of(run) == [(bulk_running.TOUCHED, 1)]
    with pytest.raises(BulkRefused, match="только один раз"):
        undo_bulk(run=run, by=olga_operator, now=now)


def test_letters_need_the_number_and_can_be_stopped_before_the_first(
    appeals: Make, olga_operator: Any, now: datetime
) -> None:
    tickets = appeals(2)
    reply = (vocabulary.Reply("{{ имя }}, мы работаем над {{ номер }}."),)
    with pytest.raises(InvalidInput, match="введите число обращений: 2"):
        start_bulk(selection=TEAM, steps=reply, by=olga_operator, now=now, confirmed=1)
    assert not BulkRun.objects.exists()
    run = start_bulk(selection=TEAM, steps=reply, by=olga_operator, now=now, confirmed=2)
    assert bulk_running.run_bulk(run_id=run.pk, now=now) == 0
    cancel_bulk(run=run, by=olga_operator, now=now)
    assert bulk_running.run_bulk(run_id=run.pk, now=now + timedelta(minutes=1)) == 0
    assert all(not fresh(ticket).items.filter(kind="reply").exists() for ticket in tickets)
    second = start_bulk(selection=TEAM, steps=reply, by=olga_operator, now=now, confirmed=2)
    second = work_off(second, now + timedelta(seconds=10))
    answer = fresh(tickets[0]).items.get(kind="reply").body
    assert answer == f"Мария Петровна, мы работаем над {tickets[0].number}."
    with pytest.raises(BulkRefused, match="Отменять нечего"):
        undo_bulk(run=second, by=olga_operator, now=now)


def test_rights_are_asked_again_when_the_turn_comes(
    appeals: Make, olga_operator: Any, team_b: Any, now: datetime
) -> None:
    ticket = appeals(1)[0]
    run = start_bulk(selection=TEAM, steps=URGENT, by=olga_operator, now=now)
    olga_operator.memberships.all().delete()
    run = work_off(run, now)
    assert fresh(ticket).priority == Priority.NORMAL
    assert "больше не видно" in reasons_of(run)[0][0]


def test_z14_one_foreign_appeal_among_ticked_ones_refuses_all(
    appeals: Make, olga_operator: Any, team_b: Any, now: datetime
) -> None:
    own, foreign = appeals(1)[0], make_ticket(team=team_b)
    for ids in ((own.pk, foreign.pk), (own.pk, uuid4())):
        with pytest.raises(Http404):
            start_bulk(selection=Selection(ids=ids), steps=URGENT, by=olga_operator, now=now)
    assert not BulkRow.objects.exists()


def test_limits(
    appeals: Make, olga_operator: Any, auditor: Any, now: datetime, settings: Any
) -> None:
    appeals(2)

    def start(by: Any = olga_operator) -> BulkRun:
        return start_bulk(selection=TEAM, steps=URGENT, by=by, now=now)

    settings.BULK_MOST = 1
    with pytest.raises(InvalidInput, match="больше 1"):
        start()
    settings.BULK_MOST, settings.BULK_ROWS_PER_DAY = 10, 3
    start()
    with pytest.raises(BulkRefused, match="За сутки"):
        start()
    settings.BULK_AT_ONCE = 1
    with pytest.raises(BulkRefused, match="Уже идут"):
        start()
    with pytest.raises(DomainError, match="сотрудникам линии"):
        start(auditor)
    assert BulkRun.objects.count() == 1


def test_a_filter_is_kept_as_it_was_given(team_a: Any, olga_operator: Any) -> None:
    query = ListQuery(view="free", text="код", priority=3, team=team_a.pk, after="x")
    assert unpacked(packed(query)) == ListQuery(view="free", text="код", priority=3, team=team_a.pk)
