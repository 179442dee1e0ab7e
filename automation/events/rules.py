"""Facts of rules. The first field is the subject."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RuleSaved:
    """A rule was made or changed: a new version is in force; `steps` are the names of its steps."""

    rule_id: UUID
    version: int
    trigger: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class RuleSwitched:
    """A rule was switched on or off; `why` is by_hand or failures."""

    rule_id: UUID
    version: int
    is_on: bool
    why: str


@dataclass(frozen=True, slots=True)
class RuleRan:
    """A rule looked at an appeal that fits it; each of its steps has its own fact beside this one."""

    ticket_id: UUID
    rule_id: UUID
    version: int
    run_id: UUID
    outcome: str
