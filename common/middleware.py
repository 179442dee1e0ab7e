"""Request ids, no TRACE, and the one mapping of refusals to answers for pages."""

import re
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from common.errors import DomainError, TooManyRequests
from common.ids import new_id

_ID = re.compile(r"^[0-9a-zA-Z-]{8,64}$")
_PAGES = {403: "errors/403.html", 429: "errors/429.html"}


class RequestIdMiddleware:
    """Gives every request an id, binds it to the log lines and returns it in `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if _ID.match(given) else str(new_id())  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class NoTraceMiddleware:
    """Refuses TRACE whatever the address: it serves nobody and echoes what it was sent (P-12)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
        return self.get_response(request)


class DomainErrorMiddleware:
    """Answers a refusal no view handled: 403, 409, 422, 429 with a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        status = 422 if error.http_status in {400, 409} else error.http_status
        template = _PAGES.get(status, "errors/422.html")
        response = render(request, template, {"error": error}, status=status)
        if isinstance(error, TooManyRequests):
            response["Retry-After"] = str(error.retry_after_s)
        return response
