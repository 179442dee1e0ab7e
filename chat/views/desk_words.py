"""Ready words for a dialog: prepared answers by `//`, help articles by `??`. What is looked up is counted."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chat.actions.article_use import note_taken, note_typed
from chat.models import Dialog
from chat.selectors.desk import articles_of, as_ticket, templates_of
from chat.selectors.dialogs import dialog_for
from chat.views.desk import desk_only
from common.typed import words_of
from faq.selectors.articles import article_for
from tickets.selectors import articles as found_articles

TEMPLATES, ARTICLES = "templates", "articles"
MOST_SEARCHED, MOST_CODE = 60, 8
OPTIONS = {
    TEMPLATES: "tickets/desk/_templates.html",
    ARTICLES: "tickets/desk/_article_options.html",
}


@desk_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, dialog_id: UUID, kind: str) -> HttpResponse:
    """List them by what is typed after the sign; POST `used` says which article was taken."""
    if request.method == "POST" and kind != ARTICLES:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = dialog_for(request.user, dialog_id)
    if kind not in OPTIONS:
        raise Http404("Такого списка нет")
    if request.method == "POST":
        return _taken(request)
    asked = words_of(request, most=MOST_SEARCHED)
    is_typing = "X-Templates" in request.headers
    if is_typing and kind == ARTICLES and asked.strip():
        return _looked_up(request, found, asked)
    context: dict[str, Any] = {"ticket": as_ticket(found), "dialog": found}
    if kind == TEMPLATES:
        context["templates"] = templates_of(found, asked)
    else:
        context["rows"] = articles_of(request.user, found, asked)
    if is_typing:
        return render(request, OPTIONS[kind], context)
    return render(request, "chat/desk/words.html", context | {"options": OPTIONS[kind]})


def _looked_up(request: HttpRequest, dialog: Dialog, asked: str) -> HttpResponse:
    """List what `??` finds; the search goes back with the article that is taken."""
    user: Any = request.user
    hits, now = found_articles.hits_for(user, asked), timezone.now()
    before = _id(request.GET.get("search", ""))
    search = note_typed(asked, hits, before=before, by=user, now=now)
    rows = found_articles.articles_of(user, as_ticket(dialog), hits)
    response = render(request, OPTIONS[ARTICLES], {"rows": rows, "ticket": as_ticket(dialog)})
    response["X-Search"] = str(search)
    return response


def _taken(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    code = request.POST.get("used", "").replace("\x00", "")[:MOST_CODE]
    article, search = article_for(user, code), _id(request.POST.get("search", ""))
    if search is not None:
        note_taken(search=search, article=article, by=user, now=timezone.now())
    return HttpResponse(status=204)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
