"""What is true of all appeals of one filling: reference data, people of the desk, moments."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from bench.texts import Text, pool

TEXTS = 5_000
YEAR = timedelta(days=365)
CITIZENS_WITH_SIGN_IN = 32
APPEALS_OF_ONE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the rows are made of; the same plan makes the same appeals."""

    size: int
    now: datetime
    lines: tuple[UUID, ...]
    departments: tuple[UUID, ...]
    topics: tuple[int, ...]
    policy: int
    # those who work in each line
    workers: dict[UUID, tuple[UUID, ...]]
    texts: list[Text] = field(repr=False)

    @property
    def citizens(self) -> int:
        return max(CITIZENS_WITH_SIGN_IN, self.size // APPEALS_OF_ONE)

    def registered_at(self, index: int) -> datetime:
        """Return when an appeal came: evenly over a year, the last one an hour ago."""
        share = (index + 1) / self.size
        return self.now - timedelta(hours=1) - YEAR * (1 - share)


def texts_for(size: int) -> list[Text]:
    return pool(min(size, TEXTS))


def key_of(table: int, index: int, at: datetime) -> UUID:
    """Return the UUIDv7 of a row: told by its moment, its table and its index."""
    stamp = int(at.timestamp() * 1000)
    return UUID(int=stamp << 80 | 0x7 << 76 | table << 64 | 0b10 << 62 | index)
