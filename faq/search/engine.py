"""One search from words to ordered articles, over an index that follows the published versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from faq.search.index import Document, Index, Vocabulary
from faq.search.marks import Mark, marked, wanted_lemmas
from faq.search.query import Query, Reader
from faq.search.ranking import Learned, Scored, rank
from faq.search.synonyms import Synonyms

__all__ = ["Engine", "Found", "Hit", "Mark"]

# Weaker than this nothing is shown: better to say that nothing was found.
WEAKEST = 0.08
# So many changed documents beside the big index; more, and it is built anew.
MOST_BESIDE = 300


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found: what to show of it, with matched words marked. `score` is 0 to about 1."""

    article_id: UUID
    code: str
    question: str
    solution: str
    score: float
    question_marks: tuple[Mark, ...] = ()
    solution_marks: tuple[Mark, ...] = ()
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found. `read_as` is how it was understood when that differs from what was typed."""

    hits: list[Hit]
    read_as: str = ""


class Engine:
    """An index of published articles in one language, with synonyms and what use has taught."""

    def __init__(
        self,
        documents: Sequence[Document],
        groups: Iterable[Sequence[str]] = (),
        learned: Learned | None = None,
    ) -> None:
        self._groups = tuple(tuple(group) for group in groups)
        self._learned = learned or Learned()
        self._base = Index(documents)
        self._beside = Index(())
        self._hidden: frozenset[int] = frozenset()
        self._settle()

    def changed(
        self,
        documents: Sequence[Document],
        gone: Iterable[UUID],
        groups: Iterable[Sequence[str]],
    ) -> "Engine":
        """Return an engine that knows these documents anew and forgets those that are gone."""
        fresh = {document.id: document for document in documents}
        away = {*gone, *fresh}
        beside = [one for one in self._beside.documents if one.id not in away] + list(documents)
        if len(beside) > MOST_BESIDE:
            kept = [one for one in self._kept() if one.id not in away]
            return Engine([*kept, *documents], groups, self._learned)
        new = Engine.__new__(Engine)
        new._groups = tuple(tuple(group) for group in groups)
        new._learned, new._base = self._learned, self._base
        new._beside = Index(beside)
        places = self._base.number_of
        new._hidden = self._hidden | {places[key] for key in away if key in places}
        new._settle()
        return new

    def taught(self, learned: Learned) -> "Engine":
        """Return the same engine with what use has taught since."""
        new = Engine.__new__(Engine)
        for name in ("_groups", "_base", "_beside", "_hidden", "_known", "_reader"):
            setattr(new, name, getattr(self, name))
        new._learned = learned
        return new

    def read(self, text: str, *, typing: bool = False) -> Query:
        return self._reader.read(text, typing=typing)

    def search(
        self, text: str, *, limit: int = 10, inner: bool = False, typing: bool = False
    ) -> Found:
        """Return the best articles; `inner`: those for colleagues too; `typing`: the last word may
        be a beginning. An article's code puts it first.
        """
        query = self._reader.read(text, typing=typing)
        shelves = [(self._base, self._hidden), (self._beside, frozenset[int]())]
        ranked = rank(query, shelves, self._known, self._learned)
        if query.code:
            ranked = self._by_code(query.code) + ranked
        wanted = wanted_lemmas(query)
        hits: dict[str, Hit] = {}
        for one in ranked:
            document = one.index.documents[one.number]
            if one.score < WEAKEST or len(hits) == limit:
                break
            if inner or document.is_public:
                hits.setdefault(document.code, _hit(document, one.score, wanted))
        return Found(list(hits.values()), query.read)

    def _by_code(self, code: str) -> list[Scored]:
        for index, hidden in ((self._beside, frozenset[int]()), (self._base, self._hidden)):
            number = index.by_code.get(code)
            if number is not None and number not in hidden:
                return [Scored(index, number, 1.0)]
        return []

    def _kept(self) -> list[Document]:
        base = [one for at, one in enumerate(self._base.documents) if at not in self._hidden]
        return [*base, *self._beside.documents]

    def _settle(self) -> None:
        self._known = Vocabulary((self._base, self._beside))
        self._reader = Reader(self._known, Synonyms(self._groups))


def _hit(document: Document, score: float, wanted: frozenset[str]) -> Hit:
    return Hit(
        article_id=document.id,
        code=document.code,
        question=document.question,
        solution=document.solution,
        score=round(score, 4),
        question_marks=marked(document.question, wanted),
        solution_marks=marked(document.solution, wanted),
        language=document.language,
    )
