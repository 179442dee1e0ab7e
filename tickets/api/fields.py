"""Fields and serializers that take exactly what the schema says: no guessing, no coercion."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

SHOWN_KEYS = 10
SHOWN_KEY_LENGTH = 40


class Strict(serializers.Serializer[Any]):
    """Refuses what it does not know (Z-08): an unknown name is a 400, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name[:SHOWN_KEY_LENGTH]: ["Такого поля нет."] for name in unknown[:SHOWN_KEYS]}
                )
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A string and nothing that could be turned into one; NUL and half characters are refused."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    """true or false, not "yes" and not 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    """A UUID written as a string."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > 36:
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Code(serializers.ChoiceField):
    """One of the listed codes, written as a string; a wrong one is not repeated at length."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=str(data)[:SHOWN_KEY_LENGTH])
        return data
