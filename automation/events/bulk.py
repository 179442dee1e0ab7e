"""Facts of bulk runs. The first field is the subject; each appeal's change has its own fact."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BulkStarted:
    """A person set a mass action going over `total` appeals; `steps` are the names of its steps."""

    run_id: UUID
    starter_id: UUID
    steps: list[str]
    total: int
    by_filter: bool


@dataclass(frozen=True, slots=True)
class BulkFinished:
    run_id: UUID
    starter_id: UUID
    changed: int
    refused: int


@dataclass(frozen=True, slots=True)
class BulkCancelled:
    """Somebody stopped it; what was done stays done."""

    run_id: UUID
    starter_id: UUID


@dataclass(frozen=True, slots=True)
class BulkUndoAsked:
    run_id: UUID
    starter_id: UUID


@dataclass(frozen=True, slots=True)
class BulkUndone:
    """What nobody had touched since is as it was; `kept` appeals are not."""

    run_id: UUID
    starter_id: UUID
    undone: int
    kept: int
