"""Before something serious a person proves once more who they are; that holds five minutes (A-18).

`@recently_proved` on a view, or `require_recent_proof(request)` where only some of its requests are
serious: role change, export, keys, contacts, second factors, revealing a set of personal data,
rights of citizens. What is refused is answered 403 `reauth_required` with the way to confirm, which
leads back. Signing in counts as proof, so nobody is asked twice in a row. docs/recipes/ask-who-it-is.md
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlparse

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

LASTS_S = 300
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ReauthRequired(Exception):
    """The last proof is older than five minutes. Not a refusal of a door: no form shows it."""

    code = "reauth_required"


def was_recently_proved(request: HttpRequest) -> bool:
    """Whether this session was signed in, or confirmed by a password or a factor, just now."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0.0)
    return time.time() - latest <= LASTS_S


def require_recent_proof(request: HttpRequest) -> None:
    """Raise ReauthRequired for a person whose last proof is too old; strangers are others' work."""
    if request.user.is_authenticated and not was_recently_proved(request):
        raise ReauthRequired


def recently_proved(view: View) -> View:
    """Let a view through only soon after a proof; below `login_required` and its like."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_recent_proof(request)
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def confirm_url(request: HttpRequest) -> str:
    """Return the page of confirming, which leads back to where the person was."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': _place(request)})}"


def _place(request: HttpRequest) -> str:
    """Return the page itself, or for a form the page it stands on."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return reverse("accounts:after-login")
    parts = urlparse(came_from)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
