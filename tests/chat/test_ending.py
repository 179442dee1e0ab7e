"""After the talk: reminders, the end, writing up, coming back, an appeal of what nobody took (0.4, R-020)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chat.actions._locking import WrongState
from chat.actions.ending import WriteUp, end_talk, resume_dialog, wrap_up
from chat.actions.leading import take_dialog
from chat.actions.messages import Words, say
from chat.actions.queueing import subject_of
from chat.actions.sweeps import sweep_chat
from chat.actions.ticketing import DialogTicket, make_ticket
from chat.models import Dialog, Message
from chat.models.messages import Side
from chat.selectors.faces import faces_after
from common.errors import InvalidInput, NotAllowed
from routing.models import Presence, WorkItem
from tests.factories.accounts import make_citizen
from tests.factories.chat import make_guest
from tests.factories.tickets import make_policy, make_route, make_topic
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def after(now: datetime, **span: float) -> datetime:
    return now + timedelta(**span)


def events_of(dialog: Dialog) -> list[str]:
    rows = Message.objects.filter(dialog=dialog, kind="event").order_by("seq")
    return [row.payload["event"] for row in rows]


@pytest.fixture
def talk(waits: Any, comes: Any, citizen: Any, olga_operator: Any, now: datetime) -> Dialog:
    comes(olga_operator)
    early = after(now, seconds=-5)
    return take_dialog(dialog=waits(citizen, at=early), by=olga_operator, now=now)


@pytest.fixture
def other(db: None, team_a: Any) -> Any:
    topic = make_topic()
    make_policy()
    make_route(topic, team_a)
    return topic


def speak(dialog: Dialog, by: Any, at: datetime, text: str = "Добрый день") -> None:
    say(dialog=dialog, words=Words(cid=uuid4(), text=text), by=by, now=at)


# --- silence
def test_a_silent_citizen_is_reminded_once_and_then_the_talk_ends(
    talk: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    speak(talk, olga_operator, now)
    assert sweep_chat(now=after(now, seconds=179)) == 0
    assert sweep_chat(now=after(now, seconds=180)) == 1
    assert sweep_chat(now=after(now, seconds=300)) == 0
    assert sweep_chat(now=after(now, seconds=600)) == 1
    talk.refresh_from_db()
    assert (talk.state, talk.ending) == ("wrap_up", "silence")
    assert events_of(talk)[-2:] == ["reminded", "silence"]
    assert sweep_chat(now=after(now, seconds=600 + 1800)) == 1
    talk.refresh_from_db()
    assert (talk.state, talk.result) == ("ended", "no_answer")


def test_whoever_answers_is_not_ended(
    talk: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    speak(talk, olga_operator, now)
    speak(talk, citizen.user, after(now, seconds=500))
    assert sweep_chat(now=after(now, hours=2)) == 0


# --- the end
def test_the_operator_ends_and_writes_up_in_one_press(
    talk: Dialog, olga_operator: Any, senior: Any, now: datetime
) -> None:
    topic = make_topic("status", title="Статус")
    written = WriteUp(result="solved", topic=topic, tags=(" Вход ", "вход", ""))
    with pytest.raises(NotAllowed):
        wrap_up(dialog=talk, written=written, by=senior, now=now)
    with pytest.raises(InvalidInput):
        wrap_up(dialog=talk, written=WriteUp(result="?"), by=olga_operator, now=now)
    done = wrap_up(dialog=talk, written=written, by=olga_operator, now=after(now, seconds=9))
    assert (done.state, done.result, done.topic, done.tags) == ("ended", "solved", topic, ["вход"])
    talk.refresh_from_db()
    assert talk.contact is not None
    assert talk.contact.ended_at == after(now, seconds=9)
    item = WorkItem.objects.get(subject=subject_of(talk.pk))
    presence = Presence.objects.get(pk=olga_operator.pk)
    assert (item.state, presence.load, presence.state) == ("done", 0, "wrap_up")


def test_who_comes_back_in_time_goes_on_with_the_same_operator(
    talk: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    end_talk(dialog=talk, by=citizen.user, now=now)
    back = resume_dialog(dialog=talk, by=citizen.user, now=after(now, seconds=900))
    assert (back.state, back.operator, back.ending) == ("active", olga_operator, "")
    end_talk(dialog=talk, by=citizen.user, now=now)
    with pytest.raises(WrongState):
        resume_dialog(dialog=talk, by=citizen.user, now=after(now, seconds=901))
    Presence.objects.filter(pk=olga_operator.pk).update(state="offline")
    back = resume_dialog(dialog=talk, by=citizen.user, now=after(now, seconds=60))
    assert (back.state, back.asked_at) == ("waiting", after(now, seconds=60))


# --- an appeal
def test_an_appeal_begins_with_what_was_said_and_its_number_is_told(
    talk: Dialog, citizen: Any, olga_operator: Any, senior: Any, other: Any, now: datetime
) -> None:
    speak(talk, olga_operator, now, "Проверим вместе")
    say(dialog=talk, words=Words(cid=uuid4(), text="Груб", is_inner=True), by=senior, now=now)
    asked = DialogTicket(words="Просит проверить вход")
    ticket = make_ticket(dialog=talk, asked=asked, by=olga_operator, now=now)
    assert make_ticket(dialog=talk, asked=asked, by=olga_operator, now=now) == ticket
    body = ticket.items.get(seq=1).body
    assert "Просит проверить вход" in body
    assert "Гражданин: Не могу войти" in body
    assert f"{olga_operator.public_name}: Проверим вместе" in body
    assert "Соколова" not in body
    assert "Груб" not in body
    assert (ticket.channel, ticket.citizen, ticket.contact) == ("chat", citizen, talk.contact)
    told, _ = faces_after(talk, 0, side=Side.CITIZEN)
    assert f"Зарегистрировано обращение № {ticket.number}" in told[-1]["text"]


def test_what_nobody_took_in_time_becomes_an_appeal(waits: Any, other: Any, now: datetime) -> None:
    """A number nobody has proved leads to a profile of its own, not into its owner's cabinet."""
    owner = make_citizen(phone="+79160000077")
    dialog = waits(make_guest()[1], phone="+79160000077")
    assert sweep_chat(now=after(now, seconds=899)) == 0
    assert sweep_chat(now=after(now, seconds=900)) == 1
    dialog.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (dialog.ticket, dialog.state, dialog.ending) == (ticket, "ended", "ticket")
    assert ticket.citizen is not None
    assert ticket.citizen.phone == "+79160000077"
    assert ticket.citizen != owner
    assert events_of(dialog)[-3:] == ["nobody_came", "ticket_made", "ended"]
    assert WorkItem.objects.get(subject=subject_of(dialog.pk)).state == "cancelled"
    assert sweep_chat(now=after(now, seconds=960)) == 0
