"""Facts of macros. The first field is the subject."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MacroSaved:
    """A macro was made or changed; `steps` are the names of its steps."""

    macro_id: UUID
    scope: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class MacroRemoved:
    macro_id: UUID
    scope: str


@dataclass(frozen=True, slots=True)
class MacroUsed:
    """A person ran a macro on an appeal; each of its steps has its own fact beside this one."""

    ticket_id: UUID
    macro_id: UUID
    steps: list[str]
