"""The shipped articles as an engine without a database, and how well it answers queries."""

import random
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from faq.reference import shipped_articles, shipped_synonyms
from faq.search.engine import Engine
from faq.search.index import Document

QUERIES = Path(__file__).parent / "data" / "queries.txt"
Pairs = Sequence[tuple[str, str]]


def own_queries() -> list[tuple[str, str]]:
    lines = QUERIES.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(code, query) for code, query in rows]


def engine(*, without: Collection[tuple[str, str]] = ()) -> Engine:
    """Return an engine of what is shipped, without some (code, wording) pairs."""
    return Engine([_document(row, without) for row in shipped_articles()], shipped_synonyms())


def held_out(parts: int = 5, seed: int = 1) -> list[tuple[Engine, Pairs]]:
    """Return engines that never saw a fifth of the wordings, each with that fifth as queries."""
    pairs = [(row["code"], text) for row in shipped_articles() for text in row["also_asked"]]
    random.Random(seed).shuffle(pairs)
    return [(engine(without=set(pairs[at::parts])), pairs[at::parts]) for at in range(parts)]


def shares(found_by: Engine, pairs: Pairs) -> tuple[float, float]:
    """Return the shares of queries whose article came first, and among the first three."""
    places = [_place(found_by, code, query) for code, query in pairs]
    return places.count(0) / len(places), sum(place < 3 for place in places) / len(places)


def misses(found_by: Engine, pairs: Pairs) -> Iterable[tuple[str, str, list[str]]]:
    for code, query in pairs:
        codes = [hit.code for hit in found_by.search(query, limit=3).hits]
        if codes[:1] != [code]:
            yield code, query, codes


def _place(found_by: Engine, code: str, query: str) -> int:
    codes = [hit.code for hit in found_by.search(query).hits]
    return codes.index(code) if code in codes else 99


def _document(row: dict[str, Any], without: Collection[tuple[str, str]]) -> Document:
    steps = [block.get("items") or [block["text"]] for block in row["blocks"] if _is_read(block)]
    return Document(
        id=uuid5(NAMESPACE_DNS, row["code"]),
        code=row["code"],
        question=row["question"],
        solution=row["solution"],
        asked=tuple(text for text in row["also_asked"] if (row["code"], text) not in without),
        body=" ".join(line for lines in steps for line in lines),
    )


def _is_read(block: dict[str, Any]) -> bool:
    return block["kind"] in {"text", "steps", "note"}
