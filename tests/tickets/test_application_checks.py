"""The outcome of a check of an application: sent to the citizen, held until supplied, lifted (R-047…R-049)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from catalogue.models import Service, ServiceDocument
from journal.facts import history_of
from notifications.models import Delivery
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to
from tickets.actions._ready import NotReady
from tickets.actions.answering import resolve_ticket
from tickets.models import ApplicationCheck
from tickets.states import Status

WORDS = "Не хватает фото. Приложите его в ответ на это сообщение."


@pytest.fixture
def service(db: None) -> Service:
    made = Service.objects.create(
        code="PAS-02",
        title="Замена паспорта",
        category="papers",
        agency="МВД",
        summary="",
        recipients="Все",
        where="На портале",
        asked_data=["inn"],
        checked_on=date(2026, 11, 1),
    )
    ServiceDocument.objects.create(service=made, code="photo", title="Фото")
    return made


@pytest.fixture
def taken(ticket: Any, olga_operator: Any, now: datetime) -> Any:
    return brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)


def send(client: Any, ticket: Any, deed: str, **fields: str) -> Any:
    data = {"deed": deed, "service": "PAS-02", "missing": "photo", "body": WORDS} | fields
    data |= {"errors_found": "missing_attachments", "client_key": f"key-{deed}"}
    return client.post(reverse("desk:ticket-check", args=[ticket.number]), data)


def events_of(ticket: Any) -> list[str]:
    return [type(fact.event).__name__ for fact in history_of(f"ticket:{ticket.pk}")]


def test_the_check_says_what_is_missing_and_offers_the_words(
    client_for: Any, olga_operator: Any, taken: Any, service: Service
) -> None:
    client = client_for(olga_operator)
    address = reverse("desk:ticket-check", args=[taken.number])
    answer = client.post(
        address,
        {"service": "PAS-02", "inn": "500100732258"},
        headers={"HX-Request": "true", "HX-Target": "check-result"},
    ).content.decode()
    assert "Не хватает: 1" in answer
    assert "Отказать до предоставления" in answer
    assert "— Фото" in answer
    assert not ApplicationCheck.objects.exists()


def test_a_refusal_until_supplied_is_recorded_told_and_lifted(
    client_for: Any, olga_operator: Any, taken: Any, service: Service
) -> None:
    client = client_for(olga_operator)
    assert send(client, taken, "hold").status_code == 303
    send(client, taken, "hold")  # a second press
    held = ApplicationCheck.objects.get()
    assert (held.outcome, held.missing, held.errors) == (
        "held",
        ["photo"],
        ["missing_attachments"],
    )
    found = fresh(taken)
    assert found.status == Status.WAITING_CITIZEN
    assert found.asked == WORDS
    assert held.item.body == WORDS
    assert held.item.is_public
    assert events_of(taken).count("ApplicationHeld") == 1

    page = client.get(reverse("desk:ticket-check", args=[taken.number])).content.decode()
    assert "Ждём: Фото" in page
    assert send(client, taken, "lift").status_code == 303
    held.refresh_from_db()
    assert held.supplied_at is not None
    assert events_of(taken)[-1] == "ApplicationSupplied"


def test_the_citizen_is_told_with_a_link(
    client_for: Any, olga_operator: Any, taken: Any, service: Service
) -> None:
    from journal.outbox import run_due

    send(client_for(olga_operator), taken, "advise")
    while run_due():
        pass
    assert fresh(taken).status == Status.IN_PROGRESS
    assert ApplicationCheck.objects.get().outcome == "advised"
    told = Delivery.objects.filter(template="ticket_answered")
    assert {str(taken.number) in row.body for row in told} == {True}


@pytest.mark.parametrize(
    ("deed", "fields", "words"),
    [
        ("hold", {"missing": ""}, "отказывать не в чем"),
        ("hold", {"missing": "nothing"}, "отказывать не в чем"),
        ("advise", {"body": " "}, "Напишите, что нужно сделать"),
        ("advise", {"body": "Назовите код из СМС"}, "код"),
    ],
)
def test_a_refused_outcome_writes_nothing(
    client_for: Any,
    olga_operator: Any,
    taken: Any,
    service: Service,
    deed: str,
    fields: dict[str, str],
    words: str,
) -> None:
    before = fresh(taken).items_count
    answer = send(client_for(olga_operator), taken, deed, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApplicationCheck.objects.exists()
    assert fresh(taken).items_count == before


def test_who_does_not_see_the_appeal_finds_no_check(
    client_for: Any, oleg_operator: Any, quality: Any, taken: Any, service: Service
) -> None:
    address = reverse("desk:ticket-check", args=[taken.number])
    assert client_for(oleg_operator).get(address).status_code == 404
    assert send(client_for(quality), taken, "hold").status_code in {403, 422}
    assert not ApplicationCheck.objects.exists()


def test_while_a_refusal_stands_the_appeal_is_not_resolved(
    client_for: Any, olga_operator: Any, taken: Any, service: Service, now: datetime
) -> None:
    client = client_for(olga_operator)
    send(client, taken, "hold")
    with pytest.raises(NotReady, match="Стоит отказ до предоставления документов"):
        resolve_ticket(ticket=taken, by=olga_operator, answer="Готово", now=now)
    assert fresh(taken).status == Status.WAITING_CITIZEN
    send(client, taken, "lift")
    resolve_ticket(ticket=taken, by=olga_operator, answer="Готово", now=now)
    assert fresh(taken).status == Status.RESOLVED
