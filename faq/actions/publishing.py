"""Letting versions out: to a second person, now, at an hour, back, into the archive."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from faq.actions._common import (
    NotReady,
    WrongState,
    locked_article,
    locked_version,
    move,
    retire,
    stamp,
)
from faq.events import (
    ArticleArchived,
    VersionApproved,
    VersionPublished,
    VersionReturned,
    VersionScheduled,
    VersionSubmitted,
)
from faq.models import Article, ArticleVersion, Language
from faq.policies import can_approve_version, can_publish, can_write_article
from faq.states import State
from journal.facts import record

PUBLISH_MESSAGE = "Публикуют редактор базы знаний и супервизор."
SWEEP_BATCH = 100


@transaction.atomic
def submit(*, version: ArticleVersion, by: Acts, now: datetime) -> ArticleVersion:
    """Ask a second person to look at a draft."""
    policies.require(can_write_article, by)
    article, version = locked_version(version)
    move(version, "submit")
    version.save(update_fields=["state"])
    record(VersionSubmitted(article.pk, version.pk, version.number), by=by, at=now)
    return version


@transaction.atomic
def send_back(*, version: ArticleVersion, by: Acts, now: datetime) -> ArticleVersion:
    """Return a version to its author, from review or from the schedule."""
    policies.require(can_publish, by, message=PUBLISH_MESSAGE)
    article, version = locked_version(version)
    move(version, "return")
    version.approver, version.publish_at = None, None
    version.save(update_fields=["state", "approver", "publish_at"])
    record(VersionReturned(article.pk, version.pk, version.number), by=by, at=now)
    return version


@transaction.atomic
def approve(*, version: ArticleVersion, by: Acts, now: datetime) -> ArticleVersion:
    """Let a version out as a second person. Who wrote a word of it may not."""
    article, version = locked_version(version)
    policies.require(
        can_approve_version,
        by,
        version,
        message="Утверждает другой человек: редактор или супервизор, который эту версию не писал.",
    )
    if version.state != State.REVIEW:
        raise WrongState("Утверждают то, что отправлено на проверку.", state=version.state)
    version.approver = by if isinstance(by, User) else None
    version.save(update_fields=["approver"])
    record(VersionApproved(article.pk, version.pk, version.number), by=by, at=now)
    return version


@transaction.atomic
def publish(*, version: ArticleVersion, by: Acts, now: datetime) -> ArticleVersion:
    """Show a version to people from now on; what was shown before goes to the archive.

    Raises NotReady without the second person's approval where it is asked for.
    """
    policies.require(can_publish, by, message=PUBLISH_MESSAGE)
    article, version = locked_version(version)
    _require_ready(article, version, by)
    return _published(article, version, by=by, now=now)


@transaction.atomic
def schedule(
    *, version: ArticleVersion, publish_at: datetime, by: Acts, now: datetime
) -> ArticleVersion:
    """Have a version come out by itself at a moment to come (aware)."""
    policies.require(can_publish, by, message=PUBLISH_MESSAGE)
    if publish_at <= now:
        raise InvalidInput("Выберите время в будущем.", field="publish_at")
    article, version = locked_version(version)
    _require_ready(article, version, by)
    move(version, "schedule")
    version.publish_at = publish_at
    version.save(update_fields=["state", "publish_at"])
    record(VersionScheduled(article.pk, version.pk, version.number, publish_at), by=by, at=now)
    return version


@transaction.atomic
def archive_article(*, article: Article, by: Acts, now: datetime, language: str = "") -> Article:
    """Show an article no more, in one language or in all; drafts go too, versions stay."""
    policies.require(can_publish, by, message=PUBLISH_MESSAGE)
    article = locked_article(article)
    rows = article.versions.exclude(state=State.ARCHIVED)
    if language and language != Language.RU:
        rows = rows.filter(language=language)
    if not rows.update(state=State.ARCHIVED, retired_at=now, publish_at=None):
        raise WrongState("Статья уже в архиве.")
    record(ArticleArchived(article.pk, language), by=by, at=now)
    stamp(article)
    return article


def publish_due(*, now: datetime) -> int:
    """Publish what was scheduled for a moment that has come, each in its own transaction."""
    due = ArticleVersion.objects.filter(state=State.SCHEDULED, publish_at__lte=now)
    keys = list(due.order_by("publish_at").values_list("pk", flat=True)[:SWEEP_BATCH])
    return sum(_publish_one(key, now=now) for key in keys)


@transaction.atomic
def _publish_one(key: UUID, *, now: datetime) -> bool:
    version = ArticleVersion.objects.only("pk", "article_id").filter(pk=key).first()
    if version is None:
        return False
    article, version = locked_version(version)
    if version.state != State.SCHEDULED or version.publish_at is None or version.publish_at > now:
        return False
    _published(article, version, by=SYSTEM, now=now)
    return True


def _published(
    article: Article, version: ArticleVersion, *, by: Acts, now: datetime
) -> ArticleVersion:
    move(version, "publish")
    retire(article, version.language, now=now)
    version.published_at, version.publish_at, version.retired_at = now, None, None
    version.save(update_fields=["state", "published_at", "publish_at", "retired_at"])
    fact = VersionPublished(article.pk, version.pk, version.number, version.language)
    record(fact, by=by, at=now)
    stamp(article)
    return version


def _require_ready(article: Article, version: ArticleVersion, by: Acts) -> None:
    """Refuse what a second person has not approved, and a translation of nothing."""
    is_system = by.actor.is_system
    if article.wants_second_person and version.approver_id is None and not is_system:
        raise NotReady("Сначала статью должен утвердить второй человек.")
    if version.language != Language.RU:
        russian = article.versions.filter(language=Language.RU, state=State.PUBLISHED)
        if not russian.exists():
            raise NotReady("Сначала опубликуйте статью на русском: перевод показывают рядом с ней.")
