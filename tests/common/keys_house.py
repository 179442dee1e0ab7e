"""What the tests of keys share: sealed rows, what their bytes say, a rotation in another process."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.models import Citizen
from common.crypto import cipher
from common.crypto.columns import sealings

ROOT = Path(__file__).resolve().parents[2]


def rotate(**options: Any) -> None:
    """Run `rotate_keys` here, without waiting for processes there are not."""
    call_command("rotate_keys", **({"settle": 0} | options))


def people(count: int, *, now: datetime, start: int = 0) -> list[Citizen]:
    """Write that many profiles with phones and e-mails, unnamed in the search."""
    return Citizen.objects.bulk_create(
        Citizen(
            last_name=f"Соколова{index}",
            first_name="Анна",
            phone=f"+7916{index:07}",
            email=f"person{index}@example.org",
            created_at=now,
        )
        for index in range(start, start + count)
    )


def stored(row: Any, column: str) -> bytes:
    """Return the bytes of a column as they lie in the table."""
    with connection.cursor() as cursor:
        table, key = row._meta.db_table, row._meta.pk.column
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s', [row.pk])
        return bytes(cursor.fetchone()[0])


def numbers_in_use() -> set[int]:
    """Return the numbers of the keys that seal any value of any table."""
    found = set()
    for one in sealings():
        for column in one.sealed:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{column.column}" FROM "{one.table}"')
                found |= {cipher.key_number(bytes(row[0])) for row in cursor if row[0]}
    return found


def everything_opens() -> int:
    """Open every sealed value of every row; return how many there were."""
    count = 0
    for one in sealings():
        names = [column.name for column in one.sealed]
        for row in one.model._base_manager.only(*names):
            for column in one.sealed:
                count += getattr(row, column.attname) is not None
    return count


def environment_of_test() -> dict[str, str]:
    """Return the environment of a process that works on this test's database as its owner."""
    given = connection.settings_dict
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**given)
    own = {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "DATABASE_ROLE": "owner"}
    return os.environ | own | {"KEY_RING_SECONDS": "10", "PYTHONUNBUFFERED": "1"}


def command(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Start `manage.py` on this test's database."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=environment_of_test() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
