"""Tables of automation."""

from automation.models.bulk import BulkRow, BulkRun
from automation.models.macros import Macro, MacroFavourite
from automation.models.rules import Rule, RuleRun, RuleVersion

__all__ = ["BulkRow", "BulkRun", "Macro", "MacroFavourite", "Rule", "RuleRun", "RuleVersion"]
