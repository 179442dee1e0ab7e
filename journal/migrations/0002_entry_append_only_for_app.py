"""The application's role may add facts and read them, nothing else (decisions 11, L-03)."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import migrations


def _app_role() -> str:
    return unquote(urlsplit(os.environ.get("DATABASE_URL", "")).username or "")


def revoke(apps: Any, schema_editor: Any) -> None:
    _change(schema_editor, "REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM")


def grant(apps: Any, schema_editor: Any) -> None:
    _change(schema_editor, "GRANT UPDATE, DELETE ON journal_entry TO")


def _change(schema_editor: Any, statement: str) -> None:
    role = _app_role()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        owner, exists = cursor.fetchone()
        if exists and role != owner:
            cursor.execute(f"{statement} {schema_editor.quote_name(role)}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(revoke, grant)]
