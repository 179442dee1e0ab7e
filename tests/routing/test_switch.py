"""The switch at the top of the desk through HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from routing.models import Presence

URL = "/desk/line/presence/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def line(queue: None, client_for: Any, olga_operator: User) -> Any:
    return client_for(olga_operator)


def state() -> tuple[str, str | None]:
    man = Presence.objects.get()
    return man.state, man.reason_id


def test_ready_pause_gone(line: Any) -> None:
    for given, expected in (
        ({"state": "ready"}, ("ready", None)),
        ({"reason": "lunch"}, ("paused", "lunch")),
        ({"state": "offline"}, ("offline", None)),
    ):
        answer = line.post(URL, given, headers=HTMX)
        assert (answer.status_code, state()) == (200, expected)


def test_it_stands_on_every_page_of_the_desk(line: Any) -> None:
    for page in ("/desk/", "/desk/new/"):
        assert f'hx-get="{URL}"' in line.get(page).content.decode()
    assert 'id="presence-switch" heartbeat' in line.get(URL, headers=HTMX).content.decode()


def test_without_scripts_it_is_a_page(line: Any) -> None:
    page = line.get(URL).content.decode()
    assert "<h1>Моё состояние</h1>" in page
    assert 'name="reason" value="lunch"' in page


def test_a_wrong_reason_says_so(line: Any) -> None:
    answer = line.post(URL, {"reason": "nonsense"}, headers=HTMX)
    assert answer.status_code == 422
    assert not Presence.objects.exists()


def test_without_scripts_one_comes_back(line: Any) -> None:
    answer = line.post(URL, {"state": "ready"}, headers={"Referer": "/desk/new/"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/new/")


@pytest.mark.parametrize("who", ["citizen", "editor", "auditor", "quality"])
def test_for_others_there_is_no_switch(
    queue: None, client_for: Any, request: pytest.FixtureRequest, who: str
) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.post(URL, {"state": "ready"}).status_code == 404
    assert client.post("/desk/line/heartbeat/").status_code == 404
    assert not Presence.objects.exists()


def test_the_heartbeat_is_silent(line: Any) -> None:
    assert line.post("/desk/line/heartbeat/").status_code == 204


def test_after_contact_work_is_prolonged_from_the_switch(line: Any, olga_operator: User) -> None:
    line.post(URL, {"state": "ready"}, headers=HTMX)
    began = timezone.now()
    Presence.objects.update(state="wrap_up", since=began, until=began + timedelta(seconds=30))
    assert "Ещё столько же времени" in line.get(URL, headers=HTMX).content.decode()
    answer = line.post(URL, {"prolong": "1"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Ещё столько же времени" not in answer.content.decode()
    assert Presence.objects.get().until == began + timedelta(seconds=60)
    assert line.post(URL, {"prolong": "1"}, headers=HTMX).status_code == 422


def test_a_pause_too_long_is_said_on_the_switch(line: Any) -> None:
    line.post(URL, {"reason": "break"}, headers=HTMX)
    Presence.objects.update(is_over=True)
    assert "Пауза дольше положенной." in line.get(URL, headers=HTMX).content.decode()


def test_keys_are_told_with_the_heartbeat(line: Any) -> None:
    line.post(URL, {"state": "ready"}, headers=HTMX)
    for given, moves in (({}, False), ({"active": "1"}, True)):
        Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=20), active_at=None)
        line.post("/desk/line/heartbeat/", given)
        assert (Presence.objects.get().active_at is not None) == moves
