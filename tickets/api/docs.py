"""The contract itself, the page that shows it, and the answer for addresses that don't exist."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularJSONAPIView

from common.problems import TITLES


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3 made from the code; public, it holds no data."""

    schema = None
    http_method_names = ("get", "head")


@require_safe
def docs_page(request: HttpRequest) -> HttpResponse:
    """Swagger UI with its start in a file of its own, so that the strict CSP holds."""
    return render(request, "tickets/api/docs.html")


@csrf_exempt
def unknown_address(request: HttpRequest, **_: Any) -> JsonResponse:
    """Answer any other address under /api/ with a problem, whoever asks."""
    body = {
        "type": "about:blank",
        "title": TITLES[404],
        "status": 404,
        "detail": "Такого адреса нет. Описание API: /api/v1/docs/.",
        "code": "not_found",
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(
        body,
        status=404,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
