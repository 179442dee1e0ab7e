"""Registries and the portal in the appeal a conversation is about: lines, once, and woken workers (R-067)."""

from datetime import datetime
from typing import Any

import pytest

from accounts import asking
from accounts.actions.identification import answer_question
from accounts.actions.portal import ask_portal
from accounts.actions.registries import ask_registry
from accounts.matters import note_matter
from accounts.models import Contact
from journal.outbox import run_due
from neighbours.registry_trouble import Mood
from tests.factories.tickets import make_ticket
from tickets.selectors.live import may_listen
from tickets.selectors.timeline import timeline_for

pytestmark = pytest.mark.usefixtures("registries", "portal")


@pytest.fixture
def ticket(call: Contact, team_a: Any, now: datetime) -> Any:
    found = make_ticket(team=team_a, citizen=call.citizen, assignee=call.operator)
    note_matter(contact=call, matter=str(found.number), by=call.operator, now=now)
    answer_question(
        contact=call, attribute="phone", said=call.citizen.phone, by=call.operator, now=now
    )
    return found


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: found.append(name))
    return found


def titles(ticket: Any, by: Any) -> list[tuple[str, str]]:
    lines = [(entry.title, entry.author) for entry in timeline_for(by, ticket)]
    return [line for line in lines if line[0].startswith(("Сверка", "Учётная"))]


def test_what_was_done_and_by_whom_is_in_the_appeal(
    ticket: Any,
    call: Contact,
    now: datetime,
    woken: list[str],
    simulator: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ask_portal(contact=call, kind="check_status", by=call.operator, now=now)
    ask_registry(contact=call, registry="snils", by=call.operator, now=now)
    simulator.mood(Mood.ERROR, "inn")
    ask_registry(contact=call, registry="inn", by=call.operator, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    assert {"accounts.tasks.ask_registries", "accounts.tasks.ask_portal"} <= set(woken)
    asking.ask_portal_due()
    asking.ask_registries()
    run_due()
    run_due()
    assert sorted(titles(ticket, call.operator)) == sorted(
        [
            (
                "Сверка с реестром, ИНН (ФНС): реестр не отвечает: ошибка на той стороне",
                "Автоматически",
            ),
            ("Сверка с реестром, СНИЛС (СФР): сведения совпали", "Автоматически"),
            (
                "Учётная запись портала. Проверить состояние: учётная запись активна",
                "Автоматически",
            ),
            ("Учётная запись портала. Проверить состояние: поручено", "Ольга Соколова"),
        ]
    )


def test_the_citizen_sees_nothing_of_it(ticket: Any, call: Contact, now: datetime) -> None:
    ask_registry(contact=call, registry="snils", by=call.operator, now=now)
    asking.ask_registries()
    run_due()
    assert titles(ticket, call.citizen.user) == []


def test_only_who_leads_the_conversation_hears_of_it(
    call: Contact, oleg_operator: Any, other_citizen: Any
) -> None:
    topic = f"contact:{call.pk}"
    listeners = [call.operator, oleg_operator, call.citizen.user, other_citizen.user]
    assert [may_listen(person, topic) for person in listeners] == [True, False, False, False]
    assert not may_listen(call.operator, "contact:nobody")
