"""The switch at the top of the desk through HTTP."""

from typing import Any

import pytest

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
