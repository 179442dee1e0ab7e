"""Test databases are copies of one that was migrated once: `migrate` takes a while, a copy a third of a second.

The migrated one is named by what the migrations say, so a changed migration makes a new one.
"""

import hashlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "test_template_"
# Whoever makes, copies or drops a template holds it, in whatever process.
LOCK = 8_031_947


def use(connection: Any) -> None:
    """Let the test database of this connection be made as a copy; makes what is copied if nobody has."""
    test = connection.settings_dict["TEST"]
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # whoever makes it takes its time
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        name = PREFIX + _digest()
        if not _is_ready(cursor, name):
            _drop_older(cursor)
            _make(connection, name)
            cursor.execute(f"COMMENT ON DATABASE {name} IS 'ready'")
    test["TEMPLATE"] = name


def _digest() -> str:
    found = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        found.update(path.read_bytes())
    found.update((ROOT / "requirements" / "base.lock").read_bytes())
    return found.hexdigest()[:12]


def _is_ready(cursor: Any, name: str) -> bool:
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') = 'ready' FROM pg_database WHERE datname = %s",
        [name],
    )
    row = cursor.fetchone()
    return bool(row and row[0])


def _drop_older(cursor: Any) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _make(connection: Any, name: str) -> None:
    from gosuslugi_support.migrating import few_drawn_anew

    test, real = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    wanted = test["NAME"]
    test["NAME"] = name
    try:
        with few_drawn_anew():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        test["NAME"] = wanted
        connection.settings_dict["NAME"] = real
