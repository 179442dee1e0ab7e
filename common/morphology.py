"""The dictionary of Russian words: one for the process, loaded when first asked for (40 MB)."""

import logging
from functools import cache
from typing import Any


@cache
def analyzer() -> Any:
    """Return the analyzer of pymorphy3; `parse(word)` gives its readings, likeliest first."""
    import pymorphy3  # the import alone costs what most processes never need

    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it says aloud which files it reads
    return pymorphy3.MorphAnalyzer(lang="ru")
