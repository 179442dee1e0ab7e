"""The registries' simulator in a thread, and gateways that lead to it over real sockets."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts import outlets
from accounts.gateways.portal_http import HttpPortal
from accounts.gateways.registries_http import HttpRegistries
from common.gateways import breaker, wire
from common.gateways.wire import Endpoint
from neighbours.options import Options
from neighbours.registries import LEDGER, Registries
from neighbours.registry_people import Resident, residents
from neighbours.registry_trouble import SERVICES, Mood, set_moods
from neighbours.storage import read_records

TOKEN = "token-of-the-test"


class Wire:
    """A running simulator as a test sees it."""

    def __init__(self, folder: Path) -> None:
        self.options = Options(
            folder=folder, registries_port=0, registries_token=TOKEN, registries_slow_s=0.3
        )
        self.house = Registries(self.options)
        self.url = f"http://127.0.0.1:{self.house.start()}/v1"

    def endpoint(self, service: str) -> Endpoint:
        path = "portal" if service == "portal" else f"registries/{service}"
        return Endpoint(f"{self.url}/{path}", TOKEN)

    def mood(self, mood: Mood, *services: str) -> None:
        set_moods(self.options.folder, **dict.fromkeys(services or SERVICES, mood))

    @property
    def ledger(self) -> list[dict[str, Any]]:
        return list(read_records(self.options.folder / LEDGER))

    def restart(self) -> None:
        """Stop and start again on another port, with the same folder."""
        self.house.stop()
        self.house = Registries(self.options)
        self.url = f"http://127.0.0.1:{self.house.start()}/v1"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Wire]:
    found = Wire(tmp_path)
    yield found
    found.house.stop()


@pytest.fixture(autouse=True)
def _own_circuits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has circuits of its own, and a neighbour it waits for half a second."""
    settings.BREAKER_PREFIX = f"test-{uuid.uuid4()}"
    shared = breaker._shared
    shared.cache_clear()
    monkeypatch.setattr(wire, "READ_TIMEOUT_S", 0.6)
    monkeypatch.setattr(wire, "WHOLE_TIMEOUT_S", 1.0)
    yield
    shared.cache_clear()


@pytest.fixture
def registries(simulator: Wire, monkeypatch: pytest.MonkeyPatch) -> HttpRegistries:
    gateway = HttpRegistries(
        {name: simulator.endpoint(name) for name in ("snils", "passport", "inn")}
    )
    monkeypatch.setattr(outlets, "registry_gateway", lambda: gateway)
    return gateway


@pytest.fixture
def portal(simulator: Wire, monkeypatch: pytest.MonkeyPatch) -> HttpPortal:
    gateway = HttpPortal(simulator.endpoint("portal"))
    monkeypatch.setattr(outlets, "portal_gateway", lambda: gateway)
    return gateway


@pytest.fixture
def maria() -> Resident:
    """The demo's own sign-in, as the registries know her."""
    return residents()[0]


@pytest.fixture
def person(citizen: Any, maria: Resident, now: datetime) -> Any:
    """The cast's citizen with the papers of somebody the registries know."""
    from accounts.actions.writing import set_name
    from accounts.models import Citizen, PersonalData
    from accounts.reference import load_reference

    load_reference(now)
    set_name(citizen, maria.last_name, maria.first_name, maria.middle_name)
    citizen.inn = maria.inn
    citizen.save()
    PersonalData.objects.create(
        citizen=citizen,
        snils=maria.snils,
        passport=maria.passport,
        passport_issued_on=maria.passport_issued_on.isoformat(),
        passport_code=maria.passport_code,
        birth_date=maria.birth_date.isoformat(),
        updated_at=now,
    )
    return Citizen.objects.get(pk=citizen.pk)


@pytest.fixture
def call(person: Any, maria: Resident, olga_operator: Any, now: datetime) -> Any:
    """A conversation by phone in which the full name has been answered."""
    from accounts.actions.contacts import open_contact
    from accounts.actions.identification import answer_question

    contact = open_contact(citizen=person, channel="phone", by=olga_operator, now=now)
    answer_question(
        contact=contact, attribute="full_name", said=maria.full_name, by=olga_operator, now=now
    )
    return contact


def data_of(person: Resident, *names: str) -> dict[str, str]:
    """Return what a question about a person holds, by the names of the wire."""
    common = ("last_name", "first_name", "middle_name", "birth_date")
    return {name: str(getattr(person, name)) for name in (*names, *common)}
