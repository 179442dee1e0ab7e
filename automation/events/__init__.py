"""Facts of automation, past tense, ids and codes only."""

from automation.events.bulk import (
    BulkCancelled,
    BulkFinished,
    BulkStarted,
    BulkUndoAsked,
    BulkUndone,
)
from automation.events.macros import MacroRemoved, MacroSaved, MacroUsed
from automation.events.rules import RuleRan, RuleSaved, RuleSwitched

__all__ = [
    "BulkCancelled",
    "BulkFinished",
    "BulkStarted",
    "BulkUndoAsked",
    "BulkUndone",
    "MacroRemoved",
    "MacroSaved",
    "MacroUsed",
    "RuleRan",
    "RuleSaved",
    "RuleSwitched",
]
