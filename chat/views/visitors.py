"""Who is at the chat's pages: a citizen, a guest known by a cookie, a newcomer; on which site; from our page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from chat.guests import COOKIE, Guest, guest_of, guest_of_key, new_key, remember
from chat.models import Site
from chat.selectors.sites import site_by_code

OWN = "self"
# Python 3.14 knows this attribute of cookies by itself.
Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
Morsel._flags.add("partitioned")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the page is shown: on its own, in a panel of our pages (`self`), or on another site."""

    code: str = ""
    site: Site | None = None

    @property
    def query(self) -> str:
        """Return what every address of the window carries on."""
        return f"?{urlencode({'site': self.code})}" if self.code else ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`by` of the doors; `key` is a new guest's, to be given to the browser; `None`: nobody yet."""

    by: Any
    key: str = ""


def frame_of(request: HttpRequest) -> Frame:
    """Return where the page is shown; a site we don't know is a 404."""
    code = request.GET.get("site", "")[:50]
    if code in {"", OWN}:
        return Frame(code)
    site = site_by_code(code)
    if site is None:
        raise Http404("Страница не найдена")
    return Frame(code, site)


def visitor_of(request: HttpRequest, *, make: bool = False) -> Visitor:
    """Return who is there; `make`: somebody new becomes a guest. Colleagues have no chat as citizens."""
    user: Any = request.user
    if user.is_authenticated:
        if not user.is_citizen:
            raise Http404("Страница не найдена")
        return Visitor(user)
    guest: Guest | None = guest_of(request)
    if guest is None and make:
        key = new_key()
        return Visitor(guest_of_key(key), key)
    return Visitor(guest)


def dressed(response: HttpResponse, frame: Frame, visitor: Visitor | None = None) -> HttpResponse:
    """Say who may frame the page, exactly; give a newcomer their cookie, partitioned on other sites."""
    if frame.code:
        origins = frame.site.origins if frame.site else ["'self'"]
        response._csp_replace = {"frame-ancestors": origins}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    if visitor is not None and visitor.key:
        remember(response, visitor.key)
        if frame.site is not None:
            cookie = response.cookies[COOKIE]
            cookie["samesite"], cookie["secure"], cookie["partitioned"] = "None", True, True
    return response


def from_own_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Take what changes something from our own pages only.

    In another site's iframe the CSRF cookie does not exist, so the browser's word is taken: an exact
    Origin. Without one Django's own check decides.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.headers.get("Origin", "null") not in settings.CSRF_TRUSTED_ORIGINS:
            check = CsrfViewMiddleware(lambda _: HttpResponse())
            check.process_request(request)
            refusal = check.process_view(request, _protected, args, kwargs)
            if refusal is not None:
                return refusal
        return view(request, *args, **kwargs)

    return guarded


def _protected(_request: HttpRequest) -> HttpResponse:
    """A view Django's check does not spare."""
    return HttpResponse()
