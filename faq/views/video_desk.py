"""Keeping video help: the board of the month, one lesson with its versions, its next script."""

from datetime import timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.htmx import go
from faq.actions.video_drafts import lesson_from_article
from faq.actions.videos import (
    VideoText,
    archive_video,
    review_video,
    show_version,
    write_version,
)
from faq.films import is_there
from faq.forms import VideoForm
from faq.models import Video, VideoState, VideoVersion
from faq.policies import can_publish
from faq.selectors.articles import article_for
from faq.selectors.video_pages import player_of
from faq.selectors.videos import (
    articles_without_video,
    board,
    version_of,
    versions_of,
    video_for,
    watched_version,
)
from faq.video_script import script_text
from faq.views.access import writers_only

SPANS = (7, 30, 90)


@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def videos(request: HttpRequest) -> HttpResponse:
    """Show what is watched, how far, and what is to be looked at this month; POST ends such a look or begins a lesson."""
    if request.method == "POST" and request.POST.get("do") == "begin":
        return _begin(request)
    if request.method == "POST":
        _done(request, video_for(request.POST.get("video", "")[:40]))
        return go(request, reverse("faq:videos"))
    asked, now = request.GET.get("days", ""), timezone.now()
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    since = now - timedelta(days=days)
    rows = board(since, now)
    context = {
        "days": days,
        "spans": SPANS,
        "rows": rows,
        "today": timezone.localdate(),
        "plays": sum(row.watched.plays for row in rows),
        "due": sum(row.is_due for row in rows),
        "late": sum(row.is_late for row in rows),
        "unfilmed": sum(not row.is_filmed for row in rows if row.shown),
        "wanted": articles_without_video(request.user, since, now),
        "may_publish": can_publish(request.user),
    }
    return render(request, "faq/video/desk/board.html", context)


@csp_update({"media-src": [SELF, "blob:"]})
@writers_only
@never_cache
@require_http_methods(["GET", "POST"])
def video(request: HttpRequest, video_code: str) -> HttpResponse:
    """Show a lesson with any of its versions and the script of the next; POST saves or moves."""
    found, status = video_for(video_code), 200
    form = VideoForm(request.POST if request.POST.get("do") == "save" else None)
    if request.method == "POST":
        if form.is_bound and not form.is_valid():
            status = 422
        elif _done(request, found, form):
            return go(request, reverse("faq:video", args=[found.code]))
        else:
            status = 422
    return render(
        request, "faq/video/desk/video.html", _context(request, found, form), status=status
    )


def _context(request: HttpRequest, found: Video, form: VideoForm) -> dict[str, Any]:
    versions = list(versions_of(found))
    shown = next((row for row in versions if row.state == VideoState.PUBLISHED), None)
    waiting = next((row for row in versions if row.state == VideoState.PREPARING), None)
    asked = request.GET.get("version", "")
    version = version_of(found, asked) if asked else shown or waiting or versions[0]
    if not form.is_bound:
        form = VideoForm(initial=_begun_from(waiting or version, waiting))
    return {
        "video": found,
        "versions": versions,
        "version": version,
        "waiting": waiting,
        "player": player_of(version) if is_there(version) else None,
        "watched": watched_version(version, timezone.now() - timedelta(days=SPANS[1])),
        "form": form,
        "today": timezone.localdate(),
        "may_publish": can_publish(request.user),
    }


def _begin(request: HttpRequest) -> HttpResponse:
    """Begin a lesson from an article people open often; its script is to be finished."""
    article = article_for(request.user, request.POST.get("article", "")[:8].replace("\x00", ""))
    try:
        made = lesson_from_article(article=article, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        messages.warning(request, str(error))
        return go(request, reverse("faq:videos"))
    messages.success(request, "Урок начат: слова взяты из статьи. Поправьте сценарий под голос.")
    return go(request, reverse("faq:video", args=[made.code]))


def _begun_from(base: VideoVersion, waiting: VideoVersion | None) -> dict[str, Any]:
    return {
        "title": base.title,
        "about": base.about,
        "script": script_text(base.scenes),
        "summary": waiting.summary if waiting else "",
        "seen": waiting.revision if waiting else 0,
    }


def _done(request: HttpRequest, found: Video, form: VideoForm | None = None) -> bool:
    """Do what was pressed and say it; False when it was refused, in words too."""
    try:
        messages.success(request, _deed(request, found, form))
    except DomainError as error:
        if error.http_status == 403:
            raise
        if form is not None and form.is_bound:
            form.add_error(getattr(error, "field", None), str(error))
        else:
            messages.warning(request, str(error))
        return False
    return True


def _deed(request: HttpRequest, found: Video, form: VideoForm | None) -> str:
    by, now, do = request.user, timezone.now(), request.POST.get("do", "")
    if form is not None and form.is_bound:
        write_version(video=found, text=VideoText(**form.cleaned_data), by=by, now=now)
        return "Сценарий сохранён. Версия выйдет, когда будет снят фильм, или покажите её текстом."
    if do == "review":
        review_video(video=found, by=by, now=now)
        return "Отмечено: видео верно. Следующий пересмотр через месяц."
    if do == "archive":
        archive_video(video=found, by=by, now=now)
        return "Видео убрано. Версии остались в архиве, любую можно вернуть."
    if do == "show":
        version = version_of(found, request.POST.get("version", ""))
        show_version(version=version, by=by, now=now)
        return f"Версия {version.number} показана, прежняя в архиве."
    raise Http404("Такого действия нет.")
