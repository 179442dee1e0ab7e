"""The operator's check of an application without an appeal: looked at, nothing is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from catalogue.selectors.checks import check_for
from catalogue.views.access import workers_only

# What a citizen dictates is posted, so that it stays out of addresses.
PARTS = {
    "check-result": "catalogue/desk/_check_result.html",
    "check-list": "catalogue/desk/_check_list.html",
}


@workers_only
@never_cache
@sensitive_post_parameters()
@vary_on_headers("HX-Request", "HX-Target")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Choose a service, then say what is missing and wrong in its application."""
    is_asked = request.method == "POST"
    fields = request.POST if is_asked else request.GET
    found = check_for(fields, is_asked=is_asked, now=timezone.now())
    part = PARTS.get(request.htmx.target or "", "catalogue/desk/check.html")
    return render(request, part, {"check": found})
