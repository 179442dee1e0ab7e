"""A dialog goes to somebody else whole: nothing is repeated, the place is kept (R-011, R-013, R-021)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from accounts.models import Assurance
from chat.actions.handing_over import PhoneCall, Receiver, call_by_phone, hand_over
from chat.actions.leading import accept_offer, take_dialog
from chat.actions.messages import Words, say
from chat.actions.queueing import subject_of
from chat.actions.sweeps import sweep_chat
from chat.models import Dialog, HandOver, Message
from chat.models.messages import Side
from chat.selectors.faces import faces_after
from common.errors import InvalidInput, NotAllowed
from common.memo import forget_everything
from routing.actions.dispatching import dispatch
from routing.actions.kinds import kind_of
from routing.models import CallbackRequest, Line, WorkItem
from routing.selectors.callbacks import subject_of as callback_subject
from schedules import reference as schedules_reference

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=4)


@pytest.fixture
def talk(waits: Any, comes: Any, citizen: Any, olga_operator: Any, now: datetime) -> Dialog:
    comes(olga_operator)
    dialog = take_dialog(dialog=waits(citizen), by=olga_operator, now=now)
    words = Words(cid=uuid4(), text="Почистили кэш, не помогло")
    say(dialog=dialog, words=words, by=olga_operator, now=now)
    return dialog


def item_of(dialog: Dialog) -> WorkItem:
    return WorkItem.objects.get(subject=subject_of(dialog.pk), state__in=WorkItem.ALIVE)


def told(dialog: Dialog) -> str:
    rows, _ = faces_after(dialog, 0, side=Side.CITIZEN)
    return str(rows[-1]["text"])


def test_a_colleague_gets_it_whole_with_its_age_and_the_level_of_trust(
    talk: Dialog,
    comes: Any,
    client_for: Any,
    olga_operator: Any,
    senior: Any,
    sveta_supervisor: Any,
    now: datetime,
) -> None:
    contact = talk.contact
    assert contact is not None
    contact.assurance = Assurance.PHONE
    contact.save(update_fields=["assurance"])
    comes(senior)
    comes(sveta_supervisor)
    receiver = Receiver(to="operator", operator=senior, why="Проверьте в журнале входов")
    hand_over(dialog=talk, receiver=receiver, by=olga_operator, now=now + LATER)
    talk.refresh_from_db()
    item = item_of(talk)
    assert (talk.state, talk.handed_over, item.state) == ("waiting", 1, "waiting")
    assert (item.entered_at, item.reserved) == (now, senior)
    assert "Повторять ничего не нужно, место в очереди за вами" in told(talk)
    kind = kind_of(item.subject)
    assert kind is not None
    card = kind.card(item)
    assert card is not None
    assert "передаёт Ольга Соколова · Проверьте в журнале входов" in card.details
    page = client_for(senior).get(f"/desk/chats/{talk.pk}/").content.decode()
    for seen in (
        "Коротко о разговоре",
        "Почистили кэш",
        "Подтверждён кодом",
        "Проверьте в журнале",
    ):
        assert seen in page
    [offer] = dispatch(now=now + LATER)
    assert offer.operator == senior
    taken = accept_offer(offer=offer, by=senior, now=now + LATER)
    assert taken.contact is not None
    assert (taken.contact.pk, taken.contact.operator) == (contact.pk, senior)
    assert taken.contact.assurance == Assurance.PHONE
    assert HandOver.objects.get().taken_by == senior


def test_kept_for_a_colleague_who_does_not_come_it_is_anybodys_a_minute_later(
    talk: Dialog, olga_operator: Any, senior: Any, now: datetime
) -> None:
    receiver = Receiver(to="operator", operator=senior)
    hand_over(dialog=talk, receiver=receiver, by=olga_operator, now=now)
    assert sweep_chat(now=now + timedelta(seconds=59)) == 0
    assert sweep_chat(now=now + timedelta(seconds=60)) == 1
    item = item_of(talk)
    assert (item.reserved, item.sticky) == (None, senior)


def test_a_senior_another_team_another_language(
    talk: Dialog, olga_operator: Any, team_b: Any, oleg_operator: Any, now: datetime
) -> None:
    hand_over(dialog=talk, receiver=Receiver(to="senior"), by=olga_operator, now=now)
    assert item_of(talk).tier == 2
    with pytest.raises(NotAllowed):
        hand_over(dialog=talk, receiver=Receiver(to="senior"), by=olga_operator, now=now)


@pytest.mark.parametrize(
    ("to", "expected"),
    [("team", ("line-b", "ru", False)), ("language", ("line-a", "tt", True))],
)
def test_the_queue_is_asked_for_what_was_chosen(
    talk: Dialog, olga_operator: Any, team_b: Any, to: str, expected: tuple[Any, ...], now: datetime
) -> None:
    receiver = Receiver(to=to, team=team_b, language="tt")
    hand_over(dialog=talk, receiver=receiver, by=olga_operator, now=now)
    item = item_of(talk)
    assert (item.team.code, item.language, item.is_language_strict) == expected


def test_nobody_gives_away_what_is_not_theirs_nor_to_nobody(
    talk: Dialog, olga_operator: Any, oleg_operator: Any, team_a: Any, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        hand_over(dialog=talk, receiver=Receiver(to="senior"), by=oleg_operator, now=now)
    for receiver in (
        Receiver(to="operator"),
        Receiver(to="operator", operator=olga_operator),
        Receiver(to="team", team=team_a),
        Receiver(to="language", language="ru"),
        Receiver(to="moon"),
    ):
        with pytest.raises(InvalidInput):
            hand_over(dialog=talk, receiver=receiver, by=olga_operator, now=now)
    talk.refresh_from_db()
    assert (talk.state, talk.handed_over, HandOver.objects.count()) == ("active", 0, 0)


# --- the phone
@pytest.fixture
def tech(queue: None, team_a: Any, now: datetime) -> Line:
    schedules_reference.load_reference(now)
    Line.objects.filter(takes_callbacks=True).update(team=team_a)
    forget_everything()
    cache.clear()
    return Line.objects.get(pk="tech")


def test_the_phone_is_promised_a_time_and_whoever_calls_sees_the_whole_dialog(
    talk: Dialog, tech: Line, olga_operator: Any, client_for: Any, now: datetime
) -> None:
    call = PhoneCall(why="Нужно продиктовать код ошибки")
    given = call_by_phone(dialog=talk, call=call, by=olga_operator, now=now + LATER)
    talk.refresh_from_db()
    callback = CallbackRequest.objects.get()
    assert given.callback == callback
    assert (str(callback.phone), callback.citizen) == ("+79161234567", talk.citizen)
    assert (talk.state, talk.ending, talk.result) == ("wrap_up", "phone", "callback")
    assert "Позвоним вам 20 ноября с 12:04 до 14:04" in [
        row["text"].partition(".")[0] for row in faces_after(talk, 0, side=Side.CITIZEN)[0]
    ]
    item = WorkItem.objects.get(subject=callback_subject(callback.pk))
    assert item.entered_at == now
    WorkItem.objects.filter(pk=item.pk).update(state="taken", owner=olga_operator, taken_at=now)
    page = client_for(olga_operator).get(f"/desk/line/callbacks/{callback.pk}/").content.decode()
    for seen in ("Почистили кэш, не помогло", "Нужно продиктовать код ошибки", "Не могу войти"):
        assert seen in page
    assert Message.objects.filter(dialog=talk, payload__event="ended").count() == 1
