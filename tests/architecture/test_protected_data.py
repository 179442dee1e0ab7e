"""docs/protected-data.md names every sealed and keyed column, and every open one that looks personal."""

import re

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from common.crypto.columns import sealings
from common.fields import BlindIndex, EncryptedText
from common.keyed_search import KeyedVectorField
from tests.architecture.house import APPS, ROOT

DOCUMENT = ROOT / "docs" / "protected-data.md"
LOOKS_PERSONAL = re.compile(
    r"name|phone|mail|addr|snils|passport|birth|\binn|ogrn|citizenship|surname|patronym|account_id"
    r"|body|text|words|comment|remark|reason|note|subject|message|answer|card|secret"
)
WRITTEN = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.DateField,
)
# What a name promises of a choice, a number or a moment is not a person's words.
NOT_WORDS = (models.DateTimeField,)


def listed() -> set[str]:
    """Return the columns that tables of the document name, «table.column»."""
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    return {name for line in lines for name in re.findall(r"`([a-z]+_\w+\.\w+)`", line)}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def test_every_sealed_and_keyed_column_is_in_the_document() -> None:
    columns = {
        f"{one.table}.{column.column}"
        for one in sealings()
        for column in (*one.sealed, *one.indexed)
    }
    assert sorted(columns - listed()) == [], "say in docs/protected-data.md what they leak and cost"


def test_the_document_names_no_column_that_is_gone() -> None:
    known = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }
    assert sorted(listed() - known) == []


def test_what_looks_personal_is_sealed_or_open_with_a_reason() -> None:
    loose = []
    for model in own_models():
        for field in model._meta.local_concrete_fields:
            protected = isinstance(field, EncryptedText | BlindIndex | KeyedVectorField)
            is_word = isinstance(field, WRITTEN) and not isinstance(field, NOT_WORDS)
            if not protected and is_word and not field.choices and not field.is_relation:
                loose.append(f"{model._meta.db_table}.{field.column}")
    personal = {name for name in loose if LOOKS_PERSONAL.search(name.split(".")[1])}
    assert sorted(personal - listed()) == [], "seal them, or list them under «Open on purpose»"


def test_every_vector_can_be_made_anew() -> None:
    for model in own_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SearchVectorField):
                assert isinstance(field, KeyedVectorField), f"{model.__name__}.{field.name}"
                assert field.made_by, f"{model.__name__}.{field.name}: name what makes it (made_by)"


def test_every_sealed_row_has_its_key_before_it_is_written() -> None:
    """A value is sealed to its row: a key that the database gives comes too late."""
    wrong = [one.table for one in sealings() if one.sealed and one.key.db_returning]
    assert wrong == []
