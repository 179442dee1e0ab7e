"""The citizen's face of the chat without scripts: from consent to the mark, and what strangers get."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions.ending import end_talk
from chat.actions.leading import take_dialog
from chat.models import Dialog

pytestmark = pytest.mark.django_db
GUEST = {"name": "Мария", "phone": "+7 916 123-45-67"}


@pytest.fixture
def reference(db: None, now: datetime) -> None:
    """What the helper knows: topics, answers, texts of consents."""
    from accounts.reference_rights import load_rights
    from faq.reference import load_reference as load_articles
    from topics.reference import load_reference as load_topics

    load_topics(now)
    load_articles(now)
    load_rights(now)


@pytest.fixture
def chat_line(queue: None, team_a: Any) -> Any:
    """The line citizens come to, answered by the cast's first team."""
    from routing.models import Line
    from routing.selectors.lines import forget

    Line.objects.filter(code="chat").update(team=team_a)
    forget()
    return Line.objects.get(code="chat")


def begin(client: Client, text: str = "Не приходит код из СМС", **more: Any) -> Dialog:
    answer = client.post("/chat/", {"text": text, "language": "ru", "consent": "on", **more})
    assert answer.status_code == 303, answer.content.decode()
    return Dialog.objects.get()


def do(client: Client, dialog: Dialog, step: str, status: int = 303, **data: Any) -> Any:
    answer = client.post(f"/chat/{dialog.pk}/", {"do": step, **data})
    assert answer.status_code == status, answer.content.decode()
    return answer


def test_guest_goes_all_the_way_without_scripts(
    reference: None, chat_line: Any, comes: Callable[..., Any], olga_operator: Any, now: datetime
) -> None:
    comes(olga_operator)
    guest = Client()
    assert "consent" in guest.get("/chat/").content.decode()
    dialog = begin(guest)
    shown = guest.get("/chat/").content.decode()
    assert "Это решило вопрос?" in shown
    assert "Позвать специалиста" in shown
    do(guest, dialog, "ask", 422)
    dialog.refresh_from_db()
    assert dialog.state == "opening"
    do(guest, dialog, "ask", **GUEST)
    dialog.refresh_from_db()
    assert (dialog.state, dialog.phone, dialog.name) == ("waiting", "+79161234567", "Мария")
    assert dialog.citizen is None
    assert "Вы следующий в очереди" in guest.get("/chat/").content.decode()
    take_dialog(dialog=dialog, by=olga_operator, now=timezone.now())
    do(guest, dialog, "say", text="Пароль подходит, а код не приходит")
    end_talk(dialog=dialog, by=olga_operator, now=timezone.now())
    assert "Как вам помогли?" in guest.get("/chat/").content.decode()
    do(guest, dialog, "rate", stars="5", words="Быстро")
    do(guest, dialog, "rate", 422, stars="1")
    dialog.refresh_from_db()
    assert (dialog.rating, dialog.rating_word) == (5, "Быстро")
    said = guest.get(f"/chat/{dialog.pk}/?print=1").content.decode()
    assert "Пароль подходит, а код не приходит" in said
    assert f"/chat/{dialog.pk}/" in guest.get("/chat/?earlier=1").content.decode()
    assert guest.get("/chat/?new=1").status_code == 200
    assert "Разговоров ещё не было" in Client().get("/chat/?earlier=1").content.decode()


def test_nobody_there_an_appeal_or_a_call_is_promised(
    reference: None, chat_line: Any, team_a: Any
) -> None:
    from routing.models import CallbackRequest, Line
    from routing.selectors import lines
    from tests.factories.tickets import make_policy, make_route
    from topics.models import Topic

    Line.objects.filter(code="hotline").update(team=team_a)
    lines.forget()
    make_policy()
    for topic in Topic.objects.all():
        make_route(topic, team_a)
    writes, waits = Client(), Client()
    dialog = begin(writes)
    do(writes, dialog, "ask", **GUEST)
    assert "Точного времени назвать не можем" in writes.get("/chat/").content.decode()
    do(writes, dialog, "ticket")
    dialog.refresh_from_db()
    assert (dialog.state, dialog.ending) == ("ended", "ticket")
    assert dialog.ticket is not None
    assert str(dialog.ticket.number)[-3:] in writes.get("/chat/").content.decode()
    waits.post("/chat/", {"text": "Перезвоните", "language": "ru", "consent": "on"})
    other = Dialog.objects.exclude(pk=dialog.pk).get()
    do(waits, other, "callback", **GUEST)
    other.refresh_from_db()
    assert (other.state, other.ending) == ("ended", "phone")
    assert CallbackRequest.objects.get().phone == "+79161234567"
    assert other.hand_overs.get().callback == CallbackRequest.objects.get()


def test_transcript_goes_by_a_link_that_strangers_cannot_make(
    reference: None, chat_line: Any
) -> None:
    from chat.models import Link
    from journal.outbox import run_due
    from notifications.models import Delivery

    guest = Client()
    dialog = begin(guest, text="Мой вопрос про код")
    do(guest, dialog, "transcript", 422, address="не почта")
    told = do(guest, dialog, "transcript", 200, address="Maria@example.org")
    assert "Отправили ссылку" in told.content.decode()
    while run_due():
        pass
    letter = Delivery.objects.get()
    assert letter.address == "maria@example.org"
    address = next(word for word in letter.body.split() if "/chat/continue/" in word)
    path = "/" + address.split("/", 3)[3]
    assert "Мой вопрос про код" in Client().get(path).content.decode()
    assert Client().post(path).status_code in {410, 422}
    for _ in range(4):
        guest.post(f"/chat/{dialog.pk}/", {"do": "transcript", "address": "m@example.org"})
    assert do(guest, dialog, "transcript", 422, address="m@example.org")
    assert Link.objects.count() == 5
