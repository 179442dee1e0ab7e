"""«Демо: реестры»: switches moods, shows people and requests; outside the demo there is no such page."""

from pathlib import Path
from typing import Any

import pytest

from accounts.gateways.registries import Match
from common.gateways import breaker
from common.gateways.answers import Reason
from neighbours.registry_trouble import SERVICES, Mood, moods
from tests.accounts.registries.test_registries_http import question

ADDRESS = "/account/demo/registries/"


@pytest.fixture
def demo(settings: Any, simulator: Any, db: None) -> Path:
    settings.DEMO = True
    settings.NEIGHBOURS_DIR = simulator.options.folder
    return simulator.options.folder


def test_it_shows_whom_the_registries_know_and_what_they_were_asked(
    client: Any, demo: Path, registries: Any, maria: Any
) -> None:
    assert "Пока ни о чём" in client.get(ADDRESS).content.decode()
    registries.check(question(maria))
    page = client.get(ADDRESS).content.decode()
    assert maria.full_name in page
    assert maria.snils in page
    assert "<b>snils</b>, check — match" in page
    assert "Демо: реестры" in client.get("/").content.decode()


def test_a_switch_is_obeyed_at_once_and_closes_the_circuit(
    client: Any, demo: Path, registries: Any, simulator: Any, maria: Any
) -> None:
    chosen = dict.fromkeys(SERVICES, "ok") | {"snils": "error"}
    assert client.post(ADDRESS, chosen).status_code == 303
    assert moods(demo)["snils"] is Mood.ERROR
    for _ in range(breaker.FAILURES_TO_REST):
        registries.check(question(maria))
    assert registries.check(question(maria)).reason is Reason.RESTING
    client.post(ADDRESS, dict.fromkeys(SERVICES, "ok"))
    assert registries.check(question(maria)) == Match()


@pytest.mark.parametrize("wrong", [{}, {"snils": "asleep"}])
def test_a_switch_that_is_none_changes_nothing(client: Any, demo: Path, wrong: Any) -> None:
    assert client.post(ADDRESS, wrong).status_code == 422
    assert set(moods(demo).values()) == {Mood.OK}


def test_outside_the_demo_there_is_no_such_page(client: Any, db: None) -> None:
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"snils": "down"}).status_code == 404
    assert "Демо: реестры" not in client.get("/").content.decode()
