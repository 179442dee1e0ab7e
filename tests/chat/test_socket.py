"""The socket from outside: who hears what, once and in order, and what no frame can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Membership, User
from chat import consumers, hub
from chat.actions.messages import Words, say
from chat.models import Dialog, Message
from chat.protocol import CODES
from tests.chat.tabs import ORIGIN, ChatTab, tab_of
from tests.factories.chat import make_dialog, make_guest, make_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _calm() -> Any:
    yield
    consumers.words_left.clear()
    consumers.open_sockets.clear()


@pytest.fixture
async def tab(client_for: Any) -> AsyncIterator[Any]:
    """Return a function that opens a tab of a person; all are closed at the end."""
    tabs: list[ChatTab] = []

    async def opened(person: Any) -> ChatTab:
        made = await tab_of(client_for, person)
        tabs.append(made)
        assert await made.open() is None
        return made

    yield opened
    for made in tabs:
        await made.close()


@pytest.fixture
def dialog(citizen: Any, olga_operator: Any, team_a: Any) -> Dialog:
    User.objects.filter(pk=olga_operator.pk).update(alias="Оператор Ольга")
    return make_dialog(citizen=citizen, operator=olga_operator, team=team_a)


async def test_w03_nobody_is_let_in_without_a_session_or_a_dialog() -> None:
    name = settings.SESSION_COOKIE_NAME
    for cookies in (
        {},
        {name: "no-such-session"},
        {"chat_guest": make_guest()[0]},
        {"chat_guest": "?"},
    ):
        assert await ChatTab(cookies).open() == 4401


async def test_w01_only_the_exact_origin_is_let_in(dialog: Dialog, client_for: Any) -> None:
    host = ORIGIN.decode().removeprefix("http://")
    wrong: list[bytes | None] = [None, b"null", f"https://{host}".encode(), ORIGIN + b"1"]
    wrong += [
        ORIGIN + b".",
        f"http://a.{host}".encode(),
        f"http://u@{host}".encode(),
        b"http://[::1",
    ]
    key, guest = await sync_to_async(make_guest)()
    await sync_to_async(make_dialog)(guest=guest)
    for origin in wrong:
        made = ChatTab({"chat_guest": key}, origin=origin)
        assert await made.open() is not None
    made = ChatTab({"chat_guest": key})
    assert await made.open() is None
    await made.close()


async def test_words_are_stored_acknowledged_and_heard_by_both(
    tab: Any, dialog: Dialog, citizen: Any, olga_operator: Any
) -> None:
    phone, laptop, desk = await tab(citizen), await tab(citizen), await tab(olga_operator)
    for each in (phone, laptop, desk):
        rows, opened = await each.enter(dialog)
        assert (rows, opened["op"], opened["seq"], opened["state"]["state"]) == (
            [],
            "opened",
            0,
            "active",
        )
    cid = await phone.send(dialog, "Не приходит код")
    ack = await phone.hear("ack")
    assert (ack["cid"], ack["seq"]) == (cid, 1)
    assert await sync_to_async(Message.objects.filter(pk=ack["id"], seq=1).exists)()
    for each in (phone, laptop, desk):
        row = (await each.hear("row"))["row"]
        assert (row["seq"], row["cid"], row["side"], row["text"]) == (
            1,
            cid,
            "citizen",
            "Не приходит код",
        )
    await desk.send(dialog, "Сейчас посмотрю")
    row = (await laptop.hear("row"))["row"]
    assert (row["who"], row["text"]) == ("Оператор Ольга", "Сейчас посмотрю")
    assert olga_operator.full_name not in json.dumps(row, ensure_ascii=False)


async def test_w11_the_same_cid_is_one_row_and_one_answer(
    tab: Any, dialog: Dialog, citizen: Any
) -> None:
    page = await tab(citizen)
    await page.enter(dialog)
    cid = await page.send(dialog, "Один раз")
    await page.send(dialog, "Один раз", cid=cid)
    first, second = await page.hear("ack"), await page.hear("ack")
    assert first == second
    await page.send(dialog, "Второе")
    await page.hear("ack")
    assert await sync_to_async(Message.objects.count)() == 2


async def test_w12_all_that_was_missed_comes_in_order_after_the_last_number(
    tab: Any, dialog: Dialog, citizen: Any
) -> None:
    def missed() -> None:
        for number in range(1, 8):
            make_message(dialog, text=f"Строка {number}")

    await sync_to_async(missed)()
    page = await tab(citizen)
    rows, opened = await page.enter(dialog, after=4)
    assert [row["text"] for row in rows] == ["Строка 5", "Строка 6", "Строка 7"]
    assert opened["seq"] == 7


async def test_rows_stored_by_a_page_or_worker_come_by_a_hint(
    tab: Any, dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    page = await tab(citizen)
    await page.enter(dialog)
    await asyncio.wait_for(hub.hub().wire.is_listening.wait(), 5)
    for number in range(3):
        words = Words(cid=uuid4(), text=f"Из страницы {number}")
        await sync_to_async(say)(dialog=dialog, words=words, by=olga_operator, now=now)
    heard = [(await page.hear("row"))["row"]["seq"] for _ in range(3)]
    assert heard == [1, 2, 3]


async def test_w14_without_any_hint_the_heartbeat_tells(
    tab: Any, dialog: Dialog, citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "HEARTBEAT_S", 0)
    monkeypatch.setattr(hub, "BEAT_S", 0.05)
    page = await tab(citizen)
    await page.enter(dialog)
    await sync_to_async(make_message)(dialog, text="Без подсказки")
    assert (await page.hear("row"))["row"]["text"] == "Без подсказки"
    await sync_to_async(Dialog.objects.update)(state="wrap_up", operator_seen_seq=1)
    assert (await page.hear("marks"))["marks"]["operator"]["seen"] == 1
    assert (await page.hear("state"))["state"]["state"] == "wrap_up"


async def test_w04_foreign_and_missing_dialogs_look_the_same(
    tab: Any, dialog: Dialog, other_citizen: Any, oleg_operator: Any, citizen: Any
) -> None:
    key, guest = await sync_to_async(make_guest)()
    await sync_to_async(make_dialog)(guest=guest)
    owner = await tab(citizen)
    await owner.enter(dialog)
    strangers = [await tab(person) for person in (other_citizen, oleg_operator, key)]
    for page in strangers:
        for pk in (dialog.pk, uuid4()):
            about = {"cid": str(uuid4())}
            for op, more in (
                ("open", {}),
                ("typing", {}),
                ("seen", {"seq": 1}),
                ("send", about | {"text": "Я"}),
                ("delete", about | {"target": 1}),
                ("signal", {"call": str(uuid4()), "data": {}}),
            ):
                await page.say(op, pk, **more)
                answer = await page.hear()
                assert (answer["op"], answer["code"]) == ("error", "not_found"), op
    await owner.send(dialog, "Тайна")
    await owner.hear("ack")
    for page in strangers:
        assert await page.all_heard() == []


async def test_w05_who_is_switched_off_by_sql_alone_says_and_hears_nothing(
    tab: Any, dialog: Dialog, citizen: Any, olga_operator: Any
) -> None:
    page, desk = await tab(citizen), await tab(olga_operator)
    for each in (page, desk):
        await each.enter(dialog)
    await sync_to_async(User.objects.filter(pk=olga_operator.pk).update)(is_active=False)
    await desk.send(dialog, "Ещё здесь")
    assert await desk.hear() == {"op": "closed", "code": 4401}
    assert await sync_to_async(Message.objects.count)() == 0


async def test_w05_rights_are_asked_at_delivery_and_by_the_heartbeat(
    tab: Any, dialog: Dialog, citizen: Any, senior: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, onlooker = await tab(citizen), await tab(senior)
    for each in (page, onlooker):
        await each.enter(dialog)
    monkeypatch.setattr("chat.socket_work.KNOWN_FOR_S", 0)
    await sync_to_async(Membership.objects.filter(user=senior).delete)()
    await page.send(dialog, "Уже не для вас")
    assert (await onlooker.hear())["code"] == "not_found"
    assert await onlooker.all_heard() == []
    monkeypatch.setattr(hub, "HEARTBEAT_S", 0)
    monkeypatch.setattr(hub, "BEAT_S", 0.05)
    for socket in hub.hub().sockets.values():
        socket.beats_at = 0
    await sync_to_async(Session.objects.all().delete)()
    assert (await onlooker.hear(within=3))["code"] == 4401


async def test_w06_no_frame_kills_the_socket(tab: Any, dialog: Dialog, citizen: Any) -> None:
    page = await tab(citizen)
    await page.enter(dialog)
    frames: list[Any] = ["", "[]", "null", "nope", "[" * 9000, '{"event":"base"}', "1" * 5000]
    frames += [json.dumps({"op": op}) for op in ("__class__", "send", "open", "signal", 1, None)]
    frames += ['{"type":"websocket.disconnect"}', '{"op":"ping","type":"chat.force_logout"}']
    for text in frames:
        await page.raw(text=text)
        assert (await page.hear())["code"] in CODES
    await page.raw(bytes=b"\x00\xff")
    assert (await page.hear())["code"] == "bad_frame"
    await page.send(dialog, "\ud800")
    assert (await page.hear())["code"] == "invalid"
    await page.send(dialog, "Работает")
    assert (await page.hear("ack"))["seq"] == 1


async def test_w09_words_and_sockets_are_counted_by_person(
    tab: Any, dialog: Dialog, citizen: Any, client_for: Any
) -> None:
    tabs = [await tab(citizen) for _ in range(consumers.MOST_SOCKETS)]
    eleventh = await tab_of(client_for, citizen)
    assert await eleventh.open() is None
    assert await eleventh.hear() == {"op": "closed", "code": 4429}
    await tabs[0].enter(dialog)
    for number in range(settings.CHAT_MESSAGES_AT_ONCE + 5):
        await tabs[number % 2].send(dialog, f"Раз {number}")
    asked = range(settings.CHAT_MESSAGES_AT_ONCE + 5)
    answers = [await tabs[number % 2].answer() for number in asked]
    refused = [frame for frame in answers if frame["op"] == "error"]
    assert {frame["code"] for frame in refused} == {"rate_limited"}
    assert all(frame["retry_after"] >= 1 for frame in refused)
    stored = await sync_to_async(Message.objects.count)()
    assert stored == len(answers) - len(refused) >= settings.CHAT_MESSAGES_AT_ONCE


async def test_w10_who_does_not_read_is_sent_away_and_resumes(
    tab: Any, dialog: Dialog, citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "MOST_UNREAD_BYTES", 2000)
    page = await tab(citizen)
    await page.all_heard()
    (socket,) = hub.hub().sockets.values()
    for _ in range(200):
        socket.put("x" * 100)
    assert socket.closing == 1013
    assert socket.unread_bytes < 4000


async def test_w17_typing_and_marks_reach_the_other_side_only(
    tab: Any, dialog: Dialog, citizen: Any, olga_operator: Any, senior: Any
) -> None:
    page, desk, onlooker = await tab(citizen), await tab(olga_operator), await tab(senior)
    for each in (page, desk, onlooker):
        await each.enter(dialog)
    await onlooker.say("typing", dialog)
    await desk.say("typing", dialog)
    assert await page.hear() == {"op": "typing", "dialog": str(dialog.pk), "side": "operator"}
    await page.say("typing", dialog)
    assert (await desk.hear())["side"] == "citizen"
    await desk.send(dialog, "Читаете?")
    await page.hear("row")
    await page.say("seen", dialog, seq=1)
    marks = (await desk.hear("marks"))["marks"]
    assert marks == {"citizen": {"got": 1, "seen": 1}, "operator": {"got": 0, "seen": 0}}


async def test_w18_a_note_and_its_edit_pass_the_citizen_by(
    tab: Any, dialog: Dialog, citizen: Any, olga_operator: Any
) -> None:
    page, desk = await tab(citizen), await tab(olga_operator)
    for each in (page, desk):
        await each.enter(dialog)
    await desk.send(dialog, "Проверить паспорт", inner=True)
    note = await desk.hear("ack")
    await desk.say("edit", dialog, cid=str(uuid4()), target=note["seq"], text="Проверить адрес")
    await desk.hear("ack")
    await desk.send(dialog, "Минуту")
    said = await desk.hear("ack")
    await desk.say("delete", dialog, cid=str(uuid4()), target=said["seq"])
    await desk.hear("ack")
    kinds = [(await page.hear("row"))["row"]["kind"] for _ in range(2)]
    assert kinds == ["text", "delete"]
    assert [frame["op"] for frame in await page.all_heard()] == []


async def test_words_may_be_changed_for_a_minute_only(
    tab: Any, dialog: Dialog, citizen: Any
) -> None:
    old = timezone.now() - timedelta(seconds=61)
    await sync_to_async(make_message)(dialog, at=old)
    page = await tab(citizen)
    await page.enter(dialog)
    await page.say("edit", dialog, cid=str(uuid4()), target=1, text="Иначе")
    assert (await page.hear("error"))["code"] == "too_late"


async def test_a_process_that_cannot_store_says_so_and_goes_on(
    tab: Any, dialog: Dialog, citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await tab(citizen)
    await page.enter(dialog)

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr("chat.swift.row_of", broken)
        patched.setattr("chat.socket_work.say_many", broken)
        cid = await page.send(dialog, "Раз")
        answer = await page.hear("error")
        assert (answer["code"], answer["cid"]) == ("unavailable", cid)
    await asyncio.sleep(0)
    await page.send(dialog, "Раз", cid=cid)
    assert (await page.hear("ack"))["seq"] == 1
