"""Renewing values under the current key: short batches of locked rows, nothing to remember.

What is left is told by the values themselves (each names its key), so a killed rotation goes on
where it was, and the house works meanwhile: old values open by old keys, lookups ask for both.
A batch takes its rows with SKIP LOCKED and reads them under the lock, so it never waits for a
writer, and a writer's change is never overwritten by what stood there before.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import IntegrityError, connection, transaction
from psycopg2 import sql

from common.crypto import cipher, digests, keys
from common.crypto.columns import Sealing, sealings
from common.fields import BlindIndex
from common.keyed_search import KeyedVectorField, tokens_under
from common.models import DataKey

BATCH = 200
Place = tuple[str, Any]


class SealedStore(Protocol):
    """Sealed values outside columns of their own: small, renewed in one go."""

    name: str

    def numbers(self) -> Counter[int]:
        """Return how many values each key seals."""
        ...

    def renew(self) -> int:
        """Seal everything with the current key; return how many values were changed."""
        ...


_stores: list[SealedStore] = []


def register_store(store: SealedStore) -> None:
    """Name sealed values that are not `EncryptedText` columns; called once at start."""
    if store.name not in {known.name for known in _stores}:
        _stores.append(store)


@dataclass(slots=True)
class Left:
    """Values that could not be renewed: «table.column» and the row's key, never the value."""

    unreadable: set[Place] = field(default_factory=set)
    twins: set[Place] = field(default_factory=set)

    def rows_of(self, table: str) -> list[Any]:
        return [key for place, key in self.unreadable | self.twins if place.split(".")[0] == table]

    def __bool__(self) -> bool:
        return bool(self.unreadable or self.twins)


def tables_of(purpose: str) -> list[Sealing]:
    """Return the tables with values that depend on keys of this purpose."""
    return [one for one in sealings() if _columns(one, purpose)]


def stale_rows(purpose: str) -> dict[str, int]:
    """Return how many rows of each table hold a value under another than the current key."""
    found = {one.table: _count(one, purpose) for one in tables_of(purpose)}
    if purpose == DataKey.ENCRYPT:
        current = keys.ring().current
        for store in _stores:
            numbers = store.numbers()
            found[store.name] = sum(numbers.values()) - numbers[current]
    return {name: count for name, count in found.items() if count}


def renew(purpose: str, *, left: Left, told: Callable[[str, int], None], size: int = BATCH) -> int:
    """Renew every stale row once; rows somebody holds are left for the next call. Return how many."""
    done = 0
    for one in tables_of(purpose):
        for count in _pass(one, purpose, left, size):
            done += count
            told(one.table, count)
    if purpose == DataKey.ENCRYPT:
        for store in _stores:
            count = store.renew()
            done += count
            told(store.name, count)
    return done


def _pass(one: Sealing, purpose: str, left: Left, size: int) -> Iterator[int]:
    after: Any = None
    while True:
        rows = renew_batch(one, purpose, left=left, after=after, size=size)
        if not rows:
            return
        yield len(rows)
        after = rows[-1]


@transaction.atomic
def renew_batch(
    one: Sealing, purpose: str, *, left: Left, after: Any = None, size: int = BATCH
) -> list[Any]:
    """Renew the next stale rows after a key; return their keys."""
    columns = _columns(one, purpose)
    read = [_read_for(one, column) for column in columns]
    found = _locked(one, purpose, read, after, [*left.rows_of(one.table)], size)
    fresh: dict[Any, list[Any]] = {row[0]: [] for row in found}
    for place, column in enumerate(columns, start=1):
        make = _maker(one, purpose, column, found)
        for row in found:
            try:
                fresh[row[0]].append(make(row[0], row[place]))
            except cipher.CannotOpen:
                left.unreadable.add((f"{one.table}.{column.column}", row[0]))
                fresh[row[0]].append(None)
    _write(one, columns, {key: new for key, new in fresh.items() if None not in new}, left)
    # a row with an unreadable value keeps it, and gets the rest
    partial = {key: new for key, new in fresh.items() if None in new}
    for key, new in partial.items():
        kept = [(c, value) for c, value in zip(columns, new, strict=True) if value is not None]
        _write(one, [c for c, _ in kept], {key: [value for _, value in kept]}, left)
    return [row[0] for row in found]


class _Nothing:
    """A value that is to become NULL, told apart from one that could not be made."""


NULL = _Nothing()


def _maker(
    one: Sealing, purpose: str, column: Any, rows: Sequence[Any]
) -> Callable[[Any, Any], Any]:
    """Return the function that makes a column's new value of (row's key, value read)."""
    if purpose == DataKey.ENCRYPT:
        place = f"{one.table}.{column.column}"

        def reseal(key: Any, old: Any) -> Any:
            if not old:
                return NULL if old is None else bytes(old)
            return cipher.resealed(bytes(old), place=f"{place}.{key}")

        return reseal
    if isinstance(column, BlindIndex):
        read: Any = one.model._meta.get_field(column.source)
        source = f"{one.table}.{read.column}"

        def digest(key: Any, sealed: Any) -> Any:
            text = cipher.open_sealed(bytes(sealed), place=f"{source}.{key}") if sealed else ""
            return column.digest(text) if text else NULL

        return digest
    made = column.made_anew([row[0] for row in rows])
    return lambda key, _: made[key]


def _read_for(one: Sealing, column: Any) -> Any:
    """Return what a new value is made of: the value, the text under a digest, or the key alone."""
    if isinstance(column, BlindIndex):
        return one.model._meta.get_field(column.source)
    return one.key if isinstance(column, KeyedVectorField) else column


def _columns(one: Sealing, purpose: str) -> list[Any]:
    return list(one.sealed if purpose == DataKey.ENCRYPT else one.indexed)


def _stale(one: Sealing, purpose: str) -> sql.Composed:
    """Return the condition of rows with a value under another than the current key."""
    ring = keys.ring()
    parts = []
    for column in _columns(one, purpose):
        name = sql.Identifier(column.column)
        if purpose == DataKey.ENCRYPT:
            head = sql.Literal(cipher.head_of(ring.current))
            part = sql.SQL("(length({0}) > 0 AND substring({0} FROM 1 FOR 5) <> {1})").format(
                name, head
            )
        elif isinstance(column, BlindIndex):
            begins = digests.mark(ring.current_index)
            part = sql.SQL("(length({0}) <> {1} OR substring({0} FROM 1 FOR {2}) <> {3})").format(
                name, *map(sql.Literal, (len(begins) + digests.SIZE, len(begins), begins))
            )
        else:
            others = [number for number in ring.index if number != ring.current_index]
            old = " | ".join(tokens_under(number) for number in others) or "0none"
            part = sql.SQL("{} @@ {}::tsquery").format(name, sql.Literal(old))
        parts.append(part)
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))


def _count(one: Sealing, purpose: str) -> int:
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
        sql.Identifier(one.table), _stale(one, purpose)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _locked(
    one: Sealing, purpose: str, read: Sequence[Any], after: Any, but: list[Any], size: int
) -> list[Any]:
    """Lock the next stale rows nobody holds; what is read is what stands there now."""
    key = sql.Identifier(one.key.column)
    wanted = [_stale(one, purpose)]
    if after is not None:
        wanted.append(sql.SQL("{} > {}").format(key, sql.Literal(after)))
    if but:
        wanted.append(sql.SQL("{} <> ALL({})").format(key, sql.Literal(but)))
    statement = sql.SQL(
        "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {} FOR NO KEY UPDATE SKIP LOCKED"
    ).format(
        sql.SQL(", ").join([key, *(sql.Identifier(column.column) for column in read)]),
        sql.Identifier(one.table),
        sql.SQL(" AND ").join(wanted),
        key,
        sql.Literal(size),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _write(one: Sealing, columns: Sequence[Any], rows: dict[Any, list[Any]], left: Left) -> None:
    """Write all rows by one statement; where two rows turn out to be twins, one by one."""
    if not rows or not columns:
        return
    try:
        with transaction.atomic():
            _update(one, columns, rows)
    except IntegrityError:
        if len(rows) == 1:
            left.twins.add((f"{one.table}.{columns[0].column}", next(iter(rows))))
            return
        for key, new in rows.items():
            _write(one, columns, {key: new}, left)


def _update(one: Sealing, columns: Sequence[Any], rows: dict[Any, list[Any]]) -> None:
    types = [column.db_type(connection) for column in columns]
    line = sql.SQL("({})").format(
        sql.SQL(", ").join(
            sql.SQL(f"%s::{kind}") for kind in [one.key.rel_db_type(connection), *types]
        )
    )
    names = [sql.Identifier(column.column) for column in columns]
    statement = sql.SQL(
        "UPDATE {table} SET {sets} FROM (VALUES {rows}) AS fresh (row_key, {names})"
        " WHERE {table}.{key} = fresh.row_key"
    ).format(
        table=sql.Identifier(one.table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = fresh.{0}").format(name) for name in names),
        rows=sql.SQL(", ").join([line] * len(rows)),
        names=sql.SQL(", ").join(names),
        key=sql.Identifier(one.key.column),
    )
    given = [
        value if not isinstance(value, _Nothing) else None
        for key, new in rows.items()
        for value in (key, *new)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
