"""Model fields for citizens' data: sealed at rest, opened when read, found by a blind index."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import lookups

from common.crypto import cipher
from common.crypto.digests import keyed_digest, keyed_digests
from common.crypto.twins import refuse_twin


class Sealed:
    """A value as it came from the database, not yet opened."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<Sealed>"


class _OpensWhenRead:
    """Attribute of an encrypted field: opens the stored bytes with the row's own place."""

    def __init__(self, field: "EncryptedText") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        state = instance.__dict__
        if self.field.attname not in state:
            instance.refresh_from_db(fields=[self.field.attname])
        value = state[self.field.attname]
        if isinstance(value, Sealed):
            value = cipher.open_sealed(value.data, place=self.field.place(instance))
            state[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.Field):
    """Text sealed with AES-256-GCM to (table, column, primary key); `str` or None in Python.

    The primary key must be known before INSERT (`common.ids.new_id`). The column holds bytea,
    so it can be neither filtered nor sorted: look things up by `BlindIndex` or keyed search.
    """

    empty_strings_allowed = True

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)  # type: ignore[misc]

    def get_internal_type(self) -> str:
        return "BinaryField"

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _OpensWhenRead(self))

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"

    def sealed(self, text: str, *, pk: Any) -> bytes:
        """Return a text as it is stored, for a statement that no instance writes."""
        return cipher.seal(text, place=f"{self.model._meta.db_table}.{self.column}.{pk}")

    def opened(self, value: Any, *, pk: Any) -> str:
        """Return the text of a value read by `values_list`, where no instance opens it; "" for none."""
        if not isinstance(value, Sealed):
            return str(value or "")
        return cipher.open_sealed(
            value.data, place=f"{self.model._meta.db_table}.{self.column}.{pk}"
        )

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | str | None:
        if value is None or not len(value):  # "" of a column added later: nothing to hide
            return value if value is None else ""
        return Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and not cipher.is_current(value.data):
            # Read before a rotation passed, written after it: it must not bring the old key back.
            with suppress(cipher.CannotOpen):
                return Sealed(cipher.resealed(value.data, place=self.place(model_instance)))
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(cipher.seal(str(value), place=self.place(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return connection.Database.Binary(value.data)
        if value == "":
            return connection.Database.Binary(b"")
        raise TypeError(
            f"{self.model.__name__}.{self.name} is written through its model, not by a query."
        )

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class BlindIndex(models.BinaryField):
    """Keyed digest of another field, written with it; `filter(phone_index="+7916…")` finds by value.

    `source` names the encrypted field, `normalise` turns a value into its one spelling.
    Remember both names in `update_fields`. Equal values are visible as equal, nothing else is.
    """

    def __init__(
        self,
        *args: Any,
        source: str = "",
        normalise: Callable[[str], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.source = source
        self.normalise = normalise
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def check(self, **kwargs: Any) -> list[Any]:
        try:
            self.model._meta.get_field(self.source)
        except FieldDoesNotExist as error:
            raise TypeError(
                f"{self.model.__name__}.{self.name}: no field {self.source!r}."
            ) from error
        return super().check(**kwargs)

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def digest(self, value: str) -> bytes:
        """Return what is stored for a value: its digest under the current index key."""
        return keyed_digest(self._one_spelling(value), place=self.place)

    def digests(self, value: str) -> list[bytes]:
        """Return what may be stored for a value: several while an index key is replaced."""
        return keyed_digests(self._one_spelling(value), place=self.place)

    def _one_spelling(self, value: str) -> str:
        return self.normalise(value) if self.normalise else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.source)
        digest = self.digest(value) if value else None
        setattr(model_instance, self.attname, digest)
        if value:
            refuse_twin(model_instance, self, self.digests(value))
        return digest

    def get_prep_value(self, value: Any) -> Any:
        return self.digest(value) if isinstance(value, str) else super().get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = self.digest(value)
        return super().get_db_prep_value(value, connection, prepared)


@BlindIndex.register_lookup
class _SameValue(lookups.In):
    """`phone_index="+7916…"`: equal to a digest of the value under any index key in use."""

    lookup_name = "exact"

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, rhs if rhs is None else _all_digests(lhs.output_field, [rhs]))

    def get_prep_lookup(self) -> Any:
        return None if self.rhs is None else super().get_prep_lookup()  # None: Django asks IS NULL


@BlindIndex.register_lookup
class _OneOfValues(lookups.In):
    """`phone_index__in=[…]`, each under any index key in use."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        is_list = isinstance(rhs, list | tuple | set | frozenset)
        super().__init__(lhs, _all_digests(lhs.output_field, rhs) if is_list else rhs)


def _all_digests(field: BlindIndex, values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        found += field.digests(value) if isinstance(value, str) else [value]
    return found
