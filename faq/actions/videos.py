"""Video help: writing what a lesson says, giving it its film, showing, archiving, the monthly look."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from faq.actions._common import WrongState
from faq.actions.writing import EditConflict
from faq.events import (
    VideoArchived,
    VideoCreated,
    VideoFilmed,
    VideoPublished,
    VideoReviewDue,
    VideoReviewed,
    VideoVersionSaved,
)
from faq.films import Film
from faq.models import Article, Direction, Video, VideoState, VideoTrack, VideoVersion
from faq.policies import can_publish, can_write_article
from faq.video_script import length_of, parse_script
from journal.facts import record
from schedules.deadlines import local_date
from topics.models import Topic

SHOW_MESSAGE = "Показывают и убирают видео редактор базы знаний и супервизор."


@dataclass(frozen=True, slots=True)
class VideoSpec:
    """What a lesson is besides what it says."""

    code: str
    direction: str
    order: int = 100
    topic: Topic | None = None
    articles: Sequence[Article] = ()


@dataclass(frozen=True, slots=True)
class VideoText:
    """What a version says; `script` is the text of `faq.video_script`, `seen` the savings so far."""

    title: str
    about: str
    script: str
    summary: str = ""
    seen: int = 0


class ScriptChanged(DomainError):
    """The words were changed while the film was made: it shows the old ones."""

    code = "script_changed"


@transaction.atomic
def create_video(*, spec: VideoSpec, by: Acts, now: datetime) -> Video:
    """Begin a lesson; people see it when a version is shown."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    if spec.direction not in Direction.values:
        raise InvalidInput("Выберите направление из списка.", field="direction")
    if Video.objects.filter(code=spec.code).exists():
        raise InvalidInput("Видео с таким кодом уже есть. Выберите другой код.", field="code")
    video = Video.objects.create(
        code=spec.code,
        direction=spec.direction,
        order=spec.order,
        topic=spec.topic,
        review_on=next_review(local_date(now)),
        created_at=now,
    )
    video.articles.set(spec.articles)
    record(VideoCreated(video.pk, video.code), by=by, at=now)
    return video


@transaction.atomic
def write_version(*, video: Video, text: VideoText, by: Acts, now: datetime) -> VideoVersion:
    """Write what the next version will say; what is shown stays until it is ready."""
    policies.require(can_write_article, by)
    if not text.title.strip() or not text.about.strip():
        raise InvalidInput("Заполните название и о чём видео.", field="title")
    scenes = parse_script(text.script)
    video = _locked(video)
    version = video.versions.filter(state=VideoState.PREPARING).first()
    if (version.revision if version else 0) != text.seen:
        raise EditConflict(
            "Пока вы писали, коллега сохранил свой сценарий. Сверьте и сохраните ещё раз."
        )
    if version is None:
        version = VideoVersion(video=video, number=_next_number(video), revision=0)
    version.state = VideoState.PREPARING
    version.title, version.about = text.title.strip(), text.about.strip()
    version.scenes, version.seconds = scenes, round(length_of(scenes))
    version.summary, version.revision = text.summary.strip(), version.revision + 1
    version.film, version.renditions = "", []
    version.author = by if isinstance(by, User) else None
    version.saved_at = now
    version.save()
    version.tracks.all().delete()
    record(VideoVersionSaved(video.pk, version.pk, version.number), by=by, at=now)
    return version


@transaction.atomic
def attach_film(*, version: VideoVersion, film: Film, by: Acts, now: datetime) -> VideoVersion:
    """Give a version its film. One that was waiting for it is shown at once."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    video, fresh = _locked_version(version)
    if fresh.revision != version.revision:
        raise ScriptChanged("Сценарий изменили, пока снимался фильм. Снимите его ещё раз.")
    fresh.film, fresh.renditions = film.folder, film.renditions
    fresh.scenes, fresh.seconds = film.scenes, round(length_of(film.scenes))
    fresh.save(update_fields=["film", "renditions", "scenes", "seconds"])
    fresh.tracks.all().delete()
    VideoTrack.objects.bulk_create(
        VideoTrack(version=fresh, kind=kind, code=code, label=label, language=language, order=order)
        for order, (kind, code, label, language) in enumerate(film.tracks)
    )
    record(VideoFilmed(video.pk, fresh.pk, fresh.number), by=by, at=now)
    return _shown(video, fresh, by, now) if fresh.state == VideoState.PREPARING else fresh


@transaction.atomic
def show_version(*, version: VideoVersion, by: Acts, now: datetime) -> VideoVersion:
    """Let people see a version, its film made or not; an archived one comes back. The old one is kept."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    video, version = _locked_version(version)
    if version.state == VideoState.PUBLISHED:
        raise WrongState("Эта версия уже показана.", state=version.state)
    return _shown(video, version, by, now)


@transaction.atomic
def archive_video(*, video: Video, by: Acts, now: datetime) -> Video:
    """Show a lesson no more; its versions are kept for editors."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    video = _locked(video)
    shown = video.versions.filter(state=VideoState.PUBLISHED)
    if not shown.update(state=VideoState.ARCHIVED, retired_at=now):
        raise WrongState("Это видео и так не показано.")
    record(VideoArchived(video.pk), by=by, at=now)
    return video


@transaction.atomic
def review_video(*, video: Video, by: Acts, now: datetime) -> Video:
    """Say that a lesson was looked at and is still right; the next look is in a month."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    video, today = _locked(video), local_date(now)
    was_late = video.review_on < today
    video.review_on, video.reviewed_at = next_review(today), now
    video.reviewed_by = by if isinstance(by, User) else None
    video.save(update_fields=["review_on", "reviewed_at", "reviewed_by"])
    record(VideoReviewed(video.pk, was_late), by=by, at=now)
    return video


@transaction.atomic
def call_reviews(*, by: Acts, now: datetime) -> int:
    """Remind of the shown lessons whose month is over, once a term; return how many."""
    policies.require(can_publish, by, message=SHOW_MESSAGE)
    over = Video.objects.filter(
        versions__state=VideoState.PUBLISHED, review_on__lte=local_date(now)
    ).exclude(called_for=F("review_on"))
    called = list(over.select_for_update(of=("self",)).order_by("review_on", "code"))
    for video in called:
        video.called_for = video.review_on
        video.save(update_fields=["called_for"])
        record(VideoReviewDue(video.pk), by=by, at=now)
    return len(called)


def next_review(day: date) -> date:
    """Return the same day of the next month, its last day when it is shorter (R-137)."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _shown(video: Video, version: VideoVersion, by: Acts, now: datetime) -> VideoVersion:
    video.versions.filter(state=VideoState.PUBLISHED).update(
        state=VideoState.ARCHIVED, retired_at=now
    )
    version.state, version.published_at, version.retired_at = VideoState.PUBLISHED, now, None
    version.save(update_fields=["state", "published_at", "retired_at"])
    video.review_on = next_review(local_date(now))
    video.save(update_fields=["review_on"])
    record(VideoPublished(video.pk, version.pk, version.number), by=by, at=now)
    return version


def _locked(video: Video) -> Video:
    return Video.objects.select_for_update(of=("self",)).get(pk=video.pk)


def _locked_version(version: VideoVersion) -> tuple[Video, VideoVersion]:
    video = _locked(Video(pk=version.video_id))
    return video, VideoVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


def _next_number(video: Video) -> int:
    return (video.versions.aggregate(last=Max("number"))["last"] or 0) + 1
