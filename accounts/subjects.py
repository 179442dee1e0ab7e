"""Everything the house knows about one person: each app gives its part by a provider (decisions 3).

An app implements `SubjectProvider` and names it in `gosuslugi_support/wiring.py`; the export, the
erasure and «кто смотрел мои данные» ask all of them and know none. A table that points at a person
and stands in no provider fails `tests/accounts/rights/test_coverage.py` (D-08).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model, QuerySet

from common.fields import EncryptedText

Row = Mapping[str, Any]
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data: the profile with everything joined to it, its sign-ins, all its addresses."""

    profile_ids: tuple[UUID, ...]
    user_ids: tuple[UUID, ...]
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an export. `rows` is called once for JSON and once for the page, and streams."""

    code: str
    title: str
    labels: Mapping[str, str]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """A file of the person: its place in the archive and its bytes, a piece at a time."""

    path: str
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something may not be erased yet; `until` is None while nobody can say."""

    what: str
    why: str
    article: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """How much of one kind is kept about the person."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What of the journal tells about the person: subjects with their names, facts with words."""

    subjects: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


class SubjectProvider(Protocol):
    """One app's part of what is known about a person."""

    @property
    def name(self) -> str: ...

    @property
    def covers(self) -> Mapping[str, str]:
        """Table label ("tickets.Ticket") -> what becomes of it on erasure."""
        ...

    def sections(self, subject: Subject) -> Iterable[Section]: ...

    def files(self, subject: Subject) -> Iterator[SubjectFile]: ...

    def held(self, subject: Subject) -> list[Held]: ...

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]: ...

    def looked(self, subject: Subject) -> Looked: ...

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]: ...


_providers: dict[str, SubjectProvider] = {}


def register(provider: SubjectProvider) -> None:
    """Take an app's provider in; called from wiring only. Upper apps come first in erasure."""
    _providers[provider.name] = provider


def providers() -> list[SubjectProvider]:
    """Return the providers, lower apps first."""
    return list(_providers.values())


def rows_of(
    found: QuerySet[Any], names: Iterable[str], /, **made: Callable[[Any], Any]
) -> Callable[[], Iterator[Row]]:
    """Return a stream of a table's rows with these fields; `made` adds values of its own."""
    names = tuple(names)

    def rows() -> Iterator[Row]:
        for instance in found.iterator(chunk_size=CHUNK):
            row = {name: _shown(instance, name) for name in names}
            yield row | {name: make(instance) for name, make in made.items()}

    return rows


def labels_of(model: type[Model], names: Iterable[str], /, **made: str) -> dict[str, str]:
    """Return what people call the fields."""
    labels = {name: str(model._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]
    return labels | made


def section(
    code: str,
    title: str,
    found: QuerySet[Any],
    names: Iterable[str],
    /,
    **made: tuple[str, Callable[[Any], Any]],
) -> Section:
    """Return a part of the export that is one table's rows; `made` is name=(label, value of a row)."""
    names = tuple(names)
    labels = labels_of(found.model, names, **{name: label for name, (label, _) in made.items()})
    return Section(
        code,
        title,
        labels,
        rows_of(found, names, **{name: make for name, (_, make) in made.items()}),
    )


def overwrite(found: QuerySet[Any], **words: Any) -> int:
    """Replace fields of rows one by one (sealed values are written through their model); return how many."""
    done = 0
    for row in found.only("pk", *words).iterator(chunk_size=CHUNK):
        for name, value in words.items():
            setattr(row, name, value)
        row.save(update_fields=list(words))
        done += 1
    return done


def _shown(instance: Model, name: str) -> Any:
    column = instance._meta.get_field(name)
    value = getattr(instance, name)
    if getattr(column, "choices", None) and not isinstance(column, EncryptedText):
        return str(getattr(instance, f"get_{name}_display")())
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | dict | str | int | bool) or value is None:
        return value
    return str(value)
