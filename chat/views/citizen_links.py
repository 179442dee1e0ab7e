"""Links from letters and SMS: a button before anything happens, so that no mail scanner uses them up."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chat.actions.continuing import Purpose, link_of, use_link
from chat.models import Link
from chat.policies import owns
from chat.selectors.earlier import days_of
from chat.views.visitors import dressed, frame_of, from_own_page, visitor_of
from common.htmx import go


@from_own_page
@never_cache
@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link leads to; POST goes on with the dialog in this browser."""
    now, frame = timezone.now(), frame_of(request)
    link = link_of(token, now=now)
    if link.dialog.guest_digest is None and not owns(request.user, link.dialog):
        return _own_only(request)
    if request.method == "POST":
        visitor = visitor_of(request, make=True)
        use_link(link=link, by=visitor.by, now=now)
        return dressed(go(request, reverse("chat:page")), frame, visitor)
    if link.purpose == Purpose.TRANSCRIPT:
        return _read(request, link)
    return render(request, "chat/continue.html", {"link": link})


def _own_only(request: HttpRequest) -> HttpResponse:
    """A dialog of a cabinet opens to its owner alone."""
    if request.user.is_authenticated:
        raise Http404("Ссылка не найдена")
    return redirect_to_login(request.get_full_path())


def _read(request: HttpRequest, link: Link) -> HttpResponse:
    context = {"dialog": link.dialog, "days": days_of(link.dialog), "names_only": True}
    return render(request, "chat/transcript.html", context)
