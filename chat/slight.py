"""Dialogs and rows as the hot path holds them: named as in the models, so that the same policies and
faces are asked of them, and nothing of the ORM, which costs more than the statement itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rights:
    """What of a dialog its rights hang on, in the order of `statements.RIGHTS`."""

    pk: UUID
    citizen_id: UUID | None
    guest_digest: bytes | None
    team_id: UUID
    state: str
    operator_id: UUID | None


@dataclass(slots=True)
class Said:
    """A row that was said or read, its words open."""

    pk: UUID
    dialog_id: UUID
    seq: int
    cid: UUID
    kind: str
    side: str
    author: Any
    is_inner: bool
    text: str
    payload: Mapping[str, Any]
    at: datetime
