"""The application's role may add seals and heads and read them, nothing else (L-03)."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import migrations

TABLES = "journal_seal, journal_head"


def _app_role() -> str:
    return unquote(urlsplit(os.environ.get("DATABASE_URL", "")).username or "")


def revoke(apps: Any, schema_editor: Any) -> None:
    _change(schema_editor, f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM")


def grant(apps: Any, schema_editor: Any) -> None:
    _change(schema_editor, f"GRANT UPDATE, DELETE ON {TABLES} TO")


def _change(schema_editor: Any, statement: str) -> None:
    role = _app_role()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role]
        )
        owner, exists = cursor.fetchone()
        if exists and role != owner:
            cursor.execute(f"{statement} {schema_editor.quote_name(role)}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_entry_by_event_and_period")]

    operations = [migrations.RunPython(revoke, grant)]
