"""F-25: with a lost or wrong key the house stops with a sentence and writes nothing in the open."""

import base64
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.db import connection
from django.test import Client

from accounts.models import Citizen
from common.crypto import keys
from common.crypto.provider import KeyUnavailable
from common.models import DataKey
from gosuslugi_support import embedded
from journal.models import Entry
from tests.common.keys_house import ROOT, command, environment_of_test, people

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = base64.b64encode(b"w" * 32).decode()
SENTENCE = "MASTER_KEY does not open the data keys of this database."


@pytest.fixture(autouse=True)
def own_keys() -> Iterator[None]:
    keys.forget()
    keys.ring()
    yield
    keys.forget()


@pytest.fixture
def wrong_key(settings: Any) -> None:
    settings.MASTER_KEY = base64.b64decode(WRONG)
    keys.forget()


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/account/login/", "/account/signup/", "/desk/"])
    def test_f25_every_page_answers_503_and_writes_nothing(
        self, wrong_key: None, path: str, caplog: Any
    ) -> None:
        before = Entry.objects.count(), Citizen.objects.count()
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path)
            assert answer.status_code == 503
        assert (Entry.objects.count(), Citizen.objects.count()) == before
        assert DataKey.objects.count() == 2

    def test_f25_the_log_says_why_in_one_sentence(self, wrong_key: None, caplog: Any) -> None:
        caplog.set_level(logging.CRITICAL)
        browser = Client()
        for _ in range(3):
            browser.get("/")
        said = [record.getMessage() for record in caplog.records]
        assert len(said) == 1
        assert said[0].startswith(SENTENCE)

    def test_f25_the_api_says_unavailable(self, wrong_key: None) -> None:
        answer = Client().get("/api/v1/tickets/")
        assert answer.status_code == 503
        assert answer.json()["code"] == "keys_unavailable"

    def test_f25_health_answers_and_readiness_refuses(self, wrong_key: None) -> None:
        assert Client().get("/healthz").status_code == 200
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "no keys"})

    def test_the_right_key_opens_again_without_a_restart(
        self, wrong_key: None, settings: Any
    ) -> None:
        assert Client().get("/").status_code == 503
        settings.MASTER_KEY = real_settings._wrapped.default_settings.MASTER_KEY
        assert Client().get("/account/login/").status_code == 200


class TestRows:
    def test_f25_an_emptied_table_of_keys_is_not_filled_anew(self, now: datetime) -> None:
        people(1, now=now)
        DataKey.objects.all().delete()
        keys.forget()
        with pytest.raises(KeyUnavailable, match="the table is empty, the data is not"):
            keys.ring()
        assert DataKey.objects.count() == 0

    @pytest.mark.parametrize(
        ("lost", "words"),
        [
            ({"purpose": DataKey.INDEX}, "index, none is current"),
            ({"purpose": DataKey.ENCRYPT, "number": 1}, "encrypt, numbers have a gap"),
            ({"purpose": DataKey.ENCRYPT, "number": 2}, "encrypt, none is current"),
        ],
    )
    def test_f25_a_lost_row_is_noticed(self, lost: dict[str, Any], words: str) -> None:
        old = DataKey.objects.get(purpose=DataKey.ENCRYPT)
        DataKey.objects.filter(pk=old.pk).update(state=DataKey.State.RETIRED)
        new = DataKey(number=2, purpose=DataKey.ENCRYPT)
        new.wrapped = keys.provider().wrap(os.urandom(32), label=new.label)
        new.save()
        DataKey.objects.filter(**lost).delete()
        keys.forget()
        with pytest.raises(KeyUnavailable, match=words):
            keys.ring()

    def test_f25_a_key_changed_under_a_running_process_stops_it(self, settings: Any) -> None:
        settings.KEY_RING_SECONDS = 0
        keys.forget()
        keys.ring()
        DataKey.objects.filter(purpose=DataKey.ENCRYPT).update(wrapped=b"x" * 60)
        with pytest.raises(KeyUnavailable, match="MASTER_KEY does not open"):
            keys.ring()


class TestProcesses:
    """Every kind of process, started for real on this test's database with a wrong key."""

    def test_f25_each_process_refuses_to_start_with_a_sentence(self, tmp_path: Path) -> None:
        env = environment_of_test() | {"MASTER_KEY": WRONG, "CELERY_SKIP_CHECKS": "1"}
        celery = [str(Path(sys.executable).parent / "celery"), "-A", "gosuslugi_support"]
        table = {
            "ws": [sys.executable, "-c", "import gosuslugi_support.asgi"],
            "worker": [*celery, "worker", "--pool", "solo", "--queues", "nobody"],
            "beat": [*celery, "beat", "--pidfile=", "--schedule", str(tmp_path / "beat")],
            "prepare": [sys.executable, "-m", "gosuslugi_support.running.prepare", "database"],
            "manage.py": [sys.executable, "manage.py", "rotate_keys", "--status"],
        }
        started = {
            name: subprocess.Popen(
                words,
                cwd=ROOT,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for name, words in table.items()
        }
        try:
            said = {name: process.communicate(timeout=90)[0] for name, process in started.items()}
        finally:
            for process in started.values():
                process.kill()
        for name, process in started.items():
            assert process.returncode not in {0, None}, f"{name} went on: {said[name]}"
            assert SENTENCE in said[name], f"{name}: {said[name][-600:]}"
            assert "Traceback" not in said[name], name
        assert DataKey.objects.count() == 2

    def test_f25_without_a_key_manage_py_says_what_to_set(self) -> None:
        run = command("rotate_keys", "--status", MASTER_KEY="c2hvcnQ=")
        _, errors = run.communicate(timeout=60)
        assert run.returncode == 1
        assert errors.strip() == "MASTER_KEY must hold 32 bytes, it holds 5."


def test_f25_a_backup_holds_no_key(now: datetime) -> None:
    """pg_dump carries the data keys wrapped; neither they nor the master key lie open in it."""
    people(3, now=now)
    program = Path(embedded.postgres._programs()) / "pg_dump"
    url = environment_of_test()["DATABASE_OWNER_URL"]
    dump = subprocess.run([str(program), "--dbname", url], capture_output=True, check=True).stdout
    ring = keys.ring()
    secrets = [real_settings.MASTER_KEY, *ring.encrypt.values(), *ring.index.values()]
    for secret in secrets:
        spellings = (secret, secret.hex().encode(), base64.b64encode(secret))
        assert [dump.count(spelling) for spelling in spellings] == [0, 0, 0]
    wrapped = [bytes(row.wrapped).hex().encode() for row in DataKey.objects.all()]
    assert all(one in dump for one in wrapped), "the wrapped keys belong to the backup"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_citizen")
        assert cursor.fetchone()[0] == 3
