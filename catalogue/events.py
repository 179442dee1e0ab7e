"""Facts of the catalogue: past tense, ids and codes only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueSaved:
    """A row of reference data was created or changed; `row` is «table:key»."""

    row: str
