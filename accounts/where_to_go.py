"""The routing table of registries: where a mismatch is put right (C08). Data: fixtures/where_to_go.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.shipped import shipped

SOURCE = Path(__file__).parent / "fixtures" / "where_to_go.yaml"


@dataclass(frozen=True, slots=True)
class Office:
    """Whom to go to, with what, and what is done there."""

    offices: tuple[str, ...]
    short: str
    take: str
    done: str

    @property
    def names(self) -> str:
        return " или ".join(self.offices)


@cache
def table() -> dict[str, Office]:
    """Return registry → where to go; every registry has a row."""
    rows = shipped(SOURCE)["registries"]
    return {
        registry: Office(tuple(row["offices"]), row["short"], row["take"], row["done"])
        for registry, row in rows.items()
    }


def office_of(registry: str) -> Office:
    return table()[registry]
