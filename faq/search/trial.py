"""How well the search answers: known queries, and wordings it has not seen (cross-validation). Pure."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from faq.search.engine import Engine
from faq.search.index import Document

Pairs = Sequence[tuple[str, str]]  # (code of the right article, query)
FIRST_THREE = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """Queries asked, and the shares whose article came first and among the first three."""

    number: int
    first: float
    three: float


def tried(engine: Engine, pairs: Pairs) -> Trial:
    """Return how an engine answers queries whose article is known."""
    places = [_place(engine, code, query) for code, query in pairs]
    number = len(places) or 1
    three = sum(place < FIRST_THREE for place in places)
    return Trial(len(places), places.count(0) / number, three / number)


def missed(engine: Engine, pairs: Pairs) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (code, query, codes found) where the right article was not first."""
    for code, query in pairs:
        codes = [hit.code for hit in engine.search(query, limit=FIRST_THREE, inner=True).hits]
        if codes[:1] != [code]:
            yield code, query, codes


def cross_validated(
    documents: Sequence[Document], groups: Sequence[Sequence[str]], *, parts: int = 5, seed: int = 1
) -> Trial:
    """Return how other wordings are answered by an index that has never seen them: a part of all
    wordings is taken out and asked, `parts` times. Harder than life: wordings are made to differ.
    """
    pairs = [(document.code, text) for document in documents for text in document.asked]
    random.Random(seed).shuffle(pairs)  # noqa: S311 -- the same parts at every run
    trials = []
    for at in range(parts):
        out = pairs[at::parts]
        engine = Engine([_without(document, set(out)) for document in documents], groups)
        trials.append(tried(engine, out))
    number = sum(trial.number for trial in trials) or 1
    return Trial(
        sum(trial.number for trial in trials),
        sum(trial.first * trial.number for trial in trials) / number,
        sum(trial.three * trial.number for trial in trials) / number,
    )


def _place(engine: Engine, code: str, query: str) -> int:
    codes = [hit.code for hit in engine.search(query, inner=True).hits]
    return codes.index(code) if code in codes else len(codes) + FIRST_THREE


def _without(document: Document, out: Collection[tuple[str, str]]) -> Document:
    kept = tuple(text for text in document.asked if (document.code, text) not in out)
    return replace(document, asked=kept)
