"""A dialog waits in the one queue, is offered, taken, returned; a crash loses nothing (R-008, C23)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chat.actions.leading import DialogGone, accept_offer, take_dialog
from chat.actions.queueing import subject_of
from chat.actions.sweeps import sweep_chat
from chat.models import Dialog
from common.errors import NotAllowed
from journal.models import Entry
from routing.actions.dispatching import dispatch
from routing.actions.kinds import kind_of
from routing.models import WorkItem
from tests.factories.chat import make_guest
from tests.factories.tickets import make_topic

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def item_of(dialog: Dialog) -> WorkItem:
    return WorkItem.objects.filter(subject=subject_of(dialog.pk)).latest("entered_at", "pk")


def test_a_wish_for_a_person_is_offered_and_taken_once(
    waits: Any, comes: Any, citizen: Any, olga_operator: Any, senior: Any, now: datetime
) -> None:
    comes(olga_operator)
    topic = make_topic("otp_codes", title="Коды подтверждения")
    dialog = waits(citizen, text="Код 123456 из СМС не приходит", topic=topic)
    item = item_of(dialog)
    assert (item.channel, item.priority, item.weight, item.entered_at) == ("chat", 3, 33, now)
    [offer] = dispatch(now=now)
    kind = kind_of(item.subject)
    assert kind is not None
    card = kind.card(item)
    assert card is not None
    assert card.subject.startswith("Код ****** из СМС")
    assert card.details == "Коды подтверждения"
    assert kind.accepted(offer, olga_operator, now) == f"/desk/chats/{dialog.pk}/"
    dialog.refresh_from_db()
    assert (dialog.state, dialog.operator, dialog.taken_at) == ("active", olga_operator, now)
    assert dialog.contact is not None
    assert (dialog.contact.channel, dialog.contact.operator) == ("chat", olga_operator)
    assert take_dialog(dialog=dialog, by=olga_operator, now=now + HOUR).taken_at == now
    with pytest.raises(DialogGone):
        take_dialog(dialog=dialog, by=senior, now=now)
    assert Entry.objects.filter(event="chat.DialogTaken").count() == 1


def test_a_stranger_to_the_team_takes_nothing(
    waits: Any, oleg_operator: Any, quality: Any, now: datetime
) -> None:
    dialog = waits(make_guest()[1])
    for somebody in (oleg_operator, quality):
        with pytest.raises(NotAllowed):
            take_dialog(dialog=dialog, by=somebody, now=now)
    dialog.refresh_from_db()
    assert (dialog.state, item_of(dialog).state) == ("waiting", "waiting")


def test_three_dialogs_fill_a_person_the_fourth_waits(
    waits: Any, comes: Any, olga_operator: Any, now: datetime
) -> None:
    comes(olga_operator)
    dialogs = [waits(make_guest()[1]) for _ in range(4)]
    for _ in range(3):
        [offer] = dispatch(now=now)
        accept_offer(offer=offer, by=olga_operator, now=now)
    assert dispatch(now=now) == []
    states = sorted(
        Dialog.objects.filter(pk__in=[one.pk for one in dialogs]).values_list("state", flat=True)
    )
    assert states == ["active", "active", "active", "waiting"]


def test_whoever_knew_the_person_is_asked_first(
    waits: Any, comes: Any, citizen: Any, olga_operator: Any, senior: Any, now: datetime
) -> None:
    from chat.actions.ending import WriteUp, wrap_up

    first = take_dialog(dialog=waits(citizen), by=senior, now=now)
    wrap_up(dialog=first, written=WriteUp(result="solved"), by=senior, now=now)
    again = waits(citizen, at=now + HOUR)
    assert again.pk != first.pk
    assert item_of(again).sticky == senior


def test_the_sweep_mends_what_a_crash_left(
    waits: Any, comes: Any, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    lost, over = waits(make_guest()[1]), waits(citizen)
    WorkItem.objects.filter(subject=subject_of(lost.pk)).delete()
    Dialog.objects.filter(pk=over.pk).update(state="ended")
    assert sweep_chat(now=now) == 2
    assert (item_of(lost).state, item_of(over).state) == ("waiting", "cancelled")
    assert sweep_chat(now=now) == 0


def test_a_lost_operator_leaves_nobody_waiting_for_an_answer(
    waits: Any, comes: Any, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    from routing.actions.presence import set_presence

    comes(olga_operator)
    dialog = take_dialog(dialog=waits(citizen), by=olga_operator, now=now)
    set_presence(operator=olga_operator, state="offline", by=olga_operator, now=now)
    assert sweep_chat(now=now + timedelta(seconds=119)) == 0
    assert sweep_chat(now=now + timedelta(seconds=120)) == 1
    dialog.refresh_from_db()
    assert (dialog.state, dialog.operator, item_of(dialog).entered_at) == ("waiting", None, now)
