"""The status of an application in the MFC, over the real wire to the simulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from catalogue import outlets
from catalogue.actions import mfc as mfc_door
from catalogue.gateways.mfc import Application, Question, Stage, Unknown
from catalogue.gateways.mfc_http import HttpMfc
from common.gateways import breaker
from common.gateways.answers import NotConfigured, Reason, Unavailable
from common.gateways.wire import Endpoint
from journal.models import Entry
from neighbours.options import Options
from neighbours.registries import Registries
from neighbours.registry_trouble import Mood, set_moods

NUMBER = "160011223345"
TOKEN = "token-of-the-test"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def gateway(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpMfc]:
    settings.BREAKER_PREFIX = f"test-{uuid4()}"
    breaker._shared.cache_clear()
    options = Options(folder=folder, registries_port=0, registries_token=TOKEN)
    house = Registries(options)
    found = HttpMfc(Endpoint(f"http://127.0.0.1:{house.start()}/v1/mfc", TOKEN))
    monkeypatch.setattr(mfc_door, "mfc_gateway", lambda: found)
    yield found
    house.stop()
    breaker._shared.cache_clear()


def ask(gateway: HttpMfc, number: str = NUMBER) -> Any:
    return gateway.status(Question(uuid4(), number))


def test_a_number_has_its_stage_and_an_unknown_one_is_said_so(gateway: HttpMfc) -> None:
    found = ask(gateway)
    today = datetime.now(UTC).date()
    assert isinstance(found, Application)
    assert (found.stage, found.changed_on) == (Stage.READY, today - timedelta(days=1))
    assert ask(gateway) == found
    assert ask(gateway, "160011223340") == Unknown()


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        (Mood.DOWN, Reason.BROKEN),
        (Mood.ERROR, Reason.FAILED),
        (Mood.BUSY, Reason.BUSY),
        (Mood.BAD_JSON, Reason.BROKEN),
        (Mood.WRONG_TYPE, Reason.BROKEN),
    ],
)
def test_trouble_is_an_answer(gateway: HttpMfc, folder: Path, mood: Mood, reason: Reason) -> None:
    set_moods(folder, mfc=mood)
    answer = ask(gateway)
    assert isinstance(answer, Unavailable)
    assert answer.reason in {reason, Reason.UNREACHABLE}


def test_a_failing_mfc_is_left_alone_for_a_while(gateway: HttpMfc, folder: Path) -> None:
    set_moods(folder, mfc=Mood.ERROR)
    for _ in range(breaker.FAILURES_TO_REST):
        ask(gateway)
    set_moods(folder, mfc=Mood.OK)
    answer = ask(gateway)
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.RESTING


def test_without_an_address_it_is_not_configured(settings: Any) -> None:
    settings.MFC_URL = ""
    outlets.mfc_gateway.cache_clear()
    assert ask(outlets.mfc_gateway()) == NotConfigured()
    outlets.mfc_gateway.cache_clear()


def test_an_operator_asks_by_number_and_it_is_written_down_without_it(
    client_for: Any, olga_operator: Any, gateway: HttpMfc
) -> None:
    client, address = client_for(olga_operator), reverse("catalogue:mfc")
    page = client.post(address, {"number": "1600 1122 3345"}).content.decode()
    assert "Готово к выдаче" in page
    assert "паспорт и расписку" in page
    [entry] = Entry.objects.filter(event="catalogue.MfcAsked")
    assert entry.data["outcome"] == "application"
    assert NUMBER not in str(entry.data)
    assert (
        "Такого заявления нет" in client.post(address, {"number": "160011223340"}).content.decode()
    )
    wrong = client.post(address, {"number": "12"})
    assert wrong.status_code == 422
    assert "12 цифр" in wrong.content.decode()
    assert Entry.objects.filter(event="catalogue.MfcAsked").count() == 2


def test_a_page_says_that_the_mfc_is_silent(
    client_for: Any, olga_operator: Any, gateway: HttpMfc, folder: Path
) -> None:
    set_moods(folder, mfc=Mood.BUSY)
    page = client_for(olga_operator).post(reverse("catalogue:mfc"), {"number": NUMBER})
    assert "МФЦ сейчас не отвечает" in page.content.decode()
    assert "перегружен" in page.content.decode()
