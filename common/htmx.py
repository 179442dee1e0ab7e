"""Answers for htmx: toasts and redirects without a reload, and the same for plain forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event
from django_htmx.middleware import HtmxDetails

from common.errors import DomainError


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


def answered(
    request: HttpRequest,
    said: str,
    *,
    back: str,
    refusal: DomainError | None = None,
    undo: str = "",
) -> HttpResponse:
    """Say how a small change ended: a toast for a script, the way back (or `back`) for a plain form.

    `undo` is the address that takes it back when it is posted to.
    """
    if refusal is not None:
        return toast(HttpResponse(str(refusal), status=422), str(refusal), tone="warning")
    if getattr(request, "htmx", False):
        action: dict[str, Any] = {"action": {"label": "Отменить", "url": undo}} if undo else {}
        return toast(HttpResponse(status=204), said, **action)
    return go(request, request.headers.get("Referer") or back)
