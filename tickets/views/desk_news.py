"""What a colleague must hear at once wherever on the desk they are: a citizen wrote to them."""

from datetime import timedelta
from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.htmx import toast
from tickets.selectors.desk_news import mark_of, moment_of, written_since
from tickets.selectors.export_files import is_ready_since
from tickets.views.access import workers_only

OLDEST = timedelta(hours=1)


@workers_only
@never_cache
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Answer a poke: a toast about new words of citizens, and the moment to ask from next time."""
    now = timezone.now()
    since = max(moment_of(request.GET.get("since", ""), otherwise=now), now - OLDEST)
    found = written_since(request.user, since)
    latest = max((at for _, at in found), default=since)
    is_file_ready = is_ready_since(request.user, since)
    context = {"since": mark_of(now if is_file_ready else latest), "user": request.user}
    response = render(request, "tickets/desk/_news.html", context)
    if is_file_ready:
        link = {"label": "К файлам", "url": reverse("board:files")}
        return toast(response, "Файл выгрузки готов", tone="success", link=link)
    here = urlparse(request.headers.get("HX-Current-URL", "")).path
    unseen = sorted(
        {number for number, _ in found if reverse("desk:ticket", args=[number]) != here}
    )
    if not unseen:
        return response
    words = f"Заявитель написал: {unseen[0]}"
    link = {"label": "Открыть", "url": reverse("desk:ticket", args=[unseen[0]])}
    if len(unseen) > 1:
        words = f"Заявители написали, обращений: {len(unseen)}"
        link = {"label": "К списку", "url": reverse("desk:tickets")}
    return toast(response, words, tone="info", link=link)
