"""The bell at the top of the desk: fetched after the page, re-fetched at a poke, chosen by its owner."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError, InvalidInput
from common.guards import View, only
from common.htmx import go
from neighbours.push import new_browser
from notifications import bell, selectors
from notifications.actions import (
    Browser,
    mark_read,
    set_bell_choice,
    subscribe_browser,
    unsubscribe_browser,
)
from notifications.forms import wishes_of
from notifications.gateways.webpush import public_key
from notifications.policies import can_have_bell


def staff_only(view: View) -> View:
    """Let colleagues in; for citizens there is no bell."""
    return only(can_have_bell, view)


@staff_only
@never_cache
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """List what one was told, newest first: in the bell's panel, or as a page without scripts."""
    context = {"lines": selectors.bell_lines(request.user), "resting": _rests(request.user)}
    template = "notifications/bell/_lines.html" if request.htmx else "notifications/bell/page.html"
    return render(request, template, context)


@staff_only
@never_cache
@require_safe
def button(request: HttpRequest) -> HttpResponse:
    """Draw the bell itself, fetched once after each page."""
    choice = selectors.bell_choice(request.user)
    context = {"has_sound": choice.has_sound, **_count(request.user)}
    return render(request, "notifications/bell/_button.html", context)


@staff_only
@never_cache
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Draw the number of unread lines: what a poke fetches."""
    return render(request, "notifications/bell/_count.html", _count(request.user))


@staff_only
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Mark read one line (`notice`), or all of them."""
    chosen = request.POST.get("notice", "")
    try:
        keys = [UUID(chosen)] if chosen else None
    except ValueError:
        raise Http404("Уведомление не найдено") from None
    mark_read(person=request.user, notice_ids=keys, by=request.user, now=timezone.now())
    if request.htmx:
        return lines_again(request)
    return go(request, reverse("notifications:bell"))


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def choice(request: HttpRequest) -> HttpResponse:
    """Show and keep what one wants to hear of; this browser's Web Push is switched here too."""
    if request.method == "POST":
        set_bell_choice(
            person=request.user,
            wishes=wishes_of(request.POST),
            by=request.user,
            now=timezone.now(),
        )
        return go(request, f"{reverse('notifications:bell-choice')}?saved=1")
    kept = selectors.bell_choice(request.user)
    context = {
        "kinds": [
            (kind, kind.code not in kept.off_in_page, kind.code not in kept.off_in_push)
            for kind in bell.KINDS.values()
        ],
        "choice": kept,
        "saved": "saved" in request.GET,
        "push_key": _push_key(),
        "has_browsers": selectors.has_browsers(request.user),
        "is_demo": settings.DEMO and bool(settings.PUSH_DEMO_URL),
    }
    return render(request, "notifications/bell/choice.html", context)


@staff_only
@require_http_methods(["POST", "DELETE"])
def push_subscription(request: HttpRequest) -> HttpResponse:
    """Keep or forget this browser: JSON as `PushSubscription.toJSON()` gives it."""
    try:
        given = json.loads(request.body)
        keys = given.get("keys") or {}
        browser = Browser(
            str(given["endpoint"]), str(keys.get("p256dh", "")), str(keys.get("auth", ""))
        )
    except (ValueError, KeyError, AttributeError, TypeError):
        return HttpResponse("Браузер прислал не подписку.", status=400)
    who: dict[str, Any] = {"person": request.user, "by": request.user, "now": timezone.now()}
    if request.method == "DELETE":
        unsubscribe_browser(endpoint=browser.endpoint, **who)
        return HttpResponse(status=204)
    if not settings.VAPID_PRIVATE_KEY:
        return HttpResponse("Уведомления в браузере здесь не настроены.", status=422)
    try:
        key = str(request.session.session_key)
        subscribe_browser(browser=browser, session_key=key, **who)
    except DomainError as refusal:
        return HttpResponse(str(refusal), status=422)
    return HttpResponse(status=201)


@staff_only
@require_POST
def push_demo(request: HttpRequest) -> HttpResponse:
    """Subscribe the demo's neighbour in place of a browser. Only in the demo."""
    if not (settings.DEMO and settings.PUSH_DEMO_URL and settings.VAPID_PRIVATE_KEY):
        raise Http404
    given = new_browser(settings.PUSH_DEMO_URL, key=_push_key())
    try:
        if given is None:
            raise InvalidInput("Соседний сервер демо не отвечает. Попробуйте через минуту.")
        subscribe_browser(
            browser=Browser(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"]),
            session_key=str(request.session.session_key),
            person=request.user,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Демо-браузер подписан: закройте вкладку и посмотрите, что придёт."
        )
    return go(request, reverse("notifications:bell-choice"))


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker under /desk/, which is then its scope."""
    response = HttpResponse(_worker_source(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def lines_again(request: HttpRequest) -> HttpResponse:
    context = {"lines": selectors.bell_lines(request.user), "resting": _rests(request.user)}
    return render(request, "notifications/bell/_lines.html", context)


def _count(user: Any) -> dict[str, Any]:
    unread, newest = selectors.bell_count(user)
    return {"unread": unread, "newest": newest, "resting": _rests(user), "user": user}


def _rests(user: Any) -> bool:
    """Tell whether this person is not to be disturbed now: on a pause, or after the shift."""
    now = timezone.now()
    kept = selectors.bell_choice(user)
    return kept.is_quiet_off_line and user.pk in bell.not_to_disturb([user.pk], now)


@cache
def _worker_source() -> bytes:
    return Path(str(finders.find("js/push-worker.js"))).read_bytes()


@cache
def _push_key() -> str:
    return public_key(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else ""
