"""Video help for everybody: the playlist, one lesson, files of films. A lesson is readable without its film."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.byte_ranges import file_part
from common.errors import InvalidInput
from faq.actions.watching import count_mark
from faq.films import TYPES, film_file
from faq.models.videos import NO, YES
from faq.selectors.articles import reading_of
from faq.selectors.video_pages import lesson_data, player_of, playlist_data
from faq.selectors.videos import Lesson, articles_of, lesson_for, playlist
from faq.views.help import MOST_OPINIONS, by_reader, is_calm, limit_reader

# Marks an hour from one network: a class of pupils watching, not a machine that counts itself up.
MOST_MARKS = 600


@require_safe
def videos(request: HttpRequest) -> HttpResponse:
    """Show the playlist of the four directions; `?format=json` is the call menu of an application (R-139)."""
    if request.GET.get("format") == "json":
        return JsonResponse({"directions": playlist_data()})
    return render(request, "faq/video/videos.html", {"directions": playlist()})


@csp_update({"media-src": [SELF, "blob:"]})
@require_http_methods(["GET", "HEAD", "POST"])
def video(request: HttpRequest, video_code: str) -> HttpResponse:
    """Show a lesson; POST says whether it helped, or that the player got to a mark."""
    lesson = lesson_for(video_code)
    if request.method == "POST":
        return _mark(request, lesson) if "mark" in request.POST else _opinion(request, lesson)
    return render(request, "faq/video/video.html", _context(request, lesson))


@require_safe
def film(request: HttpRequest, film_folder: str, file_name: str) -> HttpResponseBase:
    """Give out a file of a film, a part of it when asked; with `make run` the front does it itself."""
    path = film_file(film_folder, file_name)
    if path is None:
        raise Http404("Такого файла нет.")
    response = file_part(request, path, TYPES[path.suffix])
    # The folder's name is made of what the film says: its content never changes.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _mark(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Count without a word: a player is never disturbed by statistics."""
    mark = request.POST.get("mark", "")[:5]
    if mark not in (YES, NO) and is_calm(request, "video-mark", MOST_MARKS):
        try:
            count_mark(version=lesson.version, mark=mark, by=by_reader(request), now=timezone.now())
        except InvalidInput:
            return HttpResponse(status=422)
    return HttpResponse(status=204)


def _opinion(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    said = request.POST.get("helped", "")
    shown: dict[str, Any] = {"said": said}
    if said not in (YES, NO):
        shown, status = {"refusal": "Выберите ответ, пожалуйста."}, 422
    else:
        limit_reader(request, "video-opinion", MOST_OPINIONS)
        count_mark(version=lesson.version, mark=said, by=by_reader(request), now=timezone.now())
        status = 200
    context = _context(request, lesson) | shown
    if said == NO and context["articles"]:
        context["reading"] = reading_of(context["articles"][0])
    part = "faq/video/_opinion.html" if getattr(request, "htmx", False) else "faq/video/video.html"
    return render(request, part, context, status=status)


def _context(request: HttpRequest, lesson: Lesson) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}{reverse('help:video', args=[lesson.video.code])}"
    return {
        "lesson": lesson,
        "video": lesson.video,
        "version": lesson.version,
        "player": player_of(lesson.version, request.GET.get("t", "")) if lesson.is_filmed else None,
        "articles": articles_of(request.user, lesson.video),
        "address": address,
        "data": lesson_data(lesson, address),
    }
