"""The chat without a socket: the same rows and words over HTTP, under the same rights (W-20)."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from chat.guests import COOKIE
from chat.models import Dialog, Message
from tests.factories.chat import make_dialog, make_guest, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialog(citizen: Any, olga_operator: Any, team_a: Any) -> Dialog:
    return make_dialog(citizen=citizen, operator=olga_operator, team=team_a)


def place(dialog: Any) -> str:
    return f"/chat/{getattr(dialog, 'pk', dialog)}/rows/"


def post(client: Any, dialog: Any, **frame: Any) -> Any:
    return client.post(place(dialog), frame, content_type="application/json")


def test_w20_words_and_rows_pass_without_a_socket(
    client_for: Any, dialog: Dialog, citizen: Any, olga_operator: Any
) -> None:
    page, desk = client_for(citizen), client_for(olga_operator)
    cid = str(uuid4())
    first = post(page, dialog, op="send", cid=cid, text="Не приходит код").json()
    again = post(page, dialog, op="send", cid=cid, text="Не приходит код").json()
    assert (first, first["op"], first["seq"]) == (again, "ack", 1)
    post(desk, dialog, op="send", cid=str(uuid4()), text="Проверяю", inner=True)
    post(desk, dialog, op="send", cid=str(uuid4()), text="Минуту")
    assert post(page, dialog, op="seen", seq=3).json()["op"] == "marked"
    seen = page.get(place(dialog), {"after": 1}).json()
    assert [row["text"] for row in seen["rows"]] == ["Минуту"]
    assert (seen["seq"], seen["is_all"], seen["state"]["state"]) == (3, True, "active")
    assert desk.get(place(dialog)).json()["marks"]["citizen"] == {"got": 3, "seen": 3}


def test_w20_a_guest_has_the_dialog_of_the_own_browser_only(client_for: Any) -> None:
    key, guest = make_guest()
    mine, foreign = make_dialog(guest=guest), make_dialog(guest=make_guest()[1])
    make_message(mine, text="Моё")
    browser = client_for(None)
    browser.cookies[COOKIE] = key
    assert [row["text"] for row in browser.get(place(mine)).json()["rows"]] == ["Моё"]
    for dialog in (foreign, uuid4()):
        assert browser.get(place(dialog)).status_code == 404
        assert post(browser, dialog, op="send", cid=str(uuid4()), text="Я").status_code == 404
    assert Message.objects.count() == 1


def test_refusals_are_frames_of_the_protocol(
    client_for: Any, dialog: Dialog, citizen: Any, senior: Any
) -> None:
    page = client_for(citizen)
    assert page.get(place(dialog), {"after": "-1"}).status_code == 400
    for body, status, code in (
        ({"op": "send"}, 400, "bad_frame"),
        ({"op": "nope"}, 400, "unknown_op"),
        ({"op": "send", "cid": str(uuid4()), "text": " "}, 400, "invalid"),
        ({"op": "delete", "cid": str(uuid4()), "target": 5}, 400, "invalid"),
    ):
        answer = post(page, dialog, **body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    answer = post(client_for(senior), dialog, op="send", cid=str(uuid4()), text="Я за неё")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert Message.objects.count() == 0


def test_w09_words_are_counted_by_person(
    client_for: Any, dialog: Dialog, citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CHAT_MESSAGES_PER_MINUTE", 2)
    page = client_for(citizen)
    answers = [
        post(page, dialog, op="send", cid=str(uuid4()), text=f"Раз {number}") for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) == answers[2].json()["retry_after"]
