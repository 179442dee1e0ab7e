"""A dump for developers: real shapes, states and times, invented people (D-13).

No sealed value is opened: each is replaced by an invented one of its kind, sealed with keys made for
this dump. What cannot be invented (sessions, codes, drafts, second factors) is left out.
"""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import connection, models, transaction
from psycopg2 import sql

from common import keyed_names
from common.crypto import cipher, keys
from common.fields import BlindIndex, EncryptedText
from common.keyed_search import KeyedVectorField
from common.models import DataKey
from gosuslugi_support.demo.people import MEN
from gosuslugi_support.embedded import postgres

LEFT_OUT = {
    "accounts_onetimecode",
    "common_datakey",
    "common_ratebucket",
    "django_admin_log",
    "django_session",
    "mfa_authenticator",
    "tickets_draft",
}
UNCHECKED_SNILS = 1_001_998  # below it no number has a control number: nobody gets one today
HIDDEN = "Текст скрыт, знаков: {}"
_NAMES = {"last_name": "last", "first_name": "first", "middle_name": "middle"}
Invent = Callable[[int, Any], Any]


def write_dump(out: TextIO) -> str:
    """Write the dump as SQL for psql; return the MASTER_KEY it opens with."""
    master = os.urandom(32)
    out.write(_schema("pre-data"))
    with transaction.atomic(), keys.instead(_fresh_ring()):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for model in apps.get_models(include_auto_created=True):
            is_table = model._meta.managed and not model._meta.proxy
            if is_table and model._meta.db_table not in LEFT_OUT:
                _write_table(out, model)
        _write_migrations(out)
        _write_keys(out, master)
    out.write(_schema("post-data"))
    return base64.b64encode(master).decode()


def _fresh_ring() -> keys.Ring:
    return keys.Ring({1: os.urandom(32)}, 1, {1: os.urandom(32)}, 1)


def _write_table(out: TextIO, model: type[models.Model]) -> None:
    columns: list[Any] = list(model._meta.local_concrete_fields)
    place = columns.index(model._meta.pk)
    inventions = {at: made for at, column in enumerate(columns) if (made := _invention(column))}
    out.write(_heading(model._meta.db_table, [column.column for column in columns]))
    for number, row in enumerate(_rows(model._meta.db_table, columns), start=1):
        values = list(row)
        for at, made in inventions.items():
            values[at] = made(number, (values[at], row[place]))
        out.write("\t".join(copied(value) for value in values) + "\n")
    out.write("\\.\n\n")
    if isinstance(model._meta.pk, models.AutoField):
        out.write(_counter(f"public.{model._meta.db_table}", columns[place].column))


def _counter(table: str, key: str) -> str:
    """Return the statement that lets new rows go on after the last one."""
    statement = sql.SQL(
        "SELECT setval(pg_get_serial_sequence({}, {}), (SELECT coalesce(max({}), 1) FROM {}));\n\n"
    ).format(
        sql.Literal(table),
        sql.Literal(key),
        sql.Identifier(key),
        sql.Identifier(*table.split(".")),
    )
    return str(statement.as_string(connection.connection))


def _rows(table: str, columns: list[Any]) -> Iterator[Any]:
    """Read a table by chunks, every value in the text PostgreSQL would dump."""
    names = sql.SQL(", ").join(
        sql.Identifier(str(column.column))
        if isinstance(column, models.BinaryField | EncryptedText)
        else sql.SQL("{}::text").format(sql.Identifier(column.column))
        for column in columns
    )
    statement = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        yield from cursor


def _invention(column: Any) -> Invent | None:
    """Return what stands in for a column's values, None where they stay."""
    place = f"{column.model._meta.db_table}.{column.column}"
    if isinstance(column, EncryptedText):
        return lambda number, was: _resealed(place, str(column.column), number, was)
    if isinstance(column, BlindIndex):
        source = column.source
        return lambda number, was: (
            None if was[0] is None else column.digest(invented(source, number, 11))
        )
    if isinstance(column, KeyedVectorField):
        return lambda number, was: keyed_names.literal(was[1], _name(number)) if was[0] else None
    return OPEN.get(place)


def _resealed(place: str, name: str, number: int, was: Any) -> bytes | None:
    sealed, key = was
    if sealed is None or not len(sealed):
        return sealed
    length = max(0, (len(sealed) - 33) // 2)
    text = invented(name, number, length) if length else ""
    return cipher.seal(text, place=f"{place}.{key}")


def invented(name: str, number: int, length: int) -> str:
    """Return a value for a column of this name: nobody's, and of the right shape."""
    if name in _NAMES:
        return MEN[_NAMES[name]][number % len(MEN[_NAMES[name]])]
    made = {
        "organisation": f"Организация {number}",
        "phone": f"+7900{number % 10**7:07}",
        "email": f"person{number}@example.net",
        "old_address": f"person{number}@example.net",
        "address": f"person{number}@example.net",
        "answer_address": f"person{number}@example.net",
        "snils": f"{number % UNCHECKED_SNILS + 1:09}00",
        "passport": f"0000{number % 10**6:06}",
        "birth_date": "1980-01-01",
        "passport_issued_on": "2010-01-01",
        "inn": f"0000{number % 10**6:06}",
        "ogrn": f"0000000{number % 10**6:06}",
        "fields": "{}",
        "context": "{}",
    }
    return made.get(name, HIDDEN.format(length))


def _name(number: int) -> str:
    return " ".join(invented(name, number, 0) for name in _NAMES)


# Open columns that tell of people, and what nobody may sign in with.
OPEN: dict[str, Invent] = {
    "accounts_user.email": lambda number, was: f"staff{number}@example.net" if was[0] else None,
    "accounts_user.full_name": lambda number, was: f"Сотрудник {number}" if was[0] else "",
    "accounts_user.alias": lambda number, was: f"Сотрудник {number}" if was[0] else "",
    "accounts_user.password": lambda number, was: "!",
    "accounts_apikey.digest": lambda number, was: os.urandom(32),
    "tickets_ticket.client_digest": lambda number, was: None,
    "tickets_attachment.sha256": lambda number, was: bytes(32),
}


def _write_migrations(out: TextIO) -> None:
    out.write(_heading("django_migrations", ["id", "app", "name", "applied"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, app, name, applied::text FROM django_migrations ORDER BY id")
        out.writelines("\t".join(copied(value) for value in row) + "\n" for row in cursor)
    out.write("\\.\n\n")


def _write_keys(out: TextIO, master: bytes) -> None:
    ring = keys.ring()
    columns = ["id", "number", "purpose", "state", "state_at", "wrapped", "created_at"]
    out.write(_heading("common_datakey", columns))
    for place, (purpose, key) in enumerate(
        ((DataKey.ENCRYPT, ring.encrypt[1]), (DataKey.INDEX, ring.index[1])), start=1
    ):
        nonce = os.urandom(12)
        wrapped = nonce + AESGCM(master).encrypt(nonce, key, f"{purpose}:1".encode())
        values = [place, 1, purpose, "current", "2026-01-01", wrapped, "2026-01-01"]
        out.write("\t".join(copied(value) for value in values) + "\n")
    out.write("\\.\n\n")


def _heading(table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'COPY public."{table}" ({names}) FROM stdin;\n'


def copied(value: Any) -> str:
    """Return a value as COPY's text format has it."""
    if value is None:
        return r"\N"
    if isinstance(value, bytes | memoryview):
        return rf"\\x{bytes(value).hex()}"
    text = str(value)
    for sign, code in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        text = text.replace(sign, code)
    return text


def _schema(section: str) -> str:
    """Return tables (`pre-data`) or keys, indexes and triggers (`post-data`) as pg_dump tells them."""
    given = connection.settings_dict
    ours = Path(postgres._programs()) / "pg_dump"  # one on the PATH may be older than the server
    program = str(ours) if ours.exists() else shutil.which("pg_dump") or "pg_dump"
    where = {
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"]),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
    }
    done = subprocess.run(
        [program, "--section", section, "--no-owner", "--no-privileges", "--no-comments"],
        env=os.environ | where,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout
