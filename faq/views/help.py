"""Help articles for citizens: search, sections, one article and whether it helped. No scripts needed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from common.actors import SYSTEM, Acts
from common.clients import client_network
from common.ratelimit import bucket_key, hit, limit
from common.typed import words_of
from faq.actions.usage import Opinion, Searched, log_search, note_click, rate_article
from faq.actions.visiting import explain_opinion, log_typed
from faq.forms import OpinionForm
from faq.models import Face, Feedback, Language
from faq.phrases import phrases
from faq.selectors.articles import article_for, by_category, newest, reading_of
from faq.selectors.pages import (
    article_data,
    articles_of,
    category_data,
    category_for,
    related_articles,
    related_services,
    tongues,
)
from faq.selectors.search import search_articles
from faq.selectors.videos import lessons_of

MOST_WORDS = 200
HOUR = timedelta(hours=1)
# From one network: more is not reading.
MOST_OPINIONS, MOST_CLICKS = 30, 120
live_page = vary_on_headers("HX-Request")


@live_page
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Show sections, or with `q` what is found; while typing only the found part."""
    text, language = _words(request), language_of(request)
    context: dict[str, Any] = {"q": text, "language": language, "before": request.GET.get("before")}
    if text:
        found = search_articles(
            text, user=request.user, language=language, typing=bool(request.htmx)
        )
        context |= {"found": found, "search": _logged(request, text, language, found.hits)}
    if request.htmx:
        return render(request, "faq/public/articles.html#found", context)
    context["sections"] = by_category(request.user)
    return render(request, "faq/public/articles.html", context)


@require_safe
def category(request: HttpRequest, category_code: str) -> HttpResponse:
    """Show the articles of a section."""
    found = category_for(category_code)
    if found is None:
        raise Http404("Такого раздела нет.")
    rows = articles_of(request.user, found)
    data = category_data(rows, _whole(request.path))
    context = {"category": found, "articles": rows, "data": data, "language": "ru"}
    return render(request, "faq/public/category.html", context)


@live_page
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, article_code: str) -> HttpResponse:
    """Show an article; POST says whether it helped, then why not."""
    found = article_for(request.user, article_code)
    reading = reading_of(found, language_of(request))
    if request.method == "POST":
        return _opinion(request, reading)
    search = _uuid(request.GET.get("s"))
    if search is not None and is_calm(request, "help-click", MOST_CLICKS):
        note_click(search=search, article=found, by=by_reader(request), now=timezone.now())
    return render(request, "faq/public/article.html", _context(request, reading, search=search))


@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """Return what was published lately as RSS: public articles only."""
    rss = Rss201rev2Feed(
        title="Госуслуги. Поддержка: новое в помощи",
        link=_whole(reverse("help:articles")),
        description="Новые и обновлённые инструкции",
        language="ru",
        feed_url=_whole(reverse("help:feed")),
    )
    for row in newest(None):
        rss.add_item(
            title=row.question,  # type: ignore[attr-defined]
            link=_whole(reverse("help:article", args=[row.code])),
            description=row.solution,  # type: ignore[attr-defined]
            pubdate=row.published_at,  # type: ignore[attr-defined]
            unique_id=f"{row.code}-{row.published_id}",  # type: ignore[attr-defined]
            unique_id_is_permalink=False,
            categories=[row.category.title],
        )
    return HttpResponse(rss.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def language_of(request: HttpRequest) -> str:
    """Return the language the address asks for, Russian without one."""
    asked = request.GET.get("lang", "")
    return asked if asked in Language.values else str(Language.RU)


def _context(request: HttpRequest, reading: Any, **more: Any) -> dict[str, Any]:
    found = reading.article
    address = _whole(request.path)
    return {
        "reading": reading,
        "article": found,
        "version": reading.version,
        "language": reading.version.language,
        "words": phrases(reading.version.language),
        "asked_words": phrases(reading.asked_language),
        "tongues": tongues(reading),
        "services": related_services(found),
        "related": related_articles(request.user, found),
        "lessons": lessons_of(found),
        "regulations": found.references.select_related("regulation"),
        "address": address,
        "data": article_data(reading, address),
        **more,
    }


def _opinion(request: HttpRequest, reading: Any) -> HttpResponse:
    """Keep an opinion; a «no» is asked why and shown who will help."""
    form = OpinionForm(request.POST)
    shown: dict[str, Any] = {"search": _uuid(request.POST.get("search"))}
    status = 200
    now = timezone.now()
    if not form.is_valid():
        shown["refusal"], status = "Выберите ответ, пожалуйста.", 422
    elif form.cleaned_data["opinion"]:
        given = form.cleaned_data
        explain_opinion(feedback=given["opinion"], why=given["why"], by=by_reader(request), now=now)
        shown |= {"said": "no", "is_explained": True}
    else:
        limit_reader(request, "help-opinion", MOST_OPINIONS)
        given = form.cleaned_data
        is_helpful = given["helped"] == "yes"
        opinion = Opinion(is_helpful, face=_face(request), search=given["search"])
        row = rate_article(version=reading.version, opinion=opinion, by=by_reader(request), now=now)
        shown |= {"said": given["helped"], "opinion": row.pk}
    shown["reasons"] = Feedback.Why.choices
    context = _context(request, reading, **shown)
    part = "faq/public/_opinion.html" if request.htmx else "faq/public/article.html"
    return render(request, part, context, status=status)


def _logged(request: HttpRequest, text: str, language: str, hits: Any) -> UUID | None:
    """Keep the search; nothing of one letter, nothing of one who asks too much."""
    if len(text) < 2 or not is_calm(request, "help-search", MOST_CLICKS * 5):
        return None
    before = _uuid(request.GET.get("before"))
    searched = Searched(text, hits, face=_face(request), language=language, before=before)
    log = log_typed if request.htmx else log_search
    return log(searched=searched, by=by_reader(request), now=timezone.now()).pk


def is_calm(request: HttpRequest, name: str, most: int) -> bool:
    """Whether a network asked for no more than `most` of this an hour; beyond it nothing is counted."""
    key = bucket_key(name, client_network(request))
    return hit(key, now=timezone.now(), window=HOUR)[0] <= most


def limit_reader(request: HttpRequest, name: str, most: int) -> None:
    """Raise TooManyRequests when a network asks for more than `most` an hour."""
    key = bucket_key(name, client_network(request))
    limit(key, most=most, window=HOUR, now=timezone.now())


def by_reader(request: HttpRequest) -> Acts:
    """Return who reads: a person who signed in, or nobody in particular."""
    return request.user if request.user.is_authenticated else SYSTEM


def _face(request: HttpRequest) -> str:
    is_colleague = getattr(request.user, "is_employee", False)
    return str(Face.DESK if is_colleague else Face.SITE)


def _words(request: HttpRequest) -> str:
    return words_of(request, most=MOST_WORDS)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
