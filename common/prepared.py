"""Querysets whose SQL is written once in a process: from call to call only values change.

Building a queryset and writing its SQL takes Django milliseconds where PostgreSQL takes one, on pages that
ask the same every time. Only for what is asked at every request; anything else is an ordinary queryset.
"""

from collections.abc import Callable, Hashable
from copy import copy
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
MOST_SHAPES = 200


class Slot(Expression):
    """The place of a value, by name, in a queryset that is prepared."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class AnyOf(Lookup):  # type: ignore[type-arg]
    """`field__any=Slot(…)`: one of the values of a list, however long it is; the list fills one slot."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        array, more = self.process_rhs(compiler, connection)
        return f"{column} = ANY{array}", [*params, *more]


Field.register_lookup(AnyOf)
ForeignKey.register_lookup(AnyOf)


class Prepared(Generic[M]):
    """One queryset of models with slots; `rows` gives what it finds for given values.

    Slots are all that may differ: what the queryset was built from otherwise stays in its SQL. A value
    goes in as the driver takes it, no field makes it ready (a blind index is not for here). A slot takes
    no None (nothing is equal to NULL) and no list unless it stands behind `any`. Related models
    are joined by `select_related`; `prefetch_related` and `values` are not for here.
    """

    def __init__(self, queryset: QuerySet[M, M]) -> None:
        self._compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._params = self._compiler.as_sql()

    def rows(self, **values: Any) -> list[M]:
        """Return the rows, one statement. Raises KeyError for a slot that is given no value."""
        params = [values[one.name] if isinstance(one, Slot) else one for one in self._params]
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: (self._sql, params)
        query = SimpleNamespace(get_compiler=lambda **_: compiler)
        asked = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(asked))  # type: ignore[arg-type]


def prepared(build: Callable[P, QuerySet[M, M]]) -> Callable[P, Prepared[M]]:
    """Decorate a function that builds a queryset of slots: its arguments are the shape, each written once."""

    @lru_cache(maxsize=MOST_SHAPES)
    def written(*shape: Hashable) -> Prepared[M]:
        return Prepared(build(*shape))  # type: ignore[call-arg, arg-type]

    return written  # type: ignore[return-value]
