"""Tables of automation."""

from automation.models.bulk import BulkRow, BulkRun
from automation.models.macros import Macro, MacroFavourite

__all__ = ["BulkRow", "BulkRun", "Macro", "MacroFavourite"]
