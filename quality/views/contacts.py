"""Contacts and articles: what should not have come, what to write about. One address, pieces by htmx."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from common.errors import DomainError
from common.guards import only
from common.htmx import go
from faq.selectors.articles import article_for
from quality.actions.counting import ask_counting
from quality.actions.ideas import dismiss_idea, draft_from_idea
from quality.policies import can_see_contacts, can_use_ideas
from quality.selectors import contacts as counted
from quality.selectors.counting import last_counted, last_counting
from quality.selectors.ideas import idea_for, ideas_shown

SPANS = (7, 30, 90)
LONGEST_CODE = 8


def _readers_only(view: Any) -> Any:
    return only(can_see_contacts, view)


@_readers_only
@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Show figures and ideas; `article` opens the rows behind one; POST drafts, puts away, counts anew."""
    if request.method == "POST":
        return _done(request)
    if request.htmx and request.htmx.target == "counting":
        return _progress(request)
    context = _figures(request)
    if request.htmx:
        return render(request, "quality/_rows.html", context)
    ideas = {"ideas": ideas_shown(request.user), "may_use": can_use_ideas(request.user)}
    return render(request, "quality/contacts.html", context | ideas | _run())


def _figures(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    now, user = timezone.now(), request.user
    since = now - timedelta(days=days)
    code = request.GET.get("article", "")[:LONGEST_CODE].replace("\x00", "")
    if code:
        rows = counted.rows_of(user, article_for(user, code), since, now)
        if request.htmx:
            return {"days": days, "rows": rows}
    topics = counted.by_topic(since, now)
    return {
        "days": days,
        "spans": SPANS,
        "topics": topics,
        "articles": counted.by_article(user, since, now),
        "weeks": counted.by_week(now),
        "contacts": sum(row.contacts for row in topics),
        "answered": sum(row.answered for row in topics),
        "rows": rows if code else None,
    }


def _run() -> dict[str, Any]:
    run = last_counting()
    return {
        "run": run,
        "is_running": run is not None and run.ended_at is None,
        "last": last_counted(),
    }


def _progress(request: HttpRequest) -> HttpResponse:
    """Say how far the run is; when it is over the page comes anew."""
    run = _run()
    response = render(
        request, "quality/_counting.html", run | {"may_use": can_use_ideas(request.user)}
    )
    if not run["is_running"]:
        response["HX-Refresh"] = "true"
    return response


def _done(request: HttpRequest) -> HttpResponse:
    do, by, now = request.POST.get("do", ""), request.user, timezone.now()
    here = reverse("quality:contacts")
    try:
        if do == "count":
            ask_counting(by=by, now=now)
            return go(request, here)
        idea = idea_for(_uuid(request.POST.get("idea", "")))
        if do == "draft":
            made = draft_from_idea(idea=idea, by=by, now=now)
            messages.success(request, "Черновик готов. Проверьте слова: они взяты из обращений.")
            return go(request, reverse("faq:article", args=[made.code]))
        if do == "dismiss":
            dismiss_idea(idea=idea, by=by, now=now)
            messages.success(request, "Хорошо, эти обращения больше не предложим.")
            return go(request, f"{here}#ideas")
    except DomainError as error:
        if error.http_status == 403:
            raise
        messages.warning(request, str(error))
        return go(request, here)
    raise Http404("Такого действия нет.")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("Такой подсказки нет.") from None
