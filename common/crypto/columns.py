"""Every sealed and keyed column of the house, found in the models: nobody keeps a list by hand."""

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

if TYPE_CHECKING:
    from common.fields import BlindIndex, EncryptedText
    from common.keyed_search import KeyedVectorField


@dataclass(frozen=True, slots=True)
class Sealing:
    """The columns of one table that depend on keys."""

    model: type[models.Model]
    sealed: "list[EncryptedText]" = field(default_factory=list)
    digests: "list[BlindIndex]" = field(default_factory=list)
    vectors: "list[KeyedVectorField]" = field(default_factory=list)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> Any:
        """The primary key's field."""
        return self.model._meta.pk

    @property
    def indexed(self) -> "list[BlindIndex | KeyedVectorField]":
        return [*self.digests, *self.vectors]


@cache
def sealings() -> list[Sealing]:
    """Return the tables with sealed or keyed columns, in the order of apps and models."""
    from common.fields import BlindIndex, EncryptedText
    from common.keyed_search import KeyedVectorField

    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        one = Sealing(model)
        for column in model._meta.local_concrete_fields:
            if isinstance(column, EncryptedText):
                one.sealed.append(column)
            elif isinstance(column, BlindIndex):
                one.digests.append(column)
            elif isinstance(column, KeyedVectorField):
                one.vectors.append(column)
        if one.sealed or one.digests or one.vectors:
            found.append(one)
    return found


def holds_sealed_values() -> bool:
    """Whether any value of this database was ever sealed or digested."""
    tables = set(connection.introspection.table_names())
    for one in sealings():
        if one.table in tables:
            filled = Q()
            for column in (*one.sealed, *one.digests):
                filled |= Q(**{f"{column.name}__isnull": False})
            if one.model._base_manager.filter(filled).exists():
                return True
    return False
