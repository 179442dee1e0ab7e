"""COPY of rows into tables whose indexes and foreign keys are set aside meanwhile."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from io import StringIO
from typing import Any

from django.db import connection, models

from bench.seeding.text_format import copied
from common.fields import EncryptedText

Row = dict[str, Any]
_KEYS = """
SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
SELECT indexdef, indexname FROM pg_indexes
WHERE schemaname = 'public' AND tablename = ANY(%s) AND indexname NOT IN
    (SELECT conname FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]))
"""


class Table:
    """A table and the columns a row of it fills: what a row leaves out has the model's default."""

    def __init__(self, model: type[models.Model]) -> None:
        self.name = model._meta.db_table
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
        self.columns = [field.column for field in fields]
        self.defaults = {field.column: _default(field) for field in fields}

    def text(self, rows: Iterable[Row]) -> StringIO:
        """Return the rows in COPY's text format."""
        out = StringIO()
        for row in rows:
            values = (row.get(column, self.defaults[column]) for column in self.columns)
            out.write("\t".join(map(copied, values)))
            out.write("\n")
        out.seek(0)
        return out

    def copy(self, cursor: Any, rows: Iterable[Row]) -> None:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        cursor.copy_expert(f"COPY {self.name} ({columns}) FROM STDIN", self.text(rows))


def set_aside(tables: Sequence[str]) -> list[str]:
    """Drop foreign and unique keys and indexes of the tables; return statements that remake them."""
    names = list(tables)
    with closing(connection.cursor()) as cursor:
        cursor.execute(_KEYS, [names])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [names, names])
        indexes = cursor.fetchall()
        # foreign keys first: they lean on unique ones
        for table, name, _kind, _ in sorted(keys, key=lambda key: key[2]):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _, name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    remake = [definition for definition, _ in indexes]
    for table, name, _kind, definition in sorted(keys, key=lambda key: key[2], reverse=True):
        remake.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    return remake


def _default(field: Any) -> Any:
    """Return what a row without this column holds; a sealed one must be given by every row."""
    if isinstance(field, EncryptedText) or field.null or field.primary_key:
        return None
    return field.get_default()
