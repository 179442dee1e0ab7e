"""One value once, also while its digests stand under two index keys.

A unique index sees equal digests only. While an index key is replaced, two people who give the
same phone at once may write different digests of it: they queue up by an advisory lock on the
value and the second one is refused, with the same IntegrityError the index would have raised.
"""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, models
from django.db.models import Q, UniqueConstraint, Value

if TYPE_CHECKING:
    from common.fields import BlindIndex

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def refuse_twin(instance: models.Model, field: "BlindIndex", digests: list[bytes]) -> None:
    """Raise IntegrityError when another row holds the value under another index key.

    Costs nothing while one index key is in use; then the unique index alone decides.
    """
    if len(digests) < 2:
        return
    rules = [rule for rule in _rules(field) if _applies(rule, instance)]
    if not rules:
        return
    with connection.cursor() as cursor:
        # every process knows both keys by now, so all take the same lock, whichever they write by
        cursor.execute(_LOCK, [f"{field.place}:{min(digests, key=_age).hex()}"])
    others = type(instance)._base_manager.exclude(pk=instance.pk)
    for rule in rules:
        same = {name: getattr(instance, name) for name in rule.fields if name != field.name}
        found = others.filter(rule.condition or Q(), **{f"{field.name}__in": digests}, **same)
        if found.exists():
            raise IntegrityError(f"Another row of {field.place} holds this value ({rule.name}).")


def _age(digest: bytes) -> tuple[int, bytes]:
    """Order digests by the number of their key: the unmarked first key, then by the mark."""
    return len(digest), digest


def _rules(field: "BlindIndex") -> list[UniqueConstraint]:
    rules = [
        rule
        for rule in field.model._meta.constraints
        if isinstance(rule, UniqueConstraint) and field.name in rule.fields
    ]
    if field.unique:
        rules.append(UniqueConstraint(fields=[field.name], name=f"{field.place}_unique"))
    return rules


def _applies(rule: UniqueConstraint, instance: models.Model) -> bool:
    if rule.condition is None:
        return True
    against: dict[str, Any] = {}
    for name in rule.condition.referenced_base_fields:
        column: Any = instance._meta.get_field(name)
        against[name] = Value(getattr(instance, column.attname), output_field=_plain(column))
    return rule.condition.check(against)


def _plain(column: Any) -> Any:
    return column.target_field if column.is_relation else column
