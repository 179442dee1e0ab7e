"""Staff do nothing before their second factor is set up (A-12); the serious wants fresh proof (A-18)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.policies import lacks_second_factor
from accounts.reauth import ReauthRequired, confirm_url
from common.htmx import go

# What one needs to set a factor up, and to leave.
OPEN = frozenset(
    {
        "account_login",
        "account_reauthenticate",
        "accounts:login",
        "accounts:logout",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
    }
)


class StaffSecondFactorMiddleware:
    """Sends staff without a second factor to its set-up, whatever page they asked for.

    Sockets ask `accounts.selectors.user_of_session`, the API takes keys only: no side door is left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if (
            name in OPEN
            or not request.user.is_authenticated
            or not lacks_second_factor(request.user)
        ):
            return None
        return go(request, reverse("mfa_index"))


class ReauthMiddleware:
    """Answers `ReauthRequired`: 403 with the way to confirm, which a page of htmx follows by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReauthRequired):
            return None
        url = confirm_url(request)
        response = render(request, "accounts/confirm_first.html", {"url": url}, status=403)
        response["X-Error-Code"] = error.code
        if request.headers.get("HX-Request"):
            response["HX-Redirect"] = url
        return response
