"""The shipped articles as documents without a database, and our own queries."""

from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from faq.reference import shipped_articles, shipped_synonyms
from faq.search.engine import Engine
from faq.search.index import Document

DATA = Path(__file__).parent / "data"


def queries_of(name: str) -> list[tuple[str, str]]:
    """Return (code, query) of a file in data/."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(code, query) for code, query in rows]


@cache
def documents() -> list[Document]:
    return [_document(row) for row in shipped_articles()]


def engine() -> Engine:
    return Engine(documents(), shipped_synonyms())


def _document(row: dict[str, Any]) -> Document:
    read = [block for block in row["blocks"] if block["kind"] in {"text", "steps", "note"}]
    lines = [line for block in read for line in block.get("items") or [block["text"]]]
    return Document(
        id=uuid5(NAMESPACE_DNS, row["code"]),
        code=row["code"],
        question=row["question"],
        solution=row["solution"],
        asked=tuple(row["also_asked"]),
        body=" ".join(lines),
    )
