"""D-04 with real processes: rotation of 800 rows is killed half-way while others read and write."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.db import connection, connections

from accounts.actions.profiles import FullName, SignUp, sign_up_citizen
from accounts.identifiers import SMS, Identifier
from accounts.models import Citizen
from accounts.selectors import citizen_with_sign_in
from common.actors import SYSTEM
from common.crypto import digests, keys, rotation
from common.errors import DomainError
from common.models import DataKey
from gosuslugi_support import data_keys
from tests.common.keys_house import command, everything_opens, numbers_in_use, people

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 800


@pytest.fixture
def house(now: datetime, settings: Any) -> Iterator[list[Citizen]]:
    """A filled database with keys of its own, and a process that looks for new keys often."""
    settings.KEY_RING_SECONDS = 0.2
    keys.forget()
    keys.ring()
    yield people(ROWS, now=now)
    keys.forget()


class Life:
    """People reading and writing all the time; whatever goes wrong is kept."""

    def __init__(self, rows: list[Citizen]) -> None:
        self.rows, self.failures, self.reads = rows, [], 0
        self.written: dict[Any, str] = {}
        self.is_over = threading.Event()

    def read(self) -> None:
        chance = Random(1)
        while not self.is_over.is_set():
            person = chance.choice(self.rows)
            found = Citizen.objects.filter(phone_index=person.phone)
            if [one.phone for one in found] != [person.phone]:
                self.failures.append(f"{person.phone} was not found")
            self.reads += 1
            time.sleep(0.005)

    def write(self) -> None:
        chance = Random(2)
        while not self.is_over.is_set():
            row = Citizen.objects.get(pk=chance.choice(self.rows).pk)
            row.middle_name = f"Петровна{len(self.written)}"
            row.save(update_fields=["middle_name"])
            self.written[row.pk] = row.middle_name
            time.sleep(0.01)

    def guarded(self, work: Any) -> None:
        try:
            work()
        except Exception as error:
            self.failures.append(repr(error))
        finally:
            connections.close_all()


@contextmanager
def lively(rows: list[Citizen]) -> Iterator[Life]:
    life = Life(rows)
    crowd = [
        threading.Thread(target=life.guarded, args=(work,)) for work in (life.read, life.write)
    ]
    for one in crowd:
        one.start()
    try:
        yield life
    finally:
        life.is_over.set()
        for one in crowd:
            one.join()


def renewed(purpose: str) -> int:
    keys.forget()
    return ROWS - rotation.stale_rows(purpose).get("accounts_citizen", 0)


def run_and_kill(purpose: str, *arguments: str) -> None:
    """Start a rotation in small batches and kill it when it is somewhere in the middle."""
    run = command("rotate_keys", "--settle", "0.5", "--batch", "10", *arguments)
    give_up_at = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < give_up_at:
        states = set(DataKey.objects.filter(purpose=purpose).values_list("state", flat=True))
        if DataKey.State.RETIRED in states and renewed(purpose) > ROWS // 10:
            break
        time.sleep(0.02)  # the processor is the rotation's
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert ROWS // 10 < renewed(purpose) < ROWS, "the kill came too early or too late"


def run_to_the_end(*arguments: str) -> str:
    run = command("rotate_keys", "--settle", "0.5", *arguments)
    out, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    return out


def test_d04_killed_rotation_of_the_encryption_key(house: list[Citizen]) -> None:
    before = everything_opens()
    with lively(house) as life:
        run_and_kill(DataKey.ENCRYPT)
        assert numbers_in_use() == {1, 2}
        assert everything_opens() == before
        said = run_to_the_end()
    assert "Going on with the rotation that was cut off" in said
    assert "every value stands under encryption key 2" in said
    assert life.failures == []
    assert life.reads > 100
    assert numbers_in_use() == {2}
    assert everything_opens() == before
    for row in Citizen.objects.filter(pk__in=life.written):
        assert row.middle_name == life.written[row.pk], "a writer's change was lost"


def test_d04_killed_rotation_of_the_index_key(house: list[Citizen]) -> None:
    with lively(house) as life:
        run_and_kill(DataKey.INDEX, "--index")
        run_to_the_end("--index")
    assert life.failures == []
    assert life.reads > 100
    assert rotation.stale_rows(DataKey.INDEX) == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT length(phone_index) FROM accounts_citizen")
        assert cursor.fetchall() == [(18,)]


def test_two_sign_ups_at_once_by_different_keys_make_one(
    house: list[Citizen], now: datetime
) -> None:
    """Between «current» and «rebuilt» two processes may digest the same phone differently."""
    row = data_keys.publish_key(purpose=DataKey.INDEX, by=SYSTEM, now=now)
    keys.forget()
    stale = keys.ring()
    data_keys.make_key_current(row=row, by=SYSTEM, now=now)
    gate, made, refused = threading.Barrier(2), [], []

    def sign_up(number: int) -> None:
        gate.wait(timeout=20)
        proved = Identifier(SMS, "+79990001122")
        new = SignUp(
            name=FullName("Быстрых", ("Анна", "Мария")[number]), proved=proved, password="!"
        )
        try:
            made.append(sign_up_citizen(new=new, now=now))
        except DomainError as refusal:
            refused.append(refusal.code)
        finally:
            connections.close_all()

    real, place = keys.ring, threading.local()

    def ring() -> Any:
        return stale if getattr(place, "is_stale", False) else real()

    def late(number: int) -> None:
        place.is_stale = True
        sign_up(number)

    digests.keys.ring = ring
    try:
        crowd = [threading.Thread(target=work, args=(n,)) for n, work in enumerate((sign_up, late))]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    finally:
        digests.keys.ring = real
    assert (len(made), refused) == (1, ["contact_taken"])
    assert citizen_with_sign_in(Identifier(SMS, "+79990001122")) == made[0]
