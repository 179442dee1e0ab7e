"""The moves of a dialog on the desk: names, forms, doors, words. One table for buttons and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from chat import forms_desk as forms
from chat import policies
from chat.actions.ending import end_talk, resume_dialog, wrap_up
from chat.actions.handing_over import call_by_phone, hand_over
from chat.actions.leading import set_topic, take_dialog
from chat.actions.messages import Words, say
from chat.actions.ticketing import make_ticket
from chat.models import Dialog
from chat.states import DialogState


@dataclass(frozen=True, slots=True)
class Move:
    """One thing an operator does; `act` returns what to tell them. `is_last`: the chat leaves the hands."""

    name: str
    title: str
    button: str
    may: Callable[[User, Dialog], bool]
    act: Callable[[Any, Dialog, User, datetime], str]
    form: type[forms.DialogForm] = forms.NothingForm
    lead: str = ""
    is_last: bool = False


def _take(_form: Any, dialog: Dialog, by: User, now: datetime) -> str:
    take_dialog(dialog=dialog, by=by, now=now)
    return "Разговор ваш."


def _topic(form: forms.TopicForm, dialog: Dialog, by: User, now: datetime) -> str:
    topic = form.topic_chosen()
    set_topic(dialog=dialog, topic=topic, by=by, now=now)
    return f"Тема: {topic.title}."


def _end(_form: Any, dialog: Dialog, by: User, now: datetime) -> str:
    end_talk(dialog=dialog, by=by, now=now)
    return "Разговор окончен. Осталось оформить."


def _resume(_form: Any, dialog: Dialog, by: User, now: datetime) -> str:
    resume_dialog(dialog=dialog, by=by, now=now)
    return "Разговор продолжается."


def _wrap_up(form: forms.WrapUpForm, dialog: Dialog, by: User, now: datetime) -> str:
    wrap_up(dialog=dialog, written=form.written(), by=by, now=now)
    return "Разговор оформлен."


def _ticket(form: forms.TicketForm, dialog: Dialog, by: User, now: datetime) -> str:
    ticket = make_ticket(dialog=dialog, asked=form.asked(), by=by, now=now)
    return f"Обращение № {ticket.number}: номер ушёл в чат."


def _hand_over(form: forms.HandOverForm, dialog: Dialog, by: User, now: datetime) -> str:
    hand_over(dialog=dialog, receiver=form.receiver(), by=by, now=now)
    return "Разговор передан. Гражданин знает об этом и место не потеряет."


def _phone(form: forms.PhoneForm, dialog: Dialog, by: User, now: datetime) -> str:
    call_by_phone(dialog=dialog, call=form.call(), by=by, now=now)
    return "Звонок обещан, время сказано в чате."


def _say(form: forms.SayForm, dialog: Dialog, by: User, now: datetime) -> str:
    data = form.cleaned_data
    words = Words(cid=uuid4(), text=data["text"], is_inner=data["inner"])
    say(dialog=dialog, words=words, by=by, now=now)
    return "Заметка сохранена." if data["inner"] else "Отправлено."


def _may_resume(by: User, dialog: Dialog) -> bool:
    return policies.can_resume(by, dialog)


def _may_say(by: User, dialog: Dialog) -> bool:
    return policies.can_note(by, dialog)


def _may_write_up(by: User, dialog: Dialog) -> bool:
    led = {DialogState.ACTIVE, DialogState.WRAP_UP}
    return policies.can_write_up(by, dialog) and dialog.state in led


def _may_phone(by: User, dialog: Dialog) -> bool:
    return policies.leads(by, dialog) and dialog.state == DialogState.ACTIVE


def _may_ticket(by: User, dialog: Dialog) -> bool:
    return policies.can_write_up(by, dialog) and dialog.ticket_id is None


_ALL = (
    Move("take", "Взять разговор", "Взять", policies.can_take_dialog, _take),
    Move("topic", "Тема разговора", "Назвать тему", _may_write_up, _topic, forms.TopicForm),
    Move(
        "end",
        "Закончить разговор",
        "Закончить",
        policies.can_end_talk,
        _end,
        lead="Гражданин увидит, что разговор окончен, и сможет оценить его.",
    ),
    Move("resume", "Продолжить разговор", "Продолжить", _may_resume, _resume),
    Move(
        "wrap-up",
        "Оформить разговор",
        "Оформить",
        _may_write_up,
        _wrap_up,
        forms.WrapUpForm,
        is_last=True,
    ),
    Move(
        "ticket",
        "Обращение из разговора",
        "Зарегистрировать",
        _may_ticket,
        _ticket,
        forms.TicketForm,
    ),
    Move(
        "hand-over",
        "Передать разговор",
        "Передать",
        policies.can_hand_over,
        _hand_over,
        forms.HandOverForm,
        lead="Коллега увидит всю переписку до того, как ответит. Гражданину ничего повторять не придётся.",
        is_last=True,
    ),
    Move(
        "phone",
        "Позвонить по номеру",
        "Обещать звонок",
        _may_phone,
        _phone,
        forms.PhoneForm,
        lead="Разговор перейдёт на телефон: время звонка будет сказано в чате, место в очереди сохранится.",
    ),
    Move("say", "Написать", "Отправить", _may_say, _say, forms.SayForm),
)
MOVES = {move.name: move for move in _ALL}


def moves_of(by: User, dialog: Dialog) -> dict[str, Move]:
    """Return what this person may do with a dialog now, by name with underscores, for templates."""
    return {move.name.replace("-", "_"): move for move in _ALL if move.may(by, dialog)}
