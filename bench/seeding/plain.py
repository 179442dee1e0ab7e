"""The bare project's database: the same texts, in the open, in two plain tables."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

from bench.place import Failed, connect, environment, new_database, owner_url
from bench.seeding.plan import texts_for
from bench.seeding.text_format import copied

HOME = Path(__file__).resolve().parents[1] / "bare"
USERS = 8
_FILL = """
INSERT INTO bare_ticket (number, title, body, email, status, created, search)
SELECT n, title, body, 'person' || n || '@example.net',
    CASE WHEN random() < 0.12 THEN 1 + n %% 2 ELSE 3 END,
    now() - interval '1 hour' - (1 - n::float8 / %(size)s) * interval '365 days', vector
FROM generate_series(1, %(size)s) AS n JOIN bare_text ON bare_text.id = (n - 1) %% %(texts)s
ORDER BY n
"""
_EVENTS = "INSERT INTO bare_event (ticket_id, text, created) SELECT id, 'created', created FROM bare_ticket"


def fill(name: str, size: int) -> None:
    """Make the database anew and fill it; every distinct text is analysed once."""
    new_database(name)
    env = environment(name, owner=True, DJANGO_SETTINGS_MODULE="bench.bare.settings")
    env["DATABASE_URL"] = owner_url(name)
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    if subprocess.run(command, cwd=Path.cwd(), env=env, check=False).returncode:
        raise Failed(f"The bare project's tables were not made in {name}.")
    link = connect(owner_url(name))
    with link.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute((HOME / "schema.sql").read_text("utf-8"))
        count = _texts(cursor, size)
        cursor.execute(_FILL, {"size": size, "texts": count})
        cursor.execute(_EVENTS)
        for statement in (HOME / "indexes.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    link.close()


def _texts(cursor: "object", size: int) -> int:
    texts = texts_for(size)
    lines = (f"{i}\t{copied(t.subject)}\t{copied(t.body)}\n" for i, t in enumerate(texts))
    cursor.execute("CREATE TEMP TABLE bare_text (id int, title text, body text, vector tsvector)")
    cursor.copy_expert("COPY bare_text (id, title, body) FROM STDIN", StringIO("".join(lines)))
    cursor.execute("UPDATE bare_text SET vector = to_tsvector('russian', title || ' ' || body)")
    cursor.execute("ANALYZE bare_text")
    return len(texts)
