"""Fills the tables with the articles, regulations and synonyms the house ships. Safe at every start.

What people changed since stays: only what is missing comes in.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from common.actors import SYSTEM
from common.shipped import shipped
from faq.actions.publishing import publish
from faq.actions.reviews import save_regulation
from faq.actions.videos import (
    VideoSpec,
    VideoText,
    attach_film,
    create_video,
    show_version,
    write_version,
)
from faq.actions.words import save_synonyms
from faq.actions.writing import (
    ArticleSpec,
    Seen,
    VersionText,
    create_article,
    save_draft,
)
from faq.events import FaqReferenceLoaded
from faq.films import kept_film, stem_of
from faq.models import Article, Category, Language, Regulation, SynonymGroup, Video
from journal.facts import record
from topics.models import Topic

SOURCES = Path(__file__).parent / "fixtures"
REVIEW_EVERY = timedelta(days=180)


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create what is missing; return how many things came in."""
    return sum(_loaded(name, load(now), now) for name, load in _LOADERS.items())


def _loaded(name: str, number: int, now: datetime) -> int:
    if number:
        record(FaqReferenceLoaded(name, number), by=SYSTEM, at=now)
    return number


def _categories(now: datetime) -> int:
    known = set(Category.objects.values_list("code", flat=True))
    rows = [row for row in _reference()["categories"] if row["code"] not in known]
    Category.objects.bulk_create(
        Category(
            code=row["code"],
            title=row["title"],
            ivr_prefix=str(row["ivr_prefix"]),
            order=row["order"],
            needs_approval=row.get("needs_approval", False),
        )
        for row in rows
    )
    return len(rows)


def _regulations(now: datetime) -> int:
    known = set(Regulation.objects.values_list("code", flat=True))
    rows = [row for row in _reference()["regulations"] if row["code"] not in known]
    for row in rows:
        regulation = Regulation(
            code=row["code"],
            title=row["title"],
            cited=row.get("cited", ""),
            url=row.get("url", ""),
            is_verified=row.get("verified", False),
        )
        save_regulation(regulation=regulation, by=SYSTEM, now=now)
    return len(rows)


def _articles(now: datetime) -> int:
    known = set(Article.objects.values_list("code", flat=True))
    categories = {row.code: row for row in Category.objects.all()}
    topics = {row.code: row for row in Topic.objects.all()}
    missing = [row for row in shipped_articles() if row["code"] not in known]
    for number, row in enumerate(missing):
        spec = ArticleSpec(
            code=row["code"],
            category=categories[row["category"]],
            topic=topics[row["topic"]],
            audience=row.get("audience", "public"),
            review_date=_review_date(now, number),
            services=tuple(row.get("services", ())),
            regulations=tuple((code, "") for code in row.get("regulations", ())),
        )
        article = create_article(spec=spec, by=SYSTEM, now=now)
        for text in _texts(row):
            _publish(article, text, now)
    return len(missing)


def _publish(article: Article, text: VersionText, now: datetime) -> None:
    seen = Seen.now(article, text.language)
    draft = save_draft(article=article, text=text, seen=seen, by=SYSTEM, now=now)
    publish(version=draft, by=SYSTEM, now=now)


def _texts(row: dict[str, Any]) -> list[VersionText]:
    """Return the Russian text and its translations."""
    languages = {str(Language.RU): row, **row.get("translations", {})}
    return [
        VersionText(
            question=text["question"],
            solution=text["solution"],
            blocks=text.get("blocks", ()),
            also_asked=text.get("also_asked", ()),
            language=language,
            summary="Первая версия",
        )
        for language, text in languages.items()
    ]


def _review_date(now: datetime, number: int) -> date:
    """Spread reviews over half a year, so that not all come on one day."""
    return (now + REVIEW_EVERY + timedelta(days=number * 3)).date()


def _synonyms(now: datetime) -> int:
    if SynonymGroup.objects.exists():
        return 0
    groups = shipped_synonyms()
    for terms in groups:
        save_synonyms(group=None, terms=terms, by=SYSTEM, now=now)
    return len(groups)


def _videos(now: datetime) -> int:
    """Lessons are shown with their words; a film made on this machine before comes with them."""
    known = set(Video.objects.values_list("code", flat=True))
    missing = [row for row in _read(SOURCES / "videos.yaml")["videos"] if row["code"] not in known]
    articles = {row.code: row for row in Article.objects.all()} if missing else {}
    topics = {row.code: row for row in Topic.objects.all()} if missing else {}
    for order, row in enumerate(missing):
        spec = VideoSpec(
            code=row["code"],
            direction=row["direction"],
            order=order * 10,
            topic=topics.get(row["topic"]),
            articles=[articles[code] for code in row["articles"] if code in articles],
        )
        video = create_video(spec=spec, by=SYSTEM, now=now)
        text = VideoText(row["title"], row["about"], row["script"], "Первая версия")
        version = write_version(video=video, text=text, by=SYSTEM, now=now)
        version = show_version(version=version, by=SYSTEM, now=now)
        film = kept_film(stem_of(video.code, version.scenes, version.title))
        if film is not None:
            attach_film(version=version, film=film, by=SYSTEM, now=now)
    return len(missing)


def shipped_articles() -> list[dict[str, Any]]:
    """Return the shipped articles as they stand in the fixtures, in the order of codes."""
    paths = sorted((SOURCES / "articles").glob("*.yaml"))
    return [row for path in paths for row in _read(path)["articles"]]


def shipped_synonyms() -> list[list[str]]:
    """Return the shipped groups of words that mean the same."""
    return [[str(term) for term in group] for group in _reference()["synonyms"]]


def _reference() -> dict[str, Any]:
    return _read(SOURCES / "reference.yaml")


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = shipped(path)
    return content


_LOADERS: dict[str, Callable[[datetime], int]] = {
    "categories": _categories,
    "regulations": _regulations,
    "articles": _articles,
    "synonyms": _synonyms,
    "videos": _videos,
}
