"""What is answered when a request goes wrong outside of any view: pages for people, problems for the API."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from common.problems import TITLES


def _answer(request: HttpRequest, status: int, code: str, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": TITLES[status], "status": status, "code": code}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return render(request, template, status=status)


def unavailable(request: HttpRequest, code: str = "unavailable") -> HttpResponse:
    """Return 503 without touching the database or the session."""
    if request.path.startswith("/api/"):
        return _answer(request, 503, code, "")
    return HttpResponse(render_to_string("errors/503.html"), status=503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "invalid", "errors/422.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", "errors/403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", "errors/404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    request.is_forged = True  # type: ignore[attr-defined]
    return _answer(request, 403, "forbidden", "errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor the session: they may be what failed.

    A database that is away is not our error: 503, and the same request may be tried again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = unavailable(request)
        response["Retry-After"] = "5"
        return response
    if request.path.startswith("/api/"):
        return _answer(request, 500, "server_error", "")
    return HttpResponse(render_to_string("errors/500.html"), status=500)
