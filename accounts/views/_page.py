"""How every page with a form is answered: 200 when asked for, 422 or 429 when refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from common.errors import TooManyRequests


class PersonRequest(HttpRequest):
    """A request that `login_required` let through: somebody is signed in."""

    user: User  # type: ignore[assignment]


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, error: Exception | None = None
) -> HttpResponse:
    """Draw the page again after a refused POST, or for the first time."""
    status = 200 if request.method == "GET" else 422
    response = render(request, template, context, status=status)
    if isinstance(error, TooManyRequests):
        response.status_code = 429
        response["Retry-After"] = str(error.retry_after_s)
    return response
