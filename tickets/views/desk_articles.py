"""Help articles at an open appeal: inserted by `??`, suggested beside it, sent as a link.

What is looked up by `??` and which answer is taken counts as citizens' searches do, without whose it was.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.htmx import go, toast
from faq.actions.usage import Searched, note_click
from faq.actions.visiting import log_typed
from faq.models import Face
from faq.selectors.articles import article_for
from tickets.actions.articles import send_article
from tickets.models import Ticket
from tickets.selectors.articles import articles_for, articles_of, hits_for
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page

SENT = "Ссылка отправлена заявителю: придёт письмом или СМС."


@workers_only
@never_cache
@live_page
@require_http_methods(["GET", "POST"])
def articles(request: HttpRequest, number: int) -> HttpResponse:
    """List articles by `q`, without it those of the topic; POST `article` sends the link of one."""
    found = ticket_for(request.user, number)
    if request.method == "POST" and "used" in request.POST:
        return _used(request)
    if request.method == "POST":
        article = article_for(request.user, _clean(request.POST.get("article", ""), 8))
        try:
            send_article(ticket=found, article=article, by=request.user, now=timezone.now())
        except DomainError as error:
            if error.http_status == 403:
                raise
            return _told(request, number, str(error), tone="warning", status=422)
        return _told(request, number, SENT)
    words = _clean(request.GET.get("q", ""), 100)
    if "X-Templates" in request.headers and words.strip():
        return _options(request, found, words)
    rows = articles_for(request.user, found, words)
    context = {"ticket": found, "rows": rows, "q": words}
    part = "articles.html"
    if "X-Templates" in request.headers:
        part = "_article_options.html"
    elif request.htmx:
        part = "_articles.html"
    return render(request, f"tickets/desk/{part}", context)


def _options(request: HttpRequest, ticket: Ticket, words: str) -> HttpResponse:
    """List what `??` finds; the search is counted, its key goes back with the answer that is taken."""
    hits = hits_for(request.user, words)
    searched = Searched(words, hits, Face.DESK, before=_uuid(request.GET.get("search", "")))
    counted = log_typed(searched=searched, by=request.user, now=timezone.now())
    context = {"ticket": ticket, "rows": articles_of(request.user, ticket, hits)}
    response = render(request, "tickets/desk/_article_options.html", context)
    response["X-Search"] = str(counted.pk)
    return response


def _used(request: HttpRequest) -> HttpResponse:
    """Count which answer a search ended with."""
    article = article_for(request.user, _clean(request.POST["used"], 8))
    search = _uuid(request.POST.get("search", ""))
    if search is not None:
        note_click(search=search, article=article, by=request.user, now=timezone.now())
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _clean(typed: str, most: int) -> str:
    return typed.replace("\x00", "")[:most]


def _told(
    request: HttpRequest, number: int, words: str, *, tone: str = "success", status: int = 204
) -> HttpResponse:
    if request.htmx:
        response = HttpResponse(status=status, content=words if status == 422 else b"")
        response["HX-Reswap"] = "none"
        return toast(response, words, tone=tone)
    messages.add_message(request, messages.SUCCESS if status == 204 else messages.WARNING, words)
    return go(request, reverse("desk:ticket-articles", args=[number]))
