"""Workers that are killed or meet at the same row: real processes and threads on a real database."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts import asking, tasks
from accounts.models import PersonalData, RegistryInquiry
from common.crypto import keys
from neighbours.registry_people import Resident, residents
from neighbours.registry_trouble import Mood
from tests.factories.accounts import make_contact, make_profile, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
WORKER = (
    "import django; django.setup(); from accounts.asking import ask_registries; ask_registries()"
)
State = RegistryInquiry.State


@pytest.fixture
def fresh_keys(db: None) -> Iterator[None]:
    """An emptied database has lost its data keys: make new ones, as after `migrate`."""
    keys.forget()
    keys.ring()
    yield
    keys.forget()


@pytest.fixture
def due(fresh_keys: None) -> Callable[[int], None]:
    """Return a function that writes inquiries about so many residents, due at once."""

    def write(number: int) -> None:
        operator = make_staff()
        for person in residents()[:number]:
            _ask_about(person, operator)

    return write


def _ask_about(person: Resident, operator: Any) -> None:
    now = timezone.now()
    citizen = make_profile(
        last_name=person.last_name, first_name=person.first_name, middle_name=person.middle_name
    )
    PersonalData.objects.create(
        citizen=citizen,
        snils=person.snils,
        birth_date=person.birth_date.isoformat(),
        updated_at=now,
    )
    RegistryInquiry.objects.create(
        citizen=citizen,
        contact=make_contact(citizen, channel="phone", operator=operator),
        registry="snils",
        asked_by=operator,
        asked_at=now,
        next_try_at=now,
    )


def test_a_killed_worker_costs_one_repeat_that_counts_once(
    due: Callable[[int], None], registries: Any, simulator: Any, settings: Any
) -> None:
    due(1)
    simulator.mood(Mood.TRICKLE, "snils")
    child = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=env(simulator, settings))
    wait_for(lambda: len(simulator.ledger) == 1)
    child.send_signal(signal.SIGKILL)
    child.wait()
    inquiry = RegistryInquiry.objects.get()
    assert (inquiry.state, inquiry.attempts) == (State.PENDING, 1)
    simulator.mood(Mood.OK)
    assert tasks.ask_registries() == 0  # the lease of the dead
    RegistryInquiry.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert tasks.ask_registries() == 1
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.attempts, inquiry.next_try_at) == (State.MATCH, 2, None)
    assert [record["id"] for record in simulator.ledger] == [str(inquiry.pk)]


def test_workers_never_ask_the_same_question(
    due: Callable[[int], None], registries: Any, simulator: Any
) -> None:
    due(12)
    failures: list[Exception] = []

    def work() -> None:
        try:
            while asking.ask_registries():
                pass
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    states = Counter(RegistryInquiry.objects.values_list("state", "attempts"))
    assert states == {(State.MATCH, 1): 12}
    assert Counter(Counter(record["id"] for record in simulator.ledger).values()) == {1: 12}


def env(simulator: Any, settings: Any) -> dict[str, str]:
    """Return the environment of a worker on the test's own database and registries."""
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    return os.environ | {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "REGISTRY_SNILS_URL": simulator.endpoint("snils").url,
        "REGISTRIES_TOKEN": simulator.endpoint("snils").token,
        "BREAKER_PREFIX": settings.BREAKER_PREFIX,
    }


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
