"""What a virus scanner must be able to do."""

from pathlib import Path
from typing import Protocol


class ScannerUnavailable(Exception):
    """The scanner gave no verdict; ask again later. The file stays closed (U-08)."""


class Scanner(Protocol):
    def is_clean(self, path: Path) -> bool:
        """Return the verdict; raises ScannerUnavailable. No answer is never a clean one."""
        ...
