"""The checklist of an appeal: its doors."""

from datetime import datetime
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh, make_topic
from tests.tickets.helpers import brought_to, facts, refused
from tickets.actions import checklists as doors
from tickets.actions._ready import NotReady
from tickets.actions.answering import resolve_ticket
from tickets.actions.checklists import (
    TooManyLines,
    add_line_of_own,
    remove_line_of_own,
    tick_line,
    tick_own_line,
)
from tickets.actions.details import Details, change_details
from tickets.models import ChecklistItem, ChecklistLine, Ticket
from tickets.selectors.checklists import checklist_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(ticket: Any, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


@pytest.fixture
def line(own: Ticket) -> ChecklistLine:
    return ChecklistLine.objects.create(
        topic=own.topic, title="Проверить журнал входов", is_required=True
    )


def shown(ticket: Ticket) -> list[tuple[str, bool]]:
    return [(row.title, row.is_done) for row in checklist_of(ticket).lines]


def test_lines_are_ticked_with_who_and_when(
    own: Ticket, line: ChecklistLine, olga_operator: Any, now: datetime
) -> None:
    assert shown(own) == [("Проверить журнал входов", False)]
    assert not ChecklistItem.objects.exists(), "looking writes nothing"
    for _ in range(2):
        item = tick_line(ticket=own, line=line, is_done=True, by=olga_operator, now=now)
    assert (item.done_at, item.done_by) == (now, olga_operator)
    assert [event for event in facts(own) if type(event).__name__ == "ChecklistChanged"] == [
        type(facts(own)[-1])(own.pk, item.pk, True)
    ]
    tick_line(ticket=own, line=line, is_done=False, by=olga_operator, now=now)
    assert shown(own) == [("Проверить журнал входов", False)]


def test_own_lines_come_and_go(
    own: Ticket, olga_operator: Any, now: datetime, monkeypatch: Any
) -> None:
    item = add_line_of_own(ticket=own, text=" Позвонить в банк ", by=olga_operator, now=now)
    tick_own_line(item=item, is_done=True, by=olga_operator, now=now)
    assert shown(own) == [("Позвонить в банк", True)]
    assert checklist_of(own).done == 1
    monkeypatch.setattr(doors, "MOST_OWN", 1)
    with refused(TooManyLines):
        add_line_of_own(ticket=own, text="Ещё", by=olga_operator, now=now)
    with refused(InvalidInput):
        add_line_of_own(ticket=own, text=" ", by=olga_operator, now=now)
    remove_line_of_own(item=item, by=olga_operator, now=now)
    assert shown(own) == []


def test_a_line_of_the_topic_is_not_removed(
    own: Ticket, line: ChecklistLine, olga_operator: Any, now: datetime
) -> None:
    item = tick_line(ticket=own, line=line, is_done=True, by=olga_operator, now=now)
    remove_line_of_own(item=item, by=olga_operator, now=now)
    assert shown(own) == [("Проверить журнал входов", True)]


def test_required_lines_hold_the_answer_up(
    own: Ticket, line: ChecklistLine, olga_operator: Any, now: datetime
) -> None:
    with refused(NotReady, match="Проверить журнал входов"):
        resolve_ticket(ticket=own, by=olga_operator, answer="Готово.", now=now)
    tick_line(ticket=own, line=line, is_done=True, by=olga_operator, now=now)
    resolve_ticket(ticket=own, by=olga_operator, answer="Готово.", now=now)
    assert fresh(own).status == "resolved"


def test_what_was_done_stays_when_the_topic_changes(
    own: Ticket, line: ChecklistLine, olga_operator: Any, now: datetime
) -> None:
    tick_line(ticket=own, line=line, is_done=True, by=olga_operator, now=now)
    other = make_topic("payment")
    ChecklistLine.objects.create(topic=other, title="Номер платежа")
    change_details(ticket=own, details=Details(topic=other), by=olga_operator, now=now)
    assert shown(fresh(own)) == [("Номер платежа", False), ("Проверить журнал входов", True)]
    foreign = ChecklistLine.objects.create(topic=make_topic("login"), title="Чужая")
    with refused(InvalidInput):
        tick_line(ticket=own, line=foreign, is_done=True, by=olga_operator, now=now)


def test_strangers_tick_nothing(
    own: Ticket, line: ChecklistLine, oleg_operator: Any, citizen: Any, now: datetime
) -> None:
    for by in (oleg_operator, citizen.user):
        with refused(NotAllowed):
            tick_line(ticket=own, line=line, is_done=True, by=by, now=now)
    assert not ChecklistItem.objects.exists()
