"""The demo's chats: some days of them through the doors, one that is to be written up, one with the helper.

None waits for an operator: whoever comes to the line in the demo begins with appeals, as the README says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Citizen, User
from chat.actions.ending import WriteUp, end_talk, wrap_up
from chat.actions.handing_over import Receiver, hand_over
from chat.actions.leading import take_dialog
from chat.actions.messages import Words, say
from chat.actions.opening import NewDialog, ask_operator, open_dialog
from chat.actions.rating import Rating, rate_dialog
from chat.actions.ticketing import DialogTicket, make_ticket
from chat.guests import Guest, guest_of_key, new_key
from chat.models import Dialog
from common.actors import Acts
from routing.models import Line
from topics.selectors import detect_topic, topic_of

CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Story:
    """One talk: who leads it, what is said in turn (citizen first), how it ends, how long ago in hours."""

    by: str
    said: tuple[str, ...]
    hours: float
    result: str = "solved"
    stars: int = 0
    tags: tuple[str, ...] = ()
    is_guest: bool = False


STORIES = (
    Story(
        "operator",
        (
            "Здравствуйте, не могу войти: пишет, что пароль неверный, хотя я его помню",
            "Добрый день! Давно ли вы меняли пароль?",
            "Месяц назад, с работы",
            "Восстановите его по номеру телефона: «Войти» → «Восстановить». Код придёт по СМС, мне его не говорите.",
            "Получилось, спасибо!",
        ),
        hours=70,
        stars=5,
        tags=("вход",),
    ),
    Story(
        "oleg",
        (
            "Где посмотреть, что с моим заявлением на загранпаспорт?",
            "В личном кабинете, раздел «Заявления»: там видно каждый шаг.",
            "Вижу. Ведомство рассматривает третью неделю.",
            "Срок по регламенту — месяц. Если он выйдет, заведём обращение.",
        ),
        hours=46,
        stars=4,
        is_guest=True,
    ),
    Story(
        "operator",
        (
            "Оплатил штраф, а он всё висит",
            "Проверим вместе. Когда платили?",
            "Пять дней назад картой",
            "Передам платёжной команде обращением, номер придёт сюда.",
        ),
        hours=26,
        result="ticket",
        stars=3,
        tags=("штраф", "оплата"),
    ),
    Story(
        "oleg",
        ("Код из СМС не приходит уже час", "Проверьте, пожалуйста, номер в профиле."),
        hours=5,
        result="no_answer",
        is_guest=True,
    ),
)
HANDED = Story(
    "operator",
    (
        "Пришло письмо, что мой профиль меняли, а я ничего не менял",
        "Это важно. Зову старшего специалиста, он увидит весь разговор.",
        "Хорошо, жду",
        "Здравствуйте! Вижу смену почты сегодня утром. Заморозим изменения, пока не разберёмся.",
    ),
    hours=0.5,
)
HELPED = "Как поменять фамилию в профиле после свадьбы?"


def talk_in_chat(
    staff: Mapping[str, User], citizens: Sequence[Citizen], *, now: datetime
) -> list[Dialog]:
    """Play the talks through the doors, the oldest first; asked again, nothing is added."""
    line = Line.objects.filter(channel=CHAT, team__isnull=False).order_by("order").first()
    if line is None or Dialog.objects.exists():
        return []
    people = [one for one in citizens if one.user_id is not None]
    told = [
        _told(story, line, staff, people[place], now=now) for place, story in enumerate(STORIES)
    ]
    return [*told, _handed(line, staff, people[0], now=now), _helped(line, now=now)]


def _told(
    story: Story, line: Line, staff: Mapping[str, User], citizen: Citizen, *, now: datetime
) -> Dialog:
    operator = staff[story.by]
    by = _guest() if story.is_guest else citizen.user
    at = now - timedelta(hours=story.hours)
    dialog, at = _taken(story, line, by, operator, at)
    at = _spoken(dialog, story.said[1:], by, operator, at)
    if story.result == "ticket":
        asked = DialogTicket(words="Платёж не дошёл до ведомства")
        make_ticket(dialog=dialog, asked=asked, by=operator, now=at)
    end_talk(dialog=dialog, by=by if story.stars else operator, now=at)
    at += timedelta(seconds=30)
    if story.stars:
        rate_dialog(dialog=dialog, rating=Rating(story.stars), by=by, now=at)
    written = WriteUp(result=story.result, tags=story.tags)
    return wrap_up(dialog=dialog, written=written, by=operator, now=at)


def _handed(line: Line, staff: Mapping[str, User], citizen: Citizen, *, now: datetime) -> Dialog:
    """A talk that went to a senior and is still to be written up."""
    first, senior = staff[HANDED.by], staff["senior"]
    dialog, at = _taken(HANDED, line, citizen.user, first, now - timedelta(hours=HANDED.hours))
    at = _spoken(dialog, HANDED.said[1:3], citizen.user, first, at)
    receiver = Receiver(to="senior", why="Профиль меняли без него, личность не проверена")
    hand_over(dialog=dialog, receiver=receiver, by=first, now=at)
    take_dialog(dialog=dialog, by=senior, now=at + timedelta(seconds=20))
    note = Words(cid=uuid4(), text="Вход был с нового устройства, см. журнал", is_inner=True)
    say(dialog=dialog, words=note, by=first, now=at + timedelta(seconds=40))
    at = _spoken(dialog, HANDED.said[3:], senior, senior, at + timedelta(minutes=1))
    end_talk(dialog=dialog, by=citizen.user, now=max(at, now - timedelta(minutes=5)))
    return dialog


def _helped(line: Line, *, now: datetime) -> Dialog:
    return _opened(HELPED, line, _guest(), now - timedelta(minutes=50))


def _taken(
    story: Story, line: Line, by: Acts, operator: User, at: datetime
) -> tuple[Dialog, datetime]:
    dialog = _opened(story.said[0], line, by, at)
    at += timedelta(seconds=25)
    ask_operator(dialog=dialog, by=by, now=at)
    at += timedelta(seconds=18)
    return take_dialog(dialog=dialog, by=operator, now=at), at


def _opened(text: str, line: Line, by: Acts, at: datetime) -> Dialog:
    guess = detect_topic(text)
    new = NewDialog(
        line=line,
        words=Words(cid=uuid4(), text=text),
        topic=topic_of(guess.topic),
        confidence=guess.confidence,
    )
    return open_dialog(new=new, by=by, now=at)


def _spoken(
    dialog: Dialog, said: Sequence[str], by: Acts, operator: Acts, at: datetime
) -> datetime:
    """Say lines in turn, the operator first."""
    for place, text in enumerate(said):
        at += timedelta(seconds=35)
        who: Any = by if place % 2 else operator
        say(dialog=dialog, words=Words(cid=uuid4(), text=text), by=who, now=at)
    return at


def _guest() -> Guest:
    guest = guest_of_key(new_key())
    assert guest is not None  # a new key is a key
    return guest
