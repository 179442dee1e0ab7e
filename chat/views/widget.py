"""The one line for other sites: `<script src="…/chat/widget.js?site=code" async></script>`."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chat.selectors.sites import site_by_code

KEPT_S = 300


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Give the script of a site we know; its page may be framed by the site's exact origins only."""
    site = site_by_code(request.GET.get("site", "")[:50])
    if site is None:
        raise Http404("Страница не найдена")
    address = f"{settings.PUBLIC_URL}{reverse('chat:page')}?site={site.code}"
    told = {"page": address, "origin": settings.PUBLIC_URL, "origins": site.origins}
    response = render(
        request,
        "chat/widget.js",
        {"told": json.dumps(told)},
        content_type="text/javascript; charset=utf-8",
    )
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
