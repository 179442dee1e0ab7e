"""Emptying the database after a test with real transactions: only what has rows, and nothing made anew.

Django truncates every table and then makes all permissions and content types again: for a hundred
tables that is a quarter of a second after each such test.
"""

from typing import Any

# Made by `migrate`, the same for every test.
KEPT = {"django_content_type", "auth_permission", "django_site"}
# Tables whose rows may not be deleted, by a trigger of ours (the journal): they are truncated.
GUARDED = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND (tgtype & 8) <> 0 AND (tgtype & 2) <> 0
"""


def make_it_quick() -> None:
    """Replace what `flush` does, for this process of tests."""
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    whole = DatabaseOperations.sql_flush

    def sql_flush(
        self: Any,
        style: Any,
        tables: list[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        if reset_sequences:
            return whole(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
        name = self.quote_name
        probes = [
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name(table)})"
            for table in sorted({*tables} - KEPT)
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(probes))
            used = [row[0] for row in cursor.fetchall()]
            cursor.execute(GUARDED)
            guarded = {row[0] for row in cursor.fetchall()}
        held = [name(table) for table in used if table in guarded]
        free = [f"DELETE FROM {name(table)};" for table in used if table not in guarded]
        # Truncated first: nothing may wait for a check at commit then. Keys between the others are
        # checked there, so their order does not matter.
        return [*([f"TRUNCATE {', '.join(held)} CASCADE;"] if held else []), *free]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_args, **_kwargs: None  # type: ignore[attr-defined]
