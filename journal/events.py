"""Facts about the journal itself and about refusals: past tense, ids and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccessDenied:
    """Somebody signed in asked for what is not theirs to do.

    `operation` is the address's name (`desk:ticket-move`), `policy` the predicate that said no, when
    one did, `thing` the number or id in the address.
    """

    operation: str
    method: str
    policy: str
    thing: str


@dataclass(frozen=True, slots=True)
class DenialsSuppressed:
    """One actor was refused so often that further refusals of this hour are only counted."""

    actor_id: str
    limit: int


@dataclass(frozen=True, slots=True)
class JournalRead:
    """Somebody read the journal: `form` page or csv, `filters` as `name:code`."""

    reader_id: UUID
    form: str
    filters: list[str]


@dataclass(frozen=True, slots=True)
class LooksReported:
    """Somebody at the command line asked who saw `thing` (citizen:id or attachment:id)."""

    thing: str
    days: int


@dataclass(frozen=True, slots=True)
class ChainVerified:
    """The whole chain was read. `verdict` is `whole` or the code of the first finding."""

    chain: str
    seals: int
    verdict: str
    bad_seq: int | None
    bad_entry_id: int | None
