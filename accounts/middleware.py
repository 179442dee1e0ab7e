"""Staff do nothing before their second factor is set up (A-12)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.policies import lacks_second_factor
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
