"""Voice calls through their doors and addresses: one alive a dialog, the two who talk and nobody else."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from chat import hints
from chat.actions.ending import end_talk
from chat.actions.queueing import follow, subject_of
from chat.actions.voice import (
    Busy,
    CallIsOver,
    Quality,
    answer_call,
    end_call,
    fail_call,
    note_quality,
    refuse_call,
    ring,
    sweep_calls,
)
from chat.guests import COOKIE
from chat.ice import ice_servers, turn_password
from chat.models import Dialog, Message, VoiceCall
from chat.models.messages import Side
from chat.selectors.faces import faces_after
from chat.selectors.voice import may_signal
from chat.socket_work import Seat, Stood, look_again
from chat.states import DialogState
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry
from routing.models import ChannelWeight, Presence, WorkItem
from tests.factories.chat import make_dialog, make_guest

pytestmark = pytest.mark.django_db
State = VoiceCall.State
SECOND = timedelta(seconds=1)


@pytest.fixture
def dialog(citizen: Any, olga_operator: Any, team_a: Any, now: datetime) -> Dialog:
    """A talk that is in the queue's books: it fills Olga by a third."""
    ChannelWeight.objects.update_or_create(channel="chat", defaults={"weight": 33})
    ChannelWeight.objects.update_or_create(channel="phone", defaults={"weight": 100})
    dialog = make_dialog(citizen=citizen, operator=olga_operator, team=team_a)
    follow(dialog=dialog, by=SYSTEM, now=now)
    return dialog


@pytest.fixture
def talk(dialog: Dialog, citizen: Any, olga_operator: Any, now: datetime) -> VoiceCall:
    """A call the citizen rang and Olga answered five seconds later."""
    call = ring(dialog=dialog, by=citizen.user, now=now)
    return answer_call(call=call, by=olga_operator, now=now + 5 * SECOND)


def load_of(person: Any) -> int:
    return Presence.objects.get(pk=person.pk).load


def told(dialog: Dialog) -> list[str]:
    return [face["text"] for face in faces_after(dialog, 0, side=Side.CITIZEN)[0]]


def test_a_call_is_rung_answered_ended_and_stands_in_the_dialog_with_its_length(
    dialog: Dialog, citizen: Any, olga_operator: Any, talk: VoiceCall, now: datetime
) -> None:
    assert (talk.side, talk.operator, talk.state) == ("citizen", olga_operator, State.TALKING)
    assert load_of(olga_operator) == 100
    over = end_call(call=talk, by=olga_operator, now=now + 135 * SECOND)
    assert (over.state, over.answered_at, over.ended_at) == (
        State.ENDED,
        now + 5 * SECOND,
        now + 135 * SECOND,
    )
    assert end_call(call=talk, by=citizen.user, now=now + 200 * SECOND).ended_at == over.ended_at
    assert told(dialog) == ["Голосовой звонок, 2 мин 10 с"]
    assert load_of(olga_operator) == 33
    facts = Entry.objects.filter(event__startswith="chat.Call").order_by("pk")
    assert [fact.event for fact in facts] == [
        "chat.CallRang",
        "chat.CallAnswered",
        "chat.CallEnded",
    ]
    assert facts.last().data["talked_s"] == 130
    assert "Морозова" not in str([fact.data for fact in facts])


def test_one_call_a_dialog_and_two_who_ring_at_once_are_in_it(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    first = ring(dialog=dialog, by=citizen.user, now=now)
    assert ring(dialog=dialog, by=citizen.user, now=now + SECOND) == first
    assert ring(dialog=dialog, by=olga_operator, now=now + SECOND).state == State.TALKING
    for by in (citizen.user, olga_operator):
        with pytest.raises(Busy):
            ring(dialog=dialog, by=by, now=now + 2 * SECOND)
    assert VoiceCall.objects.get().pk == first.pk


def test_who_rings_cannot_answer_and_an_answer_comes_once(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    call = ring(dialog=dialog, by=olga_operator, now=now)
    with pytest.raises(CallIsOver):
        answer_call(call=call, by=olga_operator, now=now)
    answer_call(call=call, by=citizen.user, now=now)
    with pytest.raises(CallIsOver):
        answer_call(call=call, by=citizen.user, now=now + SECOND)


def test_refused_given_up_failed_and_broken_off_read_differently(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    ends: list[tuple[Callable[..., Any], Any, dict[str, str]]] = [
        (refuse_call, olga_operator, {}),
        (end_call, olga_operator, {}),
        (end_call, citizen.user, {}),
        (fail_call, citizen.user, {"reason": "microphone"}),
    ]
    for end, by, given in ends:
        end(call=ring(dialog=dialog, by=citizen.user, now=now), by=by, now=now + SECOND, **given)
    call = ring(dialog=dialog, by=citizen.user, now=now)
    answer_call(call=call, by=olga_operator, now=now)
    fail_call(call=call, reason="connection", by=citizen.user, now=now + 42 * SECOND)
    refused, missed = "Голосовой звонок отклонён", "Голосовой звонок без ответа"
    assert told(dialog) == [
        refused,
        refused,
        missed,
        "Голосовой звонок не соединился",
        "Голосовой звонок прервался через 42 с",
    ]
    with pytest.raises(InvalidInput):
        fail_call(call=call, reason="<b>", by=citizen.user, now=now)


def test_strangers_colleagues_and_supervisors_neither_ring_nor_listen_nor_hang_up(
    dialog: Dialog, talk: VoiceCall, other_citizen: Any, senior: Any, sveta_supervisor: Any,
    oleg_operator: Any, now: datetime,
) -> None:  # fmt: skip
    _, guest = make_guest()
    for by in (other_citizen.user, senior, sveta_supervisor, oleg_operator, guest):
        with pytest.raises(NotAllowed):
            ring(dialog=dialog, by=by, now=now)
        with pytest.raises(NotAllowed):
            end_call(call=talk, by=by, now=now)
        assert not may_signal(by, dialog, str(talk.pk))
    talk.refresh_from_db()
    assert (talk.state, Message.objects.count()) == (State.TALKING, 0)


def test_signals_pass_between_the_two_while_the_call_is_alive(
    dialog: Dialog, talk: VoiceCall, citizen: Any, olga_operator: Any, senior: Any, now: datetime
) -> None:
    assert may_signal(citizen.user, dialog, str(talk.pk))
    assert may_signal(olga_operator, dialog, str(talk.pk))
    assert not may_signal(citizen.user, dialog, "nonsense")
    assert not may_signal(citizen.user, dialog, str(dialog.pk))
    other = make_dialog(operator=olga_operator, team=dialog.team)
    assert not may_signal(olga_operator, other, str(talk.pk))
    Dialog.objects.filter(pk=dialog.pk).update(operator=senior)  # by SQL alone
    dialog.refresh_from_db()
    assert not may_signal(olga_operator, dialog, str(talk.pk))
    assert not may_signal(senior, dialog, str(talk.pk))
    end_call(call=talk, by=citizen.user, now=now + 9 * SECOND)
    assert not may_signal(citizen.user, dialog, str(talk.pk))


def test_only_while_an_operator_talks(citizen: Any, team_a: Any, now: datetime) -> None:
    waiting = make_dialog(citizen=citizen, team=team_a, state=DialogState.WAITING, asked_at=now)
    with pytest.raises(NotAllowed, match="когда с вами разговаривает оператор"):
        ring(dialog=waiting, by=citizen.user, now=now)
    assert VoiceCall.objects.count() == 0


def test_an_operator_who_speaks_is_busy_for_other_dialogs(
    talk: VoiceCall, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    _, guest = make_guest()
    other = make_dialog(guest=guest, operator=olga_operator, team=team_a)
    with pytest.raises(Busy, match="Напишите в чат"):
        ring(dialog=other, by=guest, now=now)
    with pytest.raises(Busy, match="закончите"):
        ring(dialog=other, by=olga_operator, now=now)


def test_sweep_misses_what_rings_too_long_and_ends_what_both_have_left(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    call = ring(dialog=dialog, by=citizen.user, now=now)
    assert sweep_calls(now=now + 44 * SECOND) == 0
    assert sweep_calls(now=now + 45 * SECOND) == 1
    call.refresh_from_db()
    assert call.state == State.MISSED
    call = ring(dialog=dialog, by=citizen.user, now=now)
    answer_call(call=call, by=olga_operator, now=now)
    heard = now + 60 * SECOND
    note_quality(call=call, quality=Quality(0.02, 40, 5), by=citizen.user, now=heard)
    assert sweep_calls(now=heard + 89 * SECOND) == 0
    assert sweep_calls(now=heard + 90 * SECOND) == 1
    call.refresh_from_db()
    assert (call.state, call.ended_at) == (State.ENDED, heard)
    assert told(dialog)[-1] == "Голосовой звонок, 1 мин 0 с"
    assert load_of(olga_operator) == 33


def test_a_talk_that_ends_or_moves_on_ends_its_call(
    dialog: Dialog, talk: VoiceCall, olga_operator: Any, now: datetime
) -> None:
    end_talk(dialog=dialog, by=olga_operator, now=now + 20 * SECOND)
    assert told(dialog) == ["Голосовой звонок, 15 с", "Разговор окончен"]
    talk.refresh_from_db()
    assert (talk.state, talk.ended_at) == (State.ENDED, now + 20 * SECOND)
    assert WorkItem.objects.get(subject=subject_of(dialog.pk)).state == "done"
    assert load_of(olga_operator) == 0


def test_quality_is_kept_by_side_and_nonsense_refused(
    talk: VoiceCall, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    note_quality(call=talk, quality=Quality(0.01, 40, 5), by=citizen.user, now=now)
    note_quality(call=talk, quality=Quality(0.2, 900, 90), by=olga_operator, now=now)
    with pytest.raises(InvalidInput):
        note_quality(call=talk, quality=Quality(float("nan"), 1, 1), by=citizen.user, now=now)
    talk.refresh_from_db()
    assert talk.quality == {
        "citizen": {"loss": 0.01, "rtt_ms": 40, "jitter_ms": 5},
        "operator": {"loss": 0.2, "rtt_ms": 900, "jitter_ms": 90},
        "heard_at": now.isoformat(),
    }


# --- the addresses
def test_a_call_is_heard_on_every_page_of_the_desk_by_who_is_called(
    client_for: Callable[..., Any], dialog: Dialog, citizen: Any, olga_operator: Any, senior: Any
) -> None:
    ring(dialog=dialog, by=citizen.user, now=timezone.now())
    header = {"HX-Request": "true", "HX-Target": "chats-count"}
    shown = client_for(olga_operator).get(reverse("chats:list"), headers=header).content.decode()
    assert "Морозова Мария Петровна звонит в чате" in shown
    assert reverse("chats:dialog", args=[dialog.pk]) in shown
    other = client_for(senior).get(reverse("chats:list"), headers=header).content.decode()
    assert "звонит" not in other


def test_pages_where_people_talk_may_ask_for_a_microphone_and_none_for_a_camera(
    client_for: Callable[..., Any], citizen: Any
) -> None:
    browser = client_for(citizen)
    page, reference = (browser.get(path)["Permissions-Policy"] for path in ("/", "/admin/"))
    assert "microphone=(self)" in page
    assert "microphone=()" in reference
    assert all("camera=()" in policy for policy in (page, reference))


def test_a_guest_calls_from_the_page_and_sees_no_names(
    client_for: Callable[..., Any], olga_operator: Any, team_a: Any
) -> None:
    key, guest = make_guest()
    dialog = make_dialog(guest=guest, operator=olga_operator, team=team_a)
    address = reverse("chat:call", args=[dialog.pk])
    browser = client_for(None)
    browser.cookies[COOKIE] = key
    assert browser.get(address).json() == {"call": None}
    rung = browser.post(address, {"act": "ring"}).json()["call"]
    assert (rung["state"], rung["side"]) == ("ringing", "citizen")
    assert set(rung) == {"id", "state", "side", "rang_at", "answered_at", "ended_at"}
    desk = client_for(olga_operator)
    answered = desk.post(address, {"act": "answer", "call": rung["id"]}).json()["call"]
    assert (answered["id"], answered["state"]) == (rung["id"], "talking")
    refusal = browser.post(address, {"act": "ring"})
    assert (refusal.status_code, refusal.json()["code"]) == (422, "busy")
    told = {"act": "quality", "call": rung["id"], "loss": "0.5", "rtt_ms": "1", "jitter_ms": "x"}
    assert browser.post(address, told).status_code == 422
    over = browser.post(address, {"act": "end", "call": rung["id"]}).json()["call"]
    assert over["state"] == "ended"
    assert browser.post(address, {"act": "end", "call": str(dialog.pk)}).status_code == 404
    assert browser.post(address, {"act": "steal"}).status_code == 404


def test_strangers_find_neither_the_call_nor_the_relay(
    client_for: Callable[..., Any], talk: VoiceCall, other_citizen: Any, oleg_operator: Any,
    sveta_supervisor: Any,
) -> None:  # fmt: skip
    call, ice = (reverse(f"chat:{name}", args=[talk.dialog_id]) for name in ("call", "call-ice"))
    for who in (None, other_citizen, oleg_operator):
        browser = client_for(who)
        answers = (browser.get(call), browser.post(call, {"act": "ring"}), browser.get(ice))
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    leader = client_for(sveta_supervisor)
    end = {"act": "end", "call": str(talk.pk)}
    assert [leader.post(call, end).status_code, leader.get(ice).status_code] == [403, 403]
    talk.refresh_from_db()
    assert talk.state == State.TALKING


def test_the_relay_takes_a_password_that_ends_in_ten_minutes(
    client_for: Callable[..., Any], talk: VoiceCall, citizen: Any, settings: Any, now: datetime
) -> None:
    address = reverse("chat:call-ice", args=[talk.dialog_id])
    assert client_for(citizen).get(address).json() == {"iceServers": []}
    settings.CHAT_STUN_URLS = ["stun:turn.example.org:3478"]
    settings.CHAT_TURN_URLS = ["turn:turn.example.org:3478?transport=udp"]
    settings.CHAT_TURN_SECRET = "north"
    stun, turn = ice_servers(talk.pk, now=now)
    assert stun == {"urls": ["stun:turn.example.org:3478"]}
    assert turn["username"] == f"{int(now.timestamp()) + 600}:{talk.pk}"
    assert turn["credential"] == turn_password(turn["username"], "north")
    assert len(base64.b64decode(turn["credential"])) == 20
    assert len(client_for(citizen).get(address).json()["iceServers"]) == 2


def test_the_password_is_the_one_coturn_counts() -> None:
    # RFC 2202, case 2, and the same name as `turnadmin`'s REST scheme takes it.
    assert (
        base64.b64decode(turn_password("what do ya want for nothing?", "Jefe")).hex()
        == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    )


def test_w14_the_heartbeat_tells_of_an_answer_whose_hint_was_lost(
    dialog: Dialog, citizen: Any, olga_operator: Any, client_for: Any, now: datetime
) -> None:
    session = client_for(citizen).cookies[settings.SESSION_COOKIE_NAME].value
    seat = Seat(session, None, Stood(citizen.user), told={dialog.pk: dialog.last_seq})
    call = ring(dialog=dialog, by=citizen.user, now=now)
    look_again([seat])
    assert hints.STATE not in look_again([seat])[1].get(dialog.pk, set())
    answer_call(call=call, by=olga_operator, now=now + SECOND)
    assert hints.STATE in look_again([seat])[1][dialog.pk]
