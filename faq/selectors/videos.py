"""Video help as people see it, and as those who keep it do: what is shown, due, watched to the end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet, Sum
from django.http import Http404

from faq.films import is_there
from faq.models import Article, Direction, Video, VideoCount, VideoState, VideoVersion
from faq.models.videos import NO, PLAY, QUARTERS, YES
from faq.selectors.articles import visible_to
from faq.selectors.usage import opened_articles
from schedules.deadlines import local_date

DUE_SOON = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A video with the version people see; `is_filmed` when it can be played here."""

    video: Video
    version: VideoVersion
    is_filmed: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """What was counted of a video in a span: plays, per cent who got to each quarter, opinions."""

    plays: int
    quarters: tuple[int, ...]
    yes: int
    no: int
    chapters: tuple[int, ...] = ()

    @property
    def share(self) -> int:
        """How much of it is watched on average, in per cent of its length."""
        return round(sum(self.quarters) / len(self.quarters)) if self.plays else 0

    @property
    def helped(self) -> int | None:
        judged = self.yes + self.no
        return round(100 * self.yes / judged) if judged else None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board: the lesson, its shown and waiting version, what was counted, its review."""

    video: Video
    shown: VideoVersion | None
    waiting: VideoVersion | None
    watched: Watched
    is_filmed: bool
    is_late: bool
    is_due: bool


def playlist() -> list[tuple[str, str, list[Lesson]]]:
    """Return the four directions (code, title) with their lessons, empty ones too."""
    groups: dict[str, list[Lesson]] = defaultdict(list)
    for video in _published():
        groups[video.direction].append(_lesson(video))
    return [(code, str(title), groups[code]) for code, title in Direction.choices]


def lesson_for(code: str) -> Lesson:
    """Return what is shown under a code; Http404 when nothing is."""
    video = _published().filter(code=code).first()
    if video is None:
        raise Http404("Такого видео нет.")
    return _lesson(video)


def lessons_of(article: Article) -> list[Lesson]:
    """Return the lessons of an article, in their order."""
    return [_lesson(video) for video in _published().filter(articles=article)]


def articles_of(user: Any, video: Video) -> list[Article]:
    """Return the articles of a lesson that the reader may see."""
    return list(visible_to(user).filter(videos=video).order_by("code"))


def video_for(code: str) -> Video:
    """Return a lesson for those who keep it, shown or not."""
    video = Video.objects.select_related("reviewed_by", "topic").filter(code=code).first()
    if video is None:
        raise Http404("Такого видео нет.")
    return video


def versions_of(video: Video) -> QuerySet[VideoVersion]:
    return video.versions.select_related("author").prefetch_related("tracks")


def board(since: datetime, now: datetime) -> list[BoardRow]:
    """Return every lesson with what was counted of it, what is late first."""
    today, counted = local_date(now), _counted(local_date(since))
    rows = []
    for video in Video.objects.prefetch_related("versions"):
        versions = {row.state: row for row in reversed(video.versions.all())}
        shown = versions.get(VideoState.PUBLISHED)
        rows.append(
            BoardRow(
                video=video,
                shown=shown,
                waiting=versions.get(VideoState.PREPARING),
                watched=watched(counted[video.pk]),
                is_filmed=bool(shown and is_there(shown)),
                is_late=bool(shown) and video.review_on < today,
                is_due=bool(shown) and video.review_on <= today + DUE_SOON,
            )
        )
    return sorted(rows, key=lambda row: (row.shown is None, row.video.review_on, row.video.code))


def watched_version(version: VideoVersion, since: datetime) -> Watched:
    """Return what was counted of one version, chapter by chapter."""
    rows = version.counts.filter(day__gte=local_date(since)).values("mark")
    marks = {row["mark"]: row["all"] for row in rows.annotate(all=Sum("number"))}
    return watched(marks, chapters=len(version.scenes))


def watched(marks: dict[str, int], chapters: int = 0) -> Watched:
    """Put counts together; per cents are of those who began."""
    plays = marks.get(PLAY, 0)

    def part(mark: str) -> int:
        return min(100, round(100 * marks.get(mark, 0) / plays)) if plays else 0

    return Watched(
        plays=plays,
        quarters=tuple(part(mark) for mark in QUARTERS),
        yes=marks.get(YES, 0),
        no=marks.get(NO, 0),
        chapters=tuple(part(f"ch{number}") for number in range(chapters)),
    )


def articles_without_video(user: Any, since: datetime, now: datetime) -> list[tuple[Any, int]]:
    """Return the most opened articles that no lesson shows: what to film next (R-137)."""
    filmed = set(
        Video.objects.filter(versions__state=VideoState.PUBLISHED).values_list(
            "articles__code", flat=True
        )
    )
    rows = opened_articles(user, since, now)
    return [(article, number) for article, number in rows if article.code not in filmed][:5]


def _counted(since: date) -> dict[Any, dict[str, int]]:
    rows = VideoCount.objects.filter(day__gte=since).values("version__video", "mark")
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    for row in rows.annotate(all=Sum("number")):
        found[row["version__video"]][row["mark"]] = row["all"]
    return found


def _published() -> QuerySet[Video]:
    shown = VideoVersion.objects.filter(state=VideoState.PUBLISHED).prefetch_related("tracks")
    return (
        Video.objects.filter(versions__state=VideoState.PUBLISHED)
        .select_related("topic")
        .prefetch_related(Prefetch("versions", queryset=shown, to_attr="shown_versions"))
    )


def _lesson(video: Video) -> Lesson:
    version = video.shown_versions[0]  # type: ignore[attr-defined]
    return Lesson(video, version, is_there(version))


def to_be_filmed(codes: Sequence[str] = ()) -> list[VideoVersion]:
    """Return the versions people see or wait for, of all lessons or of some."""
    rows = VideoVersion.objects.exclude(state=VideoState.ARCHIVED).select_related("video")
    rows = rows.filter(video__code__in=codes) if codes else rows
    return list(rows.order_by("video__order", "number"))


def version_of(video: Video, number: str) -> VideoVersion:
    """Return a version by its number, archived ones too; Http404 when there is none."""
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    version = versions_of(video).filter(number=int(number)).first() if is_number else None
    if version is None:
        raise Http404("Такой версии нет.")
    return version
