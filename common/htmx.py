"""Answers for htmx: toasts and redirects without a reload."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    htmx: HtmxDetails


def toast(
    response: HttpResponse, text: str, *, tone: str = "success", **extra: Any
) -> HttpResponse:
    """Ask the page to show a short message; tones: success, info, warning, danger."""
    return trigger_client_event(response, "toast", {"text": text, "tone": tone, **extra})


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect a plain form or an htmx request alike."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    response = HttpResponse(status=303)
    response["Location"] = url
    return response
