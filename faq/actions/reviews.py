"""A law changed: which articles lean on it, who looks at them, and by when (R-128)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from faq.events import RegulationChanged, RegulationSaved, ReviewCompleted, ReviewOpened
from faq.models import Article, Regulation, ReviewTask
from faq.policies import can_complete_review, can_mark_regulation, can_write_article
from journal.facts import record
from schedules.deadlines import end_of_day, local_date
from schedules.selectors import calendar

REVIEW_WORKING_DAYS = 1


class AlreadyReviewed(DomainError):
    """Somebody has looked meanwhile."""

    code = "already_reviewed"


@transaction.atomic
def save_regulation(*, regulation: Regulation, by: Acts, now: datetime) -> Regulation:
    """Add a regulation or describe one anew (unsaved instance with its fields)."""
    policies.require(can_mark_regulation, by)
    if not regulation.code or not regulation.title.strip():
        raise InvalidInput("Заполните код и название нормы.", field="title")
    if regulation._state.adding and Regulation.objects.filter(code=regulation.code).exists():
        raise InvalidInput("Норма с таким кодом уже есть. Выберите другой код.", field="code")
    regulation.save()
    record(RegulationSaved(regulation.code), by=by, at=now)
    return regulation


@transaction.atomic
def mark_regulation_changed(*, regulation: Regulation, by: Acts, now: datetime) -> list[ReviewTask]:
    """Open a review of every article that leans on the regulation, due by the end of the next
    working day; who has one open keeps its earlier term. Returns the new ones.
    """
    policies.require(can_mark_regulation, by, message="Изменение норм отмечают редактор и юрист.")
    regulation = Regulation.objects.select_for_update().get(pk=regulation.pk)
    regulation.changed_at = now
    regulation.save(update_fields=["changed_at"])
    open_now = ReviewTask.objects.filter(regulation=regulation, done_at__isnull=True)
    articles = Article.objects.filter(references__regulation=regulation)
    wanted = articles.exclude(pk__in=open_now.values("article")).order_by("code")
    due_at = review_due(now)
    tasks = ReviewTask.objects.bulk_create(
        ReviewTask(
            article=article,
            cause=ReviewTask.Cause.REGULATION,
            regulation=regulation,
            assignee_id=article.owner_id,
            opened_at=now,
            due_at=due_at,
        )
        for article in wanted
    )
    record(RegulationChanged(regulation.code, len(tasks)), by=by, at=now)
    return tasks


@transaction.atomic
def ask_review(
    *, article: Article, by: Acts, now: datetime, assignee: User | None = None
) -> ReviewTask:
    """Ask for a look at an article by hand; the open one is returned when there is one."""
    policies.require(can_write_article, by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    found = article.reviews.filter(done_at__isnull=True, regulation__isnull=True).first()
    if found is not None:
        return found
    task = ReviewTask.objects.create(
        article=article,
        cause=ReviewTask.Cause.BY_HAND,
        assignee_id=assignee.pk if assignee else article.owner_id,
        opened_at=now,
        due_at=review_due(now),
    )
    record(ReviewOpened(article.pk, task.pk, task.due_at), by=by, at=now)
    return task


@transaction.atomic
def complete_review(*, task: ReviewTask, outcome: str, by: Acts, now: datetime) -> ReviewTask:
    """Say what came of it. «Исправлена» needs a version published since it was opened."""
    policies.require(can_complete_review, by)
    task = ReviewTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        raise AlreadyReviewed("Эту статью уже пересмотрели. Обновите страницу.")
    if outcome not in ReviewTask.Outcome.values:
        raise InvalidInput("Выберите итог из списка.", field="outcome")
    published = task.article.versions.filter(published_at__gte=task.opened_at)
    if outcome == ReviewTask.Outcome.CHANGED and not published.exists():
        raise InvalidInput(
            "Новая версия ещё не опубликована: опубликуйте её, потом закройте пересмотр.",
            field="outcome",
        )
    task.outcome, task.done_at = outcome, now
    task.done_by = by if isinstance(by, User) else None
    task.save(update_fields=["outcome", "done_at", "done_by"])
    fact = ReviewCompleted(task.article_id, task.pk, outcome, task.is_late(now))
    record(fact, by=by, at=now)
    return task


def review_due(now: datetime) -> datetime:
    """Return the end of the working day after the one a change was noticed on, in Moscow."""
    return end_of_day(calendar().add_working_days(local_date(now), REVIEW_WORKING_DAYS))
