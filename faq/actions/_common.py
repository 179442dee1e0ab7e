"""Steps shared by the doors of articles: locking in one order, moving by the table, stamping."""

from datetime import datetime

from common.errors import DomainError
from faq.models import Article, ArticleVersion, SearchStamp
from faq.states import MOVES, State, is_allowed

REFUSALS = {
    "save": "Эту версию уже не меняют. Начните новую.",
    "submit": "На проверку отправляют черновик.",
    "return": "Вернуть можно то, что ждёт проверки или выхода.",
    "schedule": "Назначить выход можно черновику или проверенной версии.",
    "publish": "Эту версию опубликовать нельзя: начните с её копии.",
    "archive": "Версия уже в архиве.",
}


class WrongState(DomainError):
    """A version is not where the move begins."""

    code = "wrong_state"


class NotReady(DomainError):
    """Something is missing before a version may come out."""

    code = "not_ready"


def locked_article(article: Article) -> Article:
    """Return the article, locked: everything about its versions waits for this row."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("category", "topic")
    return rows.get(pk=article.pk)


def locked_version(version: ArticleVersion) -> tuple[Article, ArticleVersion]:
    """Return the article and its version, both locked, article first."""
    article = locked_article(Article(pk=version.article_id))
    return article, ArticleVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


def move(version: ArticleVersion, name: str) -> None:
    """Set the state by the move table; WrongState when it does not allow it. Not saved yet."""
    if not is_allowed(name, version.state):
        raise WrongState(REFUSALS[name], state=version.state)
    version.state = MOVES[name].to


def retire(article: Article, language: str, *, now: datetime) -> None:
    """Put what is published in a language into the archive."""
    shown = article.versions.filter(language=language, state=State.PUBLISHED)
    shown.update(state=State.ARCHIVED, retired_at=now)


def stamp(*articles: Article) -> int:
    """Tell the search that articles changed. The counter's row is locked: call it last."""
    counter, _ = SearchStamp.objects.select_for_update().get_or_create(pk=1)
    counter.number += 1
    counter.save(update_fields=["number"])
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(stamp=counter.number)
    return counter.number
