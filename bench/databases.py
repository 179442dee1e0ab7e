"""The databases of a run: ours and the bare one at each size, filled anew when they must be."""

import hashlib
from dataclasses import dataclass

from bench import place
from bench.seeding import plain
from gosuslugi_support.embedded.paths import ROOT

# Whatever shapes a row; when one of these changes, the databases are filled anew.
SHAPE = ("*/migrations/*.py", "bench/seeding/*.py", "bench/texts.py", "bench/bare/*.sql")

FOUNDED = "bench_founded"


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours and the bare project's database with as many appeals."""

    size: int

    @property
    def ours(self) -> str:
        return f"bench_{words_of(self.size)}"

    @property
    def bare(self) -> str:
        return f"bench_bare_{words_of(self.size)}"


def words_of(size: int) -> str:
    """Return «1k», «50k», «1m»."""
    if size % 1_000_000 == 0:
        return f"{size // 1_000_000}m"
    return f"{size // 1000}k" if size % 1000 == 0 else str(size)


def prepared(size: int, *, anew: bool = False) -> Pair:
    """Return both databases of a size, filled when they are missing or of another shape."""
    pair, shape = Pair(size), _shape()
    if anew or place.mark_of(pair.ours) != shape:
        print(f"Filling {pair.ours}: {size:,} appeals, sealed and searchable…", flush=True)
        place.new_database(pair.ours, like=_founded(shape))
        place.inside("fill", pair.ours, owner=True, size=size)
        place.set_mark(pair.ours, shape)
    if anew or place.mark_of(pair.bare) != shape:
        print(f"Filling {pair.bare}…", flush=True)
        plain.fill(pair.bare, size)
        place.set_mark(pair.bare, shape)
    return pair


def founded() -> str:
    """Return the database every other begins as, made anew when the shape has changed."""
    return _founded(_shape())


def _founded(shape: str) -> str:
    """Return the database every filled one begins as: migrated, with reference data and staff."""
    if place.mark_of(FOUNDED) != shape:
        place.new_database(FOUNDED)
        place.inside("found", FOUNDED, owner=True)
        place.set_mark(FOUNDED, shape)
    return FOUNDED


def _shape() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPE:
        for path in sorted(ROOT.glob(pattern)):
            if "tests" not in path.parts and ".venv" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
