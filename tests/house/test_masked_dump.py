"""D-13: a dump for developers restores and works, and nobody in it is real."""

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Citizen, PersonalData, User
from common.checks.snils import check_snils
from common.crypto import keys
from gosuslugi_support.embedded import postgres
from gosuslugi_support.masked_dump import UNCHECKED_SNILS, invented
from tests.common.keys_house import command, environment_of_test
from tests.factories.accounts import make_citizen, make_organisation, make_staff, make_team
from tests.factories.tickets import make_ticket
from tickets.models import TimelineItem

pytestmark = pytest.mark.django_db(transaction=True)
SECRETS = (
    "Щедроплётова", "Мстиславовна", "9165550142", "zavetnaya@example.org", "11733947161",
    "4518736291", "Тайногорск", "секретослов", "7707083893", "Ромашка", "olga@example.org",
)  # fmt: skip


@pytest.fixture
def told(now: datetime) -> Iterator[Citizen]:
    keys.forget()
    keys.ring()
    citizen = make_citizen(
        last_name="Щедроплётова",
        middle_name="Мстиславовна",
        phone="+79165550142",
        email="zavetnaya@example.org",
    )
    PersonalData.objects.create(
        citizen=citizen,
        snils="11733947161",
        passport="4518736291",
        address="г. Тайногорск",
        updated_at=now,
    )
    make_organisation()
    make_staff("olga@example.org", full_name="Ольга Соколова")
    ticket = make_ticket(citizen=citizen, team=make_team(), subject="секретослов")
    TimelineItem.objects.create(
        ticket=ticket, seq=1, kind="message", at=now, actor_kind="citizen", body="секретослов"
    )
    yield citizen
    keys.forget()


def spellings(word: str) -> tuple[str, ...]:
    return word, word.lower(), word.encode().hex()


def test_d13_nobody_in_a_masked_dump_is_real(told: Citizen, tmp_path: Path) -> None:
    file = tmp_path / "masked.sql"
    run = command("dump_masked", str(file))
    out, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    text = file.read_text("utf-8")
    assert [word for word in SECRETS if any(one in text for one in spellings(word))] == []
    for found in re.findall(r"(?<![0-9A-Za-z])\d{11}(?![0-9A-Za-z])", text):
        assert int(found[:9]) <= UNCHECKED_SNILS or not check_snils(found).value, found
    (master,) = re.findall(r"MASTER_KEY=(\S+)", out)
    _works_when_restored(file, master)


def _works_when_restored(file: Path, master: str) -> None:
    """Restore it beside and let a process with its key read whom it holds."""
    name, given = f"{connection.settings_dict['NAME']}_masked", environment_of_test()
    url = given["DATABASE_URL"].rpartition("/")[0]
    psql = str(Path(postgres._programs()) / "psql")
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        restored = subprocess.run(
            [psql, "-q", "-v", "ON_ERROR_STOP=1", "-d", f"{url}/{name}", "-f", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert restored.returncode == 0, restored.stderr[-2000:]
        env = {"DATABASE_URL": f"{url}/{name}", "DATABASE_OWNER_URL": f"{url}/{name}"}
        script = (
            "from accounts.models import Citizen; from accounts.selectors import find_citizens;"
            "one = Citizen.objects.get(personal_data__isnull=False);"
            "found = find_citizens(one.phone) + find_citizens(one.full_name);"
            "print('FOUND', one.full_name, one.phone, one.personal_data.snils, found.count(one))"
        )
        run = command("shell", "-c", script, MASTER_KEY=master, **env)
        out, errors = run.communicate(timeout=60)
        assert run.returncode == 0, errors[-2000:]
        assert re.search(r"FOUND \w+ \w+ \w+ \+7900\d{7} \d{11} 2", out), out
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.parametrize("number", [1, 77, 1_001_998, 5_000_000])
def test_d13_invented_numbers_belong_to_nobody(number: int) -> None:
    snils = invented("snils", number, 11)
    assert len(snils) == 11
    assert int(snils[:9]) <= UNCHECKED_SNILS
    assert invented("phone", number, 12).startswith("+7900")
    assert invented("passport", number, 10).startswith("0000")


def test_what_is_left_out_or_invented_is_named_rightly() -> None:
    from django.apps import apps

    from gosuslugi_support.masked_dump import LEFT_OUT, OPEN

    tables: dict[str, Any] = {model._meta.db_table: model for model in apps.get_models()}
    assert sorted(LEFT_OUT - set(tables)) == []
    for place in OPEN:
        table, column = place.split(".")
        assert column in {field.column for field in tables[table]._meta.local_concrete_fields}
    assert User._meta.db_table in tables
