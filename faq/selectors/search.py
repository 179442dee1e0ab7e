"""The search as pages, calls and commands ask it: `search_articles`.

Each process keeps an engine per language. One small query a search (`SearchStamp`) says whether
something changed since: then only the changed articles are read anew, so what is published is found
at once, in every process.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Now

from common.memo import Memo
from faq.models import (
    Article,
    ArticleVersion,
    Audience,
    Feedback,
    Language,
    SearchLog,
    SearchStamp,
    SynonymGroup,
)
from faq.policies import can_read_inner
from faq.search.engine import Engine, Found, Hit
from faq.search.index import Document
from faq.search.ranking import Learned, key_of
from faq.states import State

__all__ = ["Found", "Hit", "key_for", "search_articles"]

LONGEST_QUERY = 300
LEARNS_FROM = timedelta(days=60)
LEARNS_EVERY_S = 300.0
# Doubt added to every count, so that one click or one opinion moves nothing much.
DOUBT = 8
READ_BLOCKS = frozenset({"text", "steps", "note"})


def search_articles(
    query: str, *, user: Any, language: str = Language.RU, limit: int = 10, typing: bool = False
) -> Found:
    """Return published articles the reader may see, best first, with matched words marked.

    `typing`: the last word may be only a beginning. Not translated articles are found in Russian.
    """
    engine = engine_for(language).taught(_learned.get())
    text = query[:LONGEST_QUERY]
    return engine.search(text, limit=limit, inner=can_read_inner(user), typing=typing)


def key_for(query: str, language: str = Language.RU) -> tuple[str, ...]:
    """Return what queries with the same words, in any form and order, have in common."""
    return key_of(engine_for(language).read(query[:LONGEST_QUERY]))


def engine_for(language: str) -> Engine:
    """Return the engine of a language, as new as the database."""
    shelf = _shelf.get()
    stamp = SearchStamp.objects.values_list("number", flat=True).first() or 0
    kept = shelf.kept.get(language)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    with shelf.lock:
        kept = shelf.kept.get(language)
        if kept is None or kept[0] > stamp:
            engine = Engine(published_documents(language), synonym_groups())
        elif kept[0] < stamp:
            engine = _followed(kept[1], language, since=kept[0])
        else:
            return kept[1]
        shelf.kept[language] = (stamp, engine)
        return engine


@dataclass
class _Shelf:
    kept: dict[str, tuple[int, Engine]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


def _followed(engine: Engine, language: str, *, since: int) -> Engine:
    changed = Article.objects.filter(stamp__gt=since)
    documents = _documents(language, changed)
    gone = set(changed.values_list("pk", flat=True)) - {document.id for document in documents}
    return engine.changed(documents, gone, synonym_groups())


def published_documents(language: str) -> list[Document]:
    """Return every published article as the search reads it."""
    return _documents(language, Article.objects.all())


def synonym_groups() -> list[list[str]]:
    """Return the editors' groups of words that mean the same."""
    return list(SynonymGroup.objects.order_by("pk").values_list("terms", flat=True))


def _documents(language: str, articles: Any) -> list[Document]:
    """Return what is published of the articles: the language's text, with the Russian one beside."""
    rows = ArticleVersion.objects.filter(
        state=State.PUBLISHED, language__in={language, Language.RU}, article__in=articles
    )
    texts: dict[UUID, dict[str, ArticleVersion]] = defaultdict(dict)
    for version in rows.select_related("article__category", "article__topic"):
        texts[version.article_id][version.language] = version
    found = [_document(of, language) for of in texts.values() if Language.RU in of]
    return sorted(found, key=lambda document: document.code)


def _document(versions: dict[str, ArticleVersion], language: str) -> Document:
    russian = versions[Language.RU]
    shown, article = versions.get(language, russian), russian.article
    asked = list(shown.also_asked)
    body = _body(shown.blocks)
    if shown is not russian:
        asked += [russian.question, *russian.also_asked]
        body = f"{body} {russian.solution} {_body(russian.blocks)}"
    return Document(
        id=article.pk,
        code=article.code,
        question=shown.question,
        solution=shown.solution,
        asked=tuple(asked),
        body=body,
        around=f"{article.category.title} {article.topic.title}",
        is_public=article.audience == Audience.PUBLIC,
        language=shown.language,
    )


def _body(blocks: Iterable[dict[str, Any]]) -> str:
    words: list[str] = []
    for block in blocks:
        if block["kind"] in READ_BLOCKS:
            words += block.get("items") or [block["text"]]
    return " ".join(words)


def _learn() -> Learned:
    """Return what clicks and opinions of the last weeks have taught, each with doubt."""
    since = Now() - LEARNS_FROM
    opinions = Feedback.objects.filter(at__gt=since).values("version__article")
    reputation = {
        row["version__article"]: (row["yes"] - row["no"]) / (row["yes"] + row["no"] + DOUBT)
        for row in opinions.annotate(
            yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
        ).order_by()
    }
    clicks = SearchLog.objects.filter(at__gt=since, clicked__isnull=False).exclude(terms=[])
    chosen: dict[tuple[str, ...], dict[UUID, float]] = defaultdict(dict)
    for terms, article, number in (
        clicks.order_by().values_list("terms", "clicked").annotate(number=Count("pk"))
    ):
        chosen[tuple(terms)][article] = number
    for counts in chosen.values():
        total = sum(counts.values()) + DOUBT
        for article in counts:
            counts[article] /= total
    return Learned(reputation, dict(chosen))


_shelf = Memo(_Shelf, seconds=float("inf"))
_learned = Memo(_learn, seconds=LEARNS_EVERY_S)
